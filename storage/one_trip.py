"""A cursor that runs its statements where it stands, and goes to no thread.

aiosqlite's own goes to the thread of its connection for every statement, and again for its rows; every trip
is a wait for a thread, which costs more than our statements: they take microseconds. What may take long is to
wait for the disk, so a commit goes to the thread, and for another process that writes, which is waited for
here, without holding up anybody.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, Self

import aiosqlite

Parameters = Iterable[Any]
TURN = 10.0  # seconds that another process may write
LOOKS = 0.005  # seconds between two looks whether it is our turn
BEGIN = "BEGIN IMMEDIATE"  # the driver's own is deferred: two that read, then write, would lose an update
DEFERRED = "BEGIN"  # for those who only read: no turn among the writers
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
        wait = TURN
        while True:
            try:
                self._done, self._rows = self._run(sql, parameters)
            except sqlite3.OperationalError as trouble:
                if wait <= 0 or trouble.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                wait -= LOOKS
                await asyncio.sleep(LOOKS)
            else:
                return self

    async def executemany(self, sql: str, parameters: Iterable[Parameters]) -> Self:
        self._done, self._rows = await self._connection._execute(self._run_many, sql, parameters)
        return self

    def _run(self, sql: str, parameters: Parameters) -> Ran:
        """Nobody else touches the connection meanwhile: whoever holds it runs one statement after another."""
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


def without_its_thread(connection: aiosqlite.Connection) -> sqlite3.Connection:
    return connection._conn


def run_at_once(connection: sqlite3.Connection, sql: str, parameters: Sequence[Any]) -> tuple[list[Any], int]:
    """The rows, and how many rows were touched. Within a transaction nobody has to be waited for."""
    done = connection.execute(sql, parameters)
    return [] if done.description is None else done.fetchall(), done.rowcount


def with_one_trip_cursors(connection: aiosqlite.Connection, *, waits_for_disk: bool = True) -> None:
    """From now on this connection gives out such cursors, and rolls back without a trip.

    One that does not wait for the disk commits without a trip as well.
    """
    plain = connection._conn
    connection.cursor = lambda: OneTripCursor(connection)  # type: ignore[method-assign,assignment,return-value]
    connection.rollback = _at_once(plain.rollback)  # type: ignore[method-assign]
    if not waits_for_disk:
        connection.commit = _at_once(plain.commit)  # type: ignore[method-assign]


def _at_once(act: Callable[[], None]) -> Callable[[], Coroutine[Any, Any, None]]:
    async def done() -> None:
        act()

    return done
