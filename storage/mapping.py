"""Frozen values to rows and back, by name: a part of a value that is itself a value has its own columns."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar, cast, get_type_hints

from sqlalchemy import Column, Table

V = TypeVar("V")


class Shape(Generic[V]):
    """How values of one kind stand in one table.

    A field is the column of its name; else, if it is a value, its fields are columns, named like `chat_id`
    or just `id`. A field that has no column is left to the repository (`rest` of `value`).
    """

    def __init__(self, kind: type[V], table: Table, prefix: str = "") -> None:
        self.kind = kind
        self.columns: list[Column[Any]] = []
        self._parts: list[tuple[str, Shape[Any] | None, int]] = []  # and how many columns wide
        hints = get_type_hints(kind)
        for field in fields(kind):  # type: ignore[arg-type]
            self._place(field.name, hints[field.name], table, prefix)
        self._plain, self._usual = _plain(kind), _usual(kind)
        self._all = len(fields(kind))  # type: ignore[arg-type]
        self._names = tuple(column.name for column in self.columns)
        self._fields = tuple(name for name, _, _ in self._parts)
        whole = all(part is None for _, part, _ in self._parts)
        self._get = attrgetter(*self._fields) if whole and len(self._fields) > 1 else None
        self._alone = whole and self._plain and len(self._fields) == self._all

    def _place(self, name: str, hint: object, table: Table, prefix: str) -> None:
        column = table.columns.get(f"{prefix}{name}", table.columns.get(name))
        if column is not None:
            self._parts.append((name, None, 1))
            self.columns.append(column)
        elif is_dataclass(hint):
            part: Shape[Any] = Shape(cast(type[Any], hint), table, f"{name}_")
            self._parts.append((name, part, len(part.columns)))
            self.columns.extend(part.columns)

    def row(self, value: V) -> dict[str, Any]:
        """The columns of this value, by name."""
        return dict(zip(self._names, self._flat(value), strict=True))

    def value(self, row: Sequence[Any], rest: Mapping[str, Any] | None = None) -> V:
        """The value in a row that starts with `columns`."""
        if self._alone and not rest:
            value = object.__new__(self.kind)
            value.__dict__.update(zip(self._fields, row[: len(self._fields)], strict=True))
            return value
        named, at = {**self._usual, **(rest or {})}, 0
        for name, part, width in self._parts:
            if part is None:
                named[name] = row[at]
            else:
                named[name] = part.value(row[at : at + width])
            at += width
        if not self._plain or len(named) != self._all:
            return self.kind(**named)
        value = object.__new__(self.kind)
        value.__dict__.update(named)
        return value

    def _flat(self, value: object) -> list[Any]:
        if self._get is not None:
            return list(self._get(value))
        flat: list[Any] = []
        for name, part, _ in self._parts:
            inner = getattr(value, name)
            flat.extend(part._flat(inner) if part else (inner,))
        return flat


def _plain(kind: type[Any]) -> bool:
    """Whether its constructor does no more than to note what it is given, which a frozen value is slow at."""
    return not hasattr(kind, "__post_init__") and "__slots__" not in vars(kind)


def _usual(kind: type[Any]) -> dict[str, Any]:
    """What its fields are where nothing else is said; a value that is made anew each time is left out."""
    return {field.name: field.default for field in fields(kind) if field.default is not MISSING}
