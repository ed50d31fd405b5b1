"""The figures, in words: how much of it happened?"""

from decimal import Decimal

from bot.chat.outgoing import Card
from bot.texts.cards import fact, para
from bot.texts.catalogue import words
from bot.texts.times import hours, number


def report(steps: dict[str, Decimal]) -> Card:
    """`steps`: hours promised, allocated, scheduled, claimed, verified, in this order."""
    promised, verified = steps["promised"], steps["verified"]
    share = f"{verified / promised * 100:.0f}" if promised else ""
    lead = "report.headline" if promised else "report.nothing"
    return Card(
        title=words("report.title"),
        lines=(
            para(lead, verified=number(verified), promised=number(promised), share=share),
            *(fact(f"step_{step}", hours(amount)) for step, amount in steps.items()),
        ),
    )
