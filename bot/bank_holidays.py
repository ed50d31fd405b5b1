"""The days on which nobody in England works."""

from datetime import date
from functools import cache

import holidays


@cache
def bank_holiday(day: date) -> bool:
    return day in _england(day.year)


@cache
def _england(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv="ENG", years=year)
