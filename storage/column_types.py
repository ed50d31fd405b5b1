"""How values are written in a column, alike on SQLite and PostgreSQL."""
# ruff: noqa: ANN401 - the drivers' own values have no common type

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError
from sqlalchemy import DateTime, Dialect, Integer, Numeric, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

MOST_READ = 2_000
MOST_FRESH = 200
REPLACEMENT = "\ufffd"


def storable(text: str) -> str:
    """The text without what no database holds: NUL and half a surrogate pair become U+FFFD or `?`."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode(errors="replace").decode()
    return text.replace("\0", REPLACEMENT) if "\0" in text else text


Change = Callable[[Any], Any] | None
"""How a value is written in the database, or read from it; None: as it is."""


def _changed(change: Change, value: Any) -> Any:
    return value if change is None else change(value)


_FULLY = "microseconds"
_WITHOUT_ZONE = len("2027-01-04 09:00:00.000000")


@lru_cache(maxsize=MOST_READ)
def _moment(in_utc: datetime) -> str:
    """The same few stand in row after row."""
    return in_utc.isoformat(" ", _FULLY)[:_WITHOUT_ZONE]


@lru_cache(maxsize=MOST_READ)
def _in_utc(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}+00:00")


def _utc(value: datetime) -> datetime:
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return value.astimezone(UTC)


@lru_cache(maxsize=MOST_READ)
def _hundredths(hours: Decimal) -> int:
    hundredths = hours * 100
    if hundredths != hundredths.to_integral_value():
        raise ValueError("hours are exact to a hundredth")
    return int(hundredths)


@lru_cache(maxsize=MOST_READ)
def _of_hundredths(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100


class Words(TypeDecorator[str]):
    """Text as people typed it."""

    impl = Text
    cache_ok = True
    on_sqlite: tuple[Change, Change] = (
        lambda value: value if value is None or (value.isascii() and "\0" not in value) else storable(value),
        None,
    )
    """How SQLite's driver is given a value, and how what it gives is read: SQLAlchemy's way, in one step."""

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        return _changed(self.on_sqlite[0], value)


class Perhaps(TypeDecorator[str]):
    """An id or a name that may be missing: empty in our values, NULL in the database."""

    impl = Text
    cache_ok = True
    on_sqlite: tuple[Change, Change] = (
        lambda value: storable(value) if value else None,
        lambda value: value or "",
    )

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        return _changed(self.on_sqlite[0], value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return _changed(self.on_sqlite[1], value)


class _Else(dict[Any, Any]):
    """With what a key that is not there comes to, or the error that it is none."""

    def __init__(self, otherwise: Callable[[Any], Any], known: Mapping[Any, Any]) -> None:
        super().__init__(known)
        self._otherwise = otherwise

    def __missing__(self, key: Any) -> Any:
        return self._otherwise(key)


class Named(TypeDecorator[StrEnum]):
    """A member of an enumeration, by its value."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members
        by_value = _Else(members, {None: None} | {each.value: each for each in members})
        values = _Else(
            lambda value: members(value).value, {None: None} | {each: each.value for each in members}
        )
        self.on_sqlite: tuple[Change, Change] = (values.__getitem__, by_value.__getitem__)

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> Any:
        return _changed(self.on_sqlite[0], value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return _changed(self.on_sqlite[1], value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. One without a zone is refused: nobody can know what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True
    on_sqlite: tuple[Change, Change] = (
        lambda value: None if value is None else _moment(_utc(value)),
        lambda value: None if value is None else _in_utc(value),
    )

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = _utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Hours(TypeDecorator[Decimal]):
    """Hours, exact to a hundredth, else refused. SQLite, which has no decimals, counts hundredths."""

    impl = Numeric(10, 2)
    cache_ok = True
    on_sqlite: tuple[Change, Change] = (
        lambda value: None if value is None else _hundredths(value),
        lambda value: None if value is None else _of_hundredths(int(value)),
    )

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Numeric(10, 2))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        hundredths = _hundredths(value)
        return hundredths if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return _of_hundredths(int(value if dialect.name == "sqlite" else value * 100))


class Stored(TypeDecorator[Any]):
    """A whole value as JSON, read back through its type and the `Literal` marks of its parts.

    `unread`: stands for what cannot be read, where that must not keep anybody from the rows beside it.
    `again`: the same values are read again and again, and nobody can change one: each is read once, as long
    as it is among the last `MOST_READ`. What was written by this process a moment ago is not read but known.
    """

    impl = Text
    cache_ok = True

    def __init__(self, shape: Hashable, again: bool = False, unread: Hashable = None) -> None:
        super().__init__()
        self.shape, self.again, self.unread = shape, again, unread
        self.on_sqlite: tuple[Change, Change] = (self._write, self._read)
        self._fresh: dict[str, Any] = {}

    def _write(self, value: Any) -> str | None:
        if value is None:
            return None
        if value == self.unread:
            return "{}"
        text, whole = _written(_adapter(self.shape), value)
        if whole and is_dataclass(value):  # which nobody can change
            if len(self._fresh) >= MOST_FRESH:
                del self._fresh[next(iter(self._fresh))]
            self._fresh[text] = value
        return text

    def _read(self, value: str | None) -> Any:
        if value is None:
            return None
        fresh = self._fresh.get(value)
        if fresh is not None:
            return fresh
        try:
            return _known(self.shape, value) if self.again else _adapter(self.shape).validate_json(value)
        except ValidationError:
            if self.unread is None:
                raise
            return self.unread

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return self._write(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return self._read(value)


@lru_cache(maxsize=MOST_READ)
def _known(shape: Hashable, value: str) -> Any:
    return _adapter(shape).validate_json(value)


@cache
def _adapter(shape: Hashable) -> TypeAdapter[Any]:
    kind = cast(type[Any], shape)
    if is_dataclass(kind):  # which has no use for settings from outside
        return TypeAdapter(kind)
    return TypeAdapter(kind, config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))


def _written(adapter: TypeAdapter[Any], value: Any) -> tuple[str, bool]:
    """And whether it says all of the value."""
    try:
        return adapter.dump_json(value).decode(), True
    except PydanticSerializationError:  # half a surrogate pair, which strict UTF-8 cannot write
        return storable(json.dumps(adapter.dump_python(value, mode="json"), ensure_ascii=False)), False
