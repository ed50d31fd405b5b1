"""Statements of the embedded database, made ready once.

SQLAlchemy's way through an execution takes several times as long as SQLite needs for our statements. Those
that are built once and asked again and again are compiled here, by SQLAlchemy, and then run as they are. All
others, and everything on PostgreSQL, go the usual way.
"""

import re
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple
from weakref import WeakValueDictionary, ref

import aiosqlite
from sqlalchemy import Dialect, Executable
from sqlalchemy.dialects.sqlite.aiosqlite import dialect as sqlite_dialect
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.sql.compiler import ExpandedState, SQLCompiler
from sqlalchemy.types import TupleType, TypeEngine

from storage.column_types import Change, Named, Perhaps
from storage.columns import Row
from storage.one_trip import OneTripCursor, run_at_once

Values = Mapping[str, Any]
DIALECT: Dialect = sqlite_dialect()
NOT_YET: tuple[None, dict[object, Any]] = (None, {})
LONGEST = 512  # a list of values: longer ones are of reports, which ask once


@contextmanager
def as_sqlalchemy_says(sql: str) -> Iterator[None]:
    """What the driver refuses is raised as its usual way would raise it."""
    try:
        yield
    except sqlite3.Error as trouble:
        raise said_by_sqlalchemy(sql, trouble) from trouble


def said_by_sqlalchemy(sql: str, trouble: sqlite3.Error) -> BaseException:
    return DBAPIError.instance(sql, None, trouble, sqlite3.Error, hide_parameters=True, dialect=DIALECT)


class Mark(NamedTuple):
    """What stands at a question mark: a value by its name, one of a list, or (no name) always this."""

    name: str
    place: int | None = None
    change: Change = None
    always: Any = None

    def of(self, values: Values) -> Any:  # noqa: ANN401 - what the driver takes
        if not self.name:
            return self.always
        value, place = values[self.name], self.place
        if place is not None:
            value = value[place if place < len(value) else -1]  # again the last one, which says nothing new
        return value if self.change is None else self.change(value)


@dataclass(frozen=True, kw_only=True, eq=False)
class Prepared:
    """SQL with its question marks, and how those columns of the answer are read that are not as they are.

    `blanks`: columns in which nothing is read as an empty text. `lists`: the names of values that are lists;
    the SQL is for lists as long as these, or shorter. `tables`: those that it names, and perhaps some that it
    does not; `asks`: it changes none of them.
    """

    sql: str
    marks: Sequence[Mark]
    reads: Sequence[tuple[int, Callable[[Any], Any]]]
    blanks: Sequence[int]
    row: Callable[[Iterable[Any]], Any]
    lists: Sequence[str]
    tables: frozenset[str]
    asks: bool

    def parameters(self, values: Values) -> tuple[Any, ...]:
        """Raises StatementError for what cannot be written."""
        try:
            if self.lists:
                return tuple([mark.of(values) for mark in self.marks])
            return tuple(
                [
                    (change(values[name]) if change else values[name]) if name else always
                    for name, _, change, always in self.marks
                ]
            )
        except (LookupError, TypeError, ValueError) as trouble:
            raise StatementError(str(trouble), self.sql, None, trouble, hide_parameters=True) from trouble

    def run(self, driver: sqlite3.Connection, parameters: Sequence[Any]) -> tuple[list[Any], int] | None:
        """The rows of the answer, and how many rows were touched; None: another process is writing."""
        try:
            rows, touched = run_at_once(driver, self.sql, parameters)
        except sqlite3.Error as trouble:
            if trouble.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise said_by_sqlalchemy(self.sql, trouble) from trouble
            return None
        return self._read(rows), touched

    async def run_in_turn(
        self, driver: aiosqlite.Connection, parameters: Sequence[Any]
    ) -> tuple[list[Any], int]:
        """The same when that process is done."""
        with as_sqlalchemy_says(self.sql):
            done = await OneTripCursor(driver).execute(self.sql, parameters)
        return self._read(await done.fetchall()), done.rowcount

    def _read(self, rows: Iterable[Sequence[Any]]) -> list[Any]:
        """As what SQLAlchemy calls rows."""
        found = []
        for row in rows:
            values = list(row)
            for at, change in self.reads:
                if values[at] is not None:
                    values[at] = change(values[at])
            for at in self.blanks:
                if values[at] is None:
                    values[at] = ""
            found.append(self.row(values))
        return found


class Statements:
    """Those that were asked before: one that is asked for the first time may have been built for that."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[ref[Executable], dict[object, Prepared | None]]] = {}
        """By the id of each statement that there still is: asked for every time, so by what costs least."""
        self._by_sql: WeakValueDictionary[object, Prepared] = WeakValueDictionary()

    def ready(self, statement: Executable, values: Values) -> Prepared | None:
        """None: it is to go its usual way."""
        this = id(statement)
        of, known = self._known.get(this, NOT_YET)
        if of is None or of() is not statement:
            self._known[this] = ref(statement, lambda _: self._known.pop(this, None)), {}
            return None
        names = tuple(values)
        if names not in known:
            known[names] = self._one(_prepared(statement, values))
        found = known[names]
        if found is None or not found.lists:
            return found
        return self._as_long(known, statement, values, found.lists)

    def _as_long(
        self,
        known: dict[object, Prepared | None],
        statement: Executable,
        values: Values,
        lists: Sequence[str],
    ) -> Prepared | None:
        """Each length has its own SQL, so there are few of them: powers of two."""
        lengths = tuple([_room_for(len(values[name])) for name in lists])
        if max(lengths) > LONGEST:
            return None
        shape = (*values, lengths)
        if shape not in known:
            longer = {name: _filled_up(values[name], room) for name, room in zip(lists, lengths, strict=True)}
            known[shape] = self._one(_prepared(statement, {**values, **longer}))
        return known[shape]

    def _one(self, new: Prepared | None) -> Prepared | None:
        """Two that say the same are one: nobody locks rows here, and what is known by one is by the other."""
        if new is None:
            return None
        return self._by_sql.setdefault((new.sql, *[(mark.name, mark.always) for mark in new.marks]), new)


def _room_for(length: int) -> int:
    return length if length < 2 else 1 << (length - 1).bit_length()


def _filled_up(listed: Sequence[Any], room: int) -> list[Any]:
    return [*listed, *[listed[-1]] * (room - len(listed))] if listed else []


@cache
def statements() -> Statements:
    """Of this process: what is built once is the same for every database."""
    return Statements()


def _prepared(statement: Executable, values: Values) -> Prepared | None:
    columns = list(getattr(statement, "exported_columns", ()))
    compiled = statement.compile(dialect=DIALECT, column_keys=sorted(values))  # type: ignore[attr-defined]
    if not isinstance(compiled, SQLCompiler) or compiled.insert_prefetch or compiled.update_prefetch:
        return None
    kinds = {name: bound.type for name, bound in compiled.binds.items()}
    state = compiled.construct_expanded_state(dict(values))
    if any(isinstance(kinds[name], TupleType) for name in state.parameter_expansion):
        return None
    sql, marks = _with_constants(state, kinds, values)
    names = [str(each.key) for each in columns]
    reads = [(at, _read(each.type)) for at, each in enumerate(columns)]
    blanks = [at for at, each in enumerate(columns) if isinstance(each.type, Perhaps)]
    row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc] # known only now
    return Prepared(
        sql=sql,
        marks=marks,
        reads=[(at, change) for at, change in reads if change is not None and at not in blanks],
        blanks=blanks,
        row=partial(tuple.__new__, row),
        lists=[name for name in state.parameter_expansion if name in values],
        tables=_tables(sql),
        asks=statement.is_select,
    )


def _tables(sql: str) -> frozenset[str]:
    """Every table of ours whose name is a word in it."""
    return frozenset(re.findall(r"\w+", sql)) & Row.metadata.tables.keys()


def _with_constants(
    state: ExpandedState, kinds: Mapping[str, TypeEngine[Any]], values: Values
) -> tuple[str, list[Mark]]:
    """The SQL with states, numbers and the like that are always the same in it.

    Only then SQLite knows which partial index serves: with a question mark there it looks at the value of
    each execution, and plans the statement anew each time.
    """
    names, parts = state.positiontup or [], state.statement.split("?")
    marks = [_mark(each, state, kinds, values) for each in names]
    if len(parts) != len(marks) + 1:  # one of them stands in a text
        return state.statement, [mark for mark, _ in marks]
    sql = parts[0]
    for (_, constant), part in zip(marks, parts[1:], strict=True):
        sql += (constant or "?") + part
    return sql, [mark for mark, constant in marks if not constant]


def _mark(
    name: str, state: ExpandedState, kinds: Mapping[str, TypeEngine[Any]], values: Values
) -> tuple[Mark, str]:
    """And as SQL what is always the same, and nothing that anybody typed."""
    for listed, ones in state.parameter_expansion.items():
        if name in ones:
            change = _write(kinds[listed])
            if listed in values:
                return Mark(name=listed, place=ones.index(name), change=change), ""
            return _always(state.parameters[name], kinds[listed])
    if name in values:
        return Mark(name=name, change=_write(kinds[name])), ""
    return _always(state.parameters[name], kinds[name])


def _always(value: Any, kind: TypeEngine[Any]) -> tuple[Mark, str]:  # noqa: ANN401
    change = _write(kind)
    written = value if change is None else change(value)
    mark = Mark(name="", always=written)
    if written is None:
        return mark, "NULL"
    if isinstance(written, int):
        return mark, str(int(written))
    return mark, f"'{written}'" if isinstance(kind, Named) else ""


def _write(kind: TypeEngine[Any]) -> Change:
    ours = getattr(kind, "on_sqlite", None)
    return ours[0] if ours else _dialects(kind).bind_processor(DIALECT)


def _read(kind: TypeEngine[Any]) -> Change:
    ours = getattr(kind, "on_sqlite", None)
    return ours[1] if ours else _dialects(kind).result_processor(DIALECT, None)


def _dialects(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.dialect_impl(DIALECT)
