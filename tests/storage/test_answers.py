"""On SQLite a transaction asks nothing twice, unless it has written to it meanwhile."""

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storage.engine import open_engine
from storage.unit_of_work import Storage
from tests.storage.examples import ANA, BEN, WORKS


@pytest.fixture
async def storage(sqlite_template: Path, tmp_path: Path) -> Any:
    path = tmp_path / "makegood.db"
    shutil.copyfile(sqlite_template, path)
    found = Storage(open_engine(f"sqlite:///{path}?synchronous=off"), stays_open=True)
    async with found.begin() as tx:
        for person in (ANA, BEN):
            await tx.people.put(person)
            await tx.people.get(person.id)  # a statement is prepared when it is asked for the second time
            await tx.organisations.put(WORKS)
        await tx.commit()
    yield found
    await found.close()


async def asked(storage: Storage) -> list[str]:
    """What goes to the database from now on."""
    found: list[str] = []
    async with storage.reading() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
    driver._conn.set_trace_callback(lambda sql: found.append(sql) if "FROM people" in sql else None)
    return found


async def test_a_transaction_asks_for_the_same_row_once(storage: Storage):
    said = await asked(storage)

    async with storage.begin() as tx:
        assert [(await tx.people.get(each.id)).id for each in (ANA, BEN, ANA)] == [ANA.id, BEN.id, ANA.id]
        await tx.organisations.put(WORKS)
        await tx.people.get(ANA.id)

    assert len(said) == 2


async def test_what_it_wrote_itself_is_read_as_it_is_now(storage: Storage):
    async with storage.begin() as tx:
        await tx.people.get(ANA.id)
        await tx.people.put(replace(ANA, name="Ana Silva"))
        assert (await tx.people.get(ANA.id)).name == "Ana Silva"
        await tx.people.act_for(ANA.id, "")  # built for the occasion: goes the usual way
        assert (await tx.people.get(ANA.id)).organisation == ""


async def test_the_next_transaction_asks_anew(storage: Storage):
    said = await asked(storage)

    for _ in range(2):
        async with storage.begin() as tx:
            await tx.people.get(ANA.id)

    assert len(said) == 2


async def test_lists_of_like_lengths_share_their_sql(storage: Storage):
    """With the last value as often as it takes, which finds nothing more and changes no other row."""
    async with storage.begin() as tx:
        for ids in (["1", "2", "3"], ["1", "2", "3"]):  # prepared by the second time
            await tx.organisations.some(ids)
    said: list[str] = []
    async with storage.reading() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        driver._conn.set_trace_callback(said.append)

    async with storage.begin() as tx:
        for ids in (["none", WORKS.id, "other"], [WORKS.id, "none", "other", "more"], [WORKS.id], []):
            found = await tx.organisations.some(ids)
            assert [each.id for each in found] == ([WORKS.id] if ids else [])

    shapes = {re.sub(r"'[^']*'", "?", sql) for sql in said if "FROM organisations" in sql}
    assert sorted(sql.count("?,") + 1 for sql in shapes) == [1, 4]
