"""Groups in front of the strict stand-in of Telegram: chats that move, people who go, a bot taken out."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.simulator.actors import OnTelegram
from bot.stage import CHANNEL, Stage, stage

pytestmark = pytest.mark.timeout(120)

DESK, PANTRY = -4001, -4002
NEED = "we need someone to sort out our accounts before Easter, 4 hours, LS9, one person"


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    starts = datetime(2026, 12, 1, 9, 0, 5, tzinfo=UTC)
    async with stage(tmp_path, starts=starts, undo_minutes=0, desk=DESK) as opened:
        await opened.sam.commands(f"coordinate {opened.code}")
        yield opened


async def posted(on: Stage) -> None:
    for doing in (
        on.maria.says(NEED),
        on.maria.says("skip"),
        on.maria.says("Seacroft Food Pantry"),
        on.maria.says("post it"),
    ):
        await doing
        await on.settle()


async def colleague(on: Stage, user: int = 5002, name: str = "Asha") -> OnTelegram:
    """Somebody who joined by Maria's code."""
    on.telegram.add_user(user, name, "Patel")
    asha = OnTelegram(stand_in=on.telegram, user=user, name=name)
    await on.maria.commands("invite")
    await on.settle()
    link = next(word for word in on.maria.sees()[-1].split() if word.isalnum() and len(word) == 10)
    await asha.commands(f"start join_{link}")
    await on.settle()
    assert "You act for Seacroft Food Pantry" in asha.sees()[-1]
    return asha


async def happened(on: Stage) -> None:
    """Until the bot has heard what people did by hand, and done what follows."""
    await on.maria.handled()
    await on.settle()


def refused(on: Stage) -> list[tuple[str, int]]:
    """What Telegram would not take from us."""
    return [
        (each["method"], each["status"])
        for each in on.telegram.history_raw()
        if each.get("kind") == "call" and each["status"] >= 400
    ]


async def test_a_supergroup_gets_every_card_of_the_group_that_it_was(on: Stage):
    new = on.telegram.upgrade_group(DESK)
    await happened(on)

    await posted(on)

    cards = [each.get("text", "") for each in on.telegram.messages(new)]
    assert any("New need" in card for card in cards)
    assert sum(f"set TELEGRAM_COORDINATORS to {new}" in card for card in cards) == 1
    assert refused(on) == [("createForumTopic", 400)]  # it has no topics, which is found out once


async def test_a_group_that_moved_while_nobody_told_us_is_found_by_the_first_message(on: Stage):
    on.telegram.world.chats[DESK].migrated_to = -1000000009
    on.telegram.add_group(-1000000009, "Volunteering desk", [5001])

    await posted(on)

    cards = [each.get("text", "") for each in on.telegram.messages(-1000000009)]
    assert any("New need" in card for card in cards)
    assert len(refused(on)) <= 2


async def test_in_the_supergroup_a_stranger_decides_nothing_and_the_desk_is_one(on: Stage):
    new = on.telegram.upgrade_group(DESK)
    await posted(on)
    on.telegram.add_user(5003, "Kim", "Lee")
    on.telegram.join_group(5003, new)
    kim = OnTelegram(stand_in=on.telegram, user=5003, name="Kim Lee")

    await kim.presses("Verify", str(new))
    await on.settle()
    assert on.telegram.answers[-1].text and "Verify" in kim.buttons(str(new))

    await on.sam.presses("Verify", CHANNEL)
    await on.settle()
    assert "Verify" not in kim.buttons(str(new))
    assert any("verified" in text.lower() for text in kim.sees(str(new)))


async def test_taken_out_of_their_chat_coordinators_still_get_every_card(on: Stage):
    on.telegram.remove_bot(5001, DESK)
    await happened(on)

    await posted(on)

    assert any("New need" in text for text in on.sam.sees(CHANNEL))
    assert any("Maria Kowalska has taken me out of the coordinators' chat" in t for t in on.sam.sees(CHANNEL))
    assert refused(on) == []

    on.telegram.add_bot(5001, DESK)
    await happened(on)
    await on.sam.presses("Verify", CHANNEL)
    await on.settle()
    assert any("Seacroft" in each.get("text", "") for each in on.telegram.messages(DESK))


async def test_privacy_mode_stays_on_and_what_is_personal_goes_to_the_private_chat(on: Stage):
    assert on.telegram.world.bot["can_read_all_group_messages"] is False
    on.telegram.add_group(PANTRY, "Pantry", [5001])
    await on.maria.says("hello")
    await on.settle()
    before = len(on.maria.sees())

    await on.maria.commands("need", str(PANTRY))
    await on.settle()
    assert len(on.maria.sees()) > before
    assert not any("What kind of help" in text for text in on.maria.sees(str(PANTRY)))

    on.telegram.add_user(5009, "Noor", "Ali")
    on.telegram.join_group(5009, PANTRY)
    noor = OnTelegram(stand_in=on.telegram, user=5009, name="Noor Ali")
    await noor.commands("need", str(PANTRY))
    await on.settle()
    (link,) = [
        entity["url"]
        for each in on.telegram.messages(PANTRY)
        for entity in each.get("entities", [])
        if entity["type"] == "text_link"
    ]
    assert link.endswith("?start=need")


async def test_a_member_who_leaves_the_groups_chat_is_mentioned_to_team_and_desk(on: Stage):
    await posted(on)
    asha = await colleague(on)
    on.telegram.add_group(PANTRY, "Pantry", [5001, asha.user])

    on.telegram.leave_group(asha.user, PANTRY)
    await happened(on)

    assert "Asha Patel has left the chat" in on.maria.sees()[-1]
    assert any("Asha Patel has left a chat of Seacroft" in text for text in on.sam.sees(CHANNEL))


@pytest.mark.parametrize("how", ["block", "deactivate"])
async def test_who_cannot_be_reached_is_followed_by_a_colleague(on: Stage, how: str):
    await posted(on)
    asha = await colleague(on)
    getattr(on.telegram, how)(on.maria.user)
    await happened(on)

    await on.sam.presses("Ask", CHANNEL, about="New need")
    await on.sam.fills({"words": "Which accounts?"})
    await on.settle()

    assert any("Which accounts?" in text for text in asha.sees())
    assert any("This is yours now" in text for text in asha.sees())
    assert any("Nothing is lost" in text for text in on.sam.sees(CHANNEL))
    tried = [each for each in refused(on) if each[1] == 403]
    assert len(tried) <= 1
    await on.forward(timedelta(days=1))
    assert len([each for each in refused(on) if each[1] == 403]) == len(tried)


async def test_where_nobody_is_left_the_desk_sees_it(on: Stage):
    await posted(on)
    on.telegram.deactivate(on.maria.user)

    await on.sam.presses("Ask", CHANNEL, about="New need")
    await on.sam.fills({"words": "Which accounts?"})
    await on.settle()

    assert any("Nobody is left to write to" in text for text in on.sam.sees(CHANNEL))
