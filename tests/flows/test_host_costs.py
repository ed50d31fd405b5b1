"""What it costs a group to be helped: said by the group, read before anybody says yes, never counted."""

from datetime import timedelta
from decimal import Decimal

from bot.domain.listings import ListingState, Side
from tests.flows.world import World, posted_both


async def need_of(world: World) -> str:
    async with world.begin() as tx:
        listed = await tx.listings.in_state(*ListingState)
    return next(each.id for each in listed if each.side is Side.NEED)


async def test_it_is_read_by_coordinators_and_helpers_before_they_say_yes(world: World):
    sam = await world.coordinator()
    priya, maria = await posted_both(world, sam)
    id = await need_of(world)

    await maria.presses("What it costs us")
    for said in ("6", "10.50", "For each helper", "paint and brushes"):
        await maria.says(said)

    asks = "£10.50 for each helper, for paint and brushes. It is paid to the group itself"
    assert "It is on the need" in maria.last()
    (card,) = [text for text in sam.sees() if asks in text]
    assert "The group’s own time: 6 hours" in card
    await priya.says(f"browse n_{id}")
    assert asks in priya.last()
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    await maria.presses("Yes", about="Someone")
    assert asks in priya.last()


async def test_it_may_be_nothing_and_is_the_groups_alone_to_say(world: World):
    sam = await world.coordinator()
    priya, maria = await posted_both(world, sam)
    id = await need_of(world)

    await priya.commands("costs", id)
    assert "That is not yours to change" in priya.last()
    await maria.says(f"costs {id}")
    await maria.says("skip")
    await maria.says("skip")

    assert "Nothing then" in maria.last()
    async with world.begin() as tx:
        need = await tx.listings.get(id)
    assert not need.terms.costs


async def test_it_never_counts_as_anything_that_was_given(world: World):
    sam = await world.coordinator()
    _, maria = await posted_both(world, sam)
    async with world.begin() as tx:
        before = await tx.figures.funnel()
    await maria.says(f"costs {await need_of(world)}")
    for said in ("6", "1000", "For all together", "skip"):
        await maria.says(said)
    await world.forward(timedelta(days=1))

    id = await need_of(world)
    async with world.begin() as tx:
        need = await tx.listings.get(id)
        assert await tx.figures.funnel() == before
    assert need.terms.costs.pounds == Decimal(1000) and need.quantity.total == Decimal(4)
