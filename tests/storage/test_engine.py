"""A database is opened by its address, with the settings that keep it whole."""

import asyncio
import sqlite3
import stat
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from storage.engine import open_engine
from storage.migrate import upgrade
from storage.unit_of_work import Storage
from tests.storage.examples import ANA, listing


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///x.db", "sqlite+aiosqlite"),
        ("postgresql://me@host/db", "postgresql+psycopg"),
        ("postgres://me@host/db", "postgresql+psycopg"),
        ("postgresql+psycopg://me@host/db", "postgresql+psycopg"),
    ],
)
def test_an_address_needs_no_driver(url: str, driver: str):
    assert open_engine(url).url.drivername == driver


def test_another_kind_of_database_is_refused():
    with pytest.raises(ValueError, match="a database is sqlite"):
        open_engine("mysql://host/db")


async def test_sqlite_is_durable_keeps_references_and_belongs_to_us_alone(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    async with engine.connect() as connection:
        asked = [
            await connection.exec_driver_sql(f"PRAGMA {name}")
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
        assert [answer.scalar() for answer in asked] == ["wal", 2, 1, 0]
    await engine.dispose()
    assert stat.S_IMODE((tmp_path / "x.db").stat().st_mode) == 0o600


async def test_a_database_that_need_not_survive_a_power_cut_does_not_wait_for_the_disk(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}?synchronous=off")
    async with engine.connect() as connection:
        assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar() == 0
        await connection.exec_driver_sql("CREATE TABLE kept (n)")
        await connection.exec_driver_sql("INSERT INTO kept VALUES (7)")
        await connection.commit()
    async with engine.connect() as connection:
        await connection.exec_driver_sql("INSERT INTO kept VALUES (8)")
    async with engine.connect() as connection:
        assert (await connection.exec_driver_sql("SELECT n FROM kept")).scalars().all() == [7]
    await engine.dispose()


async def test_whoever_waits_for_another_program_holds_up_nobody(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    await upgrade(engine)
    another = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    another.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with Storage(engine).begin() as tx:
            await tx.people.put(ANA)
            await tx.commit()

    writing = asyncio.create_task(write())
    for _ in range(20):
        await asyncio.sleep(0.005)
    assert not writing.done()
    another.execute("COMMIT")
    await asyncio.wait_for(writing, 5)

    another.close()
    await engine.dispose()


@pytest.mark.usefixtures("engine")
async def test_two_programs_on_one_database_lose_no_update(database_url: str):
    engines = [open_engine(database_url), open_engine(database_url)]
    one, other = map(Storage, engines)
    await upgrade(engines[0])
    async with one.begin() as tx:
        await tx.people.put(ANA)
        await tx.listings.put(
            listing("l-shared", quantity=replace(listing("x").quantity, total=Decimal(100)))
        )
        await tx.commit()

    async def reserve(storage: Storage) -> None:
        async with storage.begin() as tx:
            found = await tx.listings.get("l-shared", lock=True)
            more = found.quantity.reserve(Decimal(1))
            await tx.listings.put(replace(found, quantity=more, revision=found.revision + 1))
            await tx.commit()

    await asyncio.gather(*(reserve(storage) for storage in (one, other) for _ in range(50)))

    async with one.begin() as tx:
        assert (await tx.listings.get("l-shared")).quantity.reserved == 100
    await one.close()
    await other.close()
