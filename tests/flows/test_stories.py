"""A story: three questions, consent for each thing by itself, changed by both, taken back at any time."""

from datetime import timedelta

import pytest

from bot.domain.matches import MatchState, Party
from bot.domain.stories import publishable
from tests.flows.world import Someone, World, introduced


@pytest.fixture
async def done(world: World) -> tuple[Someone, Someone, Someone]:
    sam = await world.coordinator()
    priya, maria = await introduced(world, sam)
    await maria.presses("Set a date")
    await maria.says("Thursday 10:00 to 14:00")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    for _ in range(3):
        await world.forward(timedelta(days=1))
    await maria.commands("hours")
    await maria.presses("4 hours")
    return priya, maria, sam


async def may_be_published(world: World) -> bool:
    async with world.begin() as tx:
        [match] = await tx.matches.in_state(*MatchState)
        story = await tx.outcomes.story(match.id)
        consents = tuple(await tx.outcomes.consents(match.id))
    return story is not None and publishable(story, consents)


async def thanks(maria: Someone, sentence: str, words: str) -> None:
    await maria.presses("Give feedback")
    await maria.presses("5, excellent")
    await maria.says(sentence)
    await maria.presses("Yes")
    await maria.says(words)


async def tells(maria: Someone, *, allows: str = "Yes") -> None:
    await maria.commands("story")
    await maria.presses("Use this")
    await maria.says("We know what we have.")
    await maria.presses("Change")
    await maria.presses("The problem")
    await maria.says("Our books were a shoebox.")
    await maria.presses("Change")
    await maria.presses("What was done")
    await maria.says("Priya set up a spreadsheet.")
    await maria.presses("Post it")
    for _ in range(3):
        await maria.presses(allows)


async def test_a_story_is_published_only_when_both_allow_it(world: World, done):
    priya, maria, sam = done
    await tells(maria)
    assert not await may_be_published(world)
    assert "Our books were a shoebox." in priya.last()

    await priya.presses("What I allow")
    await priya.fills(name="no", photo="no", publication="yes")

    assert await may_be_published(world)
    [card] = [text for text in sam.sees() if text.startswith("The story of match")]
    assert "It may be published" in card
    assert "Maria Kowalska: the name, photos, publication" in card
    assert "no name: no name, no photos, publication" in card
    assert "Priya Shah" not in card


async def test_consent_is_taken_back_at_any_time(world: World, done):
    priya, maria, _ = done
    await tells(maria)
    await priya.presses("What I allow")
    await priya.fills(name="yes", photo="yes", publication="yes")

    await maria.commands("story")
    await maria.presses("Take consent back")

    assert not await may_be_published(world)
    async with world.begin() as tx:
        [match] = await tx.matches.in_state(*MatchState)
        [host] = [each for each in await tx.outcomes.consents(match.id) if each.party is Party.HOST]
    assert host.withdrawn_at == world.now


async def test_a_change_by_one_side_asks_the_other_again(world: World, done):
    priya, maria, sam = done
    await tells(maria)
    await priya.presses("What I allow")
    await priya.fills(name="yes", photo="yes", publication="yes")
    assert await may_be_published(world)

    await priya.presses("Change", about="told what came of it")
    await priya.fills(change="They know what they have, and owe.")
    await priya.fills()
    for _ in range(3):
        await priya.presses("Yes")

    assert not await may_be_published(world)
    assert "They know what they have, and owe." in maria.last()
    assert any("is to be asked for again" in text for text in sam.sees())


async def test_the_words_of_thanks_reach_the_other_side_and_the_sentence_does_not(world: World, done):
    priya, maria, _ = done
    await world.forward(timedelta(days=4))
    await thanks(maria, "A bit late, but lovely.", "You saved our year.")

    assert "You saved our year." in priya.last()
    assert not any("A bit late" in text for text in priya.sees())


async def test_a_draft_is_made_of_the_record_and_names_nobody(world: World, done):
    priya, maria, _ = done
    await world.forward(timedelta(days=4))
    await thanks(
        maria,
        "A bit late, but lovely.",
        "Priya Shah saved our year. Thank you, PRIYA SHAH of Aire and Calder!",
    )

    await priya.commands("story")

    card = priya.last()
    assert "What was done: 4 hours of help" in card
    assert "The group confirmed it." in card
    assert "The group said: “… saved our year. Thank you, … of …!”" in card
    assert "A bit late" not in card


async def test_a_draft_is_used_with_one_press_and_published_with_both_consents(world: World, done):
    priya, maria, _ = done
    await world.forward(timedelta(days=4))
    await thanks(maria, "A bit late, but lovely.", "Priya saved our year.")
    await maria.commands("story")

    await maria.presses("Use this")
    for _ in range(3):
        await maria.presses("Yes")
    await priya.presses("What I allow")
    await priya.fills(name="no", photo="no", publication="yes")

    async with world.begin() as tx:
        [told] = await tx.impact.stories()
    assert told.change == "The group said: “… saved our year.”"
    assert (told.volunteer, told.employer) == ("", "")


async def test_a_draft_that_has_changed_since_is_shown_again_and_not_used(world: World, done):
    _, maria, _ = done
    await world.forward(timedelta(days=4))
    await maria.commands("story")
    await thanks(maria, "Lovely.", "You saved our year.")

    await maria.presses("Use this")

    assert "You saved our year." in maria.last()
    async with world.begin() as tx:
        [match] = await tx.matches.in_state(*MatchState)
        assert await tx.outcomes.story(match.id) is None


async def test_not_now_leaves_the_story_for_another_day(world: World, done):
    _, maria, _ = done
    await maria.commands("story")

    await maria.presses("Not now")

    assert "Say story whenever you want" in maria.last()


async def test_what_was_typed_names_nobody_who_did_not_allow_it(world: World, done):
    priya, maria, _ = done
    await tells(maria)
    await priya.presses("What I allow")
    await priya.fills(name="no", photo="no", publication="yes")

    async with world.begin() as tx:
        [told] = await tx.impact.stories()
    assert told.done == "… set up a spreadsheet."


async def test_a_story_says_nobodys_number_as_everybody_may_read_it(world: World, done):
    _, maria, _ = done
    await maria.commands("story")
    await maria.presses("Use this")

    await maria.says("We know what we have. Ring 07700 900123")

    assert "Please leave out the phone number" in maria.last()
    assert "a page that everybody can read" in maria.last()
    async with world.begin() as tx:
        [match] = await tx.matches.in_state(*MatchState)
        assert await tx.outcomes.story(match.id) is None


async def test_a_draft_with_a_number_in_it_is_not_used_as_it_is(world: World, done):
    _, maria, _ = done
    await world.forward(timedelta(days=4))
    await thanks(maria, "Lovely.", "You saved our year, do ring: 07700 900123")
    await maria.commands("story")

    await maria.presses("Use this")

    assert "Please leave out the phone number" in maria.last()
    await maria.says("We know what we have.")
    await maria.presses("Post it")
    for _ in range(3):
        await maria.presses("Yes")
    async with world.begin() as tx:
        [match] = await tx.matches.in_state(*MatchState)
        told = await tx.outcomes.story(match.id)
    assert told is not None
    assert told.change == "We know what we have."


async def test_there_is_no_story_of_what_did_not_happen(world: World):
    maria = world.host()
    await maria.commands("story")

    assert "There is no story to tell yet" in maria.last()
