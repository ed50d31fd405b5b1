"""Words about time become a value, and a value becomes words that read back to itself."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.reading.anchors import Edges, Trouble, blank_all, edges_of, find_anchors, narrowed
from bot.reading.calendar import DAY, NAMED, WEEK, months_on
from bot.reading.clock import Clock, find_clock
from bot.reading.explicit import EXPLICIT, YEARS_AHEAD, W, example
from bot.reading.recurring import Pattern, find_pattern
from bot.reading.relative import RELATIVE, VAGUE
from bot.reading.saying import say_when
from bot.reading.unread import Unread, full, unread
from bot.reading.when import DateRange, Day, Flexible, Recurring, When
from bot.reading.words import Words, spell

__all__ = ["Unread", "When", "find_when", "read_when", "say_when", "starts_at"]


@dataclass(frozen=True, kw_only=True)
class Found:
    """`when` is None where the text names no day; `spans` are the places in the text that were read."""

    when: When | Unread | None
    clock: Clock | None = None
    spans: tuple[tuple[int, int], ...] = ()


_LABELS = {name.lower(): name for name, _ in NAMED.values()}
_LABEL = re.compile(
    rf" ?\((?:the "
    rf")?(?P<label>{'|'.join(re.escape(label) for label in sorted(_LABELS, key=len, reverse=True))})\)"
)
_FLEXIBLE = re.compile(
    r"\b(?:any ?time|flexible|whenever|any day|when ?ever suits|no rush|no hurry|not fussed|no fixed "
    r"(?:date|time)|"
    r"(?:don't|dont|do not) mind when|whatever suits|open to suggestions|up to you|as and when|ad hoc|"
    r"any date)\b"
)
_ASAP = re.compile(
    r"\b(?:asap|a\.s\.a\.p|as soon as (?:possible|you can|we can)|straight away|right "
    r"away|urgently)\b"
)
_UNLIKE = re.compile(
    r"\b(?:not|except|excluding|apart from|but no|avoid|never|(?:can't|cant|cannot|don't|dont|unable "
    r"to) (?:do|make|work))"
    rf"(?: on)?(?: any)? (?:{W}s?|weekends?|weekdays?|evenings?|mornings?|afternoons?)\b"
)
_AMOUNT = re.compile(
    r"\b\d{1,3}(?:\.\d+)?(?: ?(?:-|to|or) ?\d{1,3}(?:\.\d+)?)? ?(?:hours?|h|minutes?|people|persons?|"
    r"volunteers?|of us|of them|"
    r"miles?|km|days?|weeks?|months?|years?|staff|colleagues|kids|children|members|chairs|tables|k|m|"
    r"%)(?![a-z])"
    r"|£ ?\d[\d,.]*"
)
_LENGTH = re.compile(
    r"\bfor (?:about |at least |up to |the next )?(?P<n>\d{1,2}|a couple of|a|half a) "
    r"(?P<u>week|month|year|fortnight)s?\b"
)


def read_when(text: str, *, today: date, zone: ZoneInfo) -> When | Unread:
    """Never raises; `today` is the date where they are; `zone` knows the hours that clock changes skip."""
    found = find_when(spell(text), today=today, zone=zone)
    if found.when is not None:
        return found.when
    if found.clock is not None:
        said = next(t for t in (found.clock.start, found.clock.end) if t is not None)
        return unread("only_time", time=f"{said:%H:%M}", example=f"{example(today)} at {said:%H:%M}")
    return unread("no_date", example=example(today), other="a week on Thursday", third="two Fridays a month")


def find_when(words: Words, *, today: date, zone: ZoneInfo) -> Found:
    """What a longer text says about time, and where it says so."""
    if _UNLIKE.search(words.text):
        return Found(when=unread("only_what_suits", example="Mondays and Wednesdays"))
    label, rest = _take_label(words)
    explicit = find_anchors(rest, EXPLICIT, today)
    if isinstance(explicit, Trouble):
        return _refused(explicit, words)
    rest = blank_all(rest, explicit)
    pattern = find_pattern(rest.text)
    if pattern is not None:
        rest = rest.blank(pattern.start, pattern.end)
    relative = find_anchors(rest, RELATIVE if explicit else (*VAGUE, *RELATIVE), today)
    if isinstance(relative, Trouble):
        return _refused(relative, words)
    rest = blank_all(rest, relative)
    anchors = sorted((*explicit, *relative), key=lambda anchor: anchor.start)
    clock = find_clock(_blank_amounts(rest), words.text)
    edges = edges_of(words, narrowed(anchors), today, label)
    return _compose(words, pattern, edges, clock, today, zone)


def _refused(trouble: Trouble, words: Words) -> Found:
    return Found(when=trouble.unread, spans=(words.source_span(trouble.start, trouble.end),))


def _take_label(words: Words) -> tuple[str | None, Words]:
    """The name that we put behind a date when we read it back: "(Easter)"."""
    if match := _LABEL.search(words.text):
        return _LABELS[match["label"]], words.blank(*match.span())
    return None, words


def _blank_amounts(words: Words) -> Words:
    for match in _AMOUNT.finditer(words.text):
        words = words.blank(*match.span())
    return words


def _compose(
    words: Words, pattern: Pattern | None, edges: Edges | Unread | None, clock: Clock | Unread | None,
    today: date, zone: ZoneInfo,
) -> Found:  # fmt: skip
    spans = _spans(words, pattern, edges, clock)
    if isinstance(edges, Unread):
        return Found(when=edges, spans=spans)
    times = None if isinstance(clock, Unread) else clock
    start, end = (times.start, times.end) if times else (None, None)
    edges = _lengthened(words.text, pattern, edges, today)
    when = _when(words.text, pattern, edges, today)
    if when is None or isinstance(when, Flexible):
        return Found(when=when, clock=times, spans=spans)
    if isinstance(clock, Unread):
        return Found(when=clock, spans=spans)
    return Found(when=_possible(replace(when, start=start, end=end), zone), clock=times, spans=spans)


def _when(text: str, pattern: Pattern | None, edges: Edges | None, today: date) -> When | None:
    if pattern is not None:
        first, until = _bounds(edges)
        return Recurring(weekdays=pattern.weekdays, rhythm=pattern.rhythm, first=first, until=until)
    if edges is None:
        if _ASAP.search(text):
            return DateRange(first=today)
        return Flexible() if _FLEXIBLE.search(text) else None
    if edges.first and edges.first == edges.last:
        return Day(date=edges.first)
    return DateRange(first=edges.first, last=edges.last, named=edges.named)


def _bounds(edges: Edges | None) -> tuple[date | None, date | None]:
    """A single day beside a rhythm is where it starts."""
    if edges is None:
        return None, None
    return edges.first, None if edges.first == edges.last else edges.last


def _lengthened(text: str, pattern: Pattern | None, edges: Edges | None, today: date) -> Edges | None:
    """ "For six weeks" closes an open end."""
    match = _LENGTH.search(text)
    if match is None or (edges is None and pattern is None) or (edges and (edges.last or not edges.first)):
        return edges
    first = edges.first if edges and edges.first else today
    last = _after_length(first, match) - DAY
    if edges is None:
        return Edges(first=None, last=last, start=match.start(), end=match.end())
    return replace(edges, last=last, named=None)


def _after_length(first: date, match: re.Match[str]) -> date:
    count = 2 if "couple" in match["n"] else int(match["n"]) if match["n"].isdigit() else 1
    match match["u"]:
        case "week":
            return first + WEEK * count
        case "fortnight":
            return first + WEEK * 2 * count
        case "month":
            return months_on(first, 6 if match["n"] == "half a" else count)
    return months_on(first, 6 if match["n"] == "half a" else 12 * min(count, YEARS_AHEAD))


def _spans(
    words: Words, pattern: Pattern | None, edges: Edges | Unread | None, clock: Clock | Unread | None
) -> tuple[tuple[int, int], ...]:
    found = [(pattern.start, pattern.end)] if pattern else []
    if isinstance(edges, Edges):
        found.append((edges.start, edges.end))
    if isinstance(clock, Clock):
        found.extend(clock.spans)
    if length := _LENGTH.search(words.text):
        found.append(length.span())
    return tuple(words.source_span(start, end) for start, end in found)


def _possible(when: When, zone: ZoneInfo) -> When | Unread:
    """A time that the clocks skip cannot be kept."""
    if not isinstance(when, Day) or when.start is None or not _skipped(when.date, when.start, zone):
        return when
    return unread("skipped", time=f"{when.start:%H:%M}", day=full(when.date))


def _skipped(day: date, at: time, zone: ZoneInfo) -> bool:
    local = datetime.combine(day, at, tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone).time() != at


def starts_at(when: When, zone: ZoneInfo) -> datetime | None:
    """The moment in UTC at which a day with a time starts; None where there is no day or no time.

    An hour that the clocks repeat counts as its first turn.
    """
    if not isinstance(when, Day) or when.start is None:
        return None
    return datetime.combine(when.date, when.start, tzinfo=zone).astimezone(UTC)
