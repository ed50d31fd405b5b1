"""Small checkers for JSON, worded and pointed as Slack's own refusals are."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

Checker = Callable[[Any, str], Iterator[str]]
"""(value, JSON pointer) -> complaints such as "must be a string [json-pointer:/blocks/0/text]"."""


def complaint(text: str, pointer: str) -> str:
    return f"{text} [json-pointer:{pointer}]"


def string(*, most: int, least: int = 1) -> Checker:
    """A string of `least` to `most` characters."""
    return partial(_string, most, least)


def _string(most: int, least: int, value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield complaint("must provide a string", pointer)
    elif len(value) > most:
        yield complaint(f"must be less than {most + 1} characters", pointer)
    elif len(value) < least:
        yield complaint(f"must be more than {least - 1} characters", pointer)


def matching(pattern: str) -> Checker:
    """A string of a form, e.g. a date."""
    return partial(_matching, re.compile(pattern))


def _matching(pattern: re.Pattern[str], value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        yield complaint(f"must match pattern {pattern.pattern}", pointer)


def boolean(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield complaint("must be a boolean", pointer)


def integer(*, least: int, most: int) -> Checker:
    return partial(_integer, least, most)


def _integer(least: int, most: int, value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield complaint("must be an integer", pointer)
    elif not least <= value <= most:
        yield complaint(f"must be between {least} and {most}", pointer)


def amount(value: object, pointer: str) -> Iterator[str]:
    """A number, of any size but none that is not one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield complaint("must be a number", pointer)


def anything(value: object, pointer: str) -> Iterator[str]:
    """Not checked here."""
    yield from ()


def one_of(*allowed: str) -> Checker:
    return partial(_one_of, allowed)


def _one_of(allowed: tuple[str, ...], value: object, pointer: str) -> Iterator[str]:
    if value not in allowed:
        yield complaint(f"must be a valid enum value: {', '.join(allowed)}", pointer)


def array(item: Checker, *, most: int, least: int = 1) -> Checker:
    return partial(_array, item, most, least)


def _array(item: Checker, most: int, least: int, value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield complaint("must provide an array", pointer)
        return
    if len(value) > most:
        yield complaint(f"no more than {most} items allowed", pointer)
    if len(value) < least:
        yield complaint(f"no fewer than {least} items allowed", pointer)
    for number, entry in enumerate(value):
        yield from item(entry, f"{pointer}/{number}")


def shape(required: Mapping[str, Checker], optional: Mapping[str, Checker] | None = None) -> Checker:
    """An object with these fields and no others."""
    return partial(_shape, required, optional or {})


def _shape(
    required: Mapping[str, Checker], optional: Mapping[str, Checker], value: object, pointer: str
) -> Iterator[str]:
    if not isinstance(value, dict):
        yield complaint("must provide an object", pointer)
        return
    fields = {**required, **optional}
    for name in required:
        if name not in value:
            yield complaint(f"missing required field: {name}", pointer)
    for name, entry in value.items():
        if name not in fields:
            yield complaint(f"invalid additional property: {name}", pointer)
        else:
            yield from fields[name](entry, f"{pointer}/{name}")


def by_type(table: Mapping[str, Checker]) -> Checker:
    """An object whose "type" names the checker; types outside the table are unsupported here."""
    return partial(_by_type, table)


def _by_type(table: Mapping[str, Checker], value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield complaint("must provide an object", pointer)
    elif "type" not in value:
        yield complaint("missing required field: type", pointer)
    elif value["type"] not in table:
        yield complaint(f"unsupported type: {value['type']}", f"{pointer}/type")
    else:
        yield from table[value["type"]](value, pointer)


def all_of(*checkers: Checker) -> Checker:
    return partial(_all_of, checkers)


def _all_of(checkers: tuple[Checker, ...], value: object, pointer: str) -> Iterator[str]:
    for check in checkers:
        yield from check(value, pointer)
