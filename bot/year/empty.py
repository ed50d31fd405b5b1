"""The database with which each run begins: brought to its form once, by a process that is gone afterwards."""

import asyncio
import sys
import tempfile
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from storage.engine import open_engine
from storage.migrate import upgrade

BESIDE = get_context("fork") if sys.platform == "linux" else get_context("spawn")
"""How a process is started beside this one: forked, it shares what is loaded here."""


def database_url(path: Path) -> str:
    return f"sqlite:///{path}?throwaway=yes"


@cache
def empty_database() -> bytes:
    """As a file. What brings a database to its form is needed once, so it is not kept loaded for a year.

    The process ends when it is done, also where this one was killed meanwhile.
    """
    with tempfile.TemporaryDirectory(prefix="makegood-empty-") as folder:
        path = Path(folder) / "empty.db"
        made = BESIDE.Process(target=_made, args=(path,))
        made.start()
        made.join()
        if made.exitcode:
            raise RuntimeError(f"the database of a run was not made: its process ended with {made.exitcode}")
        return path.read_bytes()


def _made(path: Path) -> None:
    asyncio.run(_upgraded(path))


async def _upgraded(path: Path) -> None:
    engine = open_engine(database_url(path))
    try:
        await upgrade(engine)
    finally:
        await engine.dispose()
