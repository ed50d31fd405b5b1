"""A cursor that goes to the thread of its SQLite connection once a statement, and once more for the rows.

aiosqlite's own goes there to be made and to be closed as well; on a busy machine every trip is a wait.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Self

import aiosqlite

Parameters = Iterable[Any]


class OneTripCursor:
    """What SQLAlchemy asks of a cursor. It needs no closing: a statement ends with its last row."""

    arraysize = 1

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._done: aiosqlite.Cursor | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Parameters = ()) -> Self:
        self._done = await self._connection.execute(sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Parameters]) -> Self:
        self._done = await self._connection.executemany(sql, parameters)
        return self

    async def fetchall(self) -> Iterable[Any]:
        return [] if self._done is None else await self._done.fetchall()

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
