"""Whoever does not come any more is told once, and forgotten a month later."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.listings import OVER
from bot.domain.people import THE_CLOCK, By
from bot.domain.retention import DAY, MONTH
from bot.services.inactive import NOTICE, look
from bot.services.listings import withdraw
from bot.services.ports import Tx
from bot.services.turn import Turn
from tests.flows.world import Someone, World, posted_both
from tests.test_retention import stored

PATIENCE = 24 * MONTH


async def passes(world: World, by: timedelta) -> int:
    """So much later the clock looks once; how many it told or forgot."""
    world.now += by

    def turn_in(tx: Tx, now: object) -> Turn:
        return Turn(tx=tx, now=world.now, new_id=world.new_id, house=world.house, by=THE_CLOCK)

    found = await look(world.begin, turn_in, PATIENCE, world.now)
    await world.deliver()
    return found


async def met(world: World, name: str = "Priya Shah") -> Someone:
    who = world.volunteer(name)
    await who.says("hello")
    return who


async def test_whoever_stays_away_is_told_once_and_then_forgotten(world: World, tmp_path: Path):
    priya = await met(world)

    assert await passes(world, PATIENCE) == 0
    assert await passes(world, DAY) == 1
    told = [words for words in priya.sees() if "Shall I keep you?" in words]
    assert await passes(world, NOTICE - DAY) == 0
    assert "Shah" in stored(tmp_path)
    assert await passes(world, 2 * DAY) == 1

    assert len(told) == 1
    assert "since Tuesday 1 December 2026" in told[0] and "21 December 2028" in told[0]
    assert "Shah" not in stored(tmp_path).replace(priya.account.user, "")
    assert await passes(world, MONTH) == 0


@pytest.mark.parametrize("sign", ["a press", "a word"])
async def test_who_answers_stays_and_is_asked_again_after_as_long(world: World, tmp_path: Path, sign: str):
    priya = await met(world)
    assert await passes(world, PATIENCE + DAY) == 1
    if sign == "a press":
        await priya.presses("Keep everything")
        assert "Nothing was deleted." in priya.last()
    else:
        await priya.says("hello again")

    assert await passes(world, NOTICE + DAY) == 0
    assert "Shah" in stored(tmp_path)
    assert await passes(world, PATIENCE) == 1


async def test_nobody_is_forgotten_while_somebody_counts_on_them(world: World, sam: Someone):
    """Sam has a role, Priya an open offer, Maria an open need; what is over keeps nobody here."""
    priya, maria = await posted_both(world, sam)
    assert await passes(world, PATIENCE + DAY) == 0

    async with world.begin() as tx:
        turn = Turn(tx=tx, now=world.now, new_id=world.new_id, house=world.house, by=THE_CLOCK)
        for person in (priya.account, maria.account):
            owner = await tx.people.of(person)
            assert owner is not None
            by = By(person=owner.id, name=owner.name, platform=person.platform)
            for listing in await tx.listings.of_owner(owner.id):
                if listing.state not in OVER:
                    await withdraw(turn.acting(by), listing.id)
        await tx.commit()
    assert await passes(world, DAY) == 2


async def test_whoever_wants_no_messages_is_sent_none_and_forgotten_all_the_same(
    world: World, tmp_path: Path
):
    priya = await met(world)
    await priya.says("stop")
    seen = len(priya.sees())

    assert await passes(world, PATIENCE + DAY) == 1
    assert len(priya.sees()) == seen
    assert await passes(world, NOTICE + DAY) == 1
    assert "Shah" not in stored(tmp_path).replace(priya.account.user, "")


async def test_nobody_is_asked_at_night(world: World):
    await met(world)

    assert await passes(world, PATIENCE + timedelta(hours=15)) == 0
    assert await passes(world, timedelta(hours=10)) == 1
