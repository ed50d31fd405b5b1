import asyncio
import html
import json
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.simulator.faults import Fault
from adapters.slack import trouble
from adapters.slack.files import Files
from adapters.slack.platform import Slack
from adapters.slack.sender import Sender
from bot.chat.accessible import sentences
from bot.chat.action import Action
from bot.chat.incoming import Enclosure
from bot.chat.markup import markup
from bot.chat.outgoing import Attachment, Button, Card, Fact, Para
from bot.chat.ports import AnswerLost, Platform, RateLimited, Refused, Unavailable, Unreachable
from tests.adapters.slack.conftest import ANA, BOT_TOKEN, CHANNEL, World, account, chat

CARD = Card(
    title="Hello",
    lines=(Para(text=markup("See https://example.org & <!channel>")),),
    buttons=((Button(label="Yes", action=Action(verb="say.yes", subject="7Q")),),),
)
LATER = Card(title="Done", lines=(Para(text=markup("Thank you.")),))


def recently() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=5)


def as_platform(slack: Slack) -> Platform:
    """Checked by the type checker: it is one."""
    return slack


async def post(world: World, *, to: str = ANA, token: str = "out1", under: str | None = None) -> str:
    return await world.slack.post(chat(to), CARD, token=token, under=under)


def sent(world: World, method: str) -> list[dict]:
    return [params for name, params in world.stand_in.faults.calls if name == method]


async def test_a_card_for_a_person_goes_to_their_direct_message(world: World):
    named = await post(world)

    [message] = world.stand_in.messages(world.stand_in.dm(ANA))
    assert named == f"{world.stand_in.dm(ANA)}/{message['ts']}"
    assert message["text"] == "Hello.\nSee https://example.org &amp; &lt;!channel&gt;."
    assert [block["type"] for block in message["blocks"]] == ["header", "rich_text", "actions"]


@pytest.mark.parametrize(
    "name", ["<b>*_@everyone|=cmd()", "<!channel>", "<@U0SAM>", "A & B &amp; C", ":boom:"]
)
async def test_a_hostile_name_is_shown_as_typed_in_a_message_and_on_the_home_page(world: World, name):
    card = Card(title=name, lines=(Para(text=markup(name)), Fact(label="Who", value=markup(name))))

    await world.slack.post(chat(), card, token="t", under=None)
    await world.slack.show_home(account(), (card,))

    [message] = world.stand_in.messages(world.stand_in.dm(ANA))
    header, body, facts = message["blocks"]
    assert header["text"]["text"] == name
    assert body["elements"][0]["elements"] == [{"type": "text", "text": name}]
    assert facts["elements"][0]["elements"][-1] == {"type": "text", "text": name}
    assert html.unescape(message["text"]) == sentences(f"{name}\n{name}\nWho: {name}")
    assert not {"<", ">"} & set(message["text"])


async def test_a_post_shows_no_previews_and_carries_its_token(world: World):
    await post(world, token="out7")

    [params] = sent(world, "chat.postMessage")
    assert (params["unfurl_links"], params["unfurl_media"], params["mrkdwn"]) == (False, False, False)
    assert params["metadata"] == {"event_type": "makegood_outbox", "event_payload": {"token": "out7"}}


async def test_a_conversation_is_opened_only_where_it_matters_which_it_is(world: World):
    first = await post(world)
    await post(world)
    assert sent(world, "conversations.open") == []

    await post(world, under=first)

    assert sent(world, "conversations.open") == []
    assert world.stand_in.messages(world.stand_in.dm(ANA))[2]["thread_ts"] == first.partition("/")[2]
    direct = world.stand_in.dm(ANA)
    assert [each["channel"] for each in sent(world, "chat.postMessage")] == [ANA, direct, direct]


async def test_an_answer_stands_in_the_thread_of_its_message(world: World):
    parent = await post(world, to=CHANNEL)

    await post(world, to=CHANNEL, under=parent)

    assert world.stand_in.messages(CHANNEL)[1]["thread_ts"] == parent.partition("/")[2]


async def test_a_thread_of_another_chat_or_one_that_is_gone_does_not_keep_the_message_back(world: World):
    elsewhere = await post(world, to=ANA)

    await post(world, to=CHANNEL, under=elsewhere)
    await post(world, to=CHANNEL, under=f"{CHANNEL}/1.000001")

    assert [m.get("thread_ts") for m in world.stand_in.messages(CHANNEL)] == [None, None]


async def test_an_edited_message_shows_the_new_card_and_only_that(world: World):
    named = await post(world)

    await world.slack.edit(chat(), named, LATER)
    await world.slack.edit(chat(), named, LATER)

    [message] = world.stand_in.messages(world.stand_in.dm(ANA))
    assert message["text"] == "Done.\nThank you."
    assert [block["type"] for block in message["blocks"]] == ["header", "rich_text"]


async def test_a_home_page_is_published(world: World):
    await world.slack.show_home(account(), (CARD, LATER))

    home = world.stand_in.home(ANA)
    assert home is not None
    assert [block["type"] for block in home["blocks"]] == [
        *("header", "rich_text", "actions", "divider", "header", "rich_text")
    ]


@pytest.mark.parametrize(
    ("fault", "of_post", "of_edit"),
    [
        (Fault.SERVER_ERROR, AnswerLost, Unavailable),
        (Fault.LOST_ANSWER, AnswerLost, Unavailable),
        (Fault.RUBBISH, AnswerLost, Unavailable),
        (Fault.HOLLOW, AnswerLost, Unavailable),
        (Fault.GARBLED, AnswerLost, Unavailable),
        (Fault.RATE_LIMITED, RateLimited, RateLimited),
    ],
)
async def test_what_a_fault_means_for_a_post_and_for_an_edit(world: World, fault, of_post, of_edit):
    named = await post(world)
    world.stand_in.faults.plan("chat.postMessage", fault)
    world.stand_in.faults.plan("chat.update", fault)

    with pytest.raises(of_post):
        await post(world)
    with pytest.raises(of_edit):
        await world.slack.edit(chat(), named, LATER)


async def test_a_429_names_the_seconds_to_wait(world: World):
    world.stand_in.faults.plan("chat.postMessage", Fault.RATE_LIMITED, retry_after=17)

    with pytest.raises(RateLimited) as caught:
        await post(world)

    assert caught.value.seconds == 17


async def test_a_silence_is_a_lost_answer_for_a_post_and_a_reason_to_try_again_for_an_edit(world: World):
    named = await post(world)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.1)) as impatient:
        api = f"{world.stand_in.base_url}/api/"
        sender = Sender(AsyncWebClient(token=BOT_TOKEN, base_url=api, retry_handlers=[], session=impatient))
        await sender.channel(chat())
        world.stand_in.faults.plan("chat.postMessage", Fault.TIMEOUT)
        world.stand_in.faults.plan("chat.update", Fault.TIMEOUT)

        with pytest.raises(AnswerLost):
            await sender.post(chat(), CARD, token="t", under=None)
        with pytest.raises(Unavailable):
            await sender.edit(named, LATER)


async def test_a_refused_connection_is_certainly_not_delivered():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"http://127.0.0.1:{port}/api/", retry_handlers=[])

    with pytest.raises(Unavailable):
        await Sender(client).post(chat(CHANNEL), CARD, token="t", under=None)


async def test_a_lost_answer_is_never_posted_twice_by_the_client(world: World):
    world.stand_in.faults.plan("chat.postMessage", Fault.LOST_ANSWER)

    with pytest.raises(AnswerLost):
        await post(world)

    assert len(world.stand_in.messages(world.stand_in.dm(ANA))) == 1


async def test_whoever_left_or_a_chat_without_us_is_unreachable(world: World):
    world.stand_in.add_channel("C0OTHER", "elsewhere", [ANA])
    world.stand_in.deactivate("U0SAM")

    for place in ("U0NOBODY", "U0SAM", "C0NOWHERE", "C0OTHER"):
        with pytest.raises(Unreachable):
            await post(world, to=place)


async def test_the_home_page_of_nobody_is_unreachable(world: World):
    with pytest.raises(Unreachable):
        await world.slack.show_home(account("U0NOBODY"), (LATER,))


async def test_a_message_that_is_gone_cannot_be_edited(world: World):
    with pytest.raises(Refused, match="gone"):
        await world.slack.edit(chat(), f"{CHANNEL}/1.000001", LATER)
    with pytest.raises(Refused):
        await world.slack.edit(chat(), "nonsense", LATER)


async def test_a_message_posted_with_a_lost_answer_is_found_by_its_token(world: World):
    world.stand_in.faults.plan("chat.postMessage", Fault.LOST_ANSWER)
    with pytest.raises(AnswerLost):
        await post(world, token="out2")
    await post(world, token="out3")

    found = await world.slack.find(chat(), "out2", since=recently())

    first = world.stand_in.messages(world.stand_in.dm(ANA))[0]
    assert found == f"{world.stand_in.dm(ANA)}/{first['ts']}"


async def test_a_message_that_was_never_posted_is_not_found(world: World):
    await post(world, token="out1")

    assert await world.slack.find(chat(), "out9", since=recently()) is None


async def test_a_message_is_found_on_the_second_page(world: World, monkeypatch):
    first = await post(world, to=CHANNEL, token="first")
    for _ in range(3):
        await post(world, to=CHANNEL, token="other")

    monkeypatch.setattr("adapters.slack.sender._PAGE", 2)
    found = await world.slack.find(chat(CHANNEL), "first", since=recently())

    assert found == first


async def test_a_reply_is_found_though_a_history_does_not_show_it(world: World):
    parent = await post(world, to=CHANNEL, token="parent")
    reply = await post(world, to=CHANNEL, token="reply", under=parent)

    assert await world.slack.find(chat(CHANNEL), "reply", since=recently()) == reply


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.RATE_LIMITED])
async def test_looking_without_slack_says_that_it_cannot_be_known_now(world: World, fault):
    world.stand_in.faults.plan("conversations.history", fault)

    with pytest.raises(Unavailable):
        await world.slack.find(chat(), "out1", since=recently())


@pytest.mark.parametrize("place", ["U0NOBODY", "C0NOWHERE"])
async def test_looking_where_we_are_not_says_that_it_never_can_be_known(world: World, place):
    with pytest.raises(Refused):
        await world.slack.find(chat(place), "out1", since=recently())


async def test_blocks_that_slack_refuses_leave_the_words(world: World, monkeypatch):
    monkeypatch.setattr("adapters.slack.render.blocks", lambda card: [{"type": "nonsense"}])

    named = await post(world)
    await world.slack.edit(chat(), named, LATER)

    [message] = world.stand_in.messages(world.stand_in.dm(ANA))
    assert message["text"] == "Done.\nThank you."
    assert not message.get("blocks")


@pytest.mark.parametrize("name", ["Hello", "<b>*_@everyone|=cmd()", "two words " * 2000])
async def test_a_home_page_that_slack_refuses_leaves_the_words(world: World, monkeypatch, name):
    nonsense = {"type": "home", "blocks": [{"type": "nonsense"}]}
    monkeypatch.setattr("adapters.slack.render.home", lambda cards: nonsense)

    await world.slack.show_home(account(), (replace(CARD, title=name), LATER))

    home = world.stand_in.home(ANA)
    assert home is not None
    first, second = (block["text"]["text"] for block in home["blocks"])
    assert first.startswith(name[:2000].rstrip())
    assert second == "Done\nThank you."


async def test_a_token_that_is_no_longer_good_loses_no_message_and_is_logged_loudly(world: World, caplog):
    sender = Sender(
        AsyncWebClient(token="xoxb-old", base_url=f"{world.stand_in.base_url}/api/", retry_handlers=[])
    )

    with pytest.raises(Unavailable):
        await sender.post(chat(CHANNEL), CARD, token="t", under=None)

    [record] = [r for r in caplog.records if r.name == "adapters.slack.trouble"]
    assert record.levelname == "CRITICAL"
    assert "xoxb" not in record.getMessage()


def test_an_error_that_says_nothing_is_a_lost_answer():
    assert isinstance(trouble.of_post(AttributeError("'str' has no attribute 'get'")), AnswerLost)
    assert isinstance(trouble.of_post(aiohttp.ServerDisconnectedError()), AnswerLost)
    assert isinstance(trouble.of_edit(aiohttp.ServerDisconnectedError()), Unavailable)


FILE = Attachment(name="visit-1.ics", mime="text/calendar", content=b"BEGIN:VCALENDAR\r\n")


async def test_a_file_arrives_in_the_thread_of_its_message_with_all_its_bytes(world: World):
    named = await post(world)

    await world.slack.send_file(chat(), FILE, caption="For <your> calendar.", under=named)

    card, message = world.stand_in.messages(world.stand_in.dm(ANA))
    [shown] = message["files"]
    assert world.stand_in.file(shown["id"]) == FILE.content
    assert (shown["name"], message["thread_ts"]) == ("visit-1.ics", card["ts"])
    assert message["text"] == "For &lt;your&gt; calendar."
    assert await world.slack.has_file(chat(), "visit-1.ics", since=recently())  # in a thread too


async def test_a_picture_is_described_to_whoever_does_not_see_it(world: World):
    picture = Attachment(name="report-1.png", mime="image/png", content=b"\x89PNG")

    for said in ("300 of <400> hours", "hours " * 400):
        await world.slack.send_file(chat(), picture, caption=said, under=None)
    await world.slack.send_file(chat(), FILE, caption="For your calendar.", under=None)

    first, long, other = [each["files"][0] for each in world.stand_in.messages(world.stand_in.dm(ANA))]
    assert first["alt_txt"] == "300 of <400> hours"
    assert len(long["alt_txt"]) <= 1000
    assert "alt_txt" not in other


async def test_a_file_that_was_sent_is_found_by_its_name(world: World):
    await world.slack.send_file(chat(), FILE, caption="For your calendar.", under=None)

    assert await world.slack.has_file(chat(), "visit-1.ics", since=recently())
    assert not await world.slack.has_file(chat(), "visit-2.ics", since=recently())


async def test_a_file_whose_answer_is_lost_may_have_arrived(world: World):
    world.stand_in.faults.plan("files.completeUploadExternal", Fault.LOST_ANSWER)

    with pytest.raises(AnswerLost):
        await world.slack.send_file(chat(), FILE, caption="For your calendar.", under=None)

    assert await world.slack.has_file(chat(), "visit-1.ics", since=recently())


async def test_files_take_the_same_way_out_as_everything_else(tmp_path):
    """Many companies let programs out by a proxy only: nothing here resolves but by it."""
    asked: list[str] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(" ".join(head.partition("?")[0].split()[:2]))
        known = {"url_private_download": "http://slack.invalid/files/F1", "size": 5, "mimetype": "text/plain"}
        upload = {"upload_url": "http://slack.invalid/upload/F1", "file_id": "F1", "file": known}
        said = b"bytes" if "/files/F1" in asked[-1] else json.dumps({"ok": True, **upload}).encode()
        kind = "text/plain" if said == b"bytes" else "application/json"
        writer.write(
            f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(said)}\r\n"
            "Connection: close\r\n\r\n".encode()
            + said
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(proxy, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = AsyncWebClient(
        token=BOT_TOKEN,
        base_url="http://slack.invalid/api/",
        proxy=f"http://127.0.0.1:{port}",
        retry_handlers=[],
    )
    async with server:
        await Files(client).upload("a.txt", 5, b"bytes")
        await Files(client).fetch(Enclosure(id="F1"), tmp_path / "a.txt")

    assert (tmp_path / "a.txt").read_bytes() == b"bytes"
    assert asked == [
        "POST http://slack.invalid/api/files.getUploadURLExternal",
        "POST http://slack.invalid/upload/F1",
        "GET http://slack.invalid/api/files.info",
        "GET http://slack.invalid/files/F1",
    ]


async def test_a_file_goes_out_with_the_words_where_slack_refuses_what_we_drew(
    world: World, monkeypatch, tmp_path
):
    monkeypatch.setattr("adapters.slack.render.blocks", lambda card: [{"type": "nonsense"}])
    (tmp_path / "plan").write_bytes(b"the plan")

    await world.slack.post_file(
        chat(), LATER, tmp_path / "plan", Enclosure(id="F1", name="plan.txt", size=8), token="t1", under=None
    )

    [message] = world.stand_in.messages(world.stand_in.dm(ANA))
    assert message["text"] == "Done\nThank you."
    assert [world.stand_in.file(each["id"]) for each in message["files"]] == [b"the plan"]
