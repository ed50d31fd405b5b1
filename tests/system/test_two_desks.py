"""Coordinators on Slack and on Telegram share one desk: the real bot, both strict stand-ins."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.simulator.actors import NothingLikeThat, OnTelegram
from adapters.simulator.telegram.world import ADMINISTRATOR
from bot.domain.matches import Match, MatchState
from bot.services import roles
from bot.stage import CHANNEL, Stage, stage
from tests.system.posting import both_post, settled

TUESDAY = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
GROUP = -1001234567890
DESK = str(GROUP)
pytestmark = pytest.mark.timeout(90)


async def becomes_coordinator(on: Stage, who: OnTelegram, code: str) -> None:
    async with on.bot.storage.begin() as tx:
        await roles.invite(tx, code, on.clock())
        await tx.commit()
    await who.says(f"/coordinate {code}")
    await on.settle()


def fill_the_group(on: Stage) -> None:
    """With Ana and Mallory, and the bot as an administrator."""
    for user, name in ((6001, ("Ana", "Ivic")), (6002, ("Mallory",))):
        on.telegram.add_user(user, *name)
        on.telegram.join_group(user, GROUP)
    on.telegram.world.chat(GROUP).members[on.telegram.world.bot_id] = ADMINISTRATOR


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    """With topics on, and the bot an administrator of the group."""
    async with stage(tmp_path, starts=TUESDAY, desk=GROUP) as on:
        fill_the_group(on)
        on.telegram.turn_topics_on(GROUP)
        await on.sam.commands(f"coordinate {on.code}")
        await becomes_coordinator(on, ana(on), "ANAS-CODE")
        yield on


def ana(on: Stage) -> OnTelegram:
    return OnTelegram(stand_in=on.telegram, user=6001, name="Ana Ivic")


def mallory(on: Stage) -> OnTelegram:
    return OnTelegram(stand_in=on.telegram, user=6002, name="Mallory")


async def suggested(on: Stage) -> Match:
    await both_post(on)
    await ana(on).presses("Verify", DESK)
    await on.settle()
    await ana(on).presses("Approve", DESK, "New offer")
    await on.sam.presses("Approve", CHANNEL, "New need")
    await on.forward(timedelta(minutes=11))
    return await the_match(on)


async def the_match(on: Stage) -> Match:
    async with on.bot.storage.begin() as tx:
        (match,) = await tx.matches.in_state(*MatchState)
    return match


def in_topic(on: Stage, name: str) -> list[str]:
    """What stands in it now, oldest first."""
    (thread,) = [thread for thread, called in on.telegram.topics(GROUP).items() if called == name]
    there = [each for each in on.telegram.messages(GROUP) if each.get("message_thread_id") == thread]
    return [each["text"] for each in there if "text" in each]


async def test_each_state_has_its_topic_and_a_card_moves_with_it(on: Stage):
    match = await suggested(on)
    assert list(on.telegram.topics(GROUP).values()) == ["New", "To decide"]
    assert len(in_topic(on, "New")) == 3  # the group, the offer and the need
    (card,) = in_topic(on, "To decide")
    assert card.startswith(f"Match {match.id}")

    await ana(on).presses("Approve", DESK, f"Match {match.id}")
    await on.settle()
    assert "Approved by Ana Ivic at" in in_topic(on, "To decide")[0]  # it can be undone where it was pressed
    assert "Running" not in on.telegram.topics(GROUP).values()

    await ana(on).presses("Ask now", DESK)
    await on.settle()
    assert in_topic(on, "To decide") == ["This is in “Running” now, as it stands."]
    assert in_topic(on, "Running")[0].startswith(f"Match {match.id}")


async def test_the_first_press_wins_and_the_other_platforms_card_says_who_it_was(on: Stage):
    match = await suggested(on)

    await on.sam.presses("Approve", CHANNEL, f"Match {match.id}")
    reference = next(m for m in on.telegram.messages(GROUP) if f"Match {match.id}" in m.get("text", ""))
    await on.settle()

    assert "Approved by Sam Okafor at" in in_topic(on, "To decide")[0]
    assert not ana(on).offers("Approve", DESK, "Match")
    with pytest.raises(NothingLikeThat):
        await ana(on).presses("Approve", DESK, "Match")
    data = reference["reply_markup"]["inline_keyboard"][0][0]["callback_data"]  # as it was before
    await forges(on, 6001, reference["message_id"], data)
    assert on.telegram.answers[-1].text.startswith("Already decided by Sam Okafor at")
    assert (await the_match(on)).decided_by == "Sam Okafor"


async def test_two_presses_at_once_on_two_platforms_decide_once(on: Stage):
    match = await suggested(on)

    await asyncio.gather(
        on.sam.presses("Approve", CHANNEL, "Match"), ana(on).presses("Not this", DESK, "Match")
    )
    await on.settle()

    found = await the_match(on)
    async with on.bot.storage.begin() as tx:
        moves = [each.move for each in await tx.record.of("match", match.id)]  # type: ignore[arg-type]
    assert moves.count("approve") <= 1
    assert found.state in (MatchState.APPROVED_TO_ASK, MatchState.SUGGESTED)


async def forges(on: Stage, user: int, message: int, data: str) -> None:
    """A press of a button that the message does not show any more."""
    shown = on.telegram.world.chat(GROUP).messages[message]
    before = shown.get("reply_markup")
    shown["reply_markup"] = {"inline_keyboard": [[{"text": "?", "callback_data": data}]]}
    pressing = on.telegram.press(user, GROUP, message, data)
    if before is None:
        del shown["reply_markup"]
    else:
        shown["reply_markup"] = before
    await pressing
    await on.settle()


async def test_a_member_of_the_group_who_is_no_coordinator_decides_nothing(on: Stage):
    match = await suggested(on)

    await mallory(on).presses("Approve", DESK, f"Match {match.id}")
    await on.settle()

    assert on.telegram.answers[-1].user_id == 6002
    assert on.telegram.answers[-1].text.startswith("Only coordinators can do that.")
    assert (await the_match(on)).state is MatchState.SUGGESTED


async def test_commands_are_answered_in_the_topic_where_they_were_said(on: Stage):
    match = await suggested(on)
    new = next(thread for thread, name in on.telegram.topics(GROUP).items() if name == "New")

    on.telegram.say(6001, "/queue", GROUP, topic=new)
    await settled(on)

    assert in_topic(on, "New")[-1].startswith(f"Match {match.id}")
    assert in_topic(on, "To decide") == ["This is shown again below, as it stands now."]


async def test_without_the_right_to_open_topics_everything_stands_in_the_group(tmp_path: Path):
    async with stage(tmp_path, starts=TUESDAY, desk=GROUP) as on:
        fill_the_group(on)
        on.telegram.turn_topics_on(GROUP, for_the_bot=False)
        await on.sam.commands(f"coordinate {on.code}")
        await becomes_coordinator(on, ana(on), "ANAS-CODE")
        match = await suggested(on)

        assert on.telegram.topics(GROUP) == {}
        assert any(text.startswith(f"Match {match.id}") for text in ana(on).sees(DESK))


async def test_a_coordinator_on_a_platform_without_a_place_is_told_privately(tmp_path: Path):
    async with stage(tmp_path, starts=TUESDAY) as on:
        on.telegram.add_user(6001, "Ana", "Ivic")
        await on.sam.commands(f"coordinate {on.code}")
        await becomes_coordinator(on, ana(on), "ANAS-CODE")
        await both_post(on)
        await ana(on).presses("Verify")
        await on.settle()
        for about in ("New offer", "New need"):
            await ana(on).presses("Approve", about=about)
        await on.forward(timedelta(minutes=11))

        await on.sam.presses("Approve", CHANNEL, "Match")
        await on.settle()

        assert not [text for text in on.sam.sees() if "Match" in text]  # Sam has the channel
        assert not ana(on).offers("Approve", about="Match")
        assert any("Approved by Sam Okafor at" in text for text in ana(on).sees())
