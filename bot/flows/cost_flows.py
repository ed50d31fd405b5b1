"""The conversation about what it costs a group to be helped, as data."""

from decimal import Decimal

from bot.chat.form import Answers, Choice, Number, Text
from bot.flows.flow import Field, Flow, options

MOST_HOURS, MOST_POUNDS = Decimal(500), Decimal(5000)


def _asks(answers: Answers) -> bool:
    return bool(answers.get("pounds"))


COSTS = Flow(
    name="costs",
    version=1,
    fields=(
        Field(name="hours", kind=Number(least=Decimal(1), most=MOST_HOURS, unit="hours"), optional=True),
        Field(
            name="pounds", kind=Number(least=Decimal("0.01"), most=MOST_POUNDS, unit="amount"), optional=True
        ),
        Field(name="share", kind=Choice(options=options("cost_share", "each", "together")), where=_asks),
        Field(name="what_for", kind=Text(most=80, open=True), optional=True, where=_asks),
    ),
)
