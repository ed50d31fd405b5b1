"""Times of day as British people type them; half ten is 10:30, a bare 2 is 14:00."""

import re
from dataclasses import dataclass, replace
from datetime import time

from bot.reading.unread import Unread, unread
from bot.reading.words import Words

MORNING = (time(9), time(12))
AFTERNOON = (time(13), time(17))
EVENING = (time(18), time(21))
LUNCHTIME = (time(12), time(14))

PARTS = {
    "morning": MORNING, "am": MORNING, "afternoon": AFTERNOON, "pm": AFTERNOON, "evening": EVENING,
    "night": EVENING, "tonight": EVENING, "eve": EVENING, "lunchtime": LUNCHTIME, "lunch time": LUNCHTIME,
}  # fmt: skip
PAIRS = {"quarter": 15, "half": 30}


@dataclass(frozen=True, kw_only=True)
class Clock:
    """`spans` are the places in the regular spelling that were read."""

    start: time | None = None
    end: time | None = None
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Hour:
    """As typed: `half` is am, pm or not said; `exact` means that 14 or 08:30 leaves no choice."""

    hour: int
    minute: int
    half: str | None
    exact: bool


_HALF = r"am|pm|a(?=\b(?! [a-z]))|p(?=\b)|o'clock|oclock"
_ONE = (
    r"(?:(?P<word{i}>(?:12 )?(?:noon|midday|midnight))"
    r"|(?P<pre{i}>half|quarter|\d{{1,2}})(?: minutes?)? ?(?P<dir{i}>(?<=half )|past |to "
    r")(?P<rel{i}>\d{{1,2}})(?![\d:./-])"
    r"|(?P<h{i}>\d{{1,2}})(?:[:.](?P<m{i}>[0-5]\d))?(?![\d:]|[./]\d)"
    r"|(?P<four{i}>[0-2]\d[0-5]\d)(?!\d)(?: ?(?:hours|h)\b)?)"
    rf"(?: ?(?P<half{{i}}>{_HALF})(?![a-z]))?(?: (?P<half2{{i}}>am|pm)\b)?"
)
_EDGE = r"(?<![\w:./#£$-])"
# A bare number is an hour only where no thing follows that it could count.
_ENDS = re.compile(
    r"(?: ?(?:\W|~))*\Z|(?! ?[\w£%-])"
    r"| (?:on|at|in|every|each|and|or|this|next|for|please|if|but|so|with|only|sharp|"
    r"ish|is|was|would|will|works|suits|ok|okay|until|then)\b| ?~"
)
_RANGE = re.compile(
    rf"(?P<open>\bfrom |\bbetween |\bat |@ ?)?{_EDGE}{_ONE.format(i=1)} ?(?P<join>-|to|until|and) "
    rf"?{_ONE.format(i=2)}"
)
_START = re.compile(rf"(?P<open>\b(?:at|from|after|around|about|starting|start|starts|by|@)(?: about| "
                    rf"around)? |@ ?)"
                    rf"{_EDGE}{_ONE.format(i=1)}")  # fmt: skip
_END = re.compile(
    rf"(?P<open>\b(?:until|before|ends? at|ending at|finish(?:es|ing)? at|up to) "
    rf"){_EDGE}{_ONE.format(i=1)}"
)
_LOOSE = re.compile(rf"{_EDGE}{_ONE.format(i=1)}")
_PART = re.compile(r"\b(?P<part>morning|(?<!\d )(?<!\d)[ap]m|afternoon|evening|(?<!bonfire )night|"
                   r"tonight|lunch ?time|(?<!christmas )(?<!year's )"
                   r"(?<!years )(?<!new year )eve)s?\b")  # fmt: skip
_BEHIND = re.compile(r"~,? ?$")
_NOT_BEFORE = re.compile(r"\b(?:aged?|ages|ls|number|no\.?|unit|flat|room|the|years?) ?$")


def find_clock(words: Words, whole: str) -> Clock | Unread | None:
    """The first range, else the first start and end; a part of the day settles am or pm, or stands alone.

    `whole` is the text before anything was blanked: "tonight" is a day and a part of it.
    """
    part = _PART.search(whole)
    found = _find_range(words, part) or _find_single(words, part)
    if isinstance(found, Unread):
        return found
    if found is None:
        return _only_part(part)
    return replace(found, spans=(*found.spans, *((part.span(),) if part else ())))


def _only_part(part: re.Match[str] | None) -> Clock | None:
    if part is None:
        return None
    start, end = PARTS[_part_name(part)]
    return Clock(start=start, end=end, spans=(part.span(),))


def _part_name(part: re.Match[str]) -> str:
    return "lunchtime" if part["part"].startswith("lunch") else part["part"]


def _find_range(words: Words, part: re.Match[str] | None) -> Clock | Unread | None:
    for match in _RANGE.finditer(words.text):
        if not _is_range(match, words) or not _ends_well(match, 2, words.text):
            continue
        first, last = _hour(match, 1), _hour(match, 2)
        if first is None or last is None or _same(first, last):
            continue
        found = _resolve_range(first, last, part)
        return found if isinstance(found, Unread) else replace(found, spans=(match.span(),))
    return None


def _ends_well(match: re.Match[str], i: int, text: str) -> bool:
    said_in_full = any(match[f"{name}{i}"] for name in ("m", "half", "half2", "word", "pre", "four"))
    return said_in_full or _ENDS.match(text, match.end()) is not None


def _same(first: _Hour, last: _Hour) -> bool:
    return (first.hour, first.minute) == (last.hour, last.minute) and first.half == last.half


def _is_range(match: re.Match[str], words: Words) -> bool:
    opened, join = match["open"] or "", match["join"]
    if _NOT_BEFORE.search(words.text[: match.start()]) or (join == "and" and "between" not in opened):
        return False
    if match["m1"] or match["half1"] or match["word1"] or match["pre1"] or join != "to":
        return True
    return not _minutes_to(
        match["h1"], opened, words.said(match.start("h1"), match.end("h1")) if match["h1"] else ""
    )


def _minutes_to(number: str | None, opened: str, typed: str) -> bool:
    """Ten to two is 13:50, 10 to 2 is from ten until two, at 10 to 2 is 13:50 again."""
    if number is None or int(number) not in (5, 10, 20, 25) or "from" in opened or "between" in opened:
        return False
    return int(number) > 12 or "at" in opened or "@" in opened or not typed[:1].isdigit()


def _find_single(words: Words, part: re.Match[str] | None) -> Clock | Unread | None:
    start = _first(_START, words, part)
    end = _first(_END, words, part)
    if isinstance(start, Unread):
        return start
    if isinstance(end, Unread):
        return end
    if start is None and end is None:
        start = _first(_LOOSE, words, part)
        if isinstance(start, Unread):
            return start
        return Clock(start=start[0], spans=(start[1],)) if start else None
    spans = tuple(found[1] for found in (start, end) if found)
    clock = Clock(start=start[0] if start else None, end=end[0] if end else None, spans=spans)
    if clock.start and clock.end and clock.end <= clock.start:
        return _backwards(clock.start, clock.end)
    return clock


def _backwards(start: time, end: time) -> Unread:
    return unread("backwards", starts=f"{start:%H:%M}", ends=f"{end:%H:%M}", example="14:00 to 16:00")


def _first(
    pattern: re.Pattern[str], words: Words, part: re.Match[str] | None
) -> tuple[time, tuple[int, int]] | Unread | None:
    for match in pattern.finditer(words.text):
        if pattern is _LOOSE and (
            not _clearly_a_time(match, words.text) or _NOT_BEFORE.search(words.text[: match.start()])
        ):
            continue
        if not _ends_well(match, 1, words.text):
            continue
        if (hour := _hour(match, 1)) is None:
            if pattern is not _LOOSE or match["m1"]:
                return _no_such(match)
            continue
        return _resolve(hour, part), match.span()
    return None


def _no_such(match: re.Match[str]) -> Unread:
    return unread(
        "no_such_time",
        said=match["h1"] or match["four1"] or match["rel1"],
        example="14:30",
        other="2.30pm",
    )


def _clearly_a_time(match: re.Match[str], text: str) -> bool:
    """A bare number is one only at the end, behind a date ("tomorrow 10"), or "in the evening"."""
    if match["h1"] and text.startswith(" in the ", match.end()):
        return True
    if match["h1"] and _BEHIND.search(text[: match.start()]) and not text[match.end() :].strip(" .!?"):
        return True
    if match["half1"] or match["word1"] or match["pre1"] or (match["m1"] and match["h1"]):
        return True
    return bool(match["four1"]) and int(match["four1"]) % 5 == 0 and match["four1"][:2] != "20"


def _hour(match: re.Match[str], i: int) -> _Hour | None:
    half = match[f"half{i}"] or match[f"half2{i}"]
    half = {"a": "am", "p": "pm"}.get(half or "", half)
    if half not in ("am", "pm"):
        half = match[f"half2{i}"]
    if word := match[f"word{i}"]:
        return _Hour(hour=0 if word.endswith("midnight") else 12, minute=0, half=None, exact=True)
    if four := match[f"four{i}"]:
        return _valid(int(four[:2]), int(four[2:]), half, exact=True)
    if match[f"pre{i}"]:
        return _told(match, i, half)
    hour = int(match[f"h{i}"])
    exact = hour > 12 or hour == 0 or match[f"h{i}"].startswith("0")
    return _valid(hour, int(match[f"m{i}"] or 0), half, exact=exact)


def _told(match: re.Match[str], i: int, half: str | None) -> _Hour | None:
    """Half ten, quarter to nine, ten past two."""
    hour, said = int(match[f"rel{i}"]), match[f"pre{i}"]
    minute = PAIRS.get(said) or int(said)
    if not 1 <= hour <= 12 or not 1 <= minute <= 30:
        return None
    if match[f"dir{i}"] == "to ":
        return _valid((hour - 2) % 12 + 1, 60 - minute, half, exact=False)
    return _valid(hour, minute, half, exact=False)


def _valid(hour: int, minute: int, half: str | None, *, exact: bool) -> _Hour | None:
    if hour > 24 or minute > 59 or (half and not 1 <= hour <= 12 and not exact):
        return None
    if hour == 24:
        return None
    return _Hour(hour=hour, minute=minute, half=half, exact=exact and not (half and hour <= 12))


def _resolve(said: _Hour, part: re.Match[str] | None) -> time:
    half = said.half or _half_of(said, part)
    if said.exact:
        return time(said.hour, said.minute)
    hour = said.hour % 12
    if half is None:
        half = "am" if 8 <= said.hour <= 11 else "pm"
    return time(hour + (12 if half == "pm" else 0), said.minute)


def _half_of(said: _Hour, part: re.Match[str] | None) -> str | None:
    if part is None:
        return None
    name = _part_name(part)
    if name in ("morning", "am"):
        return "am"
    return "pm" if said.hour != 12 and not (name.startswith("lunch") and said.hour == 11) else None


def _resolve_range(first: _Hour, last: _Hour, part: re.Match[str] | None) -> Clock | Unread:
    if last.half and not first.half and not first.exact:
        start = _resolve(replace(first, half=last.half), None)
        end = _resolve(last, None)
        if start >= end:
            start = _resolve(replace(first, half="am"), None)
    else:
        start = _resolve(first, part)
        end = _resolve(last, part if not first.half else None)
        if end <= start and not last.exact and not last.half and end.hour < 12:
            end = end.replace(hour=end.hour + 12)
    if end <= start:
        return _backwards(start, end)
    return Clock(start=start, end=end)
