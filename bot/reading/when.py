"""The values that words about time become."""

from dataclasses import dataclass
from datetime import date, time

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
SATURDAY_AND_SUNDAY = (5, 6)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, kw_only=True)
class Day:
    """One date; wall-clock times on that date, where they were given."""

    date: date
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True, kw_only=True)
class DateRange:
    """Some day from `first` to `last`, both included; None is open on that side, never on both.

    `named` is what the person called the edge ("Easter"): the day after `last`, or the day before `first`.
    """

    first: date | None = None
    last: date | None = None
    start: time | None = None
    end: time | None = None
    named: str | None = None


@dataclass(frozen=True, kw_only=True)
class Weekly:
    """On each of the weekdays, every `every` weeks: 1 each week, 2 every other week."""

    every: int = 1


@dataclass(frozen=True, kw_only=True)
class PerWeek:
    times: int


@dataclass(frozen=True, kw_only=True)
class PerMonth:
    times: int


@dataclass(frozen=True, kw_only=True)
class PerYear:
    times: int


@dataclass(frozen=True, kw_only=True)
class NthOfMonth:
    """The first (1) to fourth (4) or last (-1) such weekday of each month."""

    nth: tuple[int, ...]


Rhythm = Weekly | PerWeek | PerMonth | PerYear | NthOfMonth


@dataclass(frozen=True, kw_only=True)
class Recurring:
    """`weekdays` counts from Monday = 0; empty means no day was named."""

    weekdays: tuple[int, ...] = ()
    rhythm: Rhythm
    start: time | None = None
    end: time | None = None
    first: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Flexible:
    """Any time suits."""


When = Day | DateRange | Recurring | Flexible
