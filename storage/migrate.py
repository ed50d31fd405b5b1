"""Bringing a database to the form that this version of the program knows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import aiosqlite
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

HEAD = "0045"
"""The newest revision in `migrations/versions`. Known here, an up-to-date database need not load alembic."""

UPGRADES = 0x6D696772  # the advisory lock of upgrades: "migr"


async def upgrade(engine: AsyncEngine, to: str = HEAD) -> tuple[str, str]:
    """Migrates in one transaction; returns the revision before (empty: none) and after."""
    before = await _revision(engine)
    if before == to:
        return before, before
    async with engine.connect() as connection, _unchecked(connection), connection.begin():
        await _alone(connection)
        await connection.run_sync(_run, to)
        await connection.run_sync(_must_hold_together)
    return before, await _revision(engine)


@asynccontextmanager
async def _unchecked(connection: AsyncConnection) -> AsyncIterator[None]:
    """SQLite changes a table by making it anew, and takes the end of the old one for the deletion of what
    others refer to, unless references are not checked; that can be said between transactions only.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = cast(aiosqlite.Connection, (await connection.get_raw_connection()).driver_connection)
    await driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        await driver.execute("PRAGMA foreign_keys=ON")


def _must_hold_together(connection: Connection) -> None:
    """What was not checked meanwhile."""
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            tables = ", ".join(sorted({str(row[0]) for row in broken}))
            raise RuntimeError(f"the upgrade would leave rows that refer to nothing, in: {tables}")


async def pending(engine: AsyncEngine) -> bool:
    """Whether the database is older than the program, or empty."""
    return await _revision(engine) != HEAD


async def _revision(engine: AsyncEngine) -> str:
    async with engine.connect() as connection:
        return await connection.run_sync(_stored_revision)


def _stored_revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


async def _alone(connection: AsyncConnection) -> None:
    """A replica that upgrades at the same time waits, then finds nothing to do."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        await connection.execute(text("SET LOCAL statement_timeout = '10min'"))
        await connection.execute(text("SELECT pg_advisory_xact_lock(:what)"), {"what": UPGRADES})
        # PostgreSQL changes no table with rows of which a check is still to come.
        await connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def _run(connection: Connection, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
