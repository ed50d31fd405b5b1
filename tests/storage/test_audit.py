"""One chain of all decisions: nobody can change, remove or insert a row without `audit verify` naming it."""

import asyncio
import io
import json
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from sqlite3 import connect

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import command_audit
from bot.domain.history import Moved, Subject
from bot.services.audit_ports import Verified
from bot.services.ports import Transactions
from bot.settings import read_settings
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.repositories.record import MOVED, MOVES
from storage.unit_of_work import Storage
from tests.flows.test_rights import PRIYAS, forgets
from tests.flows.test_talking import says
from tests.flows.world import Someone, World, introduced
from tests.storage.examples import at


def moved(number: int, move: str = "approve") -> Moved:
    return Moved(
        id=f"move-{number}",
        subject=Subject.MATCH,
        subject_id=f"m-{number}",
        move=move,
        before="suggested",
        after="approved_to_ask",
        person="p-1",
        platform="slack",
        at=at(0) + timedelta(microseconds=number),
        reason="words that somebody typed",
    )


async def decided(begin: Transactions, *numbers: int) -> None:
    for number in numbers:
        async with begin() as tx:
            await tx.record.add(moved(number))
            await tx.commit()


async def verified(begin: Transactions, head: str = "") -> Verified:
    async with begin() as tx:
        return await tx.audit.verify(head)


async def tampered(engine: AsyncEngine, *statements: str) -> None:
    """By somebody who owns the database and takes its guards away first."""
    async with engine.begin() as connection:
        there = engine.dialect.name == "postgresql"
        if there:
            await connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        else:
            for what in ("update", "delete"):
                await connection.execute(text(f"DROP TRIGGER audit_no_{what}"))
        for statement in statements:
            await connection.execute(text(statement))
        if there:
            await connection.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))


async def test_every_decision_is_in_the_chain_and_an_undone_one_is_not(begin: Transactions):
    await decided(begin, 1, 2)
    async with begin() as tx:
        await tx.record.add(moved(3))
    async with begin() as tx:
        for number in (4, 5):
            await tx.record.add(moved(number))
        await tx.commit()

    whole = await verified(begin)

    assert (whole.rows, list(whole.faults)) == (4, [])
    assert len(whole.head) == 64


@pytest.mark.parametrize("statement", ["UPDATE audit SET move = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
async def test_the_database_itself_lets_nobody_change_it(
    begin: Transactions, engine: AsyncEngine, statement: str
):
    await decided(begin, 1)

    with pytest.raises(DBAPIError):  # SQLite knows no TRUNCATE at all
        async with engine.begin() as connection:
            await connection.execute(text(statement))

    assert (await verified(begin)).rows == 1


COLUMNS = "id, subject, subject_id, move, before, after, person, platform, at, previous, digest"
TAMPERING = {
    "a row was changed": (["UPDATE audit SET person = 'p-2' WHERE n = 2"], [2]),
    "a row and its digest were changed": (
        ["UPDATE audit SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE n = 2"],
        [2, 3],
    ),
    "a row was removed": (["DELETE FROM audit WHERE n = 2"], [0, 3]),
    "the last row was removed": (["DELETE FROM audit WHERE n = 4"], [0]),
    "a row was removed on both sides": (
        ["DELETE FROM audit WHERE n = 2", "DELETE FROM moves WHERE id = 'move-2'"],
        [3],
    ),
    "a row was inserted": (
        [
            f"INSERT INTO audit (n, {COLUMNS}) SELECT 5, 'move-9', subject, subject_id, move, before, after, "
            "person, platform, at, digest, digest FROM audit WHERE n = 4"
        ],
        [5],
    ),
    "two rows changed places": (
        [f"UPDATE audit SET n = {n} WHERE n = {was}" for was, n in ((2, 99), (3, 2), (99, 3))],
        [2, 3, 4],
    ),
    "the record was changed": (["UPDATE moves SET after = 'verified' WHERE id = 'move-3'"], [3]),
}


@pytest.mark.parametrize("what", TAMPERING)
async def test_verifying_names_the_row(begin: Transactions, engine: AsyncEngine, what: str):
    statements, rows = TAMPERING[what]
    await decided(begin, 1, 2, 3, 4)

    await tampered(engine, *statements)

    assert {fault.n for fault in (await verified(begin)).faults} == set(rows)


async def test_a_head_that_was_noted_proves_that_nothing_before_it_was_written_anew(
    begin: Transactions, engine: AsyncEngine
):
    await decided(begin, 1, 2, 3)
    noted = (await verified(begin)).head
    await decided(begin, 4)
    assert not (await verified(begin, noted)).faults

    await tampered(
        engine, "DELETE FROM audit WHERE n >= 3", "DELETE FROM moves WHERE id IN ('move-3', 'move-4')"
    )

    assert not (await verified(begin)).faults
    assert [fault.what for fault in (await verified(begin, noted)).faults] == [
        "the head that was noted is not in the chain any more"
    ]


async def test_replicas_write_one_chain(database_url: str):
    replicas = [Storage(open_engine(database_url)) for _ in range(3)]
    await asyncio.gather(*(decided(replicas[number % 3].begin, number) for number in range(30)))

    whole = await verified(replicas[0].begin)
    for each in replicas:
        await each.close()

    assert (whole.rows, list(whole.faults)) == (30, [])


async def test_a_forgotten_person_leaves_no_name_and_no_word_in_it(
    world: World, sam: Someone, tmp_path: Path
):
    priya, _ = await introduced(world, sam)
    await says(priya, "Hello, I live above the baker, call me on 07700 900123")
    await forgets(priya)

    with closing(connect(tmp_path / "makegood.db")) as opened:
        rows = "\n".join(map(str, opened.execute("SELECT * FROM audit").fetchall()))

    assert "forget" in rows
    assert not [trace for trace in (*PRIYAS, priya.account.user, "Okafor", "Kowalska") if trace in rows]
    assert not (await verified(world.begin)).faults


async def test_the_command_says_whether_the_chain_is_whole(sqlite_template: Path, tmp_path: Path):
    (tmp_path / "makegood.db").write_bytes(sqlite_template.read_bytes())  # noqa: ASYNC240
    settings = read_settings({"DATA_DIR": str(tmp_path)})
    storage = Storage(open_engine(f"sqlite:///{tmp_path / 'makegood.db'}"))
    await decided(storage.begin, 1, 2)
    whole, broken = io.StringIO(), io.StringIO()

    assert await command_audit.verify(settings, "", as_json=True, out=whole) == 0
    engine = open_engine(f"sqlite:///{tmp_path / 'makegood.db'}")
    await tampered(engine, "UPDATE audit SET move = 'decline' WHERE n = 1")
    assert await command_audit.verify(settings, "", as_json=True, out=broken) == 1
    await storage.close()
    await engine.dispose()

    assert json.loads(whole.getvalue())["rows"] == 2
    assert json.loads(broken.getvalue())["faults"][0]["n"] == 1


def _up_to(revision: str, connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def test_what_was_decided_before_there_was_an_audit_begins_it(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'older.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(partial(_up_to, "0020"))
        for number in (1, 2):
            await connection.execute(insert(MOVES).values(MOVED.row(moved(number))))
    await upgrade(engine)
    storage = Storage(engine)

    await decided(storage.begin, 3)
    whole = await verified(storage.begin)
    await engine.dispose()

    assert (whole.rows, list(whole.faults)) == (3, [])
