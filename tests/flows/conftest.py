"""The world of the tests, over a real SQLite file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.flows.world import Someone, World, hasty_storage


@pytest.fixture
async def world(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[World]:
    storage = hasty_storage(sqlite_template, tmp_path)
    yield World(begin=storage.begin)
    await storage.close()


@pytest.fixture
async def sam(world: World) -> Someone:
    """A coordinator on the phone, who sees the cards in private."""
    return await world.coordinator()
