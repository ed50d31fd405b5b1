"""Dates by their British names: weekdays to come, months, seasons, Easter, England's bank holidays."""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Period:
    """`deadline` is the last day that "by ..." allows; `yearly`: no year was given, so it may roll on."""

    first: date
    last: date
    deadline: date
    name: str | None = None
    yearly: bool = False


def one_day(day: date, *, name: str | None = None, yearly: bool = False) -> Period:
    return Period(first=day, last=day, deadline=day, name=name, yearly=yearly)


def span(first: date, last: date, *, name: str | None = None, yearly: bool = False) -> Period:
    """A stretch of days; "by" it means before it begins."""
    return Period(first=first, last=last, deadline=first - DAY, name=name, yearly=yearly)


def days(first: date, last: date) -> Period:
    """A stretch of days; "by" it means by its last day."""
    return Period(first=first, last=last, deadline=last)


def easter_sunday(year: int) -> date:
    """Gregorian computus (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def month(year: int, number: int) -> tuple[date, date]:
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def months_on(day: date, count: int) -> date:
    """The same day of the month, or the month's last day where it is shorter."""
    years, index = divmod(day.month - 1 + count, 12)
    first, last = month(day.year + years, index + 1)
    return min(first + timedelta(days=day.day - 1), last)


def coming(weekday: int, today: date) -> date:
    """The next such day after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def nth_weekday(first: date, last: date, weekday: int, nth: int) -> date | None:
    """The nth such weekday between two dates, -1 the last; None where there is none."""
    start = coming(weekday, first - DAY)
    all_of_them = [start + WEEK * count for count in range((last - start).days // 7 + 1)]
    if nth < 0:
        return all_of_them[-1]
    return all_of_them[nth - 1] if nth <= len(all_of_them) else None


def bank_holidays(year: int) -> Mapping[date, str]:
    return holidays.country_holidays("GB", subdiv="ENG", years=year)


def _bank_holiday(word: str) -> Callable[[int], tuple[date, date]]:
    def in_year(year: int) -> tuple[date, date]:
        day = next(day for day, name in sorted(bank_holidays(year).items()) if word in name)
        return day, day

    return in_year


def _fixed(number: int, day: int) -> Callable[[int], tuple[date, date]]:
    return lambda year: (date(year, number, day), date(year, number, day))


def _from_easter(offset: int) -> Callable[[int], tuple[date, date]]:
    def in_year(year: int) -> tuple[date, date]:
        day = easter_sunday(year) + timedelta(days=offset)
        return day, day

    return in_year


def _season(number: int) -> Callable[[int], tuple[date, date]]:
    def in_year(year: int) -> tuple[date, date]:
        first = date(year, number, 1)
        return first, months_on(first, 3) - DAY

    return in_year


NAMED: Mapping[str, tuple[str, Callable[[int], tuple[date, date]]]] = {
    "christmas eve": ("Christmas Eve", _fixed(12, 24)),
    "christmas day": ("Christmas", _fixed(12, 25)),
    "over christmas": ("Christmas", lambda year: (date(year, 12, 24), date(year + 1, 1, 1))),
    "christmas": ("Christmas", _fixed(12, 25)),
    "boxing day": ("Boxing Day", _fixed(12, 26)),
    "new year's eve": ("New Year's Eve", _fixed(12, 31)),
    "new years eve": ("New Year's Eve", _fixed(12, 31)),
    "new year's day": ("New Year", _fixed(1, 1)),
    "new years day": ("New Year", _fixed(1, 1)),
    "new year's": ("New Year", _fixed(1, 1)),
    "new years": ("New Year", _fixed(1, 1)),
    "new year": ("New Year", _fixed(1, 1)),
    "valentine's day": ("Valentine's Day", _fixed(2, 14)),
    "valentines day": ("Valentine's Day", _fixed(2, 14)),
    "pancake day": ("Pancake Day", _from_easter(-47)),
    "mother's day": ("Mother's Day", _from_easter(-21)),
    "mothers day": ("Mother's Day", _from_easter(-21)),
    "good friday": ("Good Friday", _from_easter(-2)),
    "easter monday": ("Easter Monday", _from_easter(1)),
    "easter sunday": ("Easter", _from_easter(0)),
    "easter": ("Easter", _from_easter(0)),
    "early may bank holiday": ("May Day bank holiday", _bank_holiday("May Day")),
    "may day bank holiday": ("May Day bank holiday", _bank_holiday("May Day")),
    "may day": ("May Day bank holiday", _bank_holiday("May Day")),
    "spring bank holiday": ("spring bank holiday", _bank_holiday("Spring")),
    "late may bank holiday": ("spring bank holiday", _bank_holiday("Spring")),
    "summer bank holiday": ("summer bank holiday", _bank_holiday("Summer")),
    "august bank holiday": ("summer bank holiday", _bank_holiday("Summer")),
    "halloween": ("Halloween", _fixed(10, 31)),
    "bonfire night": ("Bonfire Night", _fixed(11, 5)),
    "winter": ("winter", _season(12)),
    "spring": ("spring", _season(3)),
    "summer": ("summer", _season(6)),
    "autumn": ("autumn", _season(9)),
}


def named(word: str, today: date) -> Period:
    """The one we are in, or the next one."""
    name, in_year = NAMED[word]
    first, last = next(
        found for year in range(today.year - 1, today.year + 3) if (found := in_year(year))[1] >= today
    )
    if first == last:
        return one_day(first, name=name, yearly=True)
    return span(first, last, name=name, yearly=True)


def next_bank_holiday(today: date) -> date:
    """After today; a holiday at a weekend is kept on the working day that stands in for it."""
    years = (today.year, today.year + 1)
    return next(
        day for year in years for day in sorted(bank_holidays(year)) if day > today and day.weekday() < 5
    )
