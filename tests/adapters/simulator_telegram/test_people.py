"""What people do and see, through the real client."""

import asyncio
import json

import pytest
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Forbidden

from adapters.simulator.serve import serving
from adapters.simulator.telegram import NotShown, TelegramStandIn
from tests.adapters.simulator_telegram.conftest import ANA, BEN, GROUP, TOKEN, client, fresh_updates

pytestmark = pytest.mark.asyncio(loop_scope="module")

YES = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Yes", callback_data="y:1"),
            InlineKeyboardButton("More", url="https://example.org"),
        ]
    ]
)


async def test_the_bot_knows_itself(bot: Bot) -> None:
    me = await bot.get_me()

    assert (me.id, me.username, me.is_bot, me.can_read_all_group_messages) == (
        123456,
        "MakegoodBot",
        True,
        False,
    )


async def test_message_ids_grow_in_each_chat(bot: Bot, phone: TelegramStandIn) -> None:
    first = await bot.send_message(ANA, "one")
    second = await bot.send_message(ANA, "two")

    assert second.message_id == first.message_id + 1 > 1
    assert [message["text"] for message in phone.messages(ANA)] == ["/start", "one", "two"]


async def test_a_press_reaches_the_bot_and_its_answer_the_person(bot: Bot, phone: TelegramStandIn) -> None:
    sent = await bot.send_message(ANA, "Is this right?", reply_markup=YES)
    await fresh_updates(bot)

    pressed = phone.press(ANA, None, sent.message_id, "Yes")
    (update,) = await fresh_updates(bot)
    assert phone.unanswered() == [pressed]
    query = update.callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("y:1", ANA)
    assert query.message is not None
    assert query.message.message_id == sent.message_id
    await query.answer("Saved", show_alert=True)

    answer = await pressed
    assert answer is not None
    assert (answer.text, answer.show_alert) == ("Saved", True)
    assert phone.answers == [answer]
    assert phone.unanswered() == []


async def test_waiting_for_an_answer_ends_when_the_bot_gives_it(bot: Bot, phone: TelegramStandIn) -> None:
    sent = await bot.send_message(ANA, "?", reply_markup=YES)
    pressed = phone.press(ANA, None, sent.message_id, "y:1")

    async def wait() -> object:
        return await pressed

    waiting = asyncio.create_task(wait())
    await bot.answer_callback_query(pressed.query_id)

    assert await asyncio.wait_for(waiting, 1) is pressed.answer


async def test_a_query_is_answered_once(bot: Bot, phone: TelegramStandIn) -> None:
    sent = await bot.send_message(ANA, "?", reply_markup=YES)
    pressed = phone.press(ANA, None, sent.message_id, "y:1")
    await bot.answer_callback_query(pressed.query_id)

    with pytest.raises(BadRequest, match="query id is invalid"):
        await bot.answer_callback_query(pressed.query_id)


async def test_only_a_button_now_on_the_message_can_be_pressed(bot: Bot, phone: TelegramStandIn) -> None:
    sent = await bot.send_message(ANA, "?", reply_markup=YES)
    with pytest.raises(NotShown, match="there are: 'Yes', 'More'"):
        phone.press(ANA, None, sent.message_id, "No")
    with pytest.raises(NotShown, match="tells the bot nothing"):
        phone.press(ANA, None, sent.message_id, "More")

    await sent.edit_text("Thank you")

    with pytest.raises(NotShown):
        phone.press(ANA, None, sent.message_id, "Yes")
    assert phone.buttons(ANA, sent.message_id) == []


async def test_an_edit_without_a_keyboard_takes_it_away_and_edits_are_remembered(
    bot: Bot, phone: TelegramStandIn
) -> None:
    sent = await bot.send_message(ANA, "What do you need?", reply_markup=YES)
    assert [[button["text"] for button in row] for row in phone.buttons(ANA, sent.message_id)] == [
        ["Yes", "More"]
    ]

    edited = await bot.edit_message_text("Need: a plumber", ANA, sent.message_id)

    assert isinstance(edited, type(sent))
    assert edited.edit_date is not None
    assert phone.messages(ANA)[-1]["text"] == "Need: a plumber"
    assert phone.everything_ever_shown(ANA) == [
        "What do you need?",
        "Yes",
        "More",
        "https://example.org",
        "Need: a plumber",
    ]
    assert phone.everything_ever_shown(BEN) == []


async def test_a_keyboard_alone_can_be_edited(bot: Bot, phone: TelegramStandIn) -> None:
    sent = await bot.send_message(ANA, "?", reply_markup=YES)

    await bot.edit_message_reply_markup(ANA, sent.message_id)

    assert phone.buttons(ANA, sent.message_id) == []


async def test_what_is_said_in_a_group_is_shown_to_its_members(bot: Bot, phone: TelegramStandIn) -> None:
    await bot.send_message(GROUP, "A request came in")

    assert phone.everything_ever_shown(BEN) == ["A request came in"]


async def test_a_deep_link_starts_with_its_payload(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    phone.start(BEN, "join_7Q2K9D")

    (update,) = await fresh_updates(bot)

    assert update.message is not None
    assert update.message.text == "/start join_7Q2K9D"
    with pytest.raises(ValueError, match="at most 64"):
        phone.start(BEN, "not allowed!")


async def test_a_reply_carries_the_message_that_it_answers(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    asked = await bot.send_message(ANA, "Where?", reply_markup=ForceReply())
    assert phone.reply_keyboard(ANA) == {"force_reply": True}

    said = phone.say(ANA, "LS9", reply_to=asked.message_id)
    thanks = await bot.send_message(
        ANA, "Noted", reply_parameters=ReplyParameters(message_id=said["message_id"])
    )

    (update,) = await fresh_updates(bot)
    assert update.message is not None
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.text == "Where?"
    assert thanks.reply_to_message is not None
    assert thanks.reply_to_message.text == "LS9"
    assert phone.reply_keyboard(ANA) is None
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(ANA, "x", reply_parameters=ReplyParameters(message_id=99))


async def test_a_reply_keyboard_belongs_to_the_chat(bot: Bot, phone: TelegramStandIn) -> None:
    where = ReplyKeyboardMarkup(
        [[KeyboardButton("Share where", request_location=True)]], one_time_keyboard=True
    )

    sent = await bot.send_message(ANA, "Where?", reply_markup=where)

    assert sent.reply_markup is None
    shown = phone.reply_keyboard(ANA)
    assert shown is not None
    assert shown["keyboard"] == [[{"text": "Share where", "request_location": True}]]


async def test_a_place_and_a_voice_note_arrive(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    phone.share_location(ANA, 53.8, -1.54)
    phone.send_voice(ANA, b"OggS")

    place, voice = await fresh_updates(bot)

    assert place.message is not None
    assert place.message.location is not None
    assert place.message.location.latitude == 53.8
    assert voice.message is not None
    assert voice.message.voice is not None
    assert voice.message.voice.file_size == 4


async def test_a_photo_can_be_fetched_and_sent_on(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    phone.send_photo(ANA, b"\xff\xd8 picture \r\n--", "our hall")
    (update,) = await fresh_updates(bot)
    assert update.message is not None
    photo = update.message.photo[-1]

    fetched = await (await bot.get_file(photo.file_id)).download_as_bytearray()
    sent_on = await bot.send_photo(GROUP, photo.file_id, caption="<b>hall</b>", parse_mode="HTML")

    assert update.message.caption == "our hall"
    assert bytes(fetched) == b"\xff\xd8 picture \r\n--"
    assert sent_on.caption == "hall"
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_photo(GROUP, "nothing")


async def test_a_document_keeps_its_name_and_bytes(bot: Bot, phone: TelegramStandIn) -> None:
    sent = await bot.send_document(ANA, b'{"mine": true}', filename="my-data.json", caption="All we hold")

    assert sent.document is not None
    assert sent.document.file_name == "my-data.json"
    assert phone.file(sent.document.file_id) == b'{"mine": true}'
    edited = await bot.edit_message_caption(ANA, sent.message_id, caption="Everything we hold")
    assert phone.messages(ANA)[-1]["caption"] == "Everything we hold"
    assert not isinstance(edited, bool)


async def test_copying_hides_the_source_and_forwarding_names_it(bot: Bot, phone: TelegramStandIn) -> None:
    said = phone.say(ANA, "hello all")

    await bot.copy_message(GROUP, ANA, said["message_id"])
    forwarded = await bot.forward_message(GROUP, ANA, said["message_id"])

    copy, _ = phone.messages(GROUP)
    assert (copy["text"], copy["from"]["username"]) == ("hello all", "MakegoodBot")
    assert "forward_origin" not in copy
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "user"


async def test_a_deleted_message_is_gone_but_was_shown(bot: Bot, phone: TelegramStandIn) -> None:
    sent = await bot.send_message(ANA, "oops")

    await sent.delete()

    assert [message["text"] for message in phone.messages(ANA)] == ["/start"]
    assert phone.everything_ever_shown(ANA) == ["oops"]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sent.delete()


async def test_pins_need_rights_in_a_group(bot: Bot, phone: TelegramStandIn) -> None:
    own = await bot.send_message(ANA, "the plan")
    await own.pin()
    assert (await bot.get_chat(ANA)).pinned_message == own

    group = await bot.send_message(GROUP, "the plan")
    with pytest.raises(BadRequest, match="Not enough rights"):
        await group.pin()


async def test_a_reaction_is_one_of_the_known_emoji(bot: Bot, phone: TelegramStandIn) -> None:
    said = phone.say(ANA, "thank you")

    assert await bot.set_message_reaction(ANA, said["message_id"], "👍")
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(ANA, said["message_id"], "🥬")


async def test_chat_action_chat_and_membership_can_be_asked(bot: Bot, phone: TelegramStandIn) -> None:
    phone.add_group(-7002, "Board", members=(BEN,), admins=(ANA, 123456))

    assert await bot.send_chat_action(ANA, "typing")
    assert (await bot.get_chat(GROUP)).title == "St Aidan's"
    assert (await bot.get_chat_member(-7002, ANA)).status == "administrator"
    assert (await bot.get_chat_member(-7002, BEN)).status == "member"
    assert len(await bot.get_chat_administrators(-7002)) == 2
    with pytest.raises(BadRequest, match="Wrong parameter action"):
        await bot.send_chat_action(ANA, "dancing")


async def test_an_administrator_bot_hears_everything(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    phone.add_group(-7002, "Board", members=(BEN,), admins=(123456,))

    phone.say(BEN, "a word among friends", -7002)

    assert len(await fresh_updates(bot)) == 1


async def test_blocking_and_starting_again_are_told(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    phone.block(ANA)
    with pytest.raises(NotShown, match="blocked the bot"):
        phone.say(ANA, "hello?")
    phone.start(ANA)

    blocked, lifted, started = await fresh_updates(bot)

    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert lifted.my_chat_member is not None
    assert lifted.my_chat_member.new_chat_member.status == "member"
    assert started.message is not None


async def test_joining_leaving_and_removal_are_told(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    phone.leave_group(BEN, GROUP)
    phone.join_group(BEN, GROUP)
    phone.remove_bot(ANA, GROUP)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(GROUP, "hi")
    phone.add_bot(ANA, GROUP, "need")

    updates = await fresh_updates(bot)

    messages = [update.message for update in updates if update.message]
    assert messages[0].left_chat_member is not None
    assert messages[1].new_chat_members[0].id == BEN
    assert messages[2].new_chat_members[0].id == 123456
    assert messages[3].text == "/start@MakegoodBot need"
    changes = [update.my_chat_member for update in updates if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_both_service_messages_of_an_upgrade_arrive(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    new_id = phone.upgrade_group(GROUP)

    old, new = await fresh_updates(bot)

    assert old.message is not None
    assert (old.message.chat.id, old.message.migrate_to_chat_id) == (GROUP, new_id)
    assert new.message is not None
    assert (new.message.chat.id, new.message.migrate_from_chat_id) == (new_id, GROUP)


async def test_a_snapshot_brings_everything_back(bot: Bot, phone: TelegramStandIn) -> None:
    sent = await bot.send_message(ANA, "?", reply_markup=YES)
    phone.send_photo(ANA, b"picture")
    phone.press(ANA, None, sent.message_id, "y:1")
    state = json.loads(json.dumps(phone.snapshot()))

    other = TelegramStandIn(token=TOKEN)
    other.restore(state)

    assert other.snapshot() == state
    async with serving(other.app) as base, client(base) as again:
        updates: list[Update] = await fresh_updates(again)
        assert len(updates) == 3
        assert (await again.send_message(ANA, "back")).message_id == sent.message_id + 2


async def test_every_change_is_announced() -> None:
    changes: list[int] = []
    phone = TelegramStandIn(token=TOKEN, on_change=lambda: changes.append(1))
    phone.add_user(ANA, "Ana")
    phone.start(ANA)
    before = len(changes)

    async with serving(phone.app) as base, client(base) as bot:
        await bot.send_message(ANA, "hi")

    assert before >= 2
    assert len(changes) > before
