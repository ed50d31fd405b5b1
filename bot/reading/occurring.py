"""What comes back, as the moments at which it does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.reading.calendar import DAY, WEEK, monday_of, month, months_on, nth_weekday
from bot.reading.unread import Unread, unread
from bot.reading.when import NthOfMonth, PerMonth, PerWeek, PerYear, Recurring, Weekly

MOST = 60
"""Occurrences of one commitment: every week of a year, and some. What goes on is agreed again."""
LONGEST_MONTHS = 12
"""How far a rhythm without an end is written down."""


def occurrences(when: Recurring, *, now: datetime, zone: ZoneInfo) -> tuple[datetime, ...] | Unread:
    """The moments in UTC at which each starts, the earliest first; Unread where a day or a time is missing.

    A month without that day has it on its last. An hour that the clocks skip is kept an hour later, one
    that they repeat is its first turn.
    """
    if when.start is None:
        return unread("what_time", example="every other Friday until Easter, 14:00")
    today = now.astimezone(zone).date()
    first = max(when.first or today, today)
    if not when.weekdays and when.first is None:
        return unread(
            "which_day",
            example="the first Friday of each month, 14:00",
            other="monthly from 31 January, 10:00",
        )
    last = when.until or months_on(first, LONGEST_MONTHS) - DAY
    moments = (_moment(day, when.start, zone) for day in _days(when, first, last))
    found = tuple(islice((moment for moment in moments if moment > now), MOST))
    return found or unread("none_left")


def end_of(when: Recurring, starts: datetime, zone: ZoneInfo) -> datetime | None:
    """When the occurrence that starts then ends, where an end was said."""
    if when.end is None:
        return None
    day = starts.astimezone(zone).date()
    ends = _moment(day, when.end, zone)
    return ends if ends > starts else _moment(day + DAY, when.end, zone)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _days(when: Recurring, first: date, last: date) -> Iterator[date]:
    for day in _all_days(when, first, last):
        if day > last:
            return
        if day >= first:
            yield day


def _all_days(when: Recurring, first: date, last: date) -> Iterator[date]:
    """In order; some may lie before `first`, and the last one beyond `last`."""
    start = when.first or first
    match when.rhythm:
        case Weekly(every=every):
            yield from _weekly(when.weekdays or (start.weekday(),), every, start)
        case PerWeek(times=times):
            yield from _weekly((when.weekdays or (start.weekday(),))[:times], 1, start)
        case PerMonth(times=times):
            yield from _monthly(when, times, 1, start, last)
        case PerYear(times=times):
            yield from _monthly(when, 1, max(1, 12 // times), start, last)
        case NthOfMonth(nth=nth):
            for begins, ends in _months(start, last, 1):
                found = {nth_weekday(begins, ends, day, n) for day in when.weekdays for n in nth}
                yield from sorted(day for day in found if day is not None)
        case _:
            assert_never(when.rhythm)


def _weekly(weekdays: tuple[int, ...], every: int, start: date) -> Iterator[date]:
    """The weeks count from the one in which the first such day comes."""
    begins = min(start + timedelta(days=(day - start.weekday()) % 7) for day in weekdays)
    week = monday_of(begins)
    while True:
        yield from (day for each in sorted(weekdays) if (day := week + timedelta(days=each)) >= begins)
        week += WEEK * every


def _monthly(when: Recurring, times: int, step: int, start: date, last: date) -> Iterator[date]:
    """On the day of the month that it began with, or on the month's first such weekdays."""
    if not when.weekdays:
        count = 0
        while (day := months_on(start, count)) <= last:
            yield day
            count += step
        return
    for begins, ends in _months(start, last, step):
        found = (nth_weekday(begins, ends, day, n) for n in range(1, 6) for day in when.weekdays)
        yield from sorted(day for day in found if day is not None and day >= start)[:times]


def _months(start: date, last: date, step: int) -> Iterator[tuple[date, date]]:
    begins = start.replace(day=1)
    while begins <= last:
        yield month(begins.year, begins.month)
        begins = months_on(begins, step)
