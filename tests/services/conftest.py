import pytest

from bot.services.ports import Transactions
from tests.services.world import World


@pytest.fixture
def world(begin: Transactions) -> World:
    """On SQLite and on PostgreSQL, with no time to undo."""
    return World(begin=begin)
