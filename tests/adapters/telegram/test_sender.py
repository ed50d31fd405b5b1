import logging

import pytest

from adapters.simulator.faults import Fault
from adapters.simulator.serve import serving
from adapters.simulator.telegram import TelegramStandIn
from adapters.telegram.platform import Telegram
from bot.chat.action import Action
from bot.chat.markup import Bold, Link, markup
from bot.chat.outgoing import Attachment, Button, Card, Fact, Para
from bot.chat.ports import AnswerLost, Moved, RateLimited, Refused, Unavailable, Unreachable
from tests.adapters.telegram.conftest import ASHA, TOKEN, chat, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

YES = Button(label="Yes", action=Action(verb="ask.yes", subject="7Q2K9D", revision=3))


def said(words: str, *buttons: Button) -> Card:
    return Card(title="A need", lines=(Para(text=markup(words)),), buttons=(buttons,) if buttons else ())


async def post(telegram, card: Card, *, to: int = ASHA, token: str = "t1", under: str | None = None) -> str:
    return await telegram.post(chat(to), card, token=token, under=under)


async def test_a_card_is_shown_with_its_emphasis_and_buttons(telegram, phone):
    card = Card(
        title="A plumber",
        lines=(
            Fact(label="When", value=markup("Thursday, ", Bold(text="14:00"))),
            Para(text=markup(Link(text="the poster", url="https://example.org/?a=1&b=2"))),
        ),
        buttons=((YES,),),
    )

    reference = await post(telegram, card)

    (shown,) = phone.messages(ASHA)
    assert reference == f"{ASHA}/{shown['message_id']}"
    assert shown["text"] == "A plumber\n\nWhen: Thursday, 14:00\nthe poster"
    assert [entity["type"] for entity in shown["entities"]] == ["bold", "bold", "bold", "text_link"]
    assert shown["entities"][-1]["url"] == "https://example.org/?a=1&b=2"
    assert phone.buttons(ASHA, shown["message_id"]) == [
        [{"text": "Yes", "callback_data": "ask.yes:7Q2K9D:3"}]
    ]


@pytest.mark.parametrize(
    "name",
    ["<b>*_@everyone|=cmd()", '</b><a href="https://evil.example">x</a>', "&lt;&#60;", "a < b && c > d"],
)
async def test_a_hostile_name_is_shown_as_typed(telegram, phone, name):
    await post(telegram, Card(title=name, lines=(Fact(label=name, value=markup(name)),)))

    (shown,) = phone.messages(ASHA)
    assert shown["text"] == f"{name}\n\n{name}: {name}"
    assert not [entity for entity in shown["entities"] if entity["type"] == "text_link"]


async def test_no_preview_is_drawn_below_a_card(telegram, phone):
    await post(telegram, said("https://example.org"))

    (sent,) = [params for method, params in phone.faults.calls if method == "sendMessage"]
    assert sent["link_preview_options"] == {"is_disabled": True}


async def test_a_message_answers_the_one_it_is_under(telegram, phone):
    first = await post(telegram, said("first"))

    await post(telegram, said("second"), under=first)

    assert phone.messages(ASHA)[1]["reply_to_message"]["text"].endswith("first")


@pytest.mark.parametrize("under", [f"{ASHA}/999", "2/1", "C1/17.3"])
async def test_a_message_under_one_that_is_not_there_stands_alone(telegram, phone, under):
    await post(telegram, said("second"), under=under)

    assert "reply_to_message" not in phone.messages(ASHA)[0]


async def test_a_long_card_is_several_messages_with_the_buttons_on_the_last(telegram, phone):
    reference = await post(telegram, said("word " * 2000, YES))

    shown = phone.messages(ASHA)
    assert len(shown) == 3
    assert ["reply_markup" in message for message in shown] == [False, False, True]
    assert reference == f"{ASHA}/{shown[-1]['message_id']}"


async def test_a_long_card_that_was_stopped_goes_on_where_it_stopped(telegram, phone):
    card = said("word " * 2000, YES)
    await post(telegram, said("before"), token="t0")
    phone.faults.after = _limit_the_next(phone)
    with pytest.raises(RateLimited):
        await post(telegram, card)

    await post(telegram, card)

    texts = [message["text"] for message in phone.messages(ASHA)]
    assert len(texts) == 4 and len(set(texts)) == 4


def _limit_the_next(phone):
    async def after(method, params):
        phone.faults.after = None
        phone.faults.plan("sendMessage", Fault.RATE_LIMITED)

    return after


async def test_an_edit_changes_words_and_buttons(telegram, phone):
    reference = await post(telegram, said("Right?", YES))

    await telegram.edit(chat(), reference, said("Posted"))

    (shown,) = phone.messages(ASHA)
    assert shown["text"] == "A need\n\nPosted" and "reply_markup" not in shown


async def test_showing_the_same_card_twice_is_no_trouble(telegram, phone):
    reference = await post(telegram, said("Right?", YES))

    await telegram.edit(chat(), reference, said("Right?", YES))

    assert len(phone.messages(ASHA)) == 1


async def test_an_edit_of_a_long_card_is_cut(telegram, phone):
    reference = await post(telegram, said("Right?"))

    await telegram.edit(chat(), reference, said("word " * 2000, YES))

    (shown,) = phone.messages(ASHA)
    assert len(shown["text"]) <= 4096 and shown["text"].endswith("word…")
    assert "reply_markup" in shown


@pytest.mark.parametrize("reference", [f"{ASHA}/999", "nonsense", "C1/17.3"])
async def test_an_edit_of_a_message_that_is_not_there_is_refused(telegram, reference):
    with pytest.raises(Refused):
        await telegram.edit(chat(), reference, said("Posted"))


async def test_an_edit_of_somebody_elses_message_is_refused_as_gone(telegram, phone):
    theirs = phone.say(ASHA, "hello")

    with pytest.raises(Refused, match="gone"):
        await telegram.edit(chat(), f"{ASHA}/{theirs['message_id']}", said("Posted"))


async def test_a_card_without_words_is_not_sent(telegram, phone):
    with pytest.raises(Refused):
        await post(telegram, Card(buttons=((YES,),)))

    assert phone.messages(ASHA) == []


async def test_one_who_blocked_the_bot_is_unreachable(telegram, phone):
    phone.block(ASHA)

    with pytest.raises(Unreachable):
        await post(telegram, said("hello"))


async def test_one_who_never_started_the_bot_is_unreachable(telegram, phone):
    phone.add_user(1003, "Cy")

    for nobody in (1003, 999):
        with pytest.raises(Unreachable):
            await post(telegram, said("hello"), to=nobody)


async def test_a_group_that_became_a_supergroup_says_its_new_address(telegram, phone):
    new = phone.upgrade_group(-200)

    with pytest.raises(Moved) as told:
        await post(telegram, said("hello"), to=-200)
    assert told.value.to == str(new)


async def test_a_picture_is_shown_and_a_page_is_a_document(telegram, phone):
    picture = Attachment(name="poster.png", mime="image/png", content=b"\x89PNG")

    await telegram.send_file(chat(), picture, caption="The code.", under=None)
    await telegram.send_file(chat(), FILE, caption="The sheet.", under=None)

    shown, sheet = phone.messages(ASHA)[-2:]
    assert shown["photo"] and shown["caption"] == "The code."
    assert sheet["document"]["file_name"] == FILE.name


async def test_a_429_names_the_seconds_to_wait(telegram, phone):
    phone.faults.plan("sendMessage", Fault.RATE_LIMITED, retry_after=17)

    with pytest.raises(RateLimited) as told:
        await post(telegram, said("hello"))

    assert told.value.seconds == 17
    assert phone.messages(ASHA) == []


@pytest.mark.parametrize(
    ("fault", "there"),
    [
        (Fault.LOST_ANSWER, 1),
        (Fault.GARBLED, 1),
        (Fault.SERVER_ERROR, 0),
        (Fault.REFUSED, 0),
        (Fault.RUBBISH, 0),
        (Fault.HOLLOW, 0),
    ],
)
async def test_a_post_without_an_answer_is_perhaps_there_and_never_sent_twice(telegram, phone, fault, there):
    phone.faults.plan("sendMessage", fault)

    with pytest.raises(AnswerLost):
        await post(telegram, said("hello"))

    assert len(phone.messages(ASHA)) == there


async def test_an_edit_without_an_answer_can_be_repeated(telegram, phone):
    reference = await post(telegram, said("Right?"))
    phone.faults.plan("editMessageText", Fault.LOST_ANSWER)
    with pytest.raises(Unavailable):
        await telegram.edit(chat(), reference, said("Posted"))

    await telegram.edit(chat(), reference, said("Posted"))

    assert phone.messages(ASHA)[0]["text"].endswith("Posted")


async def test_a_platform_that_is_down_is_unavailable(phone, api_url, core):
    async with running(api_url, core) as telegram:
        telegram._client._base_url = f"http://127.0.0.1:9/bot{TOKEN}"  # nothing listens there

        with pytest.raises(Unavailable):
            await post(telegram, said("hello"))


async def test_nothing_can_be_looked_up(telegram):
    with pytest.raises(Refused):
        await telegram.find(chat(), "t1", since=None)


async def test_there_is_no_home_to_show(telegram, phone):
    await telegram.show_home(None, (said("hello"),))

    assert phone.messages(ASHA) == []


async def test_no_log_line_has_the_token_or_what_people_wrote(telegram, phone, core, caplog):
    caplog.set_level(logging.INFO)
    phone.say(ASHA, "my number is 0113 496 0000")
    phone.faults.plan("sendMessage", Fault.SERVER_ERROR)
    with pytest.raises(AnswerLost):
        await post(telegram, said("a secret"))
    await post(telegram, said("a secret"))

    written = caplog.text
    assert TOKEN not in written and TOKEN.split(":")[1] not in written
    assert "0113" not in written and "a secret" not in written


FILE = Attachment(name="visit-1.ics", mime="text/calendar", content=b"BEGIN:VCALENDAR\r\n")


async def test_a_file_arrives_under_its_message_with_its_name_and_bytes(telegram, phone):
    reference = await post(telegram, said("It is a date"))

    await telegram.send_file(chat(), FILE, caption="For <your> calendar.", under=reference)

    message = phone.messages(ASHA)[-1]
    assert message["document"]["file_name"] == "visit-1.ics"
    assert phone.world.files[message["document"]["file_id"]].content == FILE.content
    assert message["caption"] == "For <your> calendar."
    assert message["reply_to_message"]["message_id"] == phone.messages(ASHA)[0]["message_id"]


async def test_a_file_cannot_be_looked_up(telegram):
    with pytest.raises(Refused):
        await telegram.has_file(chat(), "visit-1.ics", since=None)


async def test_a_card_longer_than_ten_messages_is_cut(telegram, phone):
    await post(telegram, said("word " * 50_000, YES))

    shown = phone.messages(ASHA)
    assert len(shown) == 10
    assert shown[-1]["text"].endswith("…")
    assert [bool(phone.buttons(ASHA, each["message_id"])) for each in shown] == [False] * 9 + [True]


async def test_the_messages_of_a_long_card_keep_to_one_a_second(phone, api_url):
    phone_kept = TelegramStandIn(token=TOKEN, keep_rates=True)
    phone_kept.add_user(ASHA, "Asha")
    phone_kept.world.person(ASHA).started = True
    async with serving(phone_kept.app) as url:
        telegram = Telegram(token=TOKEN, mode="polling", api_url=url)
        await telegram.post(chat(), said("x" * 5000), token="t", under=None)
        await telegram.stop()

    assert len(phone_kept.messages(ASHA)) == 2
