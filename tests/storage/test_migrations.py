"""The migrations make what the tables say, from nothing, once, also when two try at a time."""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

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


KEPT = Path(__file__).parent / "kept"


@pytest.mark.parametrize("revision", sorted(path.stem for path in KEPT.glob("*.jsonl")))
async def test_what_an_older_version_has_kept_comes_through(empty: AsyncEngine, revision: str):
    """A match that was delivered, its pledge and its messages, as they stood then (a row of a table each)."""
    rows = [json.loads(line) for line in (KEPT / f"{revision}.jsonl").read_text("utf-8").splitlines()]
    await upgrade(empty, revision)
    async with empty.begin() as connection:
        for each in rows:
            await _insert(connection, each["table"], each["row"])

    assert await upgrade(empty) == (revision, HEAD)

    async with empty.connect() as connection:
        for table, kept in Counter(each["table"] for each in rows).items():
            found = await connection.execute(text(f"SELECT count(*) FROM {table}"))
            assert (table, found.scalar()) == (table, kept)
        said = await connection.execute(text("SELECT party, kind, said FROM remarks"))
        assert [tuple(row) for row in said] == [("host", "thanks", "Thank you all")]
    if empty.dialect.name == "sqlite":
        with pytest.raises(IntegrityError):  # references are checked again
            async with empty.begin() as connection:
                await connection.execute(text("DELETE FROM people"))
    await empty.dispose()


async def _insert(connection: AsyncConnection, table: str, row: dict[str, object]) -> None:
    """PostgreSQL makes of a text what the column takes."""
    sqlite = connection.dialect.name == "sqlite"
    values = tuple(value if sqlite or isinstance(value, str) else str(value) for value in row.values())
    columns, marks = ", ".join(f'"{name}"' for name in row), ", ".join(["?" if sqlite else "%s"] * len(row))
    await connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)
