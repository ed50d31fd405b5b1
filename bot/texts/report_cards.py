"""The figures, in words: how much of it happened?"""

from decimal import Decimal

from bot.chat.outgoing import Card
from bot.texts.cards import fact, para
from bot.texts.catalogue import words
from bot.texts.times import hours, number


def report(steps: dict[str, Decimal]) -> Card:
    """`steps`: hours promised, allocated, scheduled, claimed, verified, in this order."""
    promised, verified = steps["promised"], steps["verified"]
    share = _percent(verified / promised * 100) if promised else ""
    lead = "report.headline" if promised else "report.nothing"
    return Card(
        title=words("report.title"),
        lines=(
            para(lead, verified=number(verified), promised=number(promised), share=share),
            *(fact(f"step_{step}", hours(amount)) for step, amount in steps.items()),
        ),
    )


def _percent(share: Decimal) -> str:
    """Whole, or with one decimal where a whole one would hide that something happened."""
    return f"{share:.1f}" if 0 < share < 1 else f"{share:.0f}"
