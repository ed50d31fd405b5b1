"""Closing, opening again and putting right a pledge in chat: by words, and by the buttons of its card."""

from datetime import timedelta

import pytest

from bot.domain.pledges import Pledge
from tests.flows.test_pledging import entered
from tests.flows.world import Someone, World


@pytest.fixture
async def sam(world: World) -> Someone:
    return await world.coordinator()


async def stored(world: World, id: str) -> Pledge:
    async with world.begin() as tx:
        return await tx.pledges.get(id)


async def test_a_coordinator_closes_it_by_words_and_opens_it_by_its_button(world: World, sam: Someone):
    chris, id = await entered(world, sam)

    await sam.says(f"close pledge {id} reached: all done")
    assert "It is not reached yet: 200 hours are not confirmed" in sam.last()
    await sam.says(f"close pledge {id} lapsed: gone")
    assert "It can lapse only when its last day is over" in sam.last()
    await sam.says(f"close pledge {id} withdrawn because the site closed")
    assert (await stored(world, id)).state == "withdrawn"
    assert "It is agreed: Withdrawn" in chris.last()

    await chris.says("pledges")
    assert "it was withdrawn. It counts no more" in chris.last()
    await chris.presses("Open it again")
    await chris.fills(reason="it goes on")
    assert "A coordinator asks the commissioner" in chris.last()
    await sam.presses("Agreed")
    assert (await stored(world, id)).state == "active"


async def test_what_was_entered_wrongly_is_put_right_by_words_or_step_by_step(world: World, sam: Someone):
    chris, id = await entered(world, sam)

    await sam.says(f"correct pledge {id} contract C-124: mistyped")
    assert (await stored(world, id)).terms.contract == "C-124"
    await sam.says(f"correct pledge {id} quantity 300: more")
    assert "How much was promised, and of what, is put right only before the approval" in sam.last()

    await chris.says("pledges")
    await chris.presses("Put right")
    await chris.fills(what="review", value="whenever", reason="mistyped")
    assert "I do not understand that day" in "".join(chris.sees()[-2:])
    await chris.says("1 October 2026")
    await sam.presses("Agreed")
    review = (await stored(world, id)).terms.review
    assert review is not None and review.isoformat() == "2026-10-01"


async def test_it_is_closed_by_its_button_and_asks_what_is_left_out(world: World, sam: Someone):
    _, id = await entered(world, sam)
    await world.forward(timedelta(days=1))

    await sam.presses("Close it", about="Pledge")
    await sam.says("Withdrawn")
    await sam.says("the site closed")

    assert (await stored(world, id)).state == "withdrawn"


async def test_nobody_else_closes_a_pledge(world: World, sam: Someone):
    _, id = await entered(world, sam)
    priya = world.volunteer()

    await priya.says(f"close pledge {id} withdrawn: for fun")

    assert (await stored(world, id)).state == "active"
