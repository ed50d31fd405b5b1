"""kill -9 at any point of the story: it can be finished, nobody is told twice, nobody is not told."""

import asyncio
import sqlite3
from collections.abc import Mapping

import pytest

from tests.system.city import CHANNEL, City, When, as_read, city
from tests.system.playing import the_story

pytestmark = [pytest.mark.timeout(400), pytest.mark.xdist_group("killed")]

DM_OF_SAM, DM_OF_PRIYA, CHAT_OF_MARIA = "D0SAM", "D0PRIYA", "5001"

TOLD: Mapping[str, tuple[tuple[str, ...], ...]] = {
    DM_OF_SAM: (
        ("Before we start",),
        ("You are a coordinator now",),
        ("How much of it happened?",),
    ),
    DM_OF_PRIYA: (
        ("Before we start",),
        ("Your offer is posted",),
        ("Your offer is live",),
        ("A group needs you",),
        ("You have a match",),
        ("Passed on to Maria Kowalska",),
        ("A date is suggested",),
        ("It is a date",),
        ("Today",),
        ("Thank you\n4 hours",),
        ("How was it?\n",),
        ("How was it, from 1 to 5?", "Stars:"),
        ("Thank you. The coordinators read it",),
    ),
    CHANNEL: (
        ("New offer", "Offer\n"),
        ("New group", "Group\n"),
        ("New need", "Need\n"),
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
        ("Someone could help",),
        ("You have a match",),
        ("Priya Shah: Hello!",),
        ("When shall it be?", "Date:"),
        ("Is this right?\nDate:", "✓ Set a date"),
        ("I have suggested",),
        ("It is a date",),
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
}

ACTS = 25


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Mapping[When, City | BaseException]:
    """The story in three cities at once, as most of it is waiting: for a restart, for a session to begin."""

    async def play(when: When) -> City:
        async with city(tmp_path_factory.mktemp(when.name), when) as at:
            await the_story(at)
            assert await at.program.stop() == 0
            return at

    async def play_all() -> Mapping[When, City | BaseException]:
        return dict(zip(When, await asyncio.gather(*map(play, When), return_exceptions=True), strict=True))

    return asyncio.run(play_all())


@pytest.fixture(params=When, ids=lambda when: when.name)
def at(request: pytest.FixtureRequest, cities: Mapping[When, City | BaseException]) -> City:
    """The city after the story."""
    found = cities[request.param]
    if isinstance(found, BaseException):
        raise found
    return found


def shown(at: City) -> Mapping[str, list[str]]:
    """What stands in every chat at the end."""
    texts = {
        DM_OF_SAM: at.sam.sees(),
        DM_OF_PRIYA: at.priya.sees(),
        CHANNEL: at.sam.sees(CHANNEL),
        CHAT_OF_MARIA: at.maria.sees(),
    }
    return {chat: [as_read(text) for text in found] for chat, found in texts.items()}


def test_nobody_is_told_twice_and_nobody_is_not_told(at: City) -> None:
    """Once on Slack. On Telegram once more for each lost answer: it cannot be asked what it shows."""
    for chat, texts in shown(at).items():
        for beginnings in TOLD[chat]:
            count = sum(text.startswith(beginnings) for text in texts)
            lost = sum(death.lost(beginnings) for death in at.deaths) if chat == CHAT_OF_MARIA else 0
            assert count == 1 + lost, (chat, beginnings, count, lost)


def test_nothing_else_was_said(at: City) -> None:
    for chat, texts in shown(at).items():
        known = tuple(beginning for row in TOLD[chat] for beginning in row)
        assert [text for text in texts if not text.startswith(known)] == []


def test_the_hours_are_verified_and_nothing_waits(at: City) -> None:
    with sqlite3.connect(at.folder / "var" / "makegood.db") as database:

        def one(query: str) -> object:
            return database.execute(query).fetchone()[0]

        assert one("select count(*) from matches") == 1
        assert one("select count(*) from matches where state = 'closed'") == 1
        assert one("select count(*) from deliveries where verified is not null") == 1
        assert one("select count(*) from feedback") == 1
        assert one("select count(*) from outbox where state not in ('sent', 'superseded')") == 0
        assert one("select count(*) from inbox where failures > 0") == 0


def test_every_message_of_the_story_was_a_point_of_death(cities: Mapping[When, City | BaseException]) -> None:
    for when in (When.BEFORE, When.AFTER):
        found = cities[when]
        assert isinstance(found, City)
        calls = [(call.place, as_read(call.words)) for call in found.kills]
        for chat, rows in TOLD.items():
            for beginnings in rows:
                assert any(place == chat and said.startswith(beginnings) for place, said in calls), beginnings
        for line in CHANGED:
            assert any(place == CHANNEL and line in said for place, said in calls), line
        assert {call.method for call in found.kills} >= ALSO_CALLED


def test_there_was_a_death_after_every_act(cities: Mapping[When, City | BaseException]) -> None:
    found = cities[When.BETWEEN]
    assert isinstance(found, City)
    assert len(found.deaths) == ACTS
