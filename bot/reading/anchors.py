"""Every date that a text names, and what before, by, from and until make of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.reading.calendar import DAY, WEEK, Period
from bot.reading.explicit import Rule, example, past
from bot.reading.unread import Unread, full, unread
from bot.reading.words import Words


@dataclass(frozen=True, kw_only=True)
class Anchor:
    start: int
    end: int
    period: Period
    rule: Rule
    match: re.Match[str]


@dataclass(frozen=True, kw_only=True)
class Trouble:
    unread: Unread
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Edges:
    first: date | None
    last: date | None
    named: str | None = None
    start: int
    end: int


_BEFORE = re.compile(r"\b(before|ahead of|no later than|prior to)(?: the)?(?: day)? ?$")
_NOT_BEFORE = re.compile(r"\bnot (?:before|until)(?: the)? ?$")
_BY = re.compile(r"\b(by|until|up to|up until|latest by)(?: the)? ?$")
_AFTER = re.compile(r"\b(after|following)(?: the)? ?$")
_FROM = re.compile(
    r"\b(from|since|starting|starting from|starting on|beginning|as of|onwards from|any "
    r"?time from)(?: the)?(?: on)? ?$"
)
_ONWARDS = re.compile(r"^ ?(?:onwards?|on wards)\b")
_JOIN = re.compile(r"^,? ?(?:-|to|until|through|and|up to)(?: the)? ?$")


def find_anchors(
    words: Words, rules: Iterable[tuple[re.Pattern[str], Rule]], today: date
) -> list[Anchor] | Trouble:
    found: list[Anchor] = []
    for pattern, rule in rules:
        for match in pattern.finditer(words.text):
            period = rule(match, today)
            if isinstance(period, Unread):
                return Trouble(unread=period, start=match.start(), end=match.end())
            if period is not None:
                found.append(
                    Anchor(start=match.start(), end=match.end(), period=period, rule=rule, match=match)
                )
                words = words.blank(*match.span())
    return found


def blank_all(words: Words, anchors: Iterable[Anchor]) -> Words:
    for anchor in anchors:
        words = words.blank(anchor.start, anchor.end)
    return words


def narrowed(anchors: list[Anchor]) -> list[Anchor]:
    """Of two dates of which one holds the other, "Friday, this week", the narrower counts."""
    kept: list[Anchor] = []
    for anchor in anchors:
        if kept and (narrower := _narrower(kept[-1], anchor)):
            kept[-1] = narrower
        else:
            kept.append(anchor)
    return kept


def _narrower(one: Anchor, other: Anchor) -> Anchor | None:
    if _holds(one.period, other.period):
        return replace(other, start=one.start)
    return replace(one, end=other.end) if _holds(other.period, one.period) else None


def _holds(wide: Period, narrow: Period) -> bool:
    return wide.first <= narrow.first and narrow.last <= wide.last


def edges_of(words: Words, anchors: list[Anchor], today: date, label: str | None) -> Edges | Unread | None:
    if not anchors:
        return None
    first, *others = anchors
    if not others:
        return _edge(words, first, today, label)
    second = others[0]
    if len(others) == 1 and (both := _joined(words, first, second, today)):
        return both
    edges = [_edge(words, anchor, today, None) for anchor in anchors]
    if len(others) == 1 and (met := _meeting(edges[0], edges[1])):
        return met
    return unread(
        "two_dates",
        first=_spoken(first),
        second=_spoken(second),
        example=f"{example(today)} to {example(today + WEEK)}",
    )


def _spoken(anchor: Anchor) -> str:
    return full(anchor.period.first)


def _joined(words: Words, first: Anchor, second: Anchor, today: date) -> Edges | None:
    joint = words.text[first.end : second.start]
    between = re.search(r"\bbetween (?:the )?$", words.text[: first.start])
    if not _JOIN.match(joint) or ("and" in joint and not between):
        return None
    begin, finish = first.period.first, second.period.last
    if finish < begin and first.period.yearly:
        begin = today  # from January until Easter, said in February
    if finish < begin:
        return None
    opened = between or _FROM.search(words.text[: first.start])
    return Edges(first=begin, last=finish, start=opened.start() if opened else first.start, end=second.end)


def _meeting(one: Edges | Unread, other: Edges | Unread) -> Edges | None:
    """From one date, and until another, said apart."""
    if isinstance(one, Unread) or isinstance(other, Unread):
        return None
    if one.first and not one.last and other.last and not other.first and one.first <= other.last:
        return Edges(first=one.first, last=other.last, start=one.start, end=other.end)
    return None


def _edge(words: Words, anchor: Anchor, today: date, label: str | None) -> Edges | Unread:
    lead = words.text[: anchor.start]
    if match := _NOT_BEFORE.search(lead):
        return Edges(first=anchor.period.first, last=None, start=match.start(), end=anchor.end)
    if match := _BEFORE.search(lead):
        return _before(anchor, match.start(), today, label)
    if match := _BY.search(lead):
        return _by(anchor, match.start(), today)
    if match := _AFTER.search(lead):
        name = label or anchor.period.name
        return Edges(
            first=anchor.period.last + DAY, last=None, named=name, start=match.start(), end=anchor.end
        )
    match = _FROM.search(lead) or _newly(lead, anchor)
    if match or _ONWARDS.search(words.text[anchor.end :]):
        start = match.start() if match else anchor.start
        return Edges(first=anchor.period.first, last=None, start=start, end=anchor.end)
    return Edges(first=anchor.period.first, last=anchor.period.last, start=anchor.start, end=anchor.end)


def _newly(lead: str, anchor: Anchor) -> re.Match[str] | None:
    """In the new year: from its first day on."""
    return re.search(r"\bin (?:the )?$", lead) if anchor.period.name == "New Year" else None


def _before(anchor: Anchor, start: int, today: date, label: str | None) -> Edges | Unread:
    if anchor.period.deadline == anchor.period.last > anchor.period.first:
        return _by(anchor, start, today)  # before the end of March: by its last day
    period = _next_year_if(anchor, anchor.period.first <= today)
    if period.first <= today:
        return past(period.first - DAY, today)
    return Edges(first=None, last=period.first - DAY, named=label or period.name, start=start, end=anchor.end)


def _by(anchor: Anchor, start: int, today: date) -> Edges:
    period = _next_year_if(anchor, anchor.period.deadline < today)
    last = period.deadline if period.deadline >= today else period.last
    return Edges(first=None, last=last, start=start, end=anchor.end)


def _next_year_if(anchor: Anchor, gone: bool) -> Period:
    later = anchor.rule(anchor.match, anchor.period.last + DAY) if gone and anchor.period.yearly else None
    return later if isinstance(later, Period) else anchor.period
