"""Deliveries of what is promised in another unit than hours, in chat: said, confirmed and counted."""

from datetime import timedelta

import pytest

from bot.domain.pledges import PledgeState
from tests.flows.test_pledging import champion
from tests.flows.world import Someone, World, posted_both


@pytest.fixture
async def sam(world: World) -> Someone:
    return await world.coordinator()


async def promised(world: World, sam: Someone, *, approved: bool = True) -> tuple[Someone, str]:
    """12 laptops; the champion and the pledge's number."""
    chris = await champion(world)
    for said in (
        "pledge", "C-9", "Leeds City Council", "Another measure", "laptops", "12",
        "1 April 2026", "31 March 2028", "skip", "New", "Once", "skip", "skip",
    ):  # fmt: skip
        await chris.says(said)
    await chris.presses("Post it")
    if approved:
        await sam.presses("Approve", about="Pledge")
        await world.forward(timedelta(minutes=11))
    async with world.begin() as tx:
        (pledge,) = await tx.pledges.in_state(*PledgeState)
    return chris, pledge.id


async def test_what_was_given_counts_when_the_group_says_that_it_arrived(world: World, sam: Someone):
    chris, id = await promised(world, sam)
    _, maria = await posted_both(world, sam)

    await chris.says(f"delivered {id} 8 laptops to seacroft food pantry yesterday")
    assert "Seacroft Food Pantry" in chris.last()
    await chris.presses("Post it")
    assert "Did you get 8 laptops from Aire and Calder on" in maria.last()
    await chris.says("pledges")
    assert "0 laptops of 12 laptops happened" in chris.last() and "Claimed: 8 laptops" in chris.last()

    await maria.presses("Yes")
    assert "Confirmed: 8 laptops arrived" in maria.last()
    assert "8 laptops count" in chris.last()
    await sam.says("pledges by city")
    assert "8 laptops of 12 laptops happened (67 %)" in sam.last()
    await sam.says("report")
    assert "Not in hours: 8 of 12 laptops promised were delivered and confirmed (67 %)." in sam.last()
    await sam.says(f"close pledge {id} reached: all there")
    assert "It is not reached yet: 4 laptops are not confirmed" in sam.last()
