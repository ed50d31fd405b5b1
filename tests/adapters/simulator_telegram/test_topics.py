"""Topics of the stand-in refuse what Telegram refuses."""

import pytest
from telegram import Bot, Update
from telegram.error import BadRequest

from adapters.simulator.telegram import TelegramStandIn
from tests.adapters.simulator_telegram.conftest import ANA, BEN, GROUP

pytestmark = pytest.mark.asyncio(loop_scope="module")

DESK = -1001234567890


@pytest.fixture
def desk(phone: TelegramStandIn) -> TelegramStandIn:
    phone.add_group(DESK, "Desk", (ANA, BEN), admins=(phone.world.bot_id,))
    phone.turn_topics_on(DESK)
    return phone


async def test_only_a_supergroup_has_topics(phone: TelegramStandIn, bot: Bot):
    with pytest.raises(ValueError, match="supergroup"):
        phone.turn_topics_on(GROUP)
    phone.add_group(DESK, "Desk", (ANA,), admins=(phone.world.bot_id,))
    with pytest.raises(BadRequest, match="(?i)the chat is not a forum"):
        await bot.create_forum_topic(DESK, "New")


async def test_the_bot_needs_the_right_to_open_one(phone: TelegramStandIn, bot: Bot):
    phone.add_group(DESK, "Desk", (ANA,))
    phone.turn_topics_on(DESK)
    with pytest.raises(BadRequest, match="(?i)not enough rights"):
        await bot.create_forum_topic(DESK, "New")
    phone.world.chat(DESK).members[phone.world.bot_id] = "administrator"
    phone.turn_topics_on(DESK, for_the_bot=False)
    with pytest.raises(BadRequest, match="(?i)not enough rights"):
        await bot.create_forum_topic(DESK, "New")


@pytest.mark.parametrize("name", ["", "   ", "x" * 129])
async def test_a_topic_has_a_name_of_128_characters_at_most(desk: TelegramStandIn, bot: Bot, name: str):
    with pytest.raises(BadRequest, match="(?i)TOPIC_TITLE_INVALID"):
        await bot.create_forum_topic(DESK, name)


async def test_what_is_written_into_a_topic_says_so(desk: TelegramStandIn, bot: Bot):
    opened = await bot.create_forum_topic(DESK, "New")

    sent = await bot.send_message(DESK, "a card", message_thread_id=opened.message_thread_id)
    answer = await bot.send_message(DESK, "below it", reply_to_message_id=sent.message_id)
    general = await bot.send_message(DESK, "elsewhere")

    assert desk.topics(DESK) == {opened.message_thread_id: "New"}
    assert [m.message_thread_id for m in (sent, answer)] == [opened.message_thread_id] * 2
    assert (sent.is_topic_message, general.is_topic_message, general.message_thread_id) == (True, None, None)


async def test_there_is_no_writing_into_a_topic_that_is_not_there(desk: TelegramStandIn, bot: Bot):
    opened = await bot.create_forum_topic(DESK, "New")
    sent = await bot.send_message(DESK, "a card", message_thread_id=opened.message_thread_id)
    desk.delete_topic(DESK, opened.message_thread_id)

    for thread in (opened.message_thread_id, 1, 99):
        with pytest.raises(BadRequest, match="(?i)message thread not found"):
            await bot.send_message(DESK, "x", message_thread_id=thread)
    with pytest.raises(BadRequest, match="(?i)message to edit not found"):
        await bot.edit_message_text("y", DESK, sent.message_id)
    with pytest.raises(BadRequest, match="(?i)message thread not found"):
        await bot.send_message(GROUP, "x", message_thread_id=5)


async def test_the_bot_hears_in_which_topic_people_write_and_press(desk: TelegramStandIn, bot: Bot):
    opened = await bot.create_forum_topic(DESK, "New")
    desk.say(ANA, "/queue", DESK, topic=opened.message_thread_id)
    desk.say(ANA, "/queue", DESK)

    heard: list[Update] = list(await bot.get_updates())

    here = [each.message for each in heard if each.message and each.message.chat.id == DESK]
    said = [(each.message_thread_id, each.is_topic_message) for each in here]
    assert said == [(opened.message_thread_id, True), (None, None)]


async def test_topics_are_kept_in_a_snapshot(desk: TelegramStandIn, bot: Bot):
    opened = await bot.create_forum_topic(DESK, "New")
    kept = desk.snapshot()
    desk.delete_topic(DESK, opened.message_thread_id)

    desk.restore(kept)

    assert desk.topics(DESK) == {opened.message_thread_id: "New"}
