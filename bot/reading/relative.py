"""Dates by their distance or their name: Friday week, the end of March, before Easter."""

import re
from datetime import date, timedelta

from bot.reading.calendar import (
    DAY,
    NAMED,
    WEEK,
    Period,
    coming,
    days,
    monday_of,
    month,
    months_on,
    named,
    next_bank_holiday,
    nth_weekday,
    one_day,
    span,
)  # fmt: skip
from bot.reading.explicit import M, Rule, W, allowed, calendar_date, example, number, part, past
from bot.reading.unread import Unread, unread
from bot.reading.words import MONTHS, WEEKDAYS

TWO_IN_MAY = unread("two_in_may", first="early May bank holiday", second="late May bank holiday")
UNIT = r"(?P<u>day|week|fortnight|month)s?"


def _weekday(m: re.Match[str]) -> int:
    return WEEKDAYS.index(part(m, "w"))


def _on_from(m: re.Match[str], today: date) -> date:
    """The day named after "a week on": a weekday to come, tomorrow or today."""
    if part(m, "w") == "today":
        return today
    return today + DAY if part(m, "w") == "tomorrow" else coming(_weekday(m), today)


def _week_on(m: re.Match[str], today: date) -> Period:
    return one_day(_on_from(m, today) + WEEK * _weeks(part(m, "n")))


def _weeks(said: str) -> int:
    if "fortnight" in said:
        return 2
    count = re.match(r"\d+", said)
    return int(count.group()) if count else 1


def _in(m: re.Match[str], today: date) -> Period | Unread:
    found = allowed(_later(m, today), today)
    return found if isinstance(found, Unread) else one_day(found)


def _later(m: re.Match[str], today: date) -> date:
    count = 1 if part(m, "n") in ("a", "") else 2 if "couple" in part(m, "n") else min(int(part(m, "n")), 999)
    match m["u"]:
        case "day":
            return today + DAY * count
        case "week":
            return today + WEEK * count
        case "fortnight":
            return today + WEEK * 2 * count
    return months_on(today, count)


def _within(m: re.Match[str], today: date) -> Period | Unread:
    found = allowed(_later(m, today), today)
    return found if isinstance(found, Unread) else days(today, found)


def _this_weekday(m: re.Match[str], today: date) -> Period:
    return one_day(coming(_weekday(m), today - DAY))


def _next_weekday(m: re.Match[str], today: date) -> Period:
    return one_day(monday_of(today) + WEEK + DAY * _weekday(m))


def _bare_weekday(m: re.Match[str], today: date) -> Period:
    return one_day(coming(_weekday(m), today))


def _weekday_of_week(m: re.Match[str], today: date) -> Period | Unread:
    day = monday_of(today) + WEEK * (m["which"] == "next") + DAY * _weekday(m)
    return past(day, today) if day < today else one_day(day)


def _weekday_to_weekday(m: re.Match[str], today: date) -> Period:
    first = coming(WEEKDAYS.index(part(m, "w")), today)
    return days(first, coming(WEEKDAYS.index(m["w2"]), first))


def _week(m: re.Match[str], today: date) -> Period:
    monday = monday_of(today)
    return days(today, monday + DAY * 6) if m["which"] == "this" else span(monday + WEEK, monday + DAY * 13)


def _weekend(m: re.Match[str], today: date) -> Period:
    saturday = monday_of(today) + DAY * 5
    if m["which"] == "next":
        saturday += WEEK
    return span(max(saturday, today), saturday + DAY)


def _after_next(m: re.Match[str], today: date) -> Period:
    """The week, the weekend or the Friday of the week after next week."""
    monday = monday_of(today) + WEEK * 2
    match m["what"]:
        case "week":
            return span(monday, monday + DAY * 6)
        case "weekend":
            return span(monday + DAY * 5, monday + DAY * 6)
    return one_day(monday + DAY * WEEKDAYS.index(m["what"]))


def _end_of_week(m: re.Match[str], today: date) -> Period:
    monday = monday_of(today) + WEEK * bool(part(m, "next"))
    return days(max(monday + DAY * 4, today), monday + DAY * 6)


def _end_of_year(m: re.Match[str], today: date) -> Period:
    last = date(today.year + bool(part(m, "next")), 12, 31)
    return days(max(last - DAY * 30, today), last)


def _which_month(said: str, year: str, today: date) -> Period | Unread:
    """ "march", "this", "the" or "next" (month)."""
    if said in MONTHS:
        number_of = MONTHS.index(said) + 1
        first, last = month(int(year) if year else today.year, number_of)
        if last < today and not year:
            first, last = month(today.year + 1, number_of)
    else:
        first, last = month(today.year, today.month) if said != "next" else _next_month(today)
    checked = allowed(last, today)
    return checked if isinstance(checked, Unread) else span(first, last, yearly=said in MONTHS and not year)


def _next_month(today: date) -> tuple[date, date]:
    later = months_on(today.replace(day=1), 1)
    return month(later.year, later.month)


def _from_today(period: Period, today: date) -> Period:
    return Period(first=max(period.first, today), last=period.last, deadline=period.deadline,
                  name=period.name, yearly=period.yearly)  # fmt: skip


def _month(m: re.Match[str], today: date) -> Period | Unread:
    found = _which_month(part(m, "m"), part(m, "y"), today)
    return found if isinstance(found, Unread) else _from_today(found, today)


def _part_of_month(m: re.Match[str], today: date) -> Period | Unread:
    found = _which_month(part(m, "m"), part(m, "y"), today)
    if isinstance(found, Unread):
        return found
    first, last = found.first, found.last
    third = m["part"].split()[0]
    if third in ("end", "late", "last"):
        return days(max(first + DAY * 20 if third == "late" else last - DAY * 6, min(today, last)), last)
    start = first if third in ("early", "beginning", "start", "1nd", "1th") else first + DAY * 10
    stretch = days(start, start + DAY * (6 if third[0] == "1" else 9))
    if stretch.last >= today:
        return _from_today(stretch, today)
    return (
        past(stretch.last, today)
        if part(m, "y") or part(m, "m") not in MONTHS
        else _part_of_month(m, last + DAY)
    )


def _nth_in_month(m: re.Match[str], today: date) -> Period | Unread:
    found = _which_month(part(m, "m"), part(m, "y"), today)
    if isinstance(found, Unread):
        return found
    nth = -1 if m["nth"] == "last" else number(m["nth"])
    day = nth_weekday(found.first, found.last, _weekday(m), nth)
    if day is None:
        return unread("no_fifth", weekday=m["w"].title(), example=example(today))
    if day >= today:
        return one_day(day)
    return _nth_in_month(m, found.last + DAY) if found.yearly else past(day, today)


def _day_of_month(m: re.Match[str], today: date) -> Period | Unread:
    day = number(m["d"])
    if not 1 <= day <= 31:
        return unread("no_day_of_month", day=str(day), example=example(today))
    if part(m, "m"):
        found = _which_month(part(m, "m"), "", today)
        assert isinstance(found, Period)
        exact = calendar_date(day, found.first.month, found.first.year, today)
        return (
            exact if isinstance(exact, Unread) else one_day(exact) if exact >= today else past(exact, today)
        )
    first = today.replace(day=1)
    for count in range(4):
        if found_day := _day_in(months_on(first, count), day, today, part(m, "w")):
            return one_day(found_day)
    return unread("not_that_weekday", day=str(day), weekday=(m["w"] or "").title(), example=example(today))


def _day_in(first: date, day: int, today: date, weekday: str) -> date | None:
    found = first + timedelta(days=day - 1)
    if found.month != first.month or found < today:
        return None
    return found if not weekday or WEEKDAYS.index(weekday) == found.weekday() else None


def _named(m: re.Match[str], today: date) -> Period | Unread:
    found = named(m["name"], today if not part(m, "y") else date(int(part(m, "y")), 1, 1))
    checked = allowed(found.last, today)
    return checked if isinstance(checked, Unread) else _from_today(found, today)


def _bank_holiday(m: re.Match[str], today: date) -> Period:
    day = next_bank_holiday(today)
    while part(m, "w") and day.weekday() != 0:
        day = next_bank_holiday(day)
    return one_day(day)


def _year(m: re.Match[str], today: date) -> Period | Unread:
    year = today.year + (part(m, "y") == "next year") if part(m, "y").endswith("year") else int(part(m, "y"))
    checked = allowed(date(year, 12, 31), today)
    return checked if isinstance(checked, Unread) else span(max(date(year, 1, 1), today), date(year, 12, 31))


def _bygone(m: re.Match[str], today: date) -> Unread:
    return unread("bygone", example=example(today))


_NAMES = "|".join(sorted((name.replace("'", "'?") for name in NAMED), key=len, reverse=True))
_MONTH_OR = rf"(?P<m>{M}|this(?= month)|next(?= month)|the(?= month)|month)(?: month)?(?:,? (?P<y>20\d\d))?"
_BEFORE_IT = (
    "in during by before after until from since to of this next early late mid all over "
    "starting around and the for"
)
_AFTER_WORD = "|".join(rf"(?<=\b{word} )" for word in _BEFORE_IT.split()) + r"|\A|(?<=\()|(?<=, )"
_THINGS = (
    r"(?! ?-? ?(?:part(?:y|ies)|fairs?|fayres?|lunch(?:es)?|dinners?|markets?|trees?|cards?|"
    r"hampers?|presents?|"
    r"gifts?|eggs?|appeal|events?|play|shows?|coats?|meals?|gala|fetes?|festivals?|clean\w*|"
    r"clothes|jumpers?|"
    r"lights|decorations?|bazaar|boxes|dance|disco|concert|carols?|trip|outing|fuel|term|camp|"
    r"club)\b)"
)


def _school(m: re.Match[str], today: date) -> Unread:
    return unread("school", example="15 to 19 February")


# Days that nobody can name for us: only asked about when no other date is given.
VAGUE: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (re.compile(r"\b(?:half[ -]?term|(?:school|summer|easter|christmas) (?:holidays|hols))\b"), _school),
    (re.compile(r"\b(?:ramadan|eid|diwali|hanukkah|vaisakhi|passover|chinese new year|lunar new year)\b"),
     lambda m, today: unread("moon", example=example(today))),
)  # fmt: skip
RELATIVE: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (re.compile(r"\b(?:yesterday|last (?:week|month|year|night|weekend)(?! (?:of|in)))\b"), _bygone),
    (re.compile(r"(?<!early )(?<!late )\bmay bank holiday\b"), lambda m, today: TWO_IN_MAY),
    (re.compile(rf"(?:\b(?:next|this|the coming) |{_AFTER_WORD}|\b(?=\w+(?: |'s? ?)(?:day|eve|"
                rf"monday|sunday|friday|"
                rf"bank)))\b(?P<name>{_NAMES})\b{_THINGS}(?: (?P<y>20\d\d)\b)?"), _named),
    (re.compile(rf"\b(?P<what>week|weekend|{W}) after next\b"), _after_next),
    (re.compile(r"\bday after tomorrow\b"), lambda m, today: one_day(today + DAY * 2)),
    (re.compile(rf"\b(?P<n>a week|\d week(?:s)?|week|a fortnight|fortnight)(?: on| from)? (?P<w>{W}|"
                rf"tomorrow|today)\b"),
     _week_on),
    (re.compile(rf"\b(?P<w>{W}|tomorrow|today) (?P<n>a week|week|a fortnight|fortnight)\b"), _week_on),
    (re.compile(rf"\b(?:in|within|over|during|for)? ?(?:the )?(?:next|coming) (?P<n>\d+|couple of|a "
                rf"couple of)? ?{UNIT}"
                r"(?<!next week)(?<!next month)(?<!coming week)(?<!coming month)\b"), _within),
    (re.compile(rf"\b(?:within|inside) (?P<n>\d+|a couple of|a) {UNIT}\b"), _within),
    (re.compile(rf"\bin (?:about )?(?P<n>\d+|a couple of|a) {UNIT}(?:'s|'|s)?(?: time)?\b"), _in),
    (re.compile(rf"\b(?P<n>\d+|a couple of|a) {UNIT}(?:'s|s'|')? (?:time|from now|from today)\b"), _in),
    (re.compile(rf"\b(?P<nth>[1-5](?:th|nd)|last) (?P<w>{W}) (?:in|of) (?:the )?{_MONTH_OR}"), _nth_in_month),
    (re.compile(rf"\b(?P<w>{W})(?: of| in|,)? (?P<which>this|next) week\b"), _weekday_of_week),
    (re.compile(rf"\b(?P<which>this|next) week(?: on|,)? (?P<w>{W})\b"), _weekday_of_week),
    (re.compile(r"\bend of (?:the |this )?(?P<next>next )?week\b"), _end_of_week),
    (re.compile(rf"\b(?P<part>1(?:nd|th) week (?:of|in)|last week of|last week in|early|mid|middle of|"
                rf"late|end of|beginning of|start of)[ -](?:in )?(?:the (?=month))?{_MONTH_OR}\b"),
     _part_of_month),
    (re.compile(r"\bend of (?:the |this )?(?P<next>next )?year\b"), _end_of_year),
    (re.compile(r"\b(?P<which>this|next) week\b"), _week),
    (re.compile(r"\b(?P<which>this|next|the|at the|over the|coming) ?(?:coming )?weekend\b"), _weekend),
    (re.compile(rf"\blast (?P<w>{W})\b"), _bygone),
    (re.compile(rf"\b(?:this|this coming|the coming|coming) (?P<w>{W})\b"), _this_weekday),
    (re.compile(rf"\b(?P<w>{W}) (?:to|-|until) (?P<w2>{W})\b"), _weekday_to_weekday),
    (re.compile(rf"\bnext (?P<w>{W})\b"), _next_weekday),
    (re.compile(r"\b(?:next |the )?bank holiday(?P<w> monday)?\b"), _bank_holiday),
    (re.compile(r"\b(?P<m>this|next) month\b"), _month),
    (re.compile(rf"\b(?P<m>{M}),? (?P<y>20\d\d)\b"), _month),
    (re.compile(rf"(?:{_AFTER_WORD})(?P<m>march|may)\b(?! (?:be|not|need|have|i|we|you))"), _month),
    (re.compile(rf"\b(?!(?:march|may)\b)(?P<m>{M})\b(?P<y>\d{{4}})?"), _month),
    (re.compile(r"\b(?:in |during )(?P<y>20\d\d)\b"), _year),
    (re.compile(r"\b(?P<y>this year|next year)\b"), _year),
    (re.compile(rf"\b(?:(?P<w>{W}),? )?(?:on )?(?:the )?(?P<d>\d{{1,2}}th)(?: of (?P<m>this|next) month)?\b"
                r"(?! (?:floor|birthday|anniversary|year|time|century))"), _day_of_month),
    (re.compile(rf"\b(?:(?P<w>{W}),? )?on the (?P<d>\d{{1,2}})\b"), _day_of_month),
    (re.compile(r"\b(?:today|tonight)\b"), lambda m, today: one_day(today)),
    (re.compile(r"\btomorrow\b"), lambda m, today: one_day(today + DAY)),
    (re.compile(rf"\b(?P<w>{W})\b"), _bare_weekday),
)  # fmt: skip
