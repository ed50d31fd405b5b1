"""The figures, in words: how much of it happened?"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.chat.outgoing import Card, Line
from bot.domain.matches import Source
from bot.domain.paces import Spread
from bot.texts.cards import fact, para
from bot.texts.catalogue import words
from bot.texts.times import hours, number

Kinds = Sequence[tuple[bool, bool, Decimal]]
"""Of own time? Expert? How many hours."""


def report(
    steps: dict[str, Decimal],
    kinds: Kinds = (),
    additional: Decimal = Decimal(0),
    *,
    sources: Mapping[Source, int],
    paces: Mapping[str, Spread | None],
) -> Card:
    """`steps`: hours promised, allocated, scheduled, claimed, verified, in this order.

    `kinds` and the hours beyond what was agreed are told apart, and never added up. `sources`: how many
    matches each began; told where somebody chose for themselves. `paces`: how long it took, by fact.
    """
    promised, verified = steps["promised"], steps["verified"]
    share = _percent(verified / promised * 100) if promised else ""
    lead = "report.headline" if promised else "report.nothing"
    return Card(
        title=words("report.title"),
        lines=(
            para(lead, verified=number(verified), promised=number(promised), share=share),
            *(fact(f"step_{step}", hours(amount)) for step, amount in steps.items()),
            *(fact(f"kind_{_kind(own, expert)}", hours(amount)) for own, expert, amount in kinds),
            *((fact("additional", hours(additional)),) if additional else ()),
            *(_pace(step, found) for step, found in paces.items() if found is not None),
            *((_began(sources),) if sources.keys() - {Source.MATCHER} else ()),
        ),
    )


def _pace(step: str, found: Spread) -> Line:
    """From a need, in days."""
    said = words(
        "report.pace", median=f"{found.median:.1f}", slowest=f"{found.slowest:.1f}", count=str(found.count)
    )
    return fact(step, said)


def _kind(own_time: bool, expert: bool) -> str:
    return f"{'own' if own_time else 'paid'}_{'expert' if expert else 'general'}"


def _began(sources: Mapping[Source, int]) -> Line:
    counts = {source.value: str(sources.get(source, 0)) for source in Source}
    return para("report.sources", **counts)


def _percent(share: Decimal) -> str:
    """Whole, or with one decimal where a whole one would hide that something happened."""
    return f"{share:.1f}" if 0 < share < 1 else f"{share:.0f}"
