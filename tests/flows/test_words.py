"""What coordinators and others can say in a word or two."""

from datetime import timedelta

import pytest

from tests.flows.world import Someone, World, introduced, posted_both


async def test_a_sentence_that_begins_with_my_is_not_a_command(world: World):
    maria = world.host()

    await maria.says("My team can paint a community room on a Friday, LS9")

    assert "What kind of help do you offer?" in maria.last() or "Team day" in maria.last()


async def test_a_sentence_after_the_slash_is_read_as_one(world: World):
    priya = world.volunteer()

    await priya.commands("i", "can do bookkeeping two Fridays a month, LS11 or remote")

    assert "two Fridays a month" in priya.last()


@pytest.mark.parametrize("typed", ["vet", "unmet", "undo", "queue", "report"])
async def test_words_of_coordinators_are_refused_to_others_with_the_way_to_become_one(
    world: World, typed: str
):
    maria = world.host()

    await maria.says(typed)

    assert maria.last().startswith("Only coordinators can do that.")


async def test_undo_takes_back_my_newest_decision(world: World, sam: Someone):
    priya = world.volunteer()
    for what in ("bookkeeping", "web design"):
        await priya.says(f"I can do {what} on Fridays, 4 hours, remote")
        await priya.presses("My own time")
        await priya.presses("Post it")
        await sam.presses("Approve", about=what)
        await world.forward(timedelta(seconds=5))

    await sam.says("undo")

    async with world.begin() as tx:
        person = await tx.people.of(priya.account)
        assert person is not None
        states = {each.terms.what: each.state.value for each in await tx.listings.of_owner(person.id)}
    assert states == {"bookkeeping": "open", "web design": "submitted"}
    assert "Taken back" in sam.last()


async def test_undo_does_not_take_back_what_another_decided(world: World, sam: Someone):
    ana, priya = await world.coordinator("Ana"), world.volunteer()
    await priya.says("I can do bookkeeping on Fridays, 4 hours, remote")
    await priya.presses("My own time")
    await priya.presses("Post it")
    await ana.presses("Approve")

    await sam.says("undo")

    assert "no decision that can still be undone" in sam.last()


async def test_nobody_who_paused_is_suggested_until_the_day_they_named(world: World, sam: Someone):
    priya, maria = world.volunteer(), world.host()
    await priya.says("I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote")
    await priya.presses("My own time")
    await priya.presses("Post it")
    await sam.presses("Approve")
    await priya.says("pause until 8 December")
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    await maria.says("1")
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    await sam.presses("Verify")
    await sam.presses("Approve", about="New need")
    await world.forward(timedelta(minutes=11))

    before = [text for text in sam.sees() if text.startswith("Match")]
    await world.forward(timedelta(days=7))

    assert before == []
    assert [text for text in sam.sees() if text.startswith("Match")]


async def test_a_pause_reads_the_day_back_with_weekday_and_year(world: World):
    priya = world.volunteer()

    await priya.says("pause for two weeks")

    assert "until Tuesday 15 December 2026" in priya.last()


async def test_a_pause_without_a_day_asks_for_one_and_takes_a_button(world: World):
    priya = world.volunteer()

    await priya.commands("pause")
    await priya.presses("A month")

    assert "until Friday 1 January 2027" in priya.last()


async def test_a_pause_until_a_day_that_is_none_asks_again(world: World):
    priya = world.volunteer()
    await priya.commands("pause", "whenever")

    await priya.says("3 January")

    assert any("I need one day" in text for text in priya.sees())
    assert "until Sunday 3 January 2027" in priya.last()


async def test_a_match_with_somebody_who_stopped_cannot_be_approved(world: World, sam: Someone):
    priya, _ = await posted_both(world, sam)
    await priya.says("stop")

    await sam.presses("Approve", about="Match")

    assert "takes no new requests" in sam.hints[0]


async def test_somebody_who_pauses_after_the_approval_is_not_asked(world: World, sam: Someone):
    priya, maria = await posted_both(world, sam)
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    await priya.says("pause for a month")

    await maria.presses("Yes")

    assert not [text for text in priya.sees() if text.startswith("A group needs you")]
    assert any("gets no messages from me" in text for text in sam.sees())


async def test_hours_opens_the_question_of_the_match_that_waits_for_it(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    await maria.presses("Set a date")
    await maria.says("Friday 4 December 10:00 to 14:00")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    await world.forward(timedelta(days=3, hours=1))

    await maria.says("hours")

    assert "How many hours was it" in maria.last()
    assert "4 hours" in maria.labels()


async def test_hours_without_a_match_says_when_they_will_be_asked(world: World):
    priya = world.volunteer()

    await priya.says("hours")

    assert "No match waits for your hours" in priya.last()


async def test_a_word_that_may_be_an_answer_is_one_while_a_question_stands(world: World):
    maria = world.host()
    await maria.commands("need")
    await maria.presses("Professional skills")

    await maria.says("story")

    talk = await world.conversation(maria)
    assert talk is not None
    assert talk.answers["what"] == ("story",)
