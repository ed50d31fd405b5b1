"""What Telegram refuses, the stand-in refuses, in the same words."""

import json
from datetime import timedelta

import httpx
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter

from adapters.simulator.serve import serving
from adapters.simulator.telegram import TelegramStandIn
from tests.adapters.simulator_telegram.conftest import ANA, BEN, GROUP, TOKEN, client, peopled

pytestmark = pytest.mark.asyncio(loop_scope="module")


def keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button] for button in buttons])


def button(data: str, text: str = "Yes") -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data)


async def raw(base: str, method: str, **params: object) -> tuple[int, dict[str, object]]:
    async with httpx.AsyncClient(verify=False) as http:
        answer = await http.post(f"{base}/bot{TOKEN}/{method}", json=params)
    return answer.status_code, answer.json()


async def test_a_wrong_token_is_unauthorised(base: str, phone: TelegramStandIn) -> None:
    with pytest.raises(InvalidToken):
        await client(base, "123456:wrong").get_me()
    assert phone.faults.calls == []


async def test_an_unknown_method_is_not_found(base: str) -> None:
    status, answer = await raw(base, "sendLetter", chat_id=ANA)

    assert status == 404
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}


async def test_a_method_is_found_in_any_case_and_by_get(base: str) -> None:
    async with httpx.AsyncClient(verify=False) as http:
        answer = await http.get(f"{base}/bot{TOKEN}/SENDMESSAGE", params={"chat_id": ANA, "text": "hi"})

    assert answer.json()["result"]["text"] == "hi"


@pytest.mark.parametrize("empty", ["", "   ", "\n"])
async def test_an_empty_text_is_refused(bot: Bot, empty: str) -> None:
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(ANA, empty)


async def test_a_text_may_have_4096_utf16_units_and_no_more(bot: Bot) -> None:
    await bot.send_message(ANA, "😀" * 2048)

    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(ANA, "😀" * 2048 + "a")


async def test_tags_do_not_count_towards_the_length(bot: Bot) -> None:
    sent = await bot.send_message(ANA, f"<b>{'a' * 4096}</b>", parse_mode=ParseMode.HTML)

    assert sent.entities[0].length == 4096


async def test_a_caption_may_have_1024_characters_and_no_more(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(ANA, b"picture", caption="c" * 1025)


async def test_callback_data_is_measured_in_bytes(bot: Bot) -> None:
    await bot.send_message(ANA, "?", reply_markup=keyboard(button("é" * 32)))

    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(ANA, "?", reply_markup=keyboard(button("é" * 32 + "x")))


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("[]", "object expected as reply markup"),
        ("{", "can't parse reply markup JSON object"),
        ('{"inline_keyboard": {}}', 'field "inline_keyboard" must be of type Array'),
        ('{"inline_keyboard": [{}]}', 'field "inline_keyboard" must be an Array of Arrays'),
        ('{"inline_keyboard": [[{"text": "a"}]]}', "Text buttons are not allowed in the inline keyboard"),
        ('{"inline_keyboard": [[{"callback_data": "a"}]]}', 'Can\'t find field "text"'),
        ('{"inline_keyboard": [[{"text": " ", "callback_data": "a"}]]}', "button text must be non-empty"),
        (
            '{"inline_keyboard": [[{"text": "a", "url": null, "callback_data": 1}]]}',
            'Field "callback_data" must be of type String',
        ),
        (
            '{"inline_keyboard": [[{"text": "a", "url": "javascript:x"}]]}',
            "inline keyboard button URL 'javascript:x' is invalid: Wrong HTTP URL",
        ),
        ('{"keyboard": [[{"text": ""}]]}', "button text must be non-empty"),
        ('{"surprise": 1}', "can't parse reply keyboard markup JSON object"),
    ],
)
async def test_a_malformed_keyboard_is_refused(base: str, markup: str, reason: str) -> None:
    status, answer = await raw(base, "sendMessage", chat_id=ANA, text="?", reply_markup=markup)

    assert status == 400
    assert reason in str(answer["description"])


async def test_more_than_100_buttons_are_refused(bot: Bot) -> None:
    await bot.send_message(ANA, "?", reply_markup=keyboard(*[button("d")] * 100))

    with pytest.raises(BadRequest, match="Reply markup is too long"):
        await bot.send_message(ANA, "?", reply_markup=keyboard(*[button("d")] * 101))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("é<div>x</div>", 'Unsupported start tag "div" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b", 'Unclosed start tag "b" at byte offset 0'),
        ("<a href>x</a>", "Expected equal sign in declaration of an attribute"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler"'),
        ("<br>", 'Unsupported start tag "br"'),
    ],
)
async def test_html_that_telegram_cannot_read_is_refused(base: str, source: str, reason: str) -> None:
    status, answer = await raw(base, "sendMessage", chat_id=ANA, text=source, parse_mode="HTML")

    assert status == 400
    assert str(answer["description"]).startswith("Bad Request: can't parse entities: ")
    assert reason in str(answer["description"])


async def test_html_becomes_text_with_entities_in_utf16_units(bot: Bot) -> None:
    sent = await bot.send_message(
        ANA,
        '😀 <b>bold <i>both</i></b> <a href="https://example.org/?a=1&amp;b=2">link</a> '
        "<code>&lt;x&gt;</code> <tg-spoiler>s</tg-spoiler> &#x27;q&#39; &copy; "
        "<blockquote>cited</blockquote>",
        parse_mode=ParseMode.HTML,
    )

    assert sent.text == "😀 bold both link <x> s 'q' &copy; cited"
    found = {(entity.type, sent.parse_entity(entity)) for entity in sent.entities}
    assert found == {
        (MessageEntity.BOLD, "bold both"),
        (MessageEntity.ITALIC, "both"),
        (MessageEntity.TEXT_LINK, "link"),
        (MessageEntity.CODE, "<x>"),
        (MessageEntity.SPOILER, "s"),
        (MessageEntity.BLOCKQUOTE, "cited"),
    }
    assert sent.entities[2].url == "https://example.org/?a=1&b=2"


async def test_markdown_is_refused_with_the_reason(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="does not read markdownv2"):
        await bot.send_message(ANA, "*x*", parse_mode=ParseMode.MARKDOWN_V2)


async def test_a_parameter_of_the_wrong_type_is_refused_and_an_unknown_one_ignored(base: str) -> None:
    wrong, answer = await raw(base, "editMessageText", chat_id=ANA, message_id="first", text="x")
    ignored, _ = await raw(base, "sendMessage", chat_id=ANA, text="x", surprise=True)

    assert wrong == 400
    assert answer["description"] == 'Bad Request: field "message_id" must be of type Integer'
    assert ignored == 200


async def test_a_chat_that_nobody_opened_is_not_found(base: str, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "hi")
    assert (await raw(base, "sendMessage", text="hi"))[1]["description"] == "Bad Request: chat_id is empty"


async def test_a_bot_may_not_write_first(bot: Bot, phone: TelegramStandIn) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(BEN, "hi")

    phone.say(BEN, "hello")

    await bot.send_message(BEN, "hi")


async def test_a_blocked_bot_is_told_so(bot: Bot, phone: TelegramStandIn) -> None:
    phone.block(ANA)

    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ANA, "hi")


async def test_a_deleted_account_is_told(bot: Bot, phone: TelegramStandIn) -> None:
    phone.deactivate(ANA)

    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ANA, "hi")


async def test_an_upgraded_group_names_its_new_id(bot: Bot, phone: TelegramStandIn) -> None:
    new_id = phone.upgrade_group(GROUP)

    with pytest.raises(ChatMigrated) as refused:
        await bot.send_message(GROUP, "hi")

    assert refused.value.new_chat_id == new_id
    assert (await bot.send_message(new_id, "hi")).chat.type == "supergroup"


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot) -> None:
    sent = await bot.send_message(ANA, "Is this right?", reply_markup=keyboard(button("y")))

    with pytest.raises(BadRequest) as refused:
        await sent.edit_text("Is this right? ", reply_markup=keyboard(button("y")))

    assert refused.value.message == (
        "Message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    await sent.edit_text("Is this right?", reply_markup=keyboard(button("n")))


async def test_only_an_existing_message_of_the_bot_can_be_edited(bot: Bot, phone: TelegramStandIn) -> None:
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", ANA, 999)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", ANA, phone.messages(ANA)[0]["message_id"])


async def test_an_unknown_query_cannot_be_answered(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await bot.answer_callback_query("1")


async def test_a_callback_answer_has_at_most_200_characters(bot: Bot, phone: TelegramStandIn) -> None:
    sent = await bot.send_message(ANA, "?", reply_markup=keyboard(button("y")))
    pressed = phone.press(ANA, None, sent.message_id, "y")

    with pytest.raises(BadRequest):
        await bot.answer_callback_query(pressed.query_id, "a" * 201)

    await bot.answer_callback_query(pressed.query_id, "a" * 200)


async def test_a_query_is_too_old_after_the_platforms_patience() -> None:
    phone = peopled(TelegramStandIn(token=TOKEN, callback_seconds=0.0))
    phone.start(ANA)
    async with serving(phone.app) as base, client(base) as bot:
        sent = await bot.send_message(ANA, "?", reply_markup=keyboard(button("y")))
        pressed = phone.press(ANA, None, sent.message_id, "y")

        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(pressed.query_id)

        assert await pressed is None
        assert [late.query_id for late in phone.unanswered()] == [pressed.query_id]


@pytest.mark.parametrize(("command", "description"), [("Need", "x"), ("a-b", "x"), ("need", "")])
async def test_a_malformed_command_is_refused(base: str, command: str, description: str) -> None:
    commands = json.dumps([{"command": command, "description": description}])

    status, _ = await raw(base, "setMyCommands", commands=commands)

    assert status == 400


async def test_rates_are_kept_only_when_asked(bot: Bot) -> None:
    for number in range(3):
        await bot.send_message(ANA, f"message {number}")

    phone = peopled(TelegramStandIn(token=TOKEN, keep_rates=True))
    phone.start(ANA)
    async with serving(phone.app) as base, client(base) as limited:
        await limited.send_message(ANA, "one")
        with pytest.raises(RetryAfter) as refused:
            await limited.send_message(ANA, "two")

    assert refused.value.retry_after in (1, timedelta(seconds=1))
    assert [message["text"] for message in phone.messages(ANA)] == ["/start", "one"]


async def test_commands_are_kept_by_scope_and_language(bot: Bot, phone: TelegramStandIn) -> None:
    await bot.set_my_commands([BotCommand("need", "Ask for help")])
    await bot.set_my_commands([BotCommand("need", "Prosić o pomoc")], language_code="pl")

    assert phone.menu(ANA) == [{"command": "need", "description": "Ask for help"}]
    assert phone.commands["default", "pl"] == [{"command": "need", "description": "Prosić o pomoc"}]
    assert [command.description for command in await bot.get_my_commands()] == ["Ask for help"]
