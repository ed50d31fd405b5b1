"""The figures, in words: how much of it happened?"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.chat.markup import Link
from bot.chat.outgoing import Card, Graph, Line, Para, Series
from bot.domain.impact import Month
from bot.domain.matches import Source
from bot.domain.measures import HOURS
from bot.domain.paces import Spread
from bot.domain.progress import Total
from bot.texts.cards import fact, para
from bot.texts.catalogue import say, words
from bot.texts.pledge_cards import amount, money, otherwise
from bot.texts.pledge_cards import percent as share
from bot.texts.times import grouped, hours, month_and_year

Kinds = Sequence[tuple[bool, bool, Decimal]]
"""Of own time? Expert? How many hours."""


def report(
    steps: dict[str, Decimal],
    kinds: Kinds = (),
    additional: Decimal = Decimal(0),
    *,
    sources: Mapping[Source, int],
    paces: Mapping[str, Spread | None],
    pledged: Sequence[Total] = (),
    address: str = "",
) -> Card:
    """`steps`: hours promised, allocated, scheduled, claimed, verified, in this order.

    `kinds` and the hours beyond what was agreed are told apart, and never added up. `sources`: how many
    matches each began; told where somebody chose for themselves. `paces`: how long it took, by fact.
    `pledged`: all pledges, each unit by itself; they come first, as they are what was promised.
    `address`: of the pages where everybody can read the same.
    """
    promised, verified = steps["promised"], steps["verified"]
    part = _percent(verified / promised * 100) if promised else ""
    lead = "report.headline" if promised else "report.nothing"
    if any(total.unit == HOURS for total in pledged) and promised:
        lead = "report.offered"
    return Card(
        title=words("report.title"),
        lines=(
            *(line for total in pledged[:MOST_UNITS] for line in _pledged(total)),
            para(lead, verified=grouped(verified), promised=grouped(promised), share=part),
            *(fact(f"step_{step}", hours(amount)) for step, amount in steps.items()),
            *(fact(f"kind_{_kind(own, expert)}", hours(amount)) for own, expert, amount in kinds),
            *((fact("additional", hours(additional)),) if additional else ()),
            *(_pace(step, found) for step, found in paces.items() if found is not None),
            *((_began(sources),) if sources.keys() - {Source.MATCHER} else ()),
            *((_link(f"{address}/impact"),) if address else ()),
        ),
    )


def of_year(year: str, finding: str, address: str) -> Card:
    """The annual report in its one sentence, and where all of it stands."""
    more = (_link(f"{address}/impact/{year}"),) if address else ()
    return Card(
        title=words("annual.title", year=year), lines=(Para(text=say("card.value", value=finding)), *more)
    )


def month_by_month(finding: str, months: Sequence[Month]) -> Card:
    """For platforms that draw lines themselves; the finding says in words what they show."""
    lines = {
        "step_promised": tuple(each.promised for each in months),
        "step_verified": tuple(each.verified for each in months),
    }
    graph = Graph(
        title=words("report.graph"),
        unit=words("impact.hours"),
        points=tuple(month_and_year(each.first) for each in months),
        series=tuple(Series(name=words(f"fact.{name}"), amounts=some) for name, some in lines.items()),
    )
    return Card(lines=(para("report.finding", finding=finding),), graph=graph)


def _pledged(total: Total) -> tuple[Line, ...]:
    """The one sentence, and what is behind it; pounds beside the hours, never alone."""
    unit = total.unit
    if unit != HOURS:
        return (otherwise(total),)
    lines: list[Line] = [
        para(
            "report.pledged",
            verified=amount(total.verified, unit),
            promised=amount(total.promised, unit),
            share=share(total.verified, total.promised),
        ),
        para("report.pledged_more", forecast=amount(total.forecast, unit), gap=amount(total.gap, unit)),
    ]
    if total.at_risk:
        lines.append(para("report.pledged_risk", risk=amount(total.at_risk, unit)))
    if total.valued:
        lines.append(money(total))
    return tuple(lines)


MOST_UNITS = 8


def _link(page: str) -> Line:
    return Para(text=(*say("report.page"), Link(text=page, url=page)))


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
