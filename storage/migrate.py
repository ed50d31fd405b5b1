"""Bringing a database to the form that this version of the program knows."""

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

HEAD = "0043"
"""The newest revision in `migrations/versions`. Known here, an up-to-date database need not load alembic."""

UPGRADES = 0x6D696772  # the advisory lock of upgrades: "migr"


async def upgrade(engine: AsyncEngine) -> tuple[str, str]:
    """Migrates in one transaction; returns the revision before (empty: none) and after."""
    before = await _revision(engine)
    if before == HEAD:
        return before, before
    async with engine.begin() as connection:
        await _alone(connection)
        await connection.run_sync(_run)
    return before, await _revision(engine)


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


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
