"""The database with which each run begins: brought to its form once, by a process that is gone afterwards."""

import asyncio
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from storage.engine import open_engine
from storage.migrate import upgrade

WAY = "fork" if sys.platform == "linux" else "spawn"
"""How a process is started beside this one: forked, it shares what is loaded here."""


def database_url(path: Path) -> str:
    return f"sqlite:///{path}?throwaway=yes"


@cache
def empty_database() -> bytes:
    """As a file. What brings a database to its form is needed once, so it is not kept loaded for a year."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context(WAY)) as pool:
        return pool.submit(_made).result()


def _made() -> bytes:
    with tempfile.TemporaryDirectory(prefix="makegood-empty-") as folder:
        path = Path(folder) / "empty.db"
        asyncio.run(_upgraded(path))
        return path.read_bytes()


async def _upgraded(path: Path) -> None:
    engine = open_engine(database_url(path))
    try:
        await upgrade(engine)
    finally:
        await engine.dispose()
