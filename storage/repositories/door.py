"""The connection of one transaction, as the repositories use it.

Rows are locked with `key_share`: two who want the same row wait for each other, but a commit that only
refers to it does not. With a plain FOR UPDATE it would wait out of the order in which we lock, and deadlock.
"""

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

import aiosqlite
from sqlalchemy import Executable, Insert, Row, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, ResourceClosedError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.address import Chat
from bot.domain.history import Moved
from bot.domain.people import By
from storage.answers import Answers
from storage.one_trip import BEGIN, OneTripCursor, without_its_thread
from storage.prepared import Prepared, Values, as_sqlalchemy_says, statements
from storage.walls import ACTS, ALL, HOUSE, acting

Ran = tuple[Sequence[Row[Any]], int]
COUNTED = {"preserve_rowcount": True}  # without it an INSERT says -1 on PostgreSQL


class Overtaken(RuntimeError):
    """A value was about to be written over a newer one: it was read without its lock. Ours is the mistake."""


@cache
def add_once(dialect: str, table: Table) -> Insert:
    """Inserts a row, or does nothing where a unique index has one like it."""
    return fresh_insert(dialect, table).on_conflict_do_nothing().inline()


@cache
def put_row(dialect: str, table: Table, key: tuple[str, ...], only_newer: bool = False) -> Insert:
    """Inserts a row, or writes it over the one of this key - with `only_newer`, over a lower revision."""
    insert = fresh_insert(dialect, table)
    columns = [column.name for column in table.columns if column.name not in {*key, "seq"}]
    newer = table.c.revision < insert.excluded.revision if only_newer else None
    changed = {name: insert.excluded[name] for name in columns}
    return insert.on_conflict_do_update(index_elements=list(key), set_=changed, where=newer).inline()


def fresh_insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """The dialect's own INSERT, which knows ON CONFLICT."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@dataclass(kw_only=True)
class Touched:
    """Whom the rows written so far concern."""

    people: set[str] = field(default_factory=set)
    matches: set[str] = field(default_factory=set)
    organisations: set[str] = field(default_factory=set)


async def rollback(connection: AsyncConnection) -> None:
    """Undoes what was done, whether or not SQLAlchemy knows that it was begun."""
    if connection.in_transaction():
        await connection.rollback()
    if connection.dialect.name == "sqlite":
        driver = await driver_of(connection)
        if driver.in_transaction:
            await driver.rollback()


def begun(connection: AsyncConnection, driver: aiosqlite.Connection | None) -> bool:
    """Whether there is anything to undo, whoever began it."""
    return connection.in_transaction() or (driver is not None and driver.in_transaction)


async def driver_of(connection: AsyncConnection) -> aiosqlite.Connection:
    return cast(aiosqlite.Connection, (await connection.get_raw_connection()).driver_connection)


class Door:
    """Runs statements in the open transaction, and remembers whom they concern."""

    def __init__(
        self, connection: AsyncConnection, begin: str = BEGIN, driver: aiosqlite.Connection | None = None
    ) -> None:
        self._connection, self._begin = connection, begin
        self.dialect = connection.dialect.name
        self._statements = statements() if self.dialect == "sqlite" else None
        self._plain = driver
        self._bare = None if driver is None else without_its_thread(driver)
        self._answers = Answers()
        self.over = False
        self.touched = Touched()
        self.audited: list[Moved] = []
        """What the audit takes in as the last thing before the commit."""
        self.wrote_letters = False
        """Set by whatever is written to the outbox, and where nobody looked what was written."""
        self.leaves_nothing = False
        """Set where what was taken out must not stay in the database's journal either."""
        self._acts = HOUSE

    async def rows(self, query: Executable, values: Values | None = None) -> Sequence[Row[Any]]:
        prepared = self._prepared(query, values)
        if prepared is None:
            return (await self._connection.execute(query, values)).all()
        return (await self._run(prepared, values))[0]

    async def first(self, query: Executable, values: Values | None = None) -> Row[Any] | None:
        prepared = self._prepared(query, values)
        if prepared is None:
            return (await self._connection.execute(query, values)).first()
        rows, _ = await self._run(prepared, values)
        return rows[0] if rows else None

    async def _run(self, prepared: Prepared, values: Values | None) -> Ran:
        """The rows of the answer, and how many rows were touched; what is asked again is known."""
        parameters = prepared.parameters(values or {})
        asked = (prepared, tuple(parameters)) if prepared.asks else None
        known = None if asked is None else self._answers.of(asked)
        if known is not None:
            return known, 0
        if asked is None:
            self._wrote(prepared.tables)
        bare = self._bare
        if bare is None or not bare.in_transaction:
            bare = await self._begun()
        done = prepared.run(bare, parameters)
        if done is None:
            done = await prepared.run_in_turn(await driver_of(self._connection), parameters)
        if asked is not None:
            self._answers.keep(asked, done[0])
        return done

    async def scalar(self, query: Executable, values: Values | None = None) -> Any:  # noqa: ANN401 - as the column
        row = await self.first(query, values)
        return None if row is None else row[0]

    async def write(self, change: Executable, values: Values | None = None) -> int:
        """How many rows it touched."""
        prepared = self._prepared(change, values)
        if prepared is None:
            return (await self._connection.execute(change, values, execution_options=COUNTED)).rowcount
        return (await self._run(prepared, values))[1]

    def _wrote(self, tables: frozenset[str]) -> None:
        self._answers.wrote(tables)
        self.wrote_letters = self.wrote_letters or "outbox" in tables

    def _prepared(self, statement: Executable, values: Values | None) -> Prepared | None:
        if self.over:
            raise ResourceClosedError("This transaction is over")
        prepared = self._statements.ready(statement, values or {}) if self._statements else None
        if prepared is None and not statement.is_select:
            self._answers.wrote_anything()
            self.wrote_letters = True
        return prepared

    async def _begun(self) -> sqlite3.Connection:
        """In the transaction, which a prepared statement does not begin by itself."""
        if self._plain is None or self._bare is None:
            self._plain = await driver_of(self._connection)
            self._bare = without_its_thread(self._plain)
        if not self._bare.in_transaction:
            await OneTripCursor(self._plain).execute(self._begin)
        return self._bare

    async def commit(self) -> None:
        """What SQLAlchemy knows nothing of was begun here."""
        if self._plain is None or self._connection.in_transaction():
            await self._connection.commit()
        else:
            with as_sqlalchemy_says("COMMIT"):
                await self._plain.commit()

    async def add_once(self, table: Table, row: Mapping[str, Any]) -> bool:
        """False where a unique index had one like it."""
        return bool(await self.write(add_once(self.dialect, table), row))

    async def put(self, table: Table, row: Mapping[str, Any], *key: str) -> None:
        await self.write(put_row(self.dialect, table, key), row)

    async def put_newer(self, table: Table, row: Mapping[str, Any]) -> None:
        """Raises Overtaken when the stored row is as new as this one, or newer."""
        if not await self.write(put_row(self.dialect, table, ("id",), True), row):
            raise Overtaken(f"{table.name} {row['id']}: revision {row['revision']} is not newer")

    async def acts_for(self, by: By, chat: Chat | None) -> None:
        """From now on PostgreSQL shows none of others' private rows."""
        if self.dialect == "postgresql":
            values = acting(by, chat)
            self._acts = values["acts"]
            await self.first(ALL, values)

    @asynccontextmanager
    async def for_the_house(self) -> AsyncIterator[None]:
        """For the statements inside: what everybody's rows say together, or has to go from all of them.

        Whatever becomes of them, after it the transaction is again that of whoever acts.
        """
        if self._acts == HOUSE:
            yield
            return
        await self.first(ACTS, {"acts": HOUSE})
        try:
            yield
        except DBAPIError:
            raise  # of this transaction PostgreSQL takes nothing more, so there is nothing left to guard
        except BaseException:
            await self.first(ACTS, {"acts": self._acts})
            raise
        await self.first(ACTS, {"acts": self._acts})

    async def one_at_a_time(self, what: int) -> None:
        """Until the commit nobody else passes here; SQLite has one writer anyway."""
        if self.dialect == "postgresql":
            await self._connection.execute(text("SELECT pg_advisory_xact_lock(:what)"), {"what": what})
