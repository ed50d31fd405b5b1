"""The few kinds of column that our tables are made of."""
# ruff: noqa: ANN401 - SQLModel types a field by what it holds, and `Field` itself is Any

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    cast,
    func,
)
from sqlmodel import Field, SQLModel

from storage.column_types import Hours, Named, Perhaps, Stored, UtcDateTime, Words

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Row(SQLModel):
    """The rows of our database. None of them leaves the storage."""

    metadata = MetaData(naming_convention=NAMES)


def table_of(row: type[Row]) -> Table:
    return row.metadata.tables[str(row.__tablename__)]


def passed_by(column: Column[Any]) -> ColumnElement[str]:
    """Its text, in a condition for which no index is to be taken.

    SQLite knows nothing of how many rows a value has: it would go by a state that thousands have, where what
    stands beside it leaves a handful.
    """
    return func.coalesce(cast(column, Text), "")


def words(*, key: bool = False, unique: bool = False) -> Any:
    return Field(sa_column=Column(Words, primary_key=key, unique=unique, nullable=False))


def perhaps(*, unique: bool = False) -> Any:
    """Text that may be missing."""
    return Field(sa_column=Column(Perhaps, unique=unique, nullable=True))


def link(target: str, *, key: bool = False, optional: bool = False) -> Any:
    """A foreign key, looked at when the transaction ends: what is written first within it is free."""
    refers = ForeignKey(target, deferrable=True, initially="DEFERRED")
    kind = Perhaps if optional else Words
    return Field(sa_column=Column(kind, refers, primary_key=key, nullable=optional))


def moment(*, optional: bool = False) -> Any:
    return Field(sa_column=Column(UtcDateTime, nullable=optional))


def day(*, optional: bool = False) -> Any:
    return Field(sa_column=Column(Date, nullable=optional))


def hours(*, optional: bool = False) -> Any:
    return Field(sa_column=Column(Hours, nullable=optional))


def whole(*, optional: bool = False) -> Any:
    return Field(sa_column=Column(Integer, nullable=optional))


def number() -> Any:
    return Field(sa_column=Column(Float, nullable=False))


def blob() -> Any:
    return Field(sa_column=Column(LargeBinary, nullable=False))


def yes_or_no() -> Any:
    return Field(sa_column=Column(Boolean, nullable=False))


def counted() -> Any:
    """A number the database gives out, going up; never given twice."""
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Field(default=None, sa_column=Column(kind, primary_key=True, autoincrement=True))


def named(members: type[StrEnum], *, key: bool = False, optional: bool = False) -> Any:
    return Field(sa_column=Column(Named(members), primary_key=key, nullable=optional))


def stored(shape: Any, *, optional: bool = False, again: bool = False, unread: Any = None) -> Any:
    return Field(sa_column=Column(Stored(shape, again, unread), nullable=optional))


def one_of(column: str, members: type[StrEnum]) -> CheckConstraint:
    known = ", ".join(f"'{member.value}'" for member in members)
    return CheckConstraint(f"{column} IN ({known})", name=column)


def at_least(least: int, *columns: str) -> CheckConstraint:
    return CheckConstraint(" AND ".join(f"{column} >= {least}" for column in columns), name="least")
