"""kill -9 at any point of the story: it can be finished, nobody is told twice, nobody is not told."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from adapters.simulator.actors import Actor, NothingLikeThat, OnSlack
from adapters.simulator.slack import CannotDo
from adapters.simulator.telegram import NotShown
from tests.system.program import CHANNEL, Town, When, invite, town

LONG = 40.0  # seconds that a person waits, with every restart in between, before the test gives up
PRESS_AGAIN = 2.5  # seconds after which a person who saw nothing happen presses again
pytestmark = pytest.mark.timeout(400)


async def do(act: Callable[[], Awaitable[object]], seen: Callable[[], bool]) -> None:
    """A person acts until they see what it brings about; never again after that."""
    async with asyncio.timeout(LONG):
        while not seen():
            try:
                await act()
            except (NothingLikeThat, CannotDo, NotShown, TimeoutError):
                await asyncio.sleep(0.1)
            await _until(seen, PRESS_AGAIN)


async def _until(seen: Callable[[], bool], seconds: float) -> None:
    for _ in range(int(seconds / 0.05)):
        if seen():
            return
        await asyncio.sleep(0.05)


def shows(person: Actor, words: str, place: str = "") -> Callable[[], bool]:
    return lambda: any(words in text for text in person.sees(place))


async def said(person: Actor, text: str, then: str) -> None:
    """Words are sent once: both platforms keep them for us."""
    await person.says(text)
    await _until(shows(person, then), LONG)
    assert shows(person, then)(), f"{person.name} was never shown {then!r}"


async def pressed(person: Actor, label: str, then: str, place: str = "", about: str = "") -> None:
    await do(lambda: person.presses(label, place, about), shows(person, then, place))


async def offers_with_a_form(priya: OnSlack) -> None:
    """The command, the form, its review, and Post it."""
    answers = {
        "kind": "skills",
        "what": "bookkeeping",
        "where": "LS11",
        "when": "any time",
        "hours": "4",
        "leave": "own",
    }

    async def fill() -> None:
        if not priya.form_title():
            await priya.commands("offer")
        if priya.form_title() == "Offer help":
            await priya.fills(answers)
        if priya.form_title() == "Is this right?":
            await priya.fills({})

    await do(fill, shows(priya, "Your offer is posted"))


async def the_story(at: Town, between: Callable[[], Awaitable[None]]) -> None:
    """From a code to verified hours and feedback; `between` happens between any two acts."""
    priya, sam, maria = at.priya, at.sam, at.maria
    code = await invite(at.program.env)
    at.watch()
    await do(lambda: sam.commands(f"coordinate {code}"), shows(sam, "You are a coordinator now"))
    await between()
    await offers_with_a_form(priya)
    await between()
    await said(
        maria, "we need someone to sort out our accounts before Easter, 4 hours, LS9", "How many people"
    )
    await between()
    await said(maria, "1", "What do you provide")
    await between()
    await said(maria, "tea", "Which group")
    await between()
    await said(maria, "Seacroft Food Pantry", "Is this right?")
    await between()
    await pressed(maria, "Post it", "Your request is posted")
    await between()
    await pressed(sam, "Verify", "Now: verified", CHANNEL)
    await pressed(sam, "Approve", "Now: live", CHANNEL, about="New offer")
    await between()
    await pressed(sam, "Approve", "Match", CHANNEL, about="New need")
    await between()
    await pressed(sam, "Approve", "the group is asked", CHANNEL, about="Match")
    await between()
    await pressed(maria, "Yes", "You said yes", about="Someone could help")
    await between()
    await pressed(priya, "Yes", "You have a match", about="A group needs you")
    await between()
    await pressed(maria, "Set a date", "When shall it be?")
    await between()
    await said(maria, "next Friday, 10 to 2", "I will suggest this date")
    await between()
    await pressed(maria, "Post it", "I have suggested", about="I will suggest this date")
    await between()
    await pressed(priya, "Yes, that works", "It is a date")
    await between()
    await pressed(maria, "Yes", "How many hours was it", about="Was it delivered?")
    await between()
    await pressed(maria, "4 hours", "Thank you")
    await between()
    await pressed(priya, "Give feedback", "How was it, from 1 to 5?")
    await between()
    await pressed(priya, "5, excellent", "What would you say")
    await between()
    await pressed(priya, "Skip", "Would you do it again?")
    await between()
    await pressed(priya, "Yes", "The coordinators read it", about="Would you do it again?")


FACTS = {
    "Sam": ("You are a coordinator now",),
    "Priya": (
        "Before we start",
        "Your offer is posted",
        "Your offer is live",
        "A group needs you",
        "You have a match",
        "A date is suggested",
        "It is a date",
        "Coming up",
        "4 hours for Seacroft Food Pantry",
        "How was it with Maria",
        "The coordinators read it",
    ),
    "Maria": (
        "Before we start",
        "Your request is posted",
        "Seacroft Food Pantry is verified",
        "Your request is live",
        "Someone could help",
        "You have a match",
        "I have suggested",
        "It is a date",
        "Coming up",
        "Was it delivered?",
        "4 hours from Priya Shah",
    ),
}
"""What each is told once, as a message of its own."""


def told(at: Town) -> dict[str, list[str]]:
    """Every message (not edit) by whom it went to, by the words it shows now or began with."""
    return {
        "Sam": at.sam.sees(),
        "Priya": at.priya.sees(),
        "Maria": at.maria.sees(),
        "desk": at.sam.sees(CHANNEL),
    }


def check_facts(at: Town) -> None:
    """Exactly once on Slack. On Telegram at least once, and again only where the answer of a try was lost.

    Telegram cannot be asked what it has shown, so a try that died under way is made again; never any other.
    """
    messages = told(at)
    tries = tries_for(at.folder, "5001")
    for person, facts in FACTS.items():
        for fact in facts:
            count = sum(fact in text for text in messages[person])
            if person == "Maria":
                most = max(attempt for words, attempt in tries if fact in words)
                assert 1 <= count <= most, (person, fact, count, most)
            else:
                assert count == 1, (person, fact, count)
    assert len(messages["desk"]) == 4, messages["desk"]  # group, offer, need, match: one card each


def tries_for(folder: Path, chat: str) -> list[tuple[str, int]]:
    """The words of each letter to a chat, and how often it was tried."""
    with sqlite3.connect(folder / "var" / "makegood.db") as database:
        rows = database.execute("select outgoing, attempt from outbox where chat = ?", (chat,)).fetchall()
    return [(_words(outgoing), attempt) for outgoing, attempt in rows]


def _words(outgoing: str) -> str:
    card = json.loads(outgoing)["card"]
    spans = [line.get("text") or line["value"] for line in card["lines"]]
    return card["title"] + "\n" + "\n".join("".join(span["text"] for span in line) for line in spans)


def check_database(folder: Path) -> None:
    """The hours really are verified, the matching is closed, and nothing waits or was given up."""
    with sqlite3.connect(folder / "var" / "makegood.db") as database:
        one = lambda query: database.execute(query).fetchone()[0]  # noqa: E731
        assert one("select count(*) from matches where state = 'closed'") == 1
        assert one("select count(*) from deliveries where verified is not null") == 1
        assert one("select count(*) from outbox where state not in ('sent', 'superseded', 'cancelled')") == 0
        assert one("select count(*) from inbox where failures > 0") == 0


async def run(folder: Path, when: When, *, between: bool = False) -> Town:
    async with town(folder, when) as at:

        async def kill_between() -> None:
            if between:
                await at.program.kill()
                await at.program.start()

        await the_story(at, kill_between)
        await asyncio.sleep(1.0)  # what is still on its way arrives
        at.when = When.NEVER
        assert await at.program.stop() == 0
        return at


async def test_the_story_by_the_real_program_without_any_kill(tmp_path: Path) -> None:
    at = await run(tmp_path, When.NEVER)

    check_facts(at)
    check_database(tmp_path)


async def test_killed_before_the_effect_of_every_outbound_call(tmp_path: Path) -> None:
    at = await run(tmp_path, When.BEFORE)

    assert len(at.kills) > 35
    check_facts(at)
    check_database(tmp_path)


async def test_killed_after_the_effect_of_every_outbound_call(tmp_path: Path) -> None:
    at = await run(tmp_path, When.AFTER)

    assert len(at.kills) > 35
    check_facts(at)
    check_database(tmp_path)


async def test_killed_between_any_two_acts(tmp_path: Path) -> None:
    at = await run(tmp_path, When.NEVER, between=True)

    check_facts(at)
    check_database(tmp_path)
