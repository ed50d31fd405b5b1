"""On PostgreSQL as an ordinary role, whom row-level security binds: what people do from end to end."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.vault import new_key
from bot.domain.matches import MatchState
from storage.engine import open_engine
from storage.notes import Notes
from storage.unit_of_work import Storage
from storage.walls import binds
from tests.flows import test_browse
from tests.flows.test_rights import forgets
from tests.flows.test_talking import says
from tests.flows.world import World, introduced

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture
async def walled(postgres_url: str) -> AsyncIterator[World]:
    engine = open_engine(postgres_url)
    assert await binds(engine)
    storage = Storage(engine)
    storage.notes = Notes.of(new_key())
    yield World(begin=storage.begin)
    await storage.close()


async def test_a_group_gives_and_another_group_asks_for_it(walled: World):
    sam = await walled.coordinator()
    await test_browse.test_a_group_offers_and_another_group_browses_and_asks_for_it(walled, sam)


async def test_a_match_goes_all_the_way_and_one_of_the_two_is_forgotten(walled: World):
    sam = await walled.coordinator()
    priya, maria = await introduced(walled, sam)
    await says(priya, "Hello from behind the wall")
    assert "Hello from behind the wall" in maria.last()
    await priya.presses("Share my phone or e-mail")
    await priya.fills(ways="0113 496 0123")
    assert "0113 496 0123" in "\n".join(maria.sees())

    await maria.presses("Set a date")
    await maria.says("Thursday 10:00 to 14:00")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    for day, hour in ((3, 11), (3, 15), (4, 15)):
        walled.now = datetime(2026, 12, day, hour, tzinfo=UTC)
        await walled.forward(timedelta(0))
    await maria.presses("Yes", about="Was it delivered?")
    await maria.presses("4 hours")
    async with walled.begin() as tx:
        (match,) = await tx.matches.in_state(MatchState.CLOSED)
        assert await tx.outcomes.delivery(match.id)
    assert "0113 496 0123" not in "\n".join(maria.sees())

    await maria.commands("mydata")
    assert b"Kowalska" in walled.chats["phone"].files[maria.own][-2].content
    await forgets(priya)
    assert "Priya" not in "\n".join((*maria.sees(), *sam.sees()))
