"""Deliveries of what is promised in another unit than hours, in chat: said, confirmed and counted."""

from datetime import timedelta

import pytest

from bot.chat.action import Action
from bot.domain.instalments import InstalmentState
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
        "1 April 2026", "31 March 2028", "skip", "New", "Once", "skip", "skip", "skip",
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


async def test_part_of_it_is_said_by_the_group_and_doubt_is_settled_by_a_coordinator(
    world: World, sam: Someone
):
    chris, id = await promised(world, sam)
    _, maria = await posted_both(world, sam)
    for said in (
        f"delivered {id} 6 to Seacroft Food Pantry yesterday",
        f"delivered {id} 4 to seacroft today",
    ):
        await chris.says(said)
        if "Is it one of these: Seacroft Food Pantry?" in chris.last():
            await chris.says(said.replace("seacroft", "Seacroft Food Pantry"))
        await chris.presses("Post it")

    await maria.presses("Part", about="6 laptops")
    await maria.says("7")
    assert "at most that much arrived" in "".join(maria.sees()[-2:])
    await maria.says("5")
    assert "Only 5 laptops of 6 laptops arrived at Seacroft Food Pantry" in chris.last()
    await maria.presses("No")
    assert "Your group said no" in "".join(maria.sees())
    assert "says that it did not arrive" in chris.last()

    async with world.begin() as tx:
        (doubtful,) = await tx.instalments.in_state(InstalmentState.DISPUTED)
    await sam.says(f"open {doubtful.id.lower()}")
    await sam.presses("Say how much", about="4 laptops")
    await sam.says("2")
    await sam.says("the delivery note says so")
    assert "the delivery note says so" in "".join(sam.sees())
    assert "A coordinator noted that 2 laptops arrived" in "".join(maria.sees())
    await chris.says("pledges")
    assert "7 laptops of 12 laptops happened (58 %)" in chris.last()


async def test_what_does_not_fit_is_said_and_other_words_stay_what_they_are(world: World, sam: Someone):
    chris, id = await promised(world, sam)
    await posted_both(world, sam)
    for said, answer in (
        (f"delivered {id} 3 phones to Seacroft Food Pantry today", "measured in laptops, not in phones"),
        (f"delivered {id} 2.5 laptops to Seacroft Food Pantry today", "Only whole laptops are counted"),
        (f"delivered {id} -3 laptops to Seacroft Food Pantry today", "more than 0"),
        (
            f"delivered {id} 3 laptops to Nowhere Nobody today",
            "I know no community group called Nowhere Nobody",
        ),
        (f"delivered {id} 3 laptops to Aire and Calder today", "I know no community group"),
        ("delivered ABCDEFG1 3 laptops to Seacroft Food Pantry", "I do not know that pledge"),
    ):
        await chris.says(said)
        assert answer in chris.last(), said
    for said in ("delivered yesterday 12 boxes to you", "deliver leaflets on Saturdays, 3 hours, LS9"):
        await chris.says(said)
        assert "pledge" not in chris.last(), said
    await chris.says("cancel")

    await chris.says("pledges")
    await chris.presses("Say what was given")
    await chris.fills(quantity="3", group="Seacroft Food Pantry", day="31 March 2026")
    await chris.fills()
    assert "before the first day of the pledge (1 April 2026)" in chris.sees()[-2]
    await chris.says("3 December 2027")
    await chris.presses("Post it")
    assert "It is planned" in chris.last()
    await chris.presses("It was delivered")
    assert "It was delivered" not in chris.labels()
    await chris.says("pledges")
    assert "Claimed: 3 laptops" in chris.last() and "Verified: 0 laptops" in chris.last()


async def test_whoever_planned_it_sees_that_somebody_else_said_that_it_was_given(world: World, sam: Someone):
    chris, id = await promised(world, sam)
    _, maria = await posted_both(world, sam)
    await chris.says(f"deliver {id} 3 laptops to Seacroft Food Pantry on 3 December 2027")
    await chris.presses("Post it")
    assert {"It was delivered", "Take back"} <= set(chris.labels())

    await sam.presses("It was delivered", about="3 laptops")

    assert not [each for each in chris.sees() if "It is planned" in each]
    assert "A coordinator noted this delivery for your pledge" in chris.last()
    await maria.presses("Yes")
    assert not [each for each in chris.sees() if "it counts as delivered when they say so" in each]


async def test_nobody_approves_what_was_put_right_since_they_read_it(world: World, sam: Someone):
    chris, id = await promised(world, sam, approved=False)
    await chris.says(f"correct pledge {id} quantity 20 laptops: mistyped")
    assert "How much: 20 instead of 12. A coordinator decides on it next" in chris.last()
    assert "20 laptops" in sam.last()

    await sam.forges(Action(verb="pledge.approve", subject=id, revision=1))
    assert "That has changed since the card was drawn" in sam.hints[-1]
    await sam.presses("Approve", about="20 laptops")
    await world.forward(timedelta(minutes=11))
    await chris.says("pledges")
    assert "0 laptops of 20 laptops happened" in chris.last()
