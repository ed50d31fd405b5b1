"""After it happened: thanks by one press, what was learned for oneself alone, and the year on paper."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.matches import MatchState
from tests.flows.test_rights import forgets
from tests.flows.test_stories import done
from tests.flows.world import Someone, World

__all__ = ["done"]

HOSTILE = '=1+1 <b>*_@everyone "to listen"'
Three = tuple[Someone, Someone, Someone]


async def test_the_group_says_thank_you_with_one_press_and_is_not_asked_again(world: World, done: Three):
    priya, maria, _ = done
    await maria.presses("Say thank you")

    assert "says thank you for your help" in priya.last()
    [asked] = [text for text in maria.sees() if "Your thanks are passed on" in text]
    assert "are confirmed" in asked
    await world.forward(timedelta(days=4))
    await maria.presses("Give feedback")
    await maria.presses("5, excellent")
    await maria.says("Lovely.")
    await maria.presses("Yes")
    assert "The coordinators read it" in maria.last()


async def test_thanks_in_ones_own_words_are_read_as_they_were_typed(world: World, done: Three):
    priya, maria, _ = done
    await maria.presses("In my own words")
    await maria.says(HOSTILE)

    assert HOSTILE in priya.last()


async def test_thanks_are_no_way_round_what_stops_messages(world: World, done: Three):
    priya, maria, _ = done
    message, in_words = maria.button("In my own words")
    _, plain = maria.button("Say thank you")
    await maria.presses("In my own words")
    await maria.says("Lovely.")
    assert "In my own words" not in maria.labels() and "Tell a coordinator" in priya.labels()

    await maria.forges(in_words.action, message=message)
    assert "moved on already" in maria.hints[-1]
    await maria.forges(plain.action, message=message)
    assert sum("A thank-you from" in text for text in priya.sees()) == 1
    await priya.says("my year")
    assert "Lovely." in priya.last()

    await world.forward(timedelta(days=15))
    for each in (plain, in_words):
        await maria.forges(each.action, message=message)
        assert "That conversation is closed" in maria.hints[-1]
    assert sum("A thank-you from" in text for text in priya.sees()) == 1


@pytest.mark.parametrize("stopped", ["held", "closed"])
async def test_words_written_before_it_was_stopped_are_not_passed_on(world: World, done: Three, stopped: str):
    priya, maria, _ = done
    await maria.presses("In my own words")
    async with world.begin() as tx:
        [match] = await tx.matches.in_state(*MatchState)
        if stopped == "held":
            await tx.matches.put(replace(match, state=MatchState.ON_HOLD, revision=match.revision + 1))
        talk = (await tx.talks.some((match.id,)))[match.id]
        await tx.talks.put(replace(talk, closed_at=world.now if stopped == "closed" else None))
        await tx.commit()

    await maria.says(HOSTILE)

    assert not any(HOSTILE in text or "A thank-you from" in text for text in priya.sees())


async def test_what_was_learned_is_read_by_whoever_wrote_it_alone(world: World, done: Three):
    priya, maria, sam = done
    await priya.presses("Note what I learned")
    await priya.fills(words=HOSTILE)

    await priya.says("my year")
    assert HOSTILE in priya.last()
    await priya.presses("As a file (CSV)")
    [file] = world.chats["office"].files[priya.own][-1:]
    head, line = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
    told = dict(zip(head, line, strict=True))
    assert (told["learned"], told["hours"]) == (f"'{HOSTILE}", "4")
    for other in (maria, sam):
        assert not any("to listen" in text for text in other.sees())


async def test_what_was_learned_is_in_my_data_and_goes_with_whoever_wrote_it(world: World, done: Three):
    priya, maria, _ = done
    await priya.presses("Note what I learned")
    await priya.fills(words="to listen")
    async with world.begin() as tx:
        hers, theirs = [json.dumps(await tx.rights.held(await _id(tx, each))) for each in (priya, maria)]
        id = await _id(tx, priya)
    assert "to listen" in hers and "to listen" not in theirs
    await forgets(priya)
    async with world.begin() as tx:
        assert "to listen" not in json.dumps(await tx.rights.held(id))


async def _id(tx, someone: Someone) -> str:
    person = await tx.people.of(someone.account)
    assert person is not None
    return person.id
