"""Bad input on Telegram, through the real client: each person gets a sentence, nothing leaks or breaks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.simulator.actors import OnTelegram
from adapters.simulator.faults import Fault
from bot.stage import CHANNEL, Stage, stage

pytestmark = pytest.mark.timeout(120)

NEED = "we need someone to sort out our accounts before Easter, 4 hours, LS9, one person"


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    starts = datetime(2026, 12, 1, 9, 0, 5, tzinfo=UTC)
    async with stage(tmp_path, starts=starts, undo_minutes=0) as opened:
        with capture_logs() as logs:
            yield opened
        assert [each for each in logs if each["log_level"] in ("error", "critical")] == []
        assert [each for each in logs if "accounts" in str(each) or "Kowalska" in str(each)] == []


def somebody(on: Stage, user: int, name: str) -> OnTelegram:
    on.telegram.add_user(user, name)
    return OnTelegram(stand_in=on.telegram, user=user, name=name)


async def posted(on: Stage) -> None:
    for text in (NEED, "skip", "Seacroft Food Pantry", "post it"):
        await on.maria.says(text)
        await on.settle()


def refused(on: Stage) -> list[object]:
    return [
        (each["method"], each["answer"])
        for each in on.telegram.history_raw()
        if each.get("kind") == "call" and each["status"] >= 400
    ]


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "match.yes:NOSUCH:1",
        "listing.withdraw:{need}:1",
        "c.post:{need}:9",
        "c.cancel:NOSUCH:1",
        "listing.approve:{need}:1",
        "org.verify:{group}:1",
        "team.remove:{maria}:0",
        "a" * 64,
        "\u202e:\u200b:1",
        "poster:{group}",
        "listing.poster:{need}:1",
        "draft:{need}",
        "c.resume:{need}:1:notice",
    ],
)
async def test_a_forged_button_is_answered_and_changes_nothing(on: Stage, data: str):
    """Also one that names what belongs to another group."""
    await posted(on)
    bo = somebody(on, 6001, "Bo")
    await bo.says("hello")
    await on.settle()
    async with on.bot.storage.begin() as tx:
        (need,) = await tx.listings.of_organisation((await tx.organisations.pending())[0].id)
    real = {"need": need.id, "group": need.organisation, "maria": need.owner}
    before = len(on.telegram.answers)

    phones, chat = on.telegram._phones, on.telegram.world.chats[bo.user]
    standing = next(each for each in reversed(chat.messages.values()) if each["from"]["is_bot"])
    phones.press_with(bo.user, chat, standing, data.format(**real)[:64] or " ")
    await bo.handled()
    await on.settle()

    assert len(on.telegram.answers) == before + 1 or len(bo.sees()) > 1
    async with on.bot.storage.begin() as tx:
        (after,) = await tx.listings.of_organisation(need.organisation)
    assert after == need
    assert "Seacroft" not in "\n".join(bo.sees()) and "Maria" not in "\n".join(bo.sees())
    assert refused(on) == []


async def test_somebody_elses_numbers_say_nothing_about_them(on: Stage):
    await posted(on)
    bo = somebody(on, 6001, "Bo")
    async with on.bot.storage.begin() as tx:
        (need,) = await tx.listings.of_organisation((await tx.organisations.pending())[0].id)
    for words in (
        f"n_{need.id}",
        f"g_{need.organisation}",
        f"talk_{need.id}",
        "join_ABCDEFGHIJ",
        "n_",
        "zz_1",
    ):
        before = len(bo.sees())
        await bo.commands(f"start {words}")
        await on.settle()
        assert len(bo.sees()) > before, words
    for words in (f"open {need.id}", f"poster {need.id}", f"find {need.id}", f"pair {need.id} {need.id}"):
        before = len(bo.sees())
        await bo.commands(words)
        await on.settle()
        assert len(bo.sees()) > before, words

    said = "\n".join(bo.sees())
    assert "Seacroft" not in said and "Maria" not in said and "accounts" not in said


async def test_a_name_of_4097_characters_is_cut_and_shown(on: Stage):
    long = somebody(on, 6002, "N" * 4_097)

    for text in (NEED, "skip", "G" * 120, "post it"):
        await long.says(text)
        await on.settle()

    (card,) = [text for text in on.sam.sees(CHANNEL) if "New need" in text]
    assert "N" * 81 not in card
    assert refused(on) == []
    assert len(long.sees()) >= 4


async def test_a_group_of_4096_characters_gets_a_sentence_and_loses_nothing(on: Stage):
    for text in (NEED, "skip", "G" * 4_096):
        await on.maria.says(text)
        await on.settle()

    assert "At most 120 characters" in on.maria.sees()[-1]
    await on.maria.says("Seacroft Food Pantry")
    await on.settle()
    assert "sort out our accounts" in on.maria.sees()[-1]


async def test_a_megabyte_of_text_gets_a_sentence(on: Stage):
    """Telegram itself never sends so much; whoever stands between may."""
    before = len(on.maria.sees())
    on.telegram._phones.send(on.maria.user, None, {"text": "we need " + "x" * 1_000_000}, None)
    await on.maria.handled()
    await on.settle()

    assert len(on.maria.sees()) > before
    assert refused(on) == []


async def test_zero_width_and_reversed_characters_hide_nothing(on: Stage):
    name = "Sea\u200bcroft \u202ePantry\u202c \ufeff\u2066x"
    for text in (NEED, "skip", name, "post it"):
        await on.maria.says(text)
        await on.settle()

    shown = "\n".join([*on.maria.sees(), *on.sam.sees(CHANNEL)])
    assert "New need" in shown
    assert not set(shown) & set("\u200b\u202e\ufeff")
    assert refused(on) == []


async def test_a_command_for_another_bot_is_left_alone(on: Stage):
    on.telegram.add_group(-77, "Pantry", [5001])

    await on.maria.commands("need@OtherBot a plumber", "-77")
    await on.settle()

    assert on.maria.sees("-77") == []


async def test_an_edited_answer_changes_nothing_and_its_question_stands(on: Stage):
    await on.maria.says(NEED)
    await on.settle()
    sent = on.telegram.say(on.maria.user, "tea")
    await on.maria.handled()
    await on.settle()
    before = on.maria.sees()

    on.telegram.edit(on.maria.user, None, sent["message_id"], "coffee")
    await on.maria.handled()
    await on.settle()

    assert on.maria.sees() == before
    await on.maria.says("Seacroft Food Pantry")
    await on.settle()
    assert "tea" in on.maria.sees()[-1]


async def test_updates_out_of_order_and_twice_do_what_one_did(on: Stage):
    on.telegram.faults.plan("getUpdates", *[Fault.LOST_ANSWER] * 3)
    on.telegram.faults.duplicate_next_events = 3
    for text in (NEED, "skip", "Seacroft Food Pantry", "post it"):
        on.telegram.say(on.maria.user, text)
    await on.maria.handled(
        within=30
    )  # after three lost answers the poll loop rests up to 1.25 x (1 + 2 + 4) s
    await on.settle()

    async with on.bot.storage.begin() as tx:
        groups = await tx.organisations.pending()
        assert len(groups) == 1
        assert len(await tx.listings.of_organisation(groups[0].id)) == 1
