"""Reading a time back: weekday, day, month, the year when it is not this one, and digits for the hour."""

from datetime import date, time
from typing import assert_never

from bot.reading.calendar import DAY
from bot.reading.when import (
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    SATURDAY_AND_SUNDAY,
    DateRange,
    Day,
    Flexible,
    NthOfMonth,
    PerMonth,
    PerWeek,
    PerYear,
    Recurring,
    Rhythm,
    Weekly,
    When,
)
from bot.reading.words import MONTHS, WEEKDAYS

COUNTS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


def say_when(when: When, *, today: date) -> str:
    """English that cannot be taken for another day, and that `read_when` turns into the same value."""
    match when:
        case Day():
            return say_date(when.date, today) + _at(when.start, when.end)
        case DateRange():
            return _range(when, today) + _at(when.start, when.end)
        case Recurring():
            return _rhythm(when.rhythm, when.weekdays) + _bounds(when, today) + _at(when.start, when.end)
        case Flexible():
            return "any time"
    assert_never(when)


def say_date(day: date, today: date) -> str:
    year = f" {day.year}" if day.year != today.year else ""
    return f"{WEEKDAYS[day.weekday()].title()} {day.day} {MONTHS[day.month - 1].title()}{year}"


def _at(start: time | None, end: time | None) -> str:
    if start and end:
        return f", {start:%H:%M} to {end:%H:%M}"
    if start is not None:
        return f", {start:%H:%M}"
    return f", until {end:%H:%M}" if end is not None else ""


def _range(when: DateRange, today: date) -> str:
    if when.first and when.last:
        return f"from {say_date(when.first, today)} to {say_date(when.last, today)}"
    if when.first and when.named:
        return f"after {say_date(when.first - DAY, today)} ({when.named})"
    if when.last and when.named:
        return f"before {say_date(when.last + DAY, today)} ({when.named})"
    if when.first:
        return f"from {say_date(when.first, today)}"
    return f"by {say_date(when.last, today)}" if when.last else "any time"


def _bounds(when: Recurring, today: date) -> str:
    first = f" from {say_date(when.first, today)}" if when.first else ""
    return first + (f" until {say_date(when.until, today)}" if when.until else "")


def _rhythm(rhythm: Rhythm, weekdays: tuple[int, ...]) -> str:
    match rhythm:
        case Weekly(every=every):
            return _weekly(every, weekdays)
        case PerWeek(times=times):
            return _times(times, "week", weekdays)
        case PerMonth(times=times):
            return _times(times, "month", weekdays)
        case PerYear(times=times):
            return _times(times, "year", weekdays)
        case NthOfMonth(nth=nth):
            return f"the {_and([PLACES[n] for n in nth])} {_days(weekdays, '')} of each month"
    assert_never(rhythm)


def _weekly(every: int, weekdays: tuple[int, ...]) -> str:
    if every == 1:
        return _days(weekdays, "s") if weekdays else "once a week"
    often = "every other" if every == 2 else f"every {_count(every)}"
    if not weekdays:
        return f"{often} week" if every == 2 else f"{often} weeks"
    return f"{often} {_days(weekdays, '')}" if every == 2 else f"{often} weeks on {_days(weekdays, '')}"


def _times(times: int, unit: str, weekdays: tuple[int, ...]) -> str:
    if not weekdays:
        return f"{ {1: 'once', 2: 'twice'}.get(times, f'{_count(times)} times') } a {unit}"
    if len(weekdays) == 1:
        return f"{_count(times)} {_days(weekdays, 's' if times > 1 else '')} a {unit}"
    often = {1: "once", 2: "twice"}.get(times, f"{_count(times)} times")
    return f"{often} a {unit} on {_days(weekdays, 's')}"


def _count(number: int) -> str:
    return COUNTS[number] if number < len(COUNTS) else str(number)


def _days(weekdays: tuple[int, ...], plural: str) -> str:
    match weekdays:
        case _ if weekdays == MONDAY_TO_FRIDAY:
            return "weekday" + plural
        case _ if weekdays == SATURDAY_AND_SUNDAY:
            return "weekend" + plural
        case _ if weekdays == EVERY_DAY and plural:
            return "any day of the week"
    return _and([WEEKDAYS[day].title() + plural for day in weekdays])


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
