"""A disk that takes nothing for a while must not spoil what comes after it."""

import contextlib
import resource
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from bot.domain.people import Person
from storage.engine import open_engine
from storage.unit_of_work import Storage


@contextlib.contextmanager
def no_room() -> Iterator[None]:
    """No file of this process can be written to."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def put(storage: Storage, name: str) -> None:
    async with storage.begin() as tx:
        await tx.people.some([name])  # a question that begins by SQLAlchemy, as most do
        await tx.people.put(Person(id=name, name=name))
        await tx.commit()


async def test_after_a_full_disk_the_next_commit_is_kept(sqlite_template: Path, tmp_path: Path):
    shutil.copy(sqlite_template, tmp_path / "makegood.db")
    storage = Storage(open_engine(f"sqlite:///{tmp_path / 'makegood.db'}"), stays_open=True)
    await put(storage, "ana")

    with no_room():
        for _ in range(2):
            with pytest.raises(DBAPIError):
                await put(storage, "ben")
    await put(storage, "cem")

    async with storage.begin() as tx:
        assert {each.name for each in await tx.people.some(["ana", "ben", "cem"])} == {"ana", "cem"}
    await storage.close()
