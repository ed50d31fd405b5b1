"""Dates with a number in them: 3 December, 3/12, 2026-12-03, 12-14 March."""

import re
from collections.abc import Callable
from datetime import date

from bot.reading.calendar import DAY, WEEK, Period, monday_of, month, one_day, span
from bot.reading.unread import Unread, full, unread
from bot.reading.words import MONTHS, WEEKDAYS

W = f"(?:{'|'.join(WEEKDAYS)})"
M = f"(?:{'|'.join(MONTHS)})"
N = r"\d{1,2}(?:st|nd|rd|th)?"
YEARS_AHEAD = 5

Rule = Callable[[re.Match[str], date], Period | Unread | None]


def part(match: re.Match[str], name: str) -> str:
    """A named part of a match, empty where the rule has no such part or it was not said."""
    return match.groupdict().get(name) or ""


def written(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()].title()} {day.day} {MONTHS[day.month - 1].title()} {day.year}"


def example(today: date) -> str:
    day = today + WEEK * 2
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def past(day: date, today: date) -> Unread:
    return unread("past", day=full(day), example=example(today))


def number(text: str) -> int:
    return int(text.rstrip("stndrh"))


def calendar_date(day: int, in_month: int, year: int, today: date) -> date | Unread:
    if not 1 <= in_month <= 12:
        return unread("no_month", month=str(in_month), example=example(today))
    last = month(year, in_month)[1].day
    if 1 <= day <= last:
        return date(year, in_month, day)
    name = MONTHS[in_month - 1].title()
    which = f"{name} {year}" if in_month == 2 else name
    return unread("no_such_day", month=which, days=str(last), day=f"{day} {name}", example=example(today))


def next_such(day: int, in_month: int, today: date) -> date | Unread:
    """The next time the calendar shows this date; 29 February may be years away."""
    for year in range(today.year, today.year + 9):
        found = calendar_date(day, in_month, year, today)
        if isinstance(found, date) and found >= today:
            return found
    return calendar_date(day, in_month, today.year, today)


def allowed(day: date, today: date) -> date | Unread:
    if day < today:
        return past(day, today)
    if day.year > today.year + YEARS_AHEAD:
        return unread("far_ahead", day=full(day), years=str(YEARS_AHEAD), example=example(today))
    return day


def _dated(day: str, in_month: int, year: str, weekday: str, today: date) -> Period | Unread:
    if not year:
        found = next_such(number(day), in_month, today)
    else:
        exact = calendar_date(number(day), in_month, int(year) if len(year) == 4 else 2000 + int(year), today)
        found = exact if isinstance(exact, Unread) else allowed(exact, today)
    if isinstance(found, Unread):
        return found
    if weekday and WEEKDAYS.index(weekday) != found.weekday():
        return unread("other_weekday", day=full(found), said=weekday.title(), example=written(found))
    return one_day(found, yearly=not year)


def _iso(m: re.Match[str], today: date) -> Period | Unread:
    return _dated(m["d"], int(part(m, "m")), part(m, "y"), part(m, "w"), today)


def _slashed(m: re.Match[str], today: date) -> Period | Unread | None:
    return _dated(m["d"], int(part(m, "m")), part(m, "y"), part(m, "w"), today)


def _dotted(m: re.Match[str], today: date) -> Period | Unread | None:
    """3.12 is a date after "on" or a weekday; else 3.10 is rather a time."""
    on = part(m, "w") or m["on"]
    if not 1 <= int(part(m, "m")) <= 12 or (not on and int(part(m, "m")) % 5 == 0):
        return None
    return _dated(m["d"], int(part(m, "m")), "", part(m, "w"), today)


def _worded(m: re.Match[str], today: date) -> Period | Unread | None:
    return _dated(m["d"], MONTHS.index(part(m, "m")) + 1, part(m, "y"), part(m, "w"), today)


def _between(m: re.Match[str], today: date) -> Period | Unread:
    in_month = MONTHS.index(part(m, "m")) + 1
    last = _dated(m["d2"], in_month, part(m, "y"), "", today)
    if isinstance(last, Unread):
        return last
    first = calendar_date(number(m["d"]), in_month, last.first.year, today)
    if isinstance(first, Unread):
        return first
    if first > last.last:
        return unread("first_day_first", first=m["d"], second=m["d2"], example=f"3 to 5 {m['m'].title()}")
    return span(max(first, today), last.last)


def _week_of(m: re.Match[str], today: date) -> Period | Unread:
    found = _dated(m["d"], MONTHS.index(part(m, "m")) + 1, part(m, "y"), part(m, "w"), today)
    if isinstance(found, Unread):
        return found
    monday = monday_of(found.first)
    return span(max(monday, today), monday + DAY * 6)


def _bare_number(m: re.Match[str], today: date) -> Period | Unread | None:
    """Saturday 28 is a date; Saturday 10 may be the day or the time."""
    count, weekday = int(m["d"]), m["w"].title()
    if not 1 <= count <= 31:
        return None
    if count > 12:
        later = [today + DAY * ahead for ahead in range(62)]
        day = next(day for day in later if day.day == count)
        return _dated(m["d"], day.month, str(day.year), m["w"], today)
    return unread("day_or_time", count=str(count), time=f"{weekday} {count}:00", example=example(today))


_ON = rf"(?:(?P<w>{W}),?(?: the)? )?"
_AND_YEAR = (
    r"(?:,? '?(?P<y>20\d\d(?!\d|[:.]\d)|[2-9]\d(?![\d:]|\.\d"
    r"| ?(?:people|hours|minutes|past|to|of|am|pm|volunteers|chairs|tables)\b)))?"
)
_WORDED = rf"(?P<d>{N})(?: day)?(?: of)? ?(?P<m>{M})(?: of)?{_AND_YEAR}\b"

EXPLICIT: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (re.compile(rf"{_ON}(?<![\d/.-])(?P<y>20\d\d)(?P<s>[-/.])(?P<m>\d{{1,2}})"
                rf"(?P=s)(?P<d>\d{{1,2}})(?!\d)"), _iso),
    (re.compile(rf"{_ON}(?<![\d/.-])(?P<d>\d{{1,2}}) ?(?P<s>[/.-]) ?(?P<m>\d{{1,2}}) ?(?P=s) ?"
                r"(?P<y>\d{4}|\d\d)(?!\d)"), _slashed),
    (re.compile(rf"{_ON}(?<![\d/])(?P<d>\d{{1,2}}) ?/ ?(?P<m>\d{{1,2}})(?![\d/])"), _slashed),
    (re.compile(rf"(?P<on>\bon )?{_ON}(?<![\d.])(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})(?![\d.:])(?! "
                rf"?[ap]m\b)"), _dotted),
    (re.compile(rf"\b(?:week commencing|with/c|w/c|week beginning|(?:the )?week of)(?: the)? "
                rf"{_ON}{_WORDED}"), _week_of),
    (re.compile(rf"\b(?:the )?(?P<d>{N}) ?(?:-|to|until|and|or)(?: the)? ?(?P<d2>{N})(?: of)? "
                rf"(?P<m>{M}){_AND_YEAR}\b"),
     _between),
    (re.compile(rf"\b{_ON}(?:the )?{_WORDED}"), _worded),
    (re.compile(rf"\b{_ON}(?P<m>{M}) (?:the )?(?P<d>{N})(?![\d:]| ?[ap]m\b| ?-){_AND_YEAR}\b"), _worded),
    (re.compile(rf"\b(?P<w>{W}) (?P<d>\d{{1,2}})(?= ?(?:[,.!?]? ?\Z|[,;] ))"), _bare_number),
)  # fmt: skip
