"""A group with topics: a card stands in its own, and is not lost with it."""

import pytest

from bot.chat.markup import markup
from bot.chat.outgoing import Card, Para
from bot.chat.ports import Refused
from tests.adapters.telegram.conftest import ASHA, BO, GROUP, chat, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

DESK = -1009876543210
CARD = Card(title="Match", lines=(Para(text=markup("Bookkeeping")),))


@pytest.fixture
def desk(phone):
    phone.add_group(DESK, "Desk", [ASHA, BO], admins=[phone.world.bot_id])
    phone.turn_topics_on(DESK)
    return phone


def where(phone) -> list[tuple[str, int | None]]:
    said = [each for each in phone.messages(DESK) if "text" in each]
    return [(each["text"], each.get("message_thread_id")) for each in said]


async def test_a_card_stands_in_the_topic_that_was_opened(telegram, desk):
    topic = await telegram.open_topic(chat(DESK), "To decide")

    await telegram.post(chat(DESK), CARD, token="t", under=topic)
    await telegram.post(chat(DESK), CARD, token="t", under=None)

    ((thread, name),) = desk.topics(DESK).items()
    assert (name, topic) == ("To decide", f"{DESK}/topic/{thread}")
    assert where(desk) == [("Match\n\nBookkeeping", thread), ("Match\n\nBookkeeping", None)]


async def test_a_group_without_topics_refuses_and_a_topic_of_another_chat_is_not_taken(telegram, desk):
    with pytest.raises(Refused):
        await telegram.open_topic(chat(GROUP), "New")
    topic = await telegram.open_topic(chat(DESK), "New")

    await telegram.post(chat(ASHA), CARD, token="t", under=topic)

    assert "message_thread_id" not in desk.messages(ASHA)[-1]


async def test_a_card_whose_topic_was_deleted_stands_in_the_general_one(telegram, desk):
    topic = await telegram.open_topic(chat(DESK), "New")
    desk.delete_topic(DESK, *desk.topics(DESK))

    named = await telegram.post(chat(DESK), CARD, token="t", under=topic)
    await telegram.edit(chat(DESK), named, Card(title="Match", lines=(Para(text=markup("Plumbing")),)))

    assert where(desk) == [("Match\n\nPlumbing", None)]


async def test_where_something_was_said_or_pressed_is_told(telegram, desk, core):
    topic = await telegram.open_topic(chat(DESK), "New")
    (thread,) = desk.topics(DESK)
    desk.say(ASHA, "/queue", DESK, topic=thread)
    desk.say(ASHA, "/queue", DESK)
    desk.say(ASHA, "/queue")
    await until(lambda: len(core.done) == 3)

    assert [event.origin.within for event in core.done] == [topic, "", ""]
