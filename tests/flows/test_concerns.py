"""A concern stops a match at once, from every message of both sides; only a coordinator thaws it."""

import itertools

import pytest

from bot.domain.matches import MatchState
from tests.flows.world import Someone, World, introduced, posted_both


async def state(world: World) -> MatchState:
    async with world.begin() as tx:
        return (await tx.matches.in_state(*MatchState))[0].state


def cards_of_the_match(who: Someone) -> list[str]:
    """What is said about a match, and offers no way to report a concern."""
    without = []
    for card in who.cards():
        verbs = {each.action.verb for each in itertools.chain(*card.buttons, card.more)}
        about = {verb for verb in verbs if verb.startswith(("match.", "date.", "delivered.", "spoke."))}
        if about and not verbs & {"match.concern", "concern.risk", "concern.other"}:
            without.append(card.words())
    return without


async def test_every_message_about_a_match_offers_to_report_a_concern(world: World, sam: Someone) -> None:
    priya, maria = await posted_both(world, sam)
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    assert cards_of_the_match(maria) == []
    await maria.presses("Yes")
    assert cards_of_the_match(priya) == []
    await priya.presses("Yes")
    await maria.presses("Set a date")
    await maria.says("Thursday 10 December 10:00 to 14:00")
    await maria.presses("Post it")
    assert cards_of_the_match(priya) == []
    await priya.presses("Yes, that works")

    assert cards_of_the_match(priya) == []
    assert cards_of_the_match(maria) == []


@pytest.mark.parametrize("side", ["volunteer", "host"])
async def test_one_word_and_one_press_stop_everything(world: World, sam: Someone, side: str) -> None:
    priya, maria = await introduced(world, sam)
    who = priya if side == "volunteer" else maria

    await who.says("report a concern")
    assert "ring 999" in who.last()
    await who.presses("Somebody may be at risk")

    assert await state(world) is MatchState.ON_HOLD
    assert any("a concern for somebody's safety" in said for said in sam.sees())


@pytest.mark.parametrize("side", ["volunteer", "host"])
async def test_alarming_words_stop_it_at_once_and_do_not_reach_the_other_side(
    world: World, sam: Someone, side: str
) -> None:
    priya, maria = await introduced(world, sam)
    who, other = (priya, maria) if side == "volunteer" else (maria, priya)

    await who.says("I have a safeguarding concern: one of the boys was assaulted here")

    assert await state(world) is MatchState.ON_HOLD
    assert not any("assaulted" in said for said in other.sees())
    assert any("assaulted" in said for said in sam.sees())
    assert "ring 999" in who.last()


@pytest.mark.parametrize(
    "said",
    [
        "Our safeguarding policy is attached, see you on Friday",
        "The safeguarding lead will meet you at the door",
        "My only concern is the parking",
        "Is there a risk of rain?",
        "I hurt my back, can we move it?",
    ],
)
async def test_ordinary_words_pass_to_the_other_side(world: World, sam: Someone, said: str) -> None:
    priya, maria = await introduced(world, sam)

    await maria.says(said)

    assert await state(world) is MatchState.INTRODUCED
    assert any(said in seen for seen in priya.sees())


async def test_nobody_but_a_coordinator_lets_it_go_on(world: World, sam: Someone) -> None:
    priya, maria = await introduced(world, sam)
    await maria.presses("Tell a coordinator")
    await maria.presses("Somebody may be at risk")
    number = next(said for said in sam.sees() if "a concern for" in said).split()[1].rstrip(":")

    await maria.commands("thaw", number)
    assert "Only coordinators" in maria.last()
    await priya.says("See you on Friday, then")
    assert not any("See you on Friday" in said for said in maria.sees())
    assert await state(world) is MatchState.ON_HOLD
    await sam.presses("Let it go on", about="a concern for somebody's safety")

    assert await state(world) is MatchState.INTRODUCED


async def test_the_groups_own_contact_is_named_once_they_know_each_other(world: World, sam: Someone) -> None:
    priya, maria = await introduced(world, sam)
    await maria.says("checks")
    await maria.presses("Safeguarding policy")
    await maria.says("31 March 2027")
    await maria.says("Jo Brown, 0113 496 0000")

    await priya.presses("Tell a coordinator")

    assert "Jo Brown, 0113 496 0000" in priya.last()


async def test_somebody_without_a_match_is_put_through_to_coordinators(world: World, sam: Someone) -> None:
    tom = world.volunteer("Tom Reed")

    await tom.says("report a concern")

    assert "ring 999" in tom.last()
    assert any("Tom Reed has a concern" in said for said in sam.sees())
