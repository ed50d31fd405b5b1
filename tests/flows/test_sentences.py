"""A plain sentence becomes a draft to confirm; small talk is answered; words after an introduction travel."""

from datetime import timedelta

import pytest

from tests.flows.world import Someone, World, introduced

OFFER = "I can do bookkeeping two Fridays a month, LS11 or remote"
NEED = "we need a plumber to look at our boiler before winter, LS9"


async def test_an_offer_in_a_sentence_is_read_and_the_rest_is_asked(world: World, sam: Someone):
    priya = world.volunteer()

    await priya.says(OFFER)

    asked = priya.last()
    assert "What: bookkeeping" in asked
    assert "Where: LS11 or remote" in asked
    assert "When: two Fridays a month" in asked
    assert "How many hours" in asked
    await priya.says("4")
    await priya.says("own time")
    assert priya.last().startswith("Is this right?")
    assert {"Post it", "Change", "Cancel"} <= set(priya.labels())
    assert not [text for text in sam.sees() if "New offer" in text]


async def test_a_need_in_a_sentence_is_read_and_the_rest_is_asked(world: World, sam: Someone):
    maria = world.host()
    world.now -= timedelta(days=40)

    await maria.says(NEED)

    asked = maria.last()
    assert "plumber to look at our boiler" in asked
    assert "Where: LS9" in asked
    assert "When: before Tuesday 1 December 2026 (winter)" in asked
    assert "How many hours" in asked
    assert not [text for text in sam.sees() if "New need" in text]


async def test_a_group_may_offer_and_a_volunteer_may_need(world: World):
    maria, priya = world.host(), world.volunteer()

    await maria.says("we have a community room to lend on Mondays, LS9")
    await priya.says("we need an accessible room for a meeting on Monday, LS1")

    assert "room" in maria.last()
    assert "room" in priya.last()


async def test_what_was_said_and_could_not_be_read_is_mentioned(world: World):
    maria = world.host()

    await maria.says("we need a plumber on 31 February, LS9")

    assert len(maria.sees()) >= 2
    assert any("31 February" in text or "February" in text for text in maria.sees())


@pytest.mark.parametrize(
    "typed", ["hello", "thanks!", "??", "👍", "what?", "😀" * 50, "a" * 4000, "start", "/", "..."]
)
async def test_small_talk_is_answered_with_what_can_be_done(world: World, typed: str):
    maria = world.host()
    await maria.commands("start")
    before = len(maria.cards())

    await maria.says(typed)

    assert len(maria.cards()) == before + 1
    assert maria.cards()[-1].buttons
    assert "Ask for help" in maria.labels()


@pytest.mark.parametrize("typed", ["offer", "need", "I want to offer help", "we need help"])
async def test_the_bare_word_begins_the_conversation(world: World, typed: str):
    maria = world.host()

    await maria.says(typed)

    assert await world.conversation(maria) is not None


async def test_words_after_an_introduction_go_to_the_other_side_with_the_name(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)

    await priya.says("Hello! Is a Friday good for you?")

    assert maria.last() == "Priya Shah: Hello! Is a Friday good for you?"
    assert priya.last() == "Delivered to Maria Kowalska."


SOUNDS_LIKE_AN_OFFER = (
    "I can come round on my lunch break",
    "we need to move it, sorry",
    "Can you bring the receipts?",
    "I am happy to help",
    "I can do Friday at 10",
    "I can come on Friday at 10 to help with the accounts",
    "we need you to do the bookkeeping on Monday at 2",
    "could someone let me in at the door?",
)


async def test_talk_that_sounds_like_an_offer_still_goes_to_the_other_side(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)

    for typed in SOUNDS_LIKE_AN_OFFER:
        await priya.says(typed)

    heard = [text.removeprefix("Priya Shah: ") for text in maria.sees() if text.startswith("Priya Shah: ")]
    assert heard == list(SOUNDS_LIKE_AN_OFFER)


async def test_a_full_offer_after_an_introduction_is_a_draft_that_can_be_sent_on(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)

    await priya.says("I can teach web design on Saturday mornings, LS6, 2 hours")

    assert "web design" in priya.last()
    assert "web design" not in maria.last()


async def test_words_to_somebody_out_of_reach_are_said_to_be_so(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    await maria.leaves()

    await priya.says("Hello?")

    assert priya.last().startswith("Not delivered yet: Maria Kowalska has blocked me or left. A coordinator")
    assert any("Maria Kowalska" in text and "another way" in text for text in sam.sees())


@pytest.mark.parametrize("name", ["<b>*_@everyone|=cmd()", "\u202eevil", "نور", "x" * 200])
async def test_a_hostile_name_is_shown_as_typed(world: World, sam: Someone, name: str):
    priya = world.volunteer(name)

    await priya.says(OFFER)
    await priya.says("4")
    await priya.says("own time")
    await priya.presses("Post it")

    assert any(f"From: {name[:70]}" in text for text in sam.sees())


async def test_a_stopped_person_still_gets_answers(world: World):
    maria = world.host()
    await maria.says("stop")

    await maria.says("help")

    assert maria.last().startswith("What you can do here")


async def test_mine_tells_each_with_its_next_step(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)

    await maria.says("mine")
    await priya.says("MINE")

    assert any("Next: agree on a date" in text for text in maria.sees())
    assert any("Next: agree on a date" in text for text in priya.sees())


async def test_mine_with_nothing_says_how_to_begin(world: World):
    maria = world.host()

    await maria.says("mine")

    assert "You have no requests" in maria.last()
    assert maria.cards()[-1].buttons
