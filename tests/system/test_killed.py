"""kill -9 at any point of the story: it can be finished, nobody is told twice, nobody is not told."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.system.city import CHANNEL, City, When, as_read, city
from tests.system.playing import the_story

DM_OF_SAM, DM_OF_PRIYA, CHAT_OF_MARIA = "D0SAM", "D0PRIYA", "5001"

Told = Mapping[str, tuple[tuple[str, ...], ...]]
TOLD: Told = {
    DM_OF_SAM: (
        ("Before we start",),
        ("You are a coordinator now",),
        ("How much of it happened?",),
        ("All 4 hours have happened",),  # the report's picture
    ),
    DM_OF_PRIYA: (
        ("Before we start",),
        ("Your offer is posted",),
        ("Your offer is live",),
        ("So that I never ask too much of you",),
        ("A group needs you",),
        ("You have a match",),
        ("Delivered to Maria Kowalska",),
        ("A date is suggested",),
        ("It is a date",),
        ("For your calendar",),
        ("Today",),
        ("Thank you.\n4 hours",),
        ("How was it?\n",),
        ("How was it, from 1 to 5?", "Stars:"),
        ("Thank you. The coordinators read it",),
    ),
    CHANNEL: (
        ("New offer", "Offer.\n"),
        ("New group", "Group.\n"),
        ("New need", "Need.\n"),
        ("Match ",),
    ),
    CHAT_OF_MARIA: (
        ("Before we start",),
        ("Kind:",),
        ("What do you provide", "Provided there:"),
        ("Which group", "Group:"),
        ("Is this right?\nKind:", "✓ Ask for help"),
        ("Your request is posted",),
        ("Seacroft Food Pantry is verified",),
        ("Your request is live",),
        ("So that nobody overruns you",),
        ("Someone could help",),
        ("You have a match",),
        ("Priya Shah: Hello!",),
        ("When shall it be?", "Date:"),
        ("Is this right?\nDate:", "✓ Set a date"),
        ("I have suggested",),
        ("It is a date",),
        ("For your calendar",),
        ("Today",),
        ("Was it delivered?",),
        ("How many hours was it", "Hours:"),
        ("Thank you\n4 hours",),
    ),
}
"""Every message there is, by chat: how it begins, and how it begins once it was answered or decided."""

CHANGED = ("Now: verified", "Now: live", "the group is asked", "Now: under way", "Now: done")
"""What the coordinators' cards are changed to say."""

ALSO_CALLED = {
    "auth.test",
    "conversations.history",  # to look for a message whose answer was lost
    "views.open",
    "getMe",
    "getUpdates",
    "answerCallbackQuery",
    "editMessageText",
    "files.getUploadURLExternal",
    "files.completeUploadExternal",
    "sendDocument",
}

ACTS = 26

KILLS = (When.BEFORE, When.AFTER, When.BETWEEN)
"""Those at commits take as long as all of these: `benchmarks.faults` plays them."""

KEPT = {
    "matches": 1,
    "matches where state = 'closed'": 1,
    "deliveries where verified is not null": 1,
    "feedback": 1,
    "outbox where state not in ('sent', 'superseded')": 0,
    "inbox where failures > 0": 0,
}
"""How many rows there are in the end."""


@pytest.mark.timeout(400)
async def test_killed_at_any_point_the_story_ends_well_and_everybody_is_told_once(
    tmp_path: Path,
) -> None:
    """In three cities at once, as most of it is waiting: for a restart, and for a session to begin."""
    async with asyncio.TaskGroup() as group:
        playing = [group.create_task(play(made(tmp_path / when.name), when)) for when in KILLS]

    for at in [task.result() for task in playing]:
        told_once(at)
        nothing_else_said(at)
        verified(at)
        died_everywhere(at)


def made(folder: Path) -> Path:
    """Below the test's own, so that what was logged there is looked at, too."""
    folder.mkdir()
    return folder


async def play(folder: Path, when: When) -> City:
    """The city after the story."""
    async with city(folder, when) as at:
        await the_story(at)
        assert await at.program.stop() == 0
        return at


def shown(at: City) -> Mapping[str, list[str]]:
    """What stands in every chat at the end."""
    texts = {
        DM_OF_SAM: at.sam.sees(),
        DM_OF_PRIYA: at.priya.sees(),
        CHANNEL: at.sam.sees(CHANNEL),
        CHAT_OF_MARIA: at.maria.sees(),
    }
    return {chat: [as_read(text) for text in found] for chat, found in texts.items()}


def told_once(at: City, told: Told = TOLD) -> None:
    """Once on Slack. On Telegram once more for each lost answer: it cannot be asked what it shows."""
    for chat, texts in shown(at).items():
        for beginnings in told.get(chat, ()):
            count = sum(text.startswith(beginnings) for text in texts)
            lost = sum(death.lost(beginnings) for death in at.deaths) if chat == CHAT_OF_MARIA else 0
            assert count == 1 + lost, (at.when, chat, beginnings, count, lost)


BELOW_A_LOST_COPY = {
    "Someone could help": "✓ You said yes.",
    "Was it delivered?": "✓ You said that it happened.",
}


def nothing_else_said(at: City) -> None:
    """But below a copy that the program knows nothing of, as the answer was lost, where that is pressed."""
    for chat, texts in shown(at).items():
        known = tuple(beginning for row in TOLD[chat] for beginning in row)
        if chat == CHAT_OF_MARIA:
            known += tuple(
                said
                for ask, said in BELOW_A_LOST_COPY.items()
                if any(death.lost((ask,)) for death in at.deaths)
            )
        assert [text for text in texts if not text.startswith(known)] == [], at.when


def verified(at: City) -> None:
    """The hours count, the matching is closed, nothing waits or was given up."""
    with contextlib.closing(sqlite3.connect(at.folder / "var" / "makegood.db")) as database:
        for query, count in KEPT.items():
            found = database.execute(f"select count(*) from {query}").fetchone()[0]
            assert found == count, (at.when, query, found)


def died_everywhere(at: City) -> None:
    """After every act; or at every message, every change of the coordinators' cards, and the other calls."""
    if at.when is When.BETWEEN:
        assert len(at.deaths) == ACTS
        return
    calls = [(call.place, as_read(call.words)) for call in at.kills]
    for chat, rows in TOLD.items():
        for beginnings in rows:
            died = any(place == chat and said.startswith(beginnings) for place, said in calls)
            assert died, (at.when, beginnings)
    for line in CHANGED:
        assert any(place == CHANNEL and line in said for place, said in calls), (at.when, line)
    assert {call.method for call in at.kills} >= ALSO_CALLED, at.when
