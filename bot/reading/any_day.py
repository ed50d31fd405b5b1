"""One day as a contract names it: past or to come, of a year that is said."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.reading.dates import read_when
from bot.reading.unread import Unread, unread
from bot.reading.when import DateRange, Day

HOW = unread("with_year", example="31 March 2027")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = "(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DAY_FIRST = rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH},? \d{{4}}"
PATTERN = rf"(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|{_DAY_FIRST})"
"""What such a day looks like in a longer text."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHES = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")
_WRITTEN = re.compile(rf"(?:[a-z]+day,? )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({MONTH}),? (\d{{4}})")
YEARS = (1990, 2100)


def read_day(text: str, *, today: date, zone: ZoneInfo) -> date | Unread:
    """Day first, as in Britain; without a year the next one is meant."""
    plain = " ".join(text.casefold().split()).rstrip(".!")
    try:
        written = _written(plain)
    except ValueError:
        return HOW
    if written is not None:
        return written if YEARS[0] <= written.year <= YEARS[1] else HOW
    match read_when(text, today=today, zone=zone):
        case Day(date=day):
            return day
        case DateRange(last=date() as last):
            return last
        case _:
            return HOW


_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\b")
_OF_MONTH = re.compile(rf"\b{MONTH}\b|\d[/.]\d")
_YEAR = re.compile(r"\d{4}|\d[/.]\d{1,2}[/.]\d{2}")


def read_past_day(text: str, *, today: date, zone: ZoneInfo) -> date | Unread:
    """The same of something that was done: without a year, or by its weekday, the last such day is meant."""
    plain = " ".join(text.casefold().split()).rstrip(".!")
    if plain == "yesterday":
        return today - timedelta(days=1)
    day = read_day(plain.removeprefix("last "), today=today, zone=zone)
    if isinstance(day, Unread) or day <= today or _YEAR.search(plain):
        return day
    if _OF_MONTH.search(plain):
        return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else day
    return day - timedelta(days=7) if _WEEKDAY.search(plain) else day


def _written(plain: str) -> date | None:
    if found := _ISO.fullmatch(plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _SLASHES.fullmatch(plain):
        year = int(found[3])
        return date(year + 2000 if year < 100 else year, int(found[2]), int(found[1]))
    if found := _WRITTEN.fullmatch(plain):
        return date(int(found[3]), MONTHS.index(found[2][:3]) + 1, int(found[1]))
    return None


def said_day(day: date) -> str:
    """ "31 March 2027"."""
    return f"{day.day} {day:%B} {day.year}"
