"""The conversations about pledges, as data."""

from decimal import Decimal

from bot.chat.form import Choice, Date, Number, Place, Text
from bot.domain.pledge_records import CLOSES
from bot.domain.pledges import MOST, Corrects, Lever, Novelty, Rhythm
from bot.flows.flow import Field, Flow, options

CORRECTS = "_corrects"  # the circumstance that says what of a pledge can still be put right
FOR = "_employer"  # the circumstance that a coordinator enters it, so that nobody knows whose it is
ANOTHER = "another"
MEASURES = ("hours", "time_general", "time_expert", "goods")
"""Codes of the shipped list; whatever else a city's own list has is named in words."""
UNKNOWN = {"measure": frozenset({ANOTHER})}
UNIT = Field(name="unit", kind=Text(most=40, public=True), only_if=UNKNOWN)
LEAST = Decimal("0.01")
QUANTITY = Number(least=LEAST, most=MOST, unit="amount")
DAY = Date(on_paper=True)
MEASURE = Choice(options=options("measure", *MEASURES, ANOTHER))

PLEDGE = Flow(
    name="pledge",
    version=1,
    review=True,
    fields=(
        Field(name="contract", kind=Text(most=80)),
        Field(name="commissioner", kind=Text(most=120)),
        Field(name="measure", kind=MEASURE),
        UNIT,
        Field(name="quantity", kind=QUANTITY),
        Field(name="starts", kind=DAY),
        Field(name="ends", kind=DAY),
        Field(name="review", kind=DAY, optional=True),
        Field(name="novelty", kind=Choice(options=options("novelty", *Novelty))),
        Field(name="rhythm", kind=Choice(options=options("rhythm", *Rhythm))),
        Field(name="priority", kind=Text(most=60), optional=True),
        Field(name="area", kind=Place(), optional=True),
        Field(name="lever", kind=Choice(options=options("lever", *Lever)), optional=True),
        Field(name="employer", kind=Text(most=120), only_if={FOR: frozenset({"ask"})}),
    ),
)
WHY = Field(name="reason", kind=Text(most=300, lines=3))
REPLAN = Flow(name="replan", version=1, fields=(Field(name="ends", kind=DAY), WHY))
FUND = Flow(name="fund", version=1, fields=(Field(name="amount", kind=QUANTITY), WHY))
SUBSTITUTE = Flow(
    name="substitute",
    version=1,
    fields=(
        Field(name="amount", kind=QUANTITY),
        Field(name="measure", kind=MEASURE),
        UNIT,
        Field(name="quantity", kind=QUANTITY),
        WHY,
    ),
)
CLOSE = Flow(
    name="close_pledge",
    version=1,
    fields=(Field(name="as", kind=Choice(options=options("pledge_move", *CLOSES))), WHY),
)
REOPEN = Flow(name="reopen_pledge", version=1, fields=(WHY,))
CORRECT = Flow(
    name="correct_pledge",
    version=1,
    fields=(
        Field(name="what", kind=Choice(options=options("corrects", *Corrects)), among=CORRECTS),
        Field(name="value", kind=Text(most=120)),
        WHY,
    ),
)
DELIVER = Flow(
    name="deliver",
    version=1,
    review=True,
    fields=(
        Field(name="quantity", kind=QUANTITY),
        Field(name="group", kind=Text(most=120)),
        Field(name="day", kind=Date(on_paper=True, done=True), optional=True),
    ),
)
RECEIVED = Flow(name="received", version=1, fields=(Field(name="quantity", kind=QUANTITY),))
SETTLE_GIVEN = Flow(
    name="settle_given",
    version=1,
    fields=(
        Field(name="quantity", kind=Number(least=Decimal(0), most=MOST, unit="amount")),
        Field(name="evidence", kind=Text(most=500, lines=3, files=True)),
    ),
)
CAUSES = Flow(name="causes", version=1, fields=(Field(name="causes", kind=Text(most=200), optional=True),))
PLEDGE_FLOWS = (
    CAUSES,
    PLEDGE,
    REPLAN,
    FUND,
    SUBSTITUTE,
    CLOSE,
    REOPEN,
    CORRECT,
    DELIVER,
    RECEIVED,
    SETTLE_GIVEN,
)
