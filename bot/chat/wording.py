"""Texts that wait for their reader: what is to be said stands in them instead of how.

What is written once is read by several, each in their own language, and some of it days later. So a text
may hold values (`Said`, `Dated`, ...) between characters that nobody can send us. It travels and is stored
like any other text, may be joined with others, and becomes words when it is drawn for its reader
(`bot.texts.drawing`). What comes from outside goes through `bare` first, so no typed text is taken for one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, assert_never

OPEN, CLOSE, NEXT = "\ufdd0", "\ufdd1", "\ufdd2"
_SEPARATORS = re.compile(f"[{OPEN}{CLOSE}{NEXT}]")
_MARKS = str.maketrans("", "", "".join(map(chr, range(0xFDD0, 0xFDF0))))
"""Noncharacters: Unicode keeps them for a program's own use, and no text has any business with them."""

T = TypeVar("T")


class DateStyle(StrEnum):
    DAY = "day"  # Thursday 3 December
    FULL = "full"  # Thursday 3 December 2026
    LONG = "long"  # 3 December 2026
    MONTH = "month"  # December 2026
    WEEKDAY = "weekday"  # Thursday


class NumberStyle(StrEnum):
    PLAIN = "plain"  # 1500
    GROUPED = "grouped"  # 1,500
    TENTHS = "tenths"  # 1,500.0
    POUNDS = "pounds"  # £1,500.00


class ListStyle(StrEnum):
    COMMA = "comma"  # one, two, three
    SEMICOLON = "semicolon"  # one; two; three
    AND = "and"  # one, two and three


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence of the catalogue; its parts may be such texts too."""

    key: str
    parts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Dated:
    day: date
    style: DateStyle


@dataclass(frozen=True, kw_only=True)
class Numbered:
    amount: Decimal
    style: NumberStyle


@dataclass(frozen=True, kw_only=True)
class Listed:
    items: tuple[str, ...]
    style: ListStyle


@dataclass(frozen=True, kw_only=True)
class Shortened:
    """At most so many characters of what the text turns out to be."""

    text: str
    most: int


@dataclass(frozen=True, kw_only=True)
class Begun:
    """The text as the beginning of a line: with a capital, where the script has them."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Timed:
    """When, as an English sentence that reads the same again."""

    english: str


Late = Said | Dated | Numbered | Listed | Shortened | Begun | Timed


class Kind(StrEnum):
    SAID = "s"
    DATED = "d"
    NUMBERED = "n"
    LISTED = "l"
    SHORTENED = "c"
    BEGUN = "b"
    TIMED = "t"


def late(value: Late) -> str:
    """A text that holds this value; `pieces` reads it again."""
    if isinstance(value, Said):
        return late_sentence(value.key, value.parts.items())
    return f"{OPEN}{NEXT.join(_written(value))}{CLOSE}"


def late_sentence(key: str, parts: Iterable[tuple[str, str]]) -> str:
    """What `late` makes of `Said`, of which a card has dozens."""
    return f"{OPEN}{NEXT.join((Kind.SAID, key, *[f'{name}={part}' for name, part in parts]))}{CLOSE}"


def waits(text: str) -> bool:
    """Whether something in the text is still to be put into words."""
    return OPEN in text


def _written(value: Dated | Numbered | Listed | Shortened | Begun | Timed) -> tuple[str, ...]:
    match value:
        case Dated(day=day, style=dates):
            return (Kind.DATED, dates, day.isoformat())
        case Numbered(amount=amount, style=numbers):
            return (Kind.NUMBERED, numbers, str(amount))
        case Listed(items=items, style=lists):
            return (Kind.LISTED, lists, *items)
        case Shortened(text=text, most=most):
            return (Kind.SHORTENED, str(most), text)
        case Begun(text=text):
            return (Kind.BEGUN, text)
        case Timed(english=english):
            return (Kind.TIMED, english)
    assert_never(value)


def pieces(text: str) -> Iterator[str | Late]:
    """What the text is made of, in order. What is not whole, as of a text that was cut, is left out."""
    at = 0
    while (start := text.find(OPEN, at)) >= 0:
        if start > at:
            yield bare(text[at:start])
        found, at = _fields(text, start + 1)
        value = _value(found)
        if value is not None:
            yield value
    if at < len(text):
        yield bare(text[at:])


def reworded(text: str, change: Callable[[str], str]) -> str:
    """The text with its words changed, also those within what waits for its reader; which sentence of the
    catalogue is meant, a day or a number are none.
    """
    if not waits(text):
        return change(text)
    found = (change(each) if isinstance(each, str) else late(_within(each, change)) for each in pieces(text))
    return "".join(found)


def _within(value: Late, change: Callable[[str], str]) -> Late:
    match value:
        case Said(parts=parts):
            return replace(value, parts={name: reworded(part, change) for name, part in parts.items()})
        case Listed(items=items):
            return replace(value, items=tuple(reworded(each, change) for each in items))
        case Shortened(text=text) | Begun(text=text):
            return replace(value, text=reworded(text, change))
        case _:
            return value


def _fields(text: str, at: int) -> tuple[list[str], int]:
    """Those of the value that begins there, and where the text goes on after it; none if it never ends."""
    first = text.find(CLOSE, at)
    if first >= 0 and text.find(OPEN, at, first) < 0:  # nothing within it, as in most of them
        return text[at:first].split(NEXT), first + 1
    found, start, depth = [], at, 1
    for mark in _SEPARATORS.finditer(text, at):
        place = mark.start()
        match text[place]:
            case "\ufdd0":
                depth += 1
            case "\ufdd1":
                depth -= 1
            case "\ufdd2" if depth == 1:
                found.append(text[start:place])
                start = place + 1
        if depth == 0:
            return [*found, text[start:place]], place + 1
    return [], len(text)


def _value(found: list[str]) -> Late | None:
    try:
        return _of_kind(Kind(found[0]), found[1:])
    except (ValueError, ArithmeticError, LookupError):
        return None


def _of_kind(kind: Kind, rest: list[str]) -> Late:
    match kind:
        case Kind.SAID:
            parts = [part.partition("=") for part in rest[1:]]
            return Said(key=rest[0], parts={name: part for name, _, part in parts})
        case Kind.DATED:
            return Dated(style=DateStyle(rest[0]), day=date.fromisoformat(rest[1]))
        case Kind.NUMBERED:
            return Numbered(style=NumberStyle(rest[0]), amount=Decimal(rest[1]))
        case Kind.LISTED:
            return Listed(style=ListStyle(rest[0]), items=tuple(rest[1:]))
        case Kind.SHORTENED:
            return Shortened(most=int(rest[0]), text=rest[1])
        case Kind.BEGUN:
            return Begun(text=rest[0])
        case Kind.TIMED:
            return Timed(english=rest[0])
    assert_never(kind)


def bare(text: str) -> str:
    """The text without the characters that only we may put into one."""
    return text if text.isascii() else text.translate(_MARKS)


def bare_event(event: T) -> T:
    """The same value with every text in it bare: what comes from outside, before anything is done with it."""
    return _bare(event)  # type: ignore[no-any-return]


def _bare(value: Any) -> Any:  # noqa: ANN401 - whatever a field may hold
    match value:
        case StrEnum():
            return value
        case str():
            return bare(value)
        case tuple():
            return tuple(map(_bare, value))
        case Mapping():
            return {bare(str(name)): _bare(each) for name, each in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    kept = {each.name: getattr(value, each.name) for each in fields(value)}
    changed = {name: new for name, old in kept.items() if (new := _bare(old)) != old}
    return replace(value, **changed) if changed else value
