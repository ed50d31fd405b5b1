"""What limits and score compare, of many listings at once: an array for each term, a row for each listing."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from matching.listing import Kind, Listing, NeedListing, OfferListing, last_day, travel_limit
from matching.places import centre

Array = NDArray[Any]

NEVER, ALWAYS = -(2**30), 2**30
"""The days for a side that has not said when it starts or ends."""
REMOTE, ON_SITE = 1, 2
ANY_DAY = 0b1111111
UNSAID = -1
MOST_PEOPLE = 32_767
_MOST_HUNDREDTHS = 2_000_000_000
_KIND_BIT = {kind: 1 << at for at, kind in enumerate(Kind)}
TEAM_DAY = _KIND_BIT[Kind.TEAM_DAY]


class Sets:
    """Sets as small numbers: many listings have few different ones, so two sets are compared once."""

    def __init__(self) -> None:
        self.distinct: list[frozenset[str]] = [frozenset()]
        self._number: dict[Hashable, int] = {frozenset(): 0}

    def number(self, members: Iterable[str]) -> int:
        wanted = frozenset(members)
        known = self._number.get(wanted)
        if known is None:
            known = self._number[wanted] = len(self.distinct)
            self.distinct.append(wanted)
        return known


@dataclass(frozen=True, slots=True)
class Shelf:
    """The different sets that the listings of one side have, kept as long as their index."""

    checks: Sets = field(default_factory=Sets)
    languages: Sets = field(default_factory=Sets)
    refused: Sets = field(default_factory=Sets)
    organisations: Sets = field(default_factory=Sets)
    areas: Sets = field(default_factory=Sets)


class Row(NamedTuple):
    """One listing's terms. Not said: `kinds` and `weekdays` 0, places NaN, the others `UNSAID`.

    `starts` and `ends` are ordinal days, `travel` kilometres, `hours` hundredths, `since` the day of opening.
    `closed`: an unverified group, or somebody who takes no more for now. `checks`, `languages`, `refused`
    `organisations` (an offer's own, a need's partners) and `areas` (where an offer's owner goes, a need
    is) are numbers of sets on the shelf.
    """

    kinds: int
    ways: int
    east: float
    north: float
    travel: float
    starts: int
    ends: int
    one_day: bool
    weekdays: int
    hours: int
    least: int
    most: int
    checks: int
    languages: int
    refused: int
    organisations: int
    areas: int
    closed: bool
    since: int


_TYPES = {
    "kinds": "u1",
    "ways": "u1",
    "east": "f4",
    "north": "f4",
    "travel": "f4",
    "starts": "i4",
    "ends": "i4",
    "one_day": "?",
    "weekdays": "u1",
    "hours": "i4",
    "least": "i2",
    "most": "i2",
    "checks": "u2",
    "languages": "u2",
    "refused": "u4",
    "organisations": "u4",
    "areas": "u4",
    "closed": "?",
    "since": "i4",
}


@dataclass(slots=True)
class Columns:
    """The terms of some listings of one side, as in `Row`."""

    kinds: Array
    ways: Array
    east: Array
    north: Array
    travel: Array
    starts: Array
    ends: Array
    one_day: Array
    weekdays: Array
    hours: Array
    least: Array
    most: Array
    checks: Array
    languages: Array
    refused: Array
    organisations: Array
    areas: Array
    closed: Array
    since: Array
    shelf: Shelf

    @classmethod
    def room_for(cls, rows: int, shelf: Shelf) -> Self:
        return cls(**{name: np.zeros(rows, dtype) for name, dtype in _TYPES.items()}, shelf=shelf)

    @classmethod
    def of_one(cls, row: Row, shelf: Shelf) -> Self:
        one = cls.room_for(1, shelf)
        one.put(0, row)
        return one

    def put(self, at: int, row: Row) -> None:
        for name, value in row._asdict().items():
            getattr(self, name)[at] = value

    def at(self, rows: Array | slice) -> "Columns":
        """Those rows: of a slice a view, of an array of numbers a copy."""
        return Columns(**{name: getattr(self, name)[rows] for name in _TYPES}, shelf=self.shelf)

    def grow(self, rows: int) -> None:
        for name, dtype in _TYPES.items():
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.zeros(rows - len(old), dtype)]))

    def __len__(self) -> int:
        return len(self.kinds)


def row_of(listing: Listing, shelf: Shelf) -> Row:
    """A listing's terms; its sets are put on the shelf."""
    match listing:
        case NeedListing():
            return _row_of_need(listing, shelf)
        case OfferListing():
            return _row_of_offer(listing, shelf)


def _row_of_offer(offer: OfferListing, shelf: Shelf) -> Row:
    free, (east, north) = offer.available, centre(offer.place)
    most = offer.team_size
    least = most if offer.team_least is None else offer.team_least
    return Row(
        kinds=sum(_KIND_BIT[kind] for kind in offer.kinds),
        ways=REMOTE * offer.remote + ON_SITE * offer.on_site,
        east=east,
        north=north,
        travel=travel_limit(offer),
        starts=_day(free.starts, NEVER),
        ends=_day(free.ends, ALWAYS),
        one_day=False,
        weekdays=_days(free.weekdays),
        hours=_hundredths(free.hours),
        least=_people(least),
        most=_people(most),
        checks=shelf.checks.number(offer.checks),
        languages=shelf.languages.number(offer.languages),
        refused=0,
        organisations=shelf.organisations.number([offer.organisation] if offer.organisation else []),
        areas=shelf.areas.number(offer.areas),
        closed=offer.paused or offer.at_capacity,
        since=_day(offer.since, ALWAYS),
    )


def _row_of_need(need: NeedListing, shelf: Shelf) -> Row:
    east, north = centre(need.place)
    return Row(
        kinds=_KIND_BIT[need.kind] if need.kind else 0,
        ways=REMOTE * need.remote + ON_SITE * need.on_site,
        east=east,
        north=north,
        travel=0.0,
        starts=_day(need.starts, NEVER),
        ends=_day(last_day(need), ALWAYS),
        one_day=need.one_day,
        weekdays=_days(need.weekdays),
        hours=_hundredths(need.hours),
        least=_people(need.people_min),
        most=_people(need.people_max),
        checks=shelf.checks.number(need.checks),
        languages=shelf.languages.number(need.languages),
        refused=shelf.refused.number(need.refused),
        organisations=shelf.organisations.number(need.partners),
        areas=shelf.areas.number([need.place] if need.place else []),
        closed=need.at_capacity or not need.verified,
        since=_day(need.since, ALWAYS),
    )


def _day(when: date | None, unsaid: int) -> int:
    return unsaid if when is None else when.toordinal()


def _people(count: int | None) -> int:
    return UNSAID if count is None else min(count, MOST_PEOPLE)


def _days(weekdays: Iterable[int]) -> int:
    return sum(1 << weekday for weekday in weekdays)


def _hundredths(hours: Decimal | None) -> int:
    return UNSAID if hours is None else max(0, min(int(hours * 100), _MOST_HUNDREDTHS))
