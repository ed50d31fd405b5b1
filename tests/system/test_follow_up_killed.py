"""Three months of follow-up by a bot that dies at a few hundred points: everybody is told all of it, once.

`benchmarks.faults` plays it to death at each of them.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text

from tests.flows.world import hasty_storage
from tests.system.follow_up import CODES, the_follow_up
from tests.system.mortal import Doom, Fate, MortalChat, MortalWorld, mortal_world, shown
from tests.system.test_killed import made

LEFT_OVER = (
    "SELECT count(*) FROM outbox WHERE ended_at IS NULL OR state = 'gave_up'",
    "SELECT count(*) FROM stuck",
)
REMINDED = text("SELECT DISTINCT code FROM reminders")


@pytest.fixture
def quiet() -> Iterator[None]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


async def played(template: Path, folder: Path, doom: Doom) -> MortalWorld:
    """The world after it, in which nothing is left to be sent and nothing was given up."""
    world = mortal_world(hasty_storage(template, folder), Fate(doom=doom))
    await the_follow_up(world)
    async with world.storage.reading() as connection:
        for query in LEFT_OVER:
            assert (await connection.execute(text(query))).scalar_one() == 0, query
        codes = {row[0] for row in await connection.execute(REMINDED)}
    assert codes >= CODES, CODES - codes
    await world.storage.close()
    return world


def copies(world: MortalWorld) -> Counter[str]:
    """By platform: what came again, with those that are excused under `excused`."""
    found: Counter[str] = Counter()
    for chat in world.chats.values():
        assert isinstance(chat, MortalChat)
        found[chat.name] += chat.copies.total()
        found["excused"] += chat.excused
    return found


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("quiet")
async def test_killed_again_and_again_for_three_months_it_tells_everybody_the_same_once(
    sqlite_template: Path, tmp_path: Path
) -> None:
    undisturbed = await played(sqlite_template, made(tmp_path / "undisturbed"), Doom.NOWHERE)
    killed = await played(sqlite_template, made(tmp_path / "killed"), Doom.ANYWHERE)

    assert killed.fate.tries > 300
    assert shown(undisturbed) - shown(killed) == Counter(), "lost"
    assert shown(killed) - shown(undisturbed) == Counter(), "said twice"
    again = copies(killed)
    assert (again["office"], again["phone"]) == (0, again["excused"])
