"""The world of the tests, over a real SQLite file."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine import open_engine
from storage.unit_of_work import Storage
from tests.flows.world import Someone, World


@pytest.fixture
async def world(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[World]:
    shutil.copy(sqlite_template, tmp_path / "makegood.db")
    storage = Storage(open_engine(f"sqlite:///{tmp_path / 'makegood.db'}"))
    yield World(begin=storage.begin)
    await storage.close()


@pytest.fixture
async def sam(world: World) -> Someone:
    """A coordinator on the phone, who sees the cards in private."""
    return await world.coordinator()
