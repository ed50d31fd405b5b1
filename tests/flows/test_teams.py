"""A group is a team: who comes in, who answers, who goes."""

import re
from datetime import timedelta

import pytest

from bot.chat.action import Action
from tests.flows.world import NotShown, Someone, World, introduced, posted_both

CODE = re.compile(r"join ([0-9A-Z]{10})")


@pytest.fixture
async def sam(world: World) -> Someone:
    return await world.coordinator()


async def code_of(who: Someone) -> str:
    await who.says("invite")
    found = CODE.search(who.last())
    assert found is not None
    return found[1]


async def joined(world: World, maria: Someone, name: str = "Asha Patel") -> Someone:
    """A colleague who came by Maria's code."""
    asha = world.host(name)
    await asha.commands("start", f"join_{await code_of(maria)}")
    return asha


async def asked(world: World, sam: Someone) -> tuple[Someone, Someone, Someone]:
    """Priya, Maria and her colleague, before the group has answered."""
    priya, maria = await posted_both(world, sam)
    asha = await joined(world, maria)
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    return priya, maria, asha


async def test_a_colleague_joins_by_a_code_and_everybody_concerned_sees_it(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)

    asha = await joined(world, maria)

    assert "You act for Seacroft Food Pantry" in asha.last()
    assert "Asha Patel has joined your team" in maria.last()
    assert "Asha Patel now acts for Seacroft Food Pantry" in sam.last()
    await asha.says("team")
    assert "Asha Patel (you)" in asha.last() and "Maria Kowalska" in asha.last()


async def test_the_code_can_be_typed_too(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)
    code, asha = await code_of(maria), world.host("Asha Patel")

    await asha.says(f"join {code.lower()}")

    assert "You act for Seacroft Food Pantry" in asha.last()


async def test_a_code_works_once_and_for_seven_days(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)
    code = await code_of(maria)
    await world.host("Asha Patel").says(f"join {code}")
    bo, late = world.host("Bo"), await code_of(maria)

    await bo.says(f"join {code}")
    assert "used by somebody else" in bo.last()

    world.now += timedelta(days=8)
    await bo.says(f"join {late}")
    assert "has run out" in bo.last()


async def test_who_was_removed_comes_back_neither_by_the_old_code_nor_by_one_of_their_own(
    world: World, sam: Someone
):
    _, maria = await posted_both(world, sam)
    code, asha, bo = await code_of(maria), world.host("Asha Patel"), world.host("Bo")
    await asha.says(f"join {code}")
    own = await code_of(asha)
    async with world.begin() as tx:
        person = await tx.people.of(asha.account)
    assert person is not None
    await maria.forges(Action(verb="team.remove", subject=person.id))
    assert "Seacroft Food Pantry" in asha.last()

    for who, typed in ((asha, code), (asha, own), (bo, own)):
        await who.says(f"join {typed}")
        assert "has run out" in who.last()


@pytest.mark.parametrize("code", ["0000000000", "ABCDEFGHJK"])
async def test_a_guessed_code_opens_nothing(world: World, sam: Someone, code: str):
    bo = world.host("Bo")

    await bo.commands("start", f"join_{code}")

    assert "I do not know that code" in bo.last()
    await bo.says("team")
    assert "You act for no group yet" in bo.last()


async def test_the_ask_goes_to_all_and_the_first_answer_counts(world: World, sam: Someone):
    priya, maria, asha = await asked(world, sam)
    assert "Someone could help" in maria.last() and "Someone could help" in asha.last()

    await asha.presses("Yes")

    assert "Asha Patel has answered for your group: You said yes." in "\n".join(maria.sees())
    with pytest.raises(NotShown):
        maria.button("Yes", about="Someone could help")
    assert "A group needs you" in priya.last()


async def test_a_second_answer_is_told_that_it_was_answered(world: World, sam: Someone):
    _, maria, asha = await asked(world, sam)
    reference, button = maria.button("Yes", about="Someone could help")
    await asha.presses("Yes")

    await maria.forges(button.action, message=reference)

    assert "answered already" in maria.hints[0]


async def test_a_colleague_sees_what_the_group_has(world: World, sam: Someone):
    _, maria, asha = await asked(world, sam)
    await maria.presses("Yes")

    await asha.says("mine")

    assert any("accounts" in text for text in asha.sees()[-2:])


async def test_somebody_of_another_group_answers_nothing(world: World, sam: Someone):
    _, maria, _ = await asked(world, sam)
    _, button = maria.button("Yes", about="Someone could help")
    stranger = world.host("Bo")

    await stranger.forges(button.action)

    assert "not yours" in stranger.hints[0]


async def test_what_the_leaver_had_posted_goes_on_with_a_colleague(world: World, sam: Someone):
    priya, maria, asha = await asked(world, sam)

    await maria.says("leave")

    assert "You no longer act for Seacroft Food Pantry" in maria.last()
    assert "Maria Kowalska no longer acts for Seacroft Food Pantry. Still there: 1" in sam.last()
    assert "Maria Kowalska no longer acts" in asha.last()
    await asha.presses("Yes", about="Someone could help")
    await priya.presses("Yes")
    assert "You have a match" in asha.last()
    assert "You have a match" not in "".join(maria.sees())


async def test_the_last_one_is_asked_again_and_a_coordinator_sees_it(world: World, sam: Someone):
    _, maria = await posted_both(world, sam)

    await maria.says("leave")
    assert "You are the last one" in maria.last()
    await maria.presses("Leave", about="the last one")

    assert "a coordinator will be in touch" in maria.last()
    assert "the last person of Seacroft Food Pantry, has left it. Still open there: 1" in sam.last()


async def test_a_colleague_can_be_taken_out_and_is_told(world: World, sam: Someone):
    _, maria, asha = await asked(world, sam)
    await maria.says("team")
    await maria.presses("Remove", about="The team of")

    await maria.presses("Remove", about="Asha Patel")

    assert "has taken you out of the team" in asha.last()
    await asha.says("mine")
    assert "no requests and no matches yet" in asha.last()


async def test_nobody_takes_out_people_of_another_group(world: World, sam: Someone):
    _, _, asha = await asked(world, sam)
    bo = world.host("Bo")
    await bo.says("we need a plumber to look at our boiler, 2 hours, LS9, any time")
    await bo.says("1")
    await bo.presses("Skip")
    await bo.says("Bo's kitchen")
    await bo.presses("Post it")
    async with world.begin() as tx:
        person = await tx.people.of(asha.account)

    await bo.forges(Action(verb="team.remove", subject=person.id if person else ""))

    assert "does not act for your group" in bo.hints[0]
    await asha.says("team")
    assert "Maria Kowalska" in asha.last()


async def test_the_people_of_an_employer_make_no_team(world: World, sam: Someone):
    priya, _ = await posted_both(world, sam)

    await priya.says("invite")

    assert "employer's workspace" in priya.last()


async def test_a_colleague_takes_part_in_the_conversation_under_their_own_name(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    asha = await joined(world, maria)

    await priya.says("Hello! Is a Friday good for you?")
    assert "Is a Friday good for you?" in maria.sees()[-1] and "Is a Friday good for you?" in asha.sees()[-1]

    await asha.says("Friday is fine, ask for me at the door")
    assert any("Asha Patel" in card and "ask for me at the door" in card for card in priya.sees())
    assert not any("Maria" in card and "ask for me at the door" in card for card in priya.sees())
