"""One event, one transaction: once, or not at all."""

import asyncio
import io
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from bot.chat.action import Action
from bot.chat.address import Account, Chat
from bot.chat.incoming import (
    Command,
    Dismissed,
    Filled,
    Incoming,
    Left,
    Located,
    OpenedHome,
    Origin,
    Pressed,
    Said,
    Unreadable,
)
from bot.chat.markup import Link
from bot.chat.outgoing import Hint, Para
from bot.chat.ports import Failed
from bot.dispatch import NAME_LENGTH, OF_THOSE_WE_KNOW, TRIES
from bot.logs import set_up_logging
from tests.flows.world import Someone, World

ANA = Account(platform="phone", tenant="B1", user="U-Ana")
OWN = Chat(platform="phone", tenant="B1", id="U-Ana")


@pytest.fixture(autouse=True)
def logged() -> Iterator[io.StringIO]:
    """What the program would write to its standard error."""
    root = logging.getLogger()
    before = root.handlers[:]
    set_up_logging("json")
    written = io.StringIO()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    structlog.reset_defaults()
    root.handlers[:] = before


def ana(event: str = "e1", name: str = "Ana") -> Origin:
    return Origin(event=event, sender=ANA, name=name, chat=OWN, private=True)


def shown(world: World) -> list[str]:
    return [card.words() for card in world.chats["phone"].shown.get(OWN, {}).values()]


def in_group(event: str = "e1", name: str = "Ana", rest: str = "") -> Command:
    """A command for which the coordinators' places are asked."""
    group = replace(ana(event, name), chat=Chat(platform="phone", tenant="B1", id="-100"), private=False)
    return Command(origin=group, name="queue", rest=rest)


async def test_the_same_event_twice_is_done_once(world: World):
    event = Said(origin=ana(), text="help")

    first = await world.handle(event)
    before = shown(world)
    second = await world.handle(event)

    assert (first, second) == ((), ())
    assert shown(world) == before


async def test_the_same_event_at_the_same_time_is_done_once(world: World):
    event = Said(origin=ana(), text="help")

    await asyncio.gather(*(world.dispatcher().handle(event) for _ in range(5)))
    await world.deliver()

    assert len(shown(world)) == 2  # the privacy notice and the answer


async def test_the_same_number_from_another_tenant_is_another_event(world: World):
    other = replace(ANA, tenant="B2")
    await world.handle(Said(origin=ana(), text="help"))

    await world.handle(Said(origin=replace(ana(), sender=other, chat=replace(OWN, tenant="B2")), text="help"))

    assert len(world.chats["phone"].shown) == 2


async def test_first_contact_brings_the_privacy_notice_once_and_first(world: World):
    await world.handle(Said(origin=ana("e1"), text="help"))
    await world.handle(Said(origin=ana("e2"), text="mine"))

    assert shown(world)[0].startswith("Before we start")
    assert len([text for text in shown(world) if text.startswith("Before we start")]) == 1


async def test_the_privacy_notice_leads_to_the_whole_of_it_where_there_is_one(world: World):
    world.privacy = "https://charity.example/privacy"
    priya = world.volunteer()

    await priya.commands("help")

    notice, _help = priya.cards()
    *_, last = notice.lines
    assert last == Para(text=(Link(text="Read the whole privacy notice.", url=world.privacy),))


async def test_a_refusal_changes_nothing_and_is_said(world: World, tmp_path: Path):
    await world.handle(Said(origin=ana("e1"), text="help"))
    before = rows(tmp_path / "makegood.db")

    await world.handle(Command(origin=ana("e2"), name="queue"))

    assert shown(world)[-1].startswith("Only coordinators can do that.")
    assert rows(tmp_path / "makegood.db") == before | {"posted": before["posted"] + 1}


async def test_a_refused_event_is_not_refused_twice(world: World):
    event = Command(origin=ana(), name="queue")

    await world.handle(event)
    await world.handle(event)

    assert len([text for text in shown(world) if text.startswith("Only coordinators")]) == 1


async def test_our_mistake_rolls_everything_back(world: World, tmp_path: Path):
    before = rows(tmp_path / "makegood.db")
    world.trouble = ValueError("oh")

    with pytest.raises(Failed) as failure:
        await world.handle(in_group())

    assert rows(tmp_path / "makegood.db") == before
    assert failure.value.id in failure.value.sentence
    assert "Nothing was changed" in failure.value.sentence


async def test_the_third_failure_puts_the_event_aside_with_a_hint(world: World):
    world.trouble = ValueError("oh")
    for _ in range(TRIES - 1):
        with pytest.raises(Failed):
            await world.handle(in_group())

    (hint,) = await world.handle(in_group())
    world.trouble = None
    again = await world.handle(in_group())

    assert isinstance(hint, Hint)
    assert "What you sent is kept" in hint.text
    assert again == ()


async def test_an_event_that_failed_once_is_done_when_it_comes_again(world: World):
    await world.handle(Said(origin=ana("e0"), text="help"))
    world.trouble = ValueError("oh")
    with pytest.raises(Failed):
        await world.handle(in_group())
    world.trouble = None

    await world.handle(in_group())

    assert shown(world)[-1].startswith("Only coordinators can do that.")


async def test_a_failure_is_logged_with_its_id_and_without_words_or_names(world: World, logged: io.StringIO):
    world.trouble = ValueError("no such thing: my private words")

    with pytest.raises(Failed) as failure:
        await world.handle(in_group(name="Ana Secret", rest="my private words"))

    written = logged.getvalue()
    (line,) = [json.loads(each) for each in written.splitlines() if "event.failed" in each]
    assert line["id"] == failure.value.id
    assert line["exception"].startswith("ValueError at world.py")
    assert "private words" not in written
    assert "Secret" not in written


async def test_nothing_that_is_said_or_pressed_is_logged(world: World, logged: io.StringIO):
    maria = world.host("Maria Secret")

    await maria.says("we need a plumber to look at our boiler before winter, LS9")
    await maria.says("queue")
    await maria.presses("Cancel")

    written = logged.getvalue()
    assert "event.refused" in written
    assert not [word for word in ("Secret", "plumber", "boiler", "LS9") if word in written]


HOSTILE = (
    "<b>*_@everyone|=cmd()",
    "\u202etxt.exe",
    "Robert'); DROP TABLE people;--",
    "{name}",
    "**",
    "ⱥ̸̧" * 20,
)


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_name_is_kept_as_typed(world: World, name: str):
    await world.handle(Said(origin=ana(name=name), text="help"))

    async with world.begin() as tx:
        person = await tx.people.of(ANA)
    assert person is not None
    assert person.name == name


@pytest.mark.parametrize(
    ("name", "kept"), [("", "Somebody"), ("   ", "Somebody"), (" Ana \n Lee ", "Ana Lee")]
)
async def test_an_empty_name_is_somebody(world: World, name: str, kept: str):
    await world.handle(Said(origin=ana(name=name), text="help"))

    async with world.begin() as tx:
        person = await tx.people.of(ANA)
    assert person is not None
    assert person.name == kept


async def test_an_endless_name_is_cut(world: World):
    await world.handle(Said(origin=ana(name="n" * 4097), text="help"))

    async with world.begin() as tx:
        person = await tx.people.of(ANA)
    assert person is not None
    assert len(person.name) == NAME_LENGTH


@pytest.mark.parametrize(
    "typed", ["x" * 4097, "", "   ", "\x00", "\ud800", "𝔘" * 4000, "%s{0}{name}", "'" * 300]
)
async def test_whatever_is_typed_is_answered(world: World, typed: str):
    await world.handle(Said(origin=ana("e1"), text="help"))
    before = len(shown(world))

    await world.handle(Said(origin=ana("e2"), text=typed))

    assert len(shown(world)) > before


@pytest.mark.parametrize("typed", ["x" * 4097, "\x00 nul", "\ud800 half", "<!channel> & </b>", "=1+1"])
async def test_whatever_is_typed_to_a_question_keeps_the_conversation(world: World, typed: str):
    maria = world.host()
    await maria.commands("need")
    await maria.says("team day")

    await maria.says(typed)

    talk = await world.conversation(maria)
    assert talk is not None
    assert talk.step in ("what", "where")


async def test_who_left_is_out_of_reach_until_they_write_again(world: World):
    await world.handle(Said(origin=ana("e1"), text="help"))

    await world.handle(Left(origin=ana("e2")))
    gone = await reach(world)
    await world.handle(Said(origin=ana("e3"), text="help"))

    assert gone == "left"
    assert await reach(world) == ""


async def test_who_blocked_us_is_marked_and_coordinators_are_told_once(world: World):
    sam, maria = await world.coordinator(), world.host()
    await maria.commands("start")
    world.chats["phone"].blocked.add(maria.own)

    await maria.commands("help")
    await maria.commands("mine")

    told = [text for text in sam.sees() if "could not be delivered" in text]
    assert len(told) == 1
    assert "Maria Kowalska" in told[0]


@pytest.mark.parametrize(
    "event",
    [
        Pressed(origin=ana(), action=Action(verb="no.such")),
        Pressed(origin=ana(), action=Action(verb="c.set", subject="NOBODY", revision=3)),
        Filled(origin=ana(), conversation="NOBODY", revision=1, answers={"what": ("x",)}),
        Dismissed(origin=ana(), conversation="NOBODY", answers={}),
        Unreadable(origin=ana(), what="sticker"),
        Located(origin=ana(), latitude=53.8, longitude=-1.5),
        Unreadable(origin=ana(), what="button"),
        Command(origin=ana(), name=""),
        Command(origin=ana(), name="x" * 500, rest="y" * 5000),
        OpenedHome(origin=ana()),
        Left(origin=ana()),
    ],
    ids=lambda event: type(event).__name__,
)
async def test_no_event_of_a_stranger_fails(world: World, event: Incoming):
    await world.handle(event)

    async with world.begin() as tx:
        assert (await tx.people.of(ANA) is None) == isinstance(event, OF_THOSE_WE_KNOW)


async def test_a_workspace_says_who_a_person_works_for(world: World):
    priya = world.volunteer(employer="Aire and Calder")

    await priya.says("help")

    async with world.begin() as tx:
        person = await tx.people.of(priya.account)
        assert person is not None
        assert (await tx.organisations.get(person.organisation)).name == "Aire and Calder"


async def test_a_new_dispatcher_for_every_event_changes_nothing(world: World):
    """The same words through one dispatcher, and through one that dies after each event."""
    steps = ("we need a plumber to mend our boiler, any time, LS9", "4", "1", "skip", "St Aidan's")
    kept = []
    for user, name in (("one", "Ana"), ("many", "Ana")):
        person = Someone(world=world, name=f"{name}-{user}", platform="phone", tenant="B1")
        only = world.dispatcher()
        for step in steps:
            event = Said(origin=person.origin(), text=step)
            await (only if user == "one" else world.dispatcher()).handle(event)
        talk = await world.conversation(person)
        assert talk is not None
        kept.append((talk.state, talk.step, talk.answers, talk.revision))

    assert kept[0] == kept[1]


async def reach(world: World) -> str:
    async with world.begin() as tx:
        person = await tx.people.of(ANA)
        assert person is not None
        (contact,) = await tx.people.contacts(person.id)
    return contact.unreachable


def rows(world_file: Path) -> dict[str, int]:
    """How many rows each table about people and their business has."""
    tables = ("people", "organisations", "listings", "matches", "conversations", "nudges", "moves", "posted")
    with closing(sqlite3.connect(world_file)) as connection:
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


async def test_where_somebody_is_and_what_they_read_is_as_their_platform_said_last(world: World):
    said = [("e1", "pl", "Europe/Warsaw"), ("e2", "", ""), ("e3", "pl", "Europe/Atlantis"), ("e4", "de", "")]
    known = []
    for event, language, zone in said:
        origin = replace(ana(event), language=language, zone=zone)
        await world.handle(Said(origin=origin, text="help"))
        async with world.begin() as tx:
            person = await tx.people.of(ANA)
        assert person is not None
        known.append((person.language, person.zone))

    assert known == [("pl", "Europe/Warsaw")] * 3 + [("de", "Europe/Warsaw")]
