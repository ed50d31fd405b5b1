"""kill -9 of a process of its own while it reminds people, its clock going ahead by days."""

from pathlib import Path

import pytest

from bot.nudge_schedule import DEFAULT
from tests.system.city import City, When, city
from tests.system.months import ASKED_AGAIN, Days, asked_again
from tests.system.test_killed import told_once


@pytest.mark.timeout(200)
async def test_whoever_is_asked_again_is_asked_once_however_often_it_dies(tmp_path: Path) -> None:
    """Most of it is waiting, for restarts. `benchmarks.faults` goes on to the story, and dies before, too."""
    at = await asked(tmp_path)

    assert len(at.deaths) > 10
    told_once(at, ASKED_AGAIN)


async def asked(folder: Path) -> City:
    async with city(folder, When.AFTER, schedule=DEFAULT.read_text("utf-8")) as at:
        await asked_again(at, Days(at))
        at.peace = True
        await at.still()
        assert await at.program.stop() == 0
        return at
