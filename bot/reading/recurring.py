"""What comes back: every other Tuesday, two Fridays a month, weekday evenings."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.reading.explicit import W, number, part
from bot.reading.when import (
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    SATURDAY_AND_SUNDAY,
    NthOfMonth,
    PerMonth,
    PerWeek,
    PerYear,
    Rhythm,
    Weekly,
)
from bot.reading.words import WEEKDAYS


@dataclass(frozen=True, kw_only=True)
class Pattern:
    start: int
    end: int
    weekdays: tuple[int, ...]
    rhythm: Rhythm


Found = tuple[tuple[int, ...], Rhythm] | None
Rule = Callable[[re.Match[str]], Found]

_DAYS = rf"(?:{W}s?|weekdays?|weekends?)"
_LIST = rf"(?P<days>{_DAYS}(?:(?:,? (?:and|or|&|plus|to) (?:on )?|, ?| ?/ ?| ?& ?| ?\+ ?| ?- ?){_DAYS})*)"
_PER = r"(?:a|per|each|every|in a|in the|/)"
_COUNT = r"(?P<n>once|twice|\d{1,2}|a|a couple of|couple of|1 or 2|1-2|every)"
_THING = (
    r"(?:times?|days?|afternoons?|mornings?|evenings?|sessions?|shifts?|visits?|hours?|half days?|"
    r"lunchtimes?)"
)
_SPELL = r"(?P<u>week|month|year|fortnight|quarter)"


def weekdays_in(said: str) -> tuple[int, ...]:
    if run := re.fullmatch(rf"({W})s? ?(?:-|to) ?({W})s?", said):
        first, last = WEEKDAYS.index(run[1]), WEEKDAYS.index(run[2])
        return tuple(sorted((first + count) % 7 for count in range((last - first) % 7 + 1)))
    found: set[int] = set()
    for word in re.findall(_DAYS, said):
        found.update(_one(word))
    return tuple(sorted(found))


def _one(word: str) -> tuple[int, ...]:
    if word.startswith("weekday"):
        return MONDAY_TO_FRIDAY
    if word.startswith("weekend"):
        return SATURDAY_AND_SUNDAY
    return (WEEKDAYS.index(word.removesuffix("s")),)


def _times(said: str) -> int:
    if said in ("twice",) or "couple" in said:
        return 2
    digits = re.match(r"\d+", said)
    return int(digits.group()) if digits else 1


def _per(times: int, unit: str) -> Rhythm | None:
    if not 1 <= times <= 31:
        return None
    match unit:
        case "week":
            return PerWeek(times=times)
        case "month":
            return PerMonth(times=times)
        case "year":
            return PerYear(times=times)
        case "quarter":
            return PerYear(times=times * 4)
    return Weekly(every=2) if times == 1 else None


def _days_per(m: re.Match[str]) -> Found:
    rhythm = _per(_times(part(m, "n")), m["u"])
    return (weekdays_in(part(m, "days")), _plain(weekdays_in(part(m, "days")), rhythm)) if rhythm else None


def _plain(weekdays: tuple[int, ...], rhythm: Rhythm) -> Rhythm:
    """One Friday a week is every Friday; once a fortnight is every other week."""
    return Weekly() if rhythm == PerWeek(times=len(weekdays)) and weekdays else rhythm


def _times_per(m: re.Match[str]) -> Found:
    rhythm = _per(_times(part(m, "n")), m["u"])
    weekdays = weekdays_in(part(m, "days") or "")
    return (weekdays, _plain(weekdays, rhythm)) if rhythm else None


def _amount_per(m: re.Match[str]) -> Found:
    """Two hours a month: once a month, whatever the hours."""
    rhythm = _per(1, m["u"])
    return (weekdays_in(part(m, "days") or ""), rhythm) if rhythm else None


def _every_weeks(m: re.Match[str]) -> Found:
    count = int(part(m, "n")) if part(m, "n") else 2
    weekdays = weekdays_in(part(m, "days") or "")
    if not 1 <= count <= 26:
        return None
    return weekdays, Weekly(every=count) if weekdays or count > 1 else PerWeek(times=1)


def _every_months(m: re.Match[str]) -> Found:
    count = int(part(m, "n") or 2)
    return ((), PerYear(times=12 // count)) if count in (1, 2, 3, 4, 6, 12) else None


def _nth(m: re.Match[str]) -> Found:
    nth = tuple(sorted({_place(m["nth"]), _place(part(m, "nth2") or m["nth"])}, key=lambda n: (n < 0, n)))
    return (weekdays_in(part(m, "days")), NthOfMonth(nth=nth)) if all(-1 <= n <= 4 for n in nth) else None


def _place(said: str) -> int:
    return -1 if said == "last" else number(said)


def _weekly(m: re.Match[str]) -> Found:
    return weekdays_in(part(m, "days")), Weekly()


def _steady(weekdays: tuple[int, ...], rhythm: Rhythm) -> Rule:
    return lambda m: (weekdays, rhythm)


def _adverb(m: re.Match[str]) -> Found:
    weekdays = weekdays_in(part(m, "days") or "")
    match m["how"]:
        case "fortnightly" | "biweekly" | "bi-weekly" | "a fortnight":
            return weekdays, Weekly(every=2)
        case "monthly":
            return weekdays, PerMonth(times=1)
        case "quarterly":
            return weekdays, PerYear(times=4)
        case "yearly" | "annually":
            return weekdays, PerYear(times=1)
    return weekdays, Weekly() if weekdays else PerWeek(times=1)


_PLACE = r"[1-4](?:th|nd)|last"
_NTH = rf"(?P<nth>{_PLACE})(?:(?: and(?: the)? | & |, ?|/)(?P<nth2>{_PLACE}))?"
_HOURS = (
    r"(?:\d{1,3}(?:\.\d)?(?: ?(?:-|to|or) ?\d{1,3})?|a|a couple of|couple of|a few|half a) "
    r"?(?:hours?|h|days?|minutes?)"
)
_TAIL = rf"(?:(?:,? on| -)? (?:a )?{_LIST})?"

_DAILY = _steady(EVERY_DAY, Weekly())

RULES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (re.compile(r"\b(?P<n>once|twice|\d{1,2})(?: times)? (?P<u>week|month|year)ly\b"), _times_per),
    (re.compile(rf"\b{_NTH} {_LIST} (?:of|in|{_PER}) (?:every |each |the |a )?month\b"), _nth),
    (re.compile(rf"\bevery 2(?:th|nd) {_LIST}"), _every_weeks),
    (re.compile(rf"\b(?:every|each) {_NTH} {_LIST}\b"), _nth),
    (re.compile(rf"\b{_NTH} {_LIST},? monthly\b"), _nth),
    (re.compile(rf"\b{_COUNT} {_LIST}(?: {_THING})? {_PER} ?{_SPELL}\b"), _days_per),
    (re.compile(rf"\b(?:every other|alternate|each other) {_LIST}"), _every_weeks),
    (re.compile(rf"\b(?:every other|alternate) weeks?{_TAIL}"), _every_weeks),
    (re.compile(rf"\bevery (?P<n>\d{{1,2}}) weeks{_TAIL}"), _every_weeks),
    (re.compile(rf"\b(?:every|each|once a|1 a) fortnight{_TAIL}"), _every_weeks),
    (re.compile(r"\b(?:every (?P<n>\d{1,2}) months|every other month)\b"), _every_months),
    (re.compile(rf"\b{_LIST},? (?P<how>fortnightly|bi-?weekly|monthly|weekly|quarterly|a "
                rf"fortnight)\b"), _adverb),
    (re.compile(rf"\b(?P<n>once|twice)(?: or twice)? {_PER} ?{_SPELL}\b{_TAIL}"), _times_per),
    (re.compile(rf"\b(?P<n>\d{{1,2}}|a couple of|couple of)(?: ?(?:-|to|or) ?\d)? (?:times?|days|"
                rf"afternoons?|mornings?|evenings?"
                rf"|sessions?|shifts?|visits?|half days) {_PER} ?{_SPELL}\b{_TAIL}"), _times_per),
    (re.compile(rf"\b(?P<n>1|a) (?:day|afternoon|morning|evening|session|shift|visit|time|half day) "
                rf"{_PER} ?{_SPELL}\b{_TAIL}"),
     _times_per),
    (re.compile(rf"(?P<all>(?P<amount>\b{_HOURS}) {_PER} ?{_SPELL}\b{_TAIL})"), _amount_per),
    (re.compile(rf"\b(?P<how>fortnightly|bi-?weekly|monthly|weekly|quarterly|yearly|"
                rf"annually)\b{_TAIL}"), _adverb),
    (re.compile(rf"\b(?:every|each|any) {_LIST}"), _weekly),
    (re.compile(rf"\b(?:a|1|some) {_LIST}(?= (?:in|during|before|after) )"), _weekly),
    (re.compile(r"\b(?:every week|each week)\b(?! ?end)"), _steady((), PerWeek(times=1))),
    (re.compile(r"\b(?:every month|each month)\b"), _steady((), PerMonth(times=1))),
    (re.compile(r"\b(?:every year|each year)\b"), _steady((), PerYear(times=1))),
    (re.compile(r"\b(?:every day|each day|daily|any day of the week|7 days a week)\b"), _DAILY),
    (re.compile(rf"\b(?=(?:{_DAYS}[^a-z]*(?:and|or|to|on)?[^a-z]*)*(?:{W}s|weekdays|"
                rf"weekends)\b){_LIST}"), _weekly),
    (re.compile(r"\b(?:a|on a|on) (?P<days>weekday|weekend)\b"), _weekly),
    (re.compile(r"\b(?P<days>weekday)(?= (?:morning|afternoon|evening|lunchtime|daytime))"), _weekly),
    (re.compile(r"\b(?P<days>monday(?: to |-| - )friday)\b"), _weekly),
    (re.compile(rf"\b(?P<days>{W}(?:(?:,? (?:and|&|or) |, ?| ?/ ?| ?& ?){W})+)\b(?! (?:next|this) "
                rf"week)"), _weekly),
    (re.compile(rf"\b{_LIST}(?= (?:mornings|afternoons|evenings|nights|lunchtimes)\b)"), _weekly),
    (re.compile(r"\b(?:(?:most|any|some|every) )?(?:mornings|afternoons|evenings|nights|lunchtimes)\b"),
     _DAILY),
    (re.compile(r"\b(?:any|every|each) (?:morning|afternoon|evening|lunchtime)\b"), _DAILY),
)  # fmt: skip


def find_pattern(text: str) -> Pattern | None:
    """The first rule that fits."""
    for pattern, rule in RULES:
        for match in pattern.finditer(text):
            found = rule(match)
            if found is not None:
                return Pattern(start=match.start(), end=match.end(), weekdays=found[0], rhythm=found[1])
    return None
