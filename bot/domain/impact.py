"""What came of it all, as figures that anybody may read. Pure: rows in, figures out.

A count under five could be about somebody, so it is not told; nor is one that could be found by taking the
others from their total.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.domain.listings import ListingKind
from bot.domain.matches import MatchState

NONE = Decimal(0)
LEAST = 5
"""A count below it, other than none, is not told."""


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """Hours of one match that its receiver confirmed, where they were needed and what for."""

    match: str
    hours: Decimal
    at: datetime
    district: str
    kind: ListingKind
    need: str = ""
    additional: Decimal = NONE
    group: str = ""
    volunteer: str = ""
    own_time: bool = True
    expert: bool = False


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Confirmed hours as they count for a pledge."""

    pledge: str
    hours: Decimal
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How many matches ended so, for that reason."""

    state: MatchState
    reason: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Told:
    """A story that both sides allow to be published; a name is empty where its bearer did not allow it."""

    match: str
    before: str
    done: str
    change: str
    group: str
    host: str
    volunteer: str
    employer: str
    hours: Decimal
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Month:
    """`promised` and `verified` are all hours up to its end."""

    first: date
    promised: Decimal
    verified: Decimal

    @property
    def gap(self) -> Decimal:
        return max(NONE, self.promised - self.verified)


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(first: date) -> date:
    return (
        first.replace(year=first.year + 1, month=1)
        if first.month == 12
        else first.replace(month=first.month + 1)
    )


Dated = Iterable[tuple[date, Decimal]]


def cumulative(promised: Dated, verified: Dated, until: date) -> tuple[Month, ...]:
    """From the month in which the first of it was promised to that of `until`."""
    made, kept = _by_month(promised, until), _by_month(verified, until)
    if not made:
        return ()
    months: list[Month] = []
    at, so_far, done = min((*made, *kept)), NONE, NONE
    while at <= month_of(until):
        so_far += made.get(at, NONE)
        done += kept.get(at, NONE)
        months.append(Month(first=at, promised=so_far, verified=done))
        at = next_month(at)
    return tuple(months)


def _by_month(some: Dated, until: date) -> Mapping[date, Decimal]:
    """What is dated later than `until` by a clock that ran ahead belongs to its month."""
    found: defaultdict[date, Decimal] = defaultdict(lambda: NONE)
    for day, hours in some:
        found[month_of(min(day, until))] += hours
    return found


def capped(shared: Sequence[Shared], promised: Mapping[str, Decimal]) -> list[tuple[datetime, Decimal]]:
    """What each confirmation adds to its pledge, up to what that promised: what is beyond fills no gap."""
    left = dict(promised)
    added: list[tuple[datetime, Decimal]] = []
    for each in sorted(shared, key=lambda one: (one.at, one.pledge)):
        counts = min(each.hours, left.get(each.pledge, NONE))
        if counts > NONE:
            left[each.pledge] -= counts
            added.append((each.at, counts))
    return added


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A figure of a group of a table, and how many matches or people stand behind it; None: not told."""

    name: str
    count: int | None
    hours: Decimal | None = None


def told(groups: Mapping[str, tuple[int, Decimal]], *, with_total: bool = True) -> tuple[Counted, ...]:
    """Each group, without those behind which fewer than five stand.

    Where the total is known and what is left out comes to fewer than five, or is one group alone, the next
    smallest is left out too: else taking the others from the total would tell it. Those left out stand last,
    by name, as their place among the others would tell of them.
    """
    hidden = {name for name, (count, _) in groups.items() if 0 < count < LEAST}
    if with_total and hidden:
        others = sorted((count, name) for name, (count, _) in groups.items() if count and name not in hidden)
        while others and (len(hidden) == 1 or sum(groups[name][0] for name in hidden) < LEAST):
            hidden.add(others.pop(0)[1])
    shown = [Counted(name=name, count=groups[name][0], hours=groups[name][1]) for name in groups]
    return (
        *(each for each in shown if each.name not in hidden),
        *(Counted(name=name, count=None) for name in sorted(hidden)),
    )


def told_alone(count: int) -> int | None:
    """A count that is no part of a table; None: not told."""
    return None if 0 < count < LEAST else count


def by_district(confirmed: Iterable[Confirmed]) -> Mapping[str, tuple[int, Decimal]]:
    return _grouped((one.district, one.hours) for one in confirmed)


def by_kind(confirmed: Iterable[Confirmed]) -> Mapping[str, tuple[int, Decimal]]:
    return _grouped((one.kind.value, one.hours) for one in confirmed)


def by_outcome(
    confirmed: Iterable[Confirmed], tags: Mapping[str, Sequence[str]]
) -> Mapping[str, tuple[int, Decimal]]:
    """By what their needs are good for; one with two counts for both, one with none for none."""
    return _grouped((tag, one.hours) for one in confirmed for tag in tags.get(one.need, ()))


def _grouped(some: Iterable[tuple[str, Decimal]]) -> Mapping[str, tuple[int, Decimal]]:
    """Most hours first."""
    found: dict[str, tuple[int, Decimal]] = {}
    for name, hours in some:
        count, so_far = found.get(name, (0, NONE))
        found[name] = count + 1, so_far + hours
    return dict(sorted(found.items(), key=lambda each: (-each[1][1], each[0])))


def by_skill(
    needs: Iterable[Sequence[str]], offers: Iterable[Sequence[str]]
) -> Mapping[str, tuple[int, int]]:
    """How many ask for each skill that is asked for, and how many offer it: the largest lack first."""
    asked, given = _times(needs), _times(offers)
    lacking = {skill: (count, given.get(skill, 0)) for skill, count in asked.items()}
    return dict(sorted(lacking.items(), key=lambda each: (each[1][1] - each[1][0], each[0])))


def _times(some: Iterable[Sequence[str]]) -> Mapping[str, int]:
    found: defaultdict[str, int] = defaultdict(int)
    for skills in some:
        for skill in set(skills):
            found[skill] += 1
    return found
