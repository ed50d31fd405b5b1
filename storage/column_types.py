"""How values are written in a column, alike on SQLite and PostgreSQL."""
# ruff: noqa: ANN401 - the drivers' own values have no common type

import json
from collections.abc import Callable, Hashable
from dataclasses import is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, cast

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import PydanticSerializationError
from sqlalchemy import DateTime, Dialect, Integer, Numeric, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

MOST_READ = 2_000
REPLACEMENT = "\ufffd"


def storable(text: str) -> str:
    """The text without what no database holds: NUL and half a surrogate pair become U+FFFD or `?`."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode(errors="replace").decode()
    return text.replace("\0", REPLACEMENT) if "\0" in text else text


Change = Callable[[Any], Any] | None
"""How a value is written in the database, or read from it; None: as it is."""


def _changed(change: Change, value: Any) -> Any:
    return value if change is None else change(value)


class Words(TypeDecorator[str]):
    """Text as people typed it."""

    impl = Text
    cache_ok = True
    on_sqlite: tuple[Change, Change] = (lambda value: None if value is None else storable(value), None)
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


class Named(TypeDecorator[StrEnum]):
    """A member of an enumeration, by its value."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members
        by_value = {each.value: each for each in members}
        values: dict[Any, str] = {each: each.value for each in members}
        self.on_sqlite: tuple[Change, Change] = (
            lambda value: None if value is None else values.get(value) or members(value).value,
            lambda value: None if value is None else by_value.get(value) or members(value),
        )

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> Any:
        return _changed(self.on_sqlite[0], value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return _changed(self.on_sqlite[1], value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. One without a zone is refused: nobody can know what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True
    on_sqlite: tuple[Change, Change] = (
        lambda value: None if value is None else _utc(value).replace(tzinfo=None).isoformat(" ", _FULLY),
        lambda value: None if value is None else datetime.fromisoformat(f"{value}+00:00"),
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


_FULLY = "microseconds"


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return value.astimezone(UTC)


class Hours(TypeDecorator[Decimal]):
    """Hours, exact to a hundredth, else refused. SQLite, which has no decimals, counts hundredths."""

    impl = Numeric(10, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Numeric(10, 2))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        hundredths = value * 100
        if hundredths != hundredths.to_integral_value():
            raise ValueError("hours are exact to a hundredth")
        return int(hundredths) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(int(value if dialect.name == "sqlite" else value * 100)) / 100


class Stored(TypeDecorator[Any]):
    """A whole value as JSON, read back through its type and the `Literal` marks of its parts.

    `again`: the same values are read again and again, and nobody can change one: each is read once, as long
    as it is among the last `MOST_READ`.
    """

    impl = Text
    cache_ok = True

    def __init__(self, shape: Hashable, again: bool = False) -> None:
        super().__init__()
        self.shape, self.again = shape, again

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _written(_adapter(self.shape), value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return _known(self.shape, value) if self.again else _adapter(self.shape).validate_json(value)


@lru_cache(maxsize=MOST_READ)
def _known(shape: Hashable, value: str) -> Any:
    return _adapter(shape).validate_json(value)


@cache
def _adapter(shape: Hashable) -> TypeAdapter[Any]:
    kind = cast(type[Any], shape)
    if is_dataclass(kind):  # which has no use for settings from outside
        return TypeAdapter(kind)
    return TypeAdapter(kind, config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))


def _written(adapter: TypeAdapter[Any], value: Any) -> str:
    try:
        return adapter.dump_json(value).decode()
    except PydanticSerializationError:  # half a surrogate pair, which strict UTF-8 cannot write
        return storable(json.dumps(adapter.dump_python(value, mode="json"), ensure_ascii=False))
