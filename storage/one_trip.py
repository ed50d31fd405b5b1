"""A cursor that goes to the thread of its SQLite connection once a statement, rows and all.

aiosqlite's own goes there to be made, for the rows, and to be closed as well; every trip is a wait for a
thread, which costs more than most of our statements.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Self

import aiosqlite

Parameters = Iterable[Any]
Ran = tuple[sqlite3.Cursor, list[Any]]  # what a statement left behind, and its rows


class OneTripCursor:
    """What SQLAlchemy asks of a cursor. It needs no closing: a statement ends with its last row."""

    arraysize = 1

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection: Any = connection  # its door to the thread has no public name, and no types
        self._done: sqlite3.Cursor | None = None
        self._rows: list[Any] = []

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Parameters = ()) -> Self:
        self._done, self._rows = await self._connection._execute(self._run, sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Parameters]) -> Self:
        self._done, self._rows = await self._connection._execute(self._run_many, sql, parameters)
        return self

    def _run(self, sql: str, parameters: Parameters) -> Ran:
        """In the connection's thread, which alone may touch it."""
        done = self._connection._conn.execute(sql, parameters)
        return done, [] if done.description is None else done.fetchall()

    def _run_many(self, sql: str, parameters: Iterable[Parameters]) -> Ran:
        return self._connection._conn.executemany(sql, parameters), []

    async def fetchall(self) -> Iterable[Any]:
        return self._rows

    async def close(self) -> None:
        """Nothing to do."""

    @property
    def description(self) -> Sequence[Any] | None:
        return None if self._done is None else self._done.description

    @property
    def rowcount(self) -> int:
        return -1 if self._done is None else self._done.rowcount

    @property
    def lastrowid(self) -> int | None:
        return None if self._done is None else self._done.lastrowid


def with_one_trip_cursors(connection: aiosqlite.Connection) -> None:
    """From now on this connection gives out such cursors."""
    connection.cursor = lambda: OneTripCursor(connection)  # type: ignore[method-assign,assignment,return-value]
