"""The provider list: entered by a group, looked through by everybody, kept true by a yearly question."""

from datetime import timedelta

import pytest

from tests.flows.world import Someone, World


@pytest.fixture
async def pantry(world: World) -> tuple[Someone, Someone]:
    """Maria's group has a hall in the list; Sam has verified it."""
    sam = await world.coordinator()
    maria = world.host()
    await maria.says("hello")
    await maria.commands("provide")
    await maria.presses("Space")
    for words in ("A hall for 60 people, £15 an hour", "LS9", "food", "led by local women"):
        await maria.says(words)
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    await sam.presses("Verify")
    await world.forward(timedelta(minutes=11))
    return maria, sam


async def test_a_company_finds_a_hall_and_is_put_in_touch_by_a_coordinator(world: World, pantry):
    _, sam = pantry
    priya = world.volunteer()
    await priya.commands("providers", "space near LS8")

    card = priya.sees()[-2]
    assert card.startswith("Seacroft Food Pantry")
    assert "Stands for: led by local women" in card
    assert "not procurement" in priya.last()
    assert "Maria" not in "\n".join(priya.sees())

    await priya.presses("Put us in touch")

    assert "Who: Priya Shah, Aire and Calder" in sam.last()


@pytest.mark.parametrize("asked", ["catering", "hall opera", "space within 1 mile of LS28"])
async def test_what_does_not_fit_is_not_shown(world: World, pantry, asked: str):
    priya = world.volunteer()

    await priya.commands("providers", asked)

    assert "Nothing in the provider list fits" in priya.last()


async def test_a_group_that_nobody_verified_is_not_shown(world: World):
    await world.coordinator()
    maria = world.host()
    await maria.commands("provide")
    await maria.presses("Catering")
    for words in ("Lunch for 40", "LS9"):
        await maria.says(words)
    for _ in range(3):
        await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    assert "when a coordinator has verified your group" in maria.last()

    await maria.commands("providers")

    assert "Nothing in the provider list fits" in maria.last()


async def test_its_people_change_it_and_take_it_off(world: World, pantry):
    maria, sam = pantry
    await maria.commands("provide")
    await maria.presses("Change")
    await maria.presses("What")
    await maria.says("A hall for 80 people")
    await maria.presses("Post it")
    await maria.commands("providers")
    assert any("A hall for 80 people" in text for text in maria.sees())

    await maria.commands("provide")
    await maria.presses("Take it off")

    await maria.commands("providers")
    assert "Nothing in the provider list fits" in maria.last()
    assert "took it off the list" in next(text for text in sam.sees() if text.startswith("Provider list:"))


async def test_every_year_its_people_are_asked_and_silence_takes_it_off(world: World, pantry):
    maria, _ = pantry
    for days in (70, 296):
        await world.forward(timedelta(days=days))
    await world.forward(timedelta(days=4))
    assert any("has this in the provider list since" in text for text in maria.sees())
    await maria.presses("Still true")
    await world.forward(timedelta(days=300))
    await maria.commands("providers")
    assert any("A hall for 60" in text for text in maria.sees()[-2:])

    await world.forward(timedelta(days=126))

    await maria.commands("providers")
    assert "Nothing in the provider list fits" in maria.last()


async def test_a_group_without_a_line_is_asked_once(world: World, pantry):
    sam = pantry[1]
    jo = world.host("Jo")
    await jo.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    await jo.says("just one person")
    await jo.presses("Skip")
    await jo.says("Another Pantry")
    await jo.presses("Post it")
    await sam.presses("Verify")
    await world.forward(timedelta(minutes=11))

    for _ in range(70):
        await world.forward(timedelta(days=1))

    asked = [text for text in jo.sees() if "Does Another Pantry have anything" in text]
    assert len(asked) == 1
