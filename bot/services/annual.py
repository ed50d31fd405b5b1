"""The annual report: everything that it tells, counted."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.annual import Annual
from bot.domain.impact import Confirmed, Counted, Shared, Told, by_outcome, month_of, next_month, told
from bot.domain.measures import Frozen
from bot.domain.outcomes import label_of
from bot.domain.periods import Period, must_have_begun
from bot.domain.pledges import STANDS, Pledge
from bot.domain.progress import Level, Progress, names_by, totals
from bot.services.impact import FRESH
from bot.services.pledges import standing
from bot.services.turn import Turn


async def annual(turn: Turn, period: Period) -> Annual:
    today = turn.local(turn.now).date()
    must_have_begun(period, today)
    confirmed = await turn.tx.impact.confirmed(period.since, period.until)
    pledges = [each for each in await turn.tx.pledges.in_state(*STANDS) if _ran(each, period)]
    came = await standing(turn, pledges)
    shared = await turn.tx.impact.shared()
    return Annual(
        at=turn.now,
        period=period,
        confirmed=confirmed,
        months=_by_month(turn, confirmed, period),
        pledged=totals(came, names_by(Level.CITY, {}, {}), today),
        by_priority=totals(came, names_by(Level.PRIORITY, {}, {}), today),
        by_area=totals(came, names_by(Level.AREA, {}, {}), today),
        behind={level: _behind(level, came, shared) for level in (Level.PRIORITY, Level.AREA)},
        by_outcome=await _by_outcome(turn, confirmed),
        ended=await turn.tx.impact.ended(period.since, period.until),
        stories=await stories_of(turn, period),
        values=_values(pledges),
    )


async def _by_outcome(turn: Turn, confirmed: Sequence[Confirmed]) -> Sequence[Counted]:
    """Hours of a need with two outcomes are told under both."""
    tags = await turn.tx.tags.of_all()
    labels = {need: [label_of(code, turn.house.outcomes) for code in codes] for need, codes in tags.items()}
    return told(by_outcome(confirmed, labels))


async def stories_of(turn: Turn, period: Period) -> list[Told]:
    return [story for story in await turn.tx.impact.stories() if period.holds(story.at)]


class Annuals:
    """Counts a year at most every five minutes in each process; stories are read every time."""

    def __init__(self) -> None:
        self._counted: dict[str, Annual] = {}

    async def of(self, turn: Turn, period: Period) -> Annual:
        known = self._counted.pop(period.name, None)
        if known is None or not known.at <= turn.now < known.at + FRESH:
            known = await annual(turn, period)
        self._counted[period.name] = known
        while len(self._counted) > MOST_KEPT:
            del self._counted[next(iter(self._counted))]
        return replace(known, stories=await stories_of(turn, period))


MOST_KEPT = 4
"""Years that are kept counted: those that were asked for last."""


def _ran(pledge: Pledge, period: Period) -> bool:
    return pledge.terms.starts <= period.last and pledge.terms.ends >= period.first


def _by_month(turn: Turn, confirmed: Sequence[Confirmed], period: Period) -> list[tuple[date, Decimal]]:
    """Every month of the year that has begun, those without hours as well."""
    found: defaultdict[date, Decimal] = defaultdict(Decimal)
    for one in confirmed:
        found[month_of(turn.local(one.at).date())] += one.hours
    months, at = [], period.first
    while at <= min(period.last, turn.local(turn.now).date()):
        months.append((at, found[at]))
        at = next_month(at)
    return months


def _behind(level: Level, came: Sequence[Progress], shared: Sequence[Shared]) -> Mapping[str, int]:
    names = names_by(level, {}, {})
    of_pledge = {each.pledge.id: names(each.pledge) for each in came}
    return Counter(name for one in shared for name in of_pledge.get(one.pledge, ()))


def _values(pledges: Sequence[Pledge]) -> list[Frozen]:
    """What one unit was worth wherever pounds are told, each once."""
    found = {each.frozen for each in pledges if each.frozen and each.frozen.pounds is not None}
    return sorted(found, key=lambda one: (one.label, one.version))
