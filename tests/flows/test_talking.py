"""The conversation of a match: whose words go where, what their senders are told, and when it ends."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.incoming import Edited, Enclosure, Reacted, Said, TakenBack
from bot.chat.ports import MOST_FILE
from bot.domain.matches import MatchState
from tests.flows.world import Someone, World, introduced

NUMBERS = itertools.count(1)


async def says(who: Someone, text: str, *files: Enclosure, to: str = "") -> str:
    """A message with its own reference, perhaps as an answer; returns the reference."""
    message = f"{who.own.id}/own-{next(NUMBERS)}"
    said = Said(origin=who.origin(), text=text, message=message, reply_to=to, files=files)
    await who.world.handle(said)
    return message


def card_of(who: Someone, words: str) -> str:
    """The reference of the newest message that says so."""
    shown = who.world.chats[who.platform].shown[who.own]
    return next(reference for reference, card in reversed(shown.items()) if words in card.words())


def heard(who: Someone, name: str) -> list[str]:
    """What the other side of that name said to them, oldest first."""
    return [text for text in who.sees() if text.startswith(name)]


def under(who: Someone, words: str) -> str | None:
    return who.world.chats[who.platform].under[card_of(who, words)]


async def match_of(world: World, who: Someone) -> str:
    async with world.begin() as tx:
        person = await tx.people.of(who.account)
        assert person is not None
        found = await tx.matches.of_person(person.id)
    return found[0].id


async def in_state(world: World, who: Someone, state: MatchState) -> None:
    id = await match_of(world, who)
    async with world.begin() as tx:
        match = await tx.matches.get(id, lock=True)
        await tx.matches.put(replace(match, state=state, entered_at=world.now, revision=match.revision + 1))
        await tx.commit()


async def test_both_sides_talk_under_the_card_of_their_match(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)

    await says(priya, "Hello from Leeds")
    await says(maria, "Hello back", to=card_of(maria, "Hello from Leeds"))

    assert heard(maria, "Priya Shah") == ["Priya Shah: Hello from Leeds"]
    assert heard(priya, "Maria") == ["Maria Kowalska: Hello back"]
    assert under(maria, "Hello from Leeds") == card_of(maria, "You have a match")
    assert under(priya, "Hello back") == card_of(priya, "You have a match")


async def test_a_place_is_passed_on_as_an_answer_in_the_conversation_and_not_else(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)

    await maria.shares(53.81723, -1.45611)
    assert "share it as an answer" in maria.last()
    assert not heard(priya, "Maria")

    await maria.shares(53.81723, -1.45611, to=card_of(maria, "You have a match"))
    assert heard(priya, "Maria") == [
        "Maria Kowalska: a place on the map, https://www.openstreetmap.org/?mlat=53.81723&mlon=-1.45611"
    ]


async def test_a_thread_that_its_reader_has_not_written_in_is_shown_in_the_chat_too(
    world: World, sam: Someone
):
    priya, maria = await introduced(world, sam)

    await says(maria, "Are you there?")
    await says(priya, "Yes, I am")
    await says(maria, "Where?")
    await says(priya, "In the thread now", to=card_of(priya, "You have a match"))
    await says(maria, "Good to hear")

    aloud = world.chats["office"].aloud
    assert card_of(priya, "Are you there?") in aloud
    assert card_of(priya, "Where?") in aloud
    assert card_of(priya, "Good to hear") not in aloud


async def test_a_receipt_stands_where_the_words_were_written(world: World, sam: Someone):
    priya, _ = await introduced(world, sam)

    message = await says(priya, "Hello")

    assert under(priya, "Delivered to Maria") == message


async def test_several_in_a_row_share_one_receipt(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)

    for text in ("One", "Two", "Three"):
        await says(priya, text)

    assert heard(maria, "Priya") == ["Priya Shah: One", "Priya Shah: Two", "Priya Shah: Three"]
    receipts = [text for text in priya.sees() if "elivered" in text]
    assert receipts == ["All 3 messages are delivered to Maria Kowalska."]


async def test_an_edit_changes_the_copy_and_the_same_words_again_change_nothing(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    message = await says(priya, "See you on Mondya")

    await world.handle(Edited(origin=priya.origin(), message=message, text="See you on Monday"))
    await world.handle(Edited(origin=priya.origin(), message=message, text="See you on Monday"))

    assert heard(maria, "Priya") == ["Priya Shah (edited): See you on Monday"]


async def test_nobody_edits_the_words_of_another(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    message = await says(priya, "See you")

    await world.handle(Edited(origin=maria.origin(), message=message, text="Send money"))

    assert heard(maria, "Priya") == ["Priya Shah: See you"]


async def test_what_is_deleted_is_taken_back(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    message = await says(priya, "My number is 07700 900123")

    await world.handle(TakenBack(origin=priya.origin(), message=message))

    assert "Priya Shah took this message back." in maria.sees()
    assert not [text for text in maria.sees() if "07700" in text]


async def test_marks_are_one_line_that_is_changed_in_place(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    await says(priya, "Shall I bring cake?")
    copy = card_of(maria, "bring cake")

    for mark in ("thumbs up", "heart", "heart"):
        await world.handle(Reacted(origin=maria.origin(), message=copy, added=(mark,)))

    assert [text for text in priya.sees() if "reacted" in text] == [
        "Maria Kowalska reacted with thumbs up and heart."
    ]


async def test_a_long_message_is_split_at_words_and_arrives_whole(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    text = " ".join(f"word{number}" for number in range(400))

    await says(priya, text)

    parts = [each.removeprefix("Priya Shah: ") for each in heard(maria, "Priya Shah: ")]
    assert len(parts) > 3 and " ".join(parts) == text
    assert [each for each in priya.sees() if "elivered" in each] == ["Delivered to Maria Kowalska."]


async def test_a_file_arrives_with_its_words_and_leaves_nothing_behind(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    world.chats["office"].kept["F1"] = b"a risk assessment"

    await says(priya, "Please read", Enclosure(id="F1", name="../../risk.pdf", size=17))

    files = world.chats["phone"].passed
    assert list(files.values()) == [("_.._risk.pdf", b"a risk assessment")]
    assert "Please read" in maria.last()
    assert list(world.spool.iterdir()) == []


async def test_a_file_that_is_too_large_is_said_to_be_and_its_words_go_on(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)

    await says(priya, "The film", Enclosure(id="F1", name="film.mp4", size=34 * 1024 * 1024))

    assert heard(maria, "Priya") == ["Priya Shah: The film"]
    assert any("film.mp4: it has 34 MB, and I can pass on up to 20 MB" in text for text in priya.sees())
    assert MOST_FILE == 20 * 1024 * 1024


async def test_a_file_that_is_gone_is_said_to_be_without_troubling_coordinators(world: World, sam: Someone):
    priya, _ = await introduced(world, sam)
    told = len(sam.sees())

    await says(priya, "", Enclosure(id="F9", name="gone.pdf", size=10))

    assert "The file did not reach Maria Kowalska" in priya.last()
    assert len(sam.sees()) == told


async def test_what_reaches_nobody_goes_on_when_they_come_back(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    world.chats["phone"].blocked.add(maria.own)
    await says(priya, "Are you well?")
    await says(priya, "I am worried")
    told = [text for text in sam.sees() if "Maria Kowalska" in text and "another way" in text]

    world.chats["phone"].blocked.clear()
    lost = [text for text in priya.sees() if text.startswith("Not delivered yet")]
    await maria.commands("start")

    assert len(lost) == 2 and len(told) == 1
    assert heard(maria, "Priya") == ["Priya Shah: Are you well?", "Priya Shah: I am worried"]
    assert any(text.startswith("Delivered to Maria") for text in priya.sees())


async def test_either_side_closes_it_and_who_closed_it_opens_it_again(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)

    await maria.presses("Close")
    await says(priya, "Hello?")
    assert "Maria Kowalska closed the conversation" in priya.last()
    assert heard(maria, "Priya Shah:") == []
    with pytest.raises(AssertionError):
        priya.button("Open again")

    await maria.presses("Open again")
    await says(priya, "Hello again")
    assert heard(maria, "Priya Shah:") == ["Priya Shah: Hello again"]


async def test_it_ends_two_weeks_after_the_match(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    await in_state(world, priya, MatchState.CLOSED)

    world.now += timedelta(days=13)
    await says(priya, "Thank you for everything")
    world.now += timedelta(days=2)
    await says(priya, "One more thing")

    assert heard(maria, "Priya Shah:") == ["Priya Shah: Thank you for everything"]
    assert "is closed, so this was not passed on" in priya.last()
    assert "Tell a coordinator" in priya.labels()


async def test_nothing_passes_while_a_coordinator_looks_into_something(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    card = card_of(maria, "You have a match")
    await in_state(world, priya, MatchState.ON_HOLD)

    await says(priya, "Hello?")
    await says(maria, "Hello?", to=card)

    assert "are stopped for now" in priya.last() and "are stopped for now" in maria.last()
    assert heard(maria, "Priya Shah:") == heard(priya, "Maria Kowalska:") == []


async def test_talk_with_an_id_turns_to_that_match(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)
    match = await match_of(world, priya)

    await maria.commands("talk", match.lower())
    await maria.commands("start", f"talk_{match}")

    assert [text for text in maria.sees() if text.startswith("To Priya Shah")]


async def test_talk_to_you_later_is_for_the_other_side(world: World, sam: Someone):
    priya, maria = await introduced(world, sam)

    await says(priya, "talk to you later")

    assert heard(maria, "Priya") == ["Priya Shah: talk to you later"]
