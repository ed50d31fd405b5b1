"""The migrations make what the tables say, from nothing, once, also when two try at a time."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.columns import Row
from storage.engine import open_engine
from storage.migrate import HEAD, pending, upgrade


@pytest.fixture
async def empty(database_url: str, tmp_path: Path) -> AsyncEngine:
    """A database without any table."""
    if database_url.startswith("sqlite"):
        return open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    engine = open_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA IF EXISTS elsewhere CASCADE"))
        await connection.execute(text("CREATE SCHEMA elsewhere"))
    await engine.dispose()
    return open_engine(f"{database_url}&options=-csearch_path%3Delsewhere")


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Row.metadata))


def checks(connection: Connection) -> dict[str, list[str]]:
    seen = inspect(connection)
    return {
        table: sorted(str(check["sqltext"]) for check in seen.get_check_constraints(table))
        for table in Row.metadata.tables
    }


async def test_the_migrations_make_what_the_tables_say(engine: AsyncEngine):
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_migrations_refuse_what_the_tables_refuse(engine: AsyncEngine, empty: AsyncEngine):
    async with empty.begin() as connection:
        await connection.run_sync(Row.metadata.create_all)
        wanted = await connection.run_sync(checks)
    async with engine.connect() as connection:
        assert await connection.run_sync(checks) == wanted
    await empty.dispose()


async def test_upgrading_starts_from_nothing_and_does_nothing_the_second_time(empty: AsyncEngine):
    assert await pending(empty)
    assert await upgrade(empty) == ("", HEAD)
    assert await upgrade(empty) == (HEAD, HEAD)
    assert not await pending(empty)
    await empty.dispose()


async def test_two_that_upgrade_at_once_both_end_well(empty: AsyncEngine):
    done = await asyncio.gather(upgrade(empty), upgrade(empty))
    assert {after for _, after in done} == {HEAD}
    await empty.dispose()


def test_the_newest_revision_is_the_one_the_program_knows():
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_an_up_to_date_database_opens_without_alembic_and_closes_without_a_warning(sqlite_template: Path):
    program = f"""
import asyncio, sys
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.unit_of_work import Storage

async def main():
    engine = open_engine("sqlite:///{sqlite_template}")
    assert (await upgrade(engine))[0]
    storage = Storage(engine)
    async with storage.begin() as tx:
        await tx.commit()
    await storage.close()

asyncio.run(main())
assert "alembic" not in sys.modules
"""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
