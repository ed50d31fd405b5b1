"""`means` and `first`: what coordinators teach the matcher, in chat."""

import pytest

from tests.flows.world import World


async def test_a_coordinator_teaches_a_word_sees_it_and_takes_it_back(world: World):
    sam = await world.coordinator()

    await sam.says("means brew crew = catering")
    assert sam.last() == "From now on I read brew crew as catering, in every offer and need."

    await sam.says("means")
    assert "brew crew means catering" in sam.last()

    await sam.says("means brew crew =")
    assert sam.last() == "I have forgotten what brew crew means."

    await sam.says("means")
    assert sam.last().startswith("You have not taught me any words of this city yet.")


async def test_a_coordinator_says_what_comes_first(world: World):
    sam = await world.coordinator()

    await sam.says("first mental health = 3")
    assert "mental health come first (3 of 5)" in sam.last()

    await sam.says("first")
    assert "mental health (3 of 5)" in sam.last()

    await sam.says("first mental health = 0")
    assert sam.last() == "mental health no longer comes first."


@pytest.mark.parametrize("level", ["six", "6", "-1", "1.5", "٣"])
async def test_a_level_that_is_none_is_answered_with_an_example(world: World, level: str):
    sam = await world.coordinator()
    await sam.says(f"first mental health = {level}")
    assert sam.last().startswith("Say how much, from 0 to 5, for example:")


@pytest.mark.parametrize("command", ["means", "first"])
async def test_nobody_else_teaches_anything(world: World, command: str):
    maria = world.host()
    await maria.commands(command, "brew crew = catering")
    assert maria.last().startswith("Only coordinators can do that.")


async def test_a_hostile_word_is_shown_as_typed(world: World):
    sam = await world.coordinator()
    await sam.says("means <b>&*_brew = catering")
    await sam.says("means")
    assert "<b>&*_brew means catering" in sam.last()
