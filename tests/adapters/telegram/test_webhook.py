import asyncio
import json
from collections.abc import Awaitable, Callable

import httpx
import pytest
from starlette.applications import Starlette

from adapters.telegram.client import connect
from adapters.telegram.desk import Desk
from adapters.telegram.limits import Patience
from adapters.telegram.platform import Telegram
from adapters.telegram.read import Me
from adapters.telegram.webhook import Webhook
from bot.chat.incoming import Incoming
from bot.chat.outgoing import Reply
from bot.chat.ports import Failed
from tests.adapters.telegram.updates import message

SECRET = "a-Secret_1"
NOWHERE = "http://127.0.0.1:9"  # nothing listens there
QUICK = Patience(again=(0, 0))
HEADER = "X-Telegram-Bot-Api-Secret-Token"

Post = Callable[..., Awaitable[httpx.Response]]


class Core:
    """Notes what it is given, and fails as often as it is told."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.trouble: list[Exception] = []

    async def handle(self, event: Incoming) -> tuple[Reply, ...]:
        self.events.append(event.origin.event)
        if self.trouble:
            raise self.trouble.pop(0)
        return ()


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
async def post(core: Core):
    webhook = Webhook(SECRET)
    me = Me(id=777000111, username="MakegoodBot")
    webhook.desk = Desk(connect("777000111:x", NOWHERE), me, core.handle, QUICK)
    app = Starlette(routes=[webhook.route("/telegram/hook")])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:

        async def send(
            content, secret: str | None = SECRET, kind: str = "application/json"
        ) -> httpx.Response:
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            headers = {"Content-Type": kind.encode()}
            if secret is not None:
                headers[HEADER] = secret.encode("latin-1")
            return await client.post("/telegram/hook", content=body, headers=headers)

        yield send


async def test_an_update_is_taken_after_it_is_handled(post: Post, core: Core):
    answer = await post(message(7, text="hello"))

    assert answer.status_code == 200
    assert core.events == ["7"]


FORGERIES = [
    None,
    "",
    "a-secret_1",
    "a-Secret_",
    "a-Secret_11",
    " a-Secret_1 x",
    "a-Secret_1\u00e9",
    "null",
    "*",
]


@pytest.mark.parametrize("secret", FORGERIES)
async def test_a_forged_request_is_turned_away(post: Post, core: Core, secret):
    answer = await post(message(text="/need"), secret)

    assert answer.status_code == 401
    assert core.events == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b"null",
        b"{}",
        b'{"update_id": "1"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"update_id":true}',
    ],
)
async def test_what_is_no_update_is_refused_in_words(post: Post, core: Core, body):
    answer = await post(body)

    assert answer.status_code == 400 and "JSON" in answer.text
    assert core.events == []


async def test_a_body_beyond_a_megabyte_is_refused(post: Post, core: Core):
    answer = await post(message(text="x" * 1_000_001))

    assert answer.status_code == 413
    assert core.events == []


@pytest.mark.parametrize(
    "strange", [{"message": 5}, {"message": {"chat": []}}, {"callback_query": {"id": 1}}, {"x": 1}]
)
async def test_an_update_that_nobody_can_read_is_not_asked_for_again(post: Post, core: Core, strange):
    answer = await post({"update_id": 1} | strange)

    assert answer.status_code == 200
    assert core.events == []


async def test_an_event_that_fails_is_tried_as_often_as_patience_has_it_and_then_refused(
    post: Post, core: Core
):
    core.trouble = [Failed("f1", "Sorry.") for _ in range(3)]

    answer = await post(message(7, text="hello"))

    assert answer.status_code == 500
    assert core.events == ["7", "7", "7"]


async def test_an_event_that_fails_once_is_handled_at_the_second_try(post: Post, core: Core):
    core.trouble = [Failed("f1", "Sorry.")]

    assert (await post(message(7, text="hello"))).status_code == 200
    assert core.events == ["7", "7"]


async def test_trouble_that_nobody_expected_is_not_confirmed(post: Post, core: Core):
    core.trouble = [RuntimeError("the database is gone")]

    assert (await post(message(7, text="hello"))).status_code == 500
    assert core.events == ["7"]


async def test_until_the_bot_has_started_updates_are_to_come_again():
    telegram = Telegram(
        token="1:x",
        mode="webhook",
        api_url=NOWHERE,
        webhook_url="https://bot.example/hook/t",
        webhook_secret=SECRET,
    )
    transport = httpx.ASGITransport(app=Starlette(routes=telegram.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        answer = await client.post("/hook/t", json=message(text="hello"), headers={HEADER: SECRET})

    assert answer.status_code == 503
    assert not telegram.healthy()


@pytest.mark.parametrize("secret", [None, "", "with space", "x" * 257, "ключ"])
def test_a_webhook_without_a_proper_secret_is_not_made(secret):
    with pytest.raises(ValueError, match="secret"):
        Telegram(token="1:x", mode="webhook", webhook_url="https://bot.example/t", webhook_secret=secret)


def test_a_webhook_without_an_address_is_not_made():
    with pytest.raises(ValueError, match="address"):
        Telegram(token="1:x", mode="webhook", webhook_secret=SECRET)


def test_polling_has_no_routes():
    assert Telegram(token="1:x", mode="polling").routes() == []


def forged(kind: str) -> dict[str, object]:
    """What an outsider may send, and the status it gets."""
    update = message(7, text="/need")
    return {
        "no secret": {"content": update, "secret": None, "status": 401},
        "another secret": {"content": update, "secret": "b-Secret_1", "status": 401},
        "a form": {"content": update, "kind": "application/x-www-form-urlencoded", "status": 415},
        "no type": {"content": update, "kind": "", "status": 415},
        "five megabytes": {"content": b"x" * 5_000_000, "status": 413},
        "five megabytes without the secret": {"content": b"x" * 5_000_000, "secret": None, "status": 401},
        "half of an update": {"content": json.dumps(update).encode()[:-5], "status": 400},
    }[kind]


@pytest.mark.parametrize(
    "kind",
    [
        *("no secret", "another secret", "a form", "no type", "five megabytes"),
        *("five megabytes without the secret", "half of an update"),
    ],
)
async def test_a_forged_request_leaves_one_line_in_the_log_and_no_traceback(
    post: Post, core: Core, caplog: pytest.LogCaptureFixture, kind: str
):
    request = forged(kind)
    status = request.pop("status")

    answer = await post(**request)

    assert answer.status_code == status
    (line,) = [each for each in caplog.records if each.name.startswith(("adapters", "bot", "uvicorn"))]
    assert line.exc_info is None and str(status) in line.getMessage()
    assert "Secret" not in line.getMessage() and "need" not in line.getMessage()
    assert core.events == []


async def test_updates_of_one_chat_keep_their_order_and_other_chats_do_not_wait(core: Core):
    gate, handled = asyncio.Event(), []

    async def handle(event: Incoming) -> tuple[Reply, ...]:
        if event.origin.event == "1":
            await gate.wait()
        handled.append(event.origin.event)
        return ()

    webhook = Webhook(SECRET)
    me = Me(id=777000111, username="MakegoodBot")
    webhook.desk = Desk(connect("777000111:x", NOWHERE), me, handle, QUICK)
    transport = httpx.ASGITransport(app=Starlette(routes=[webhook.route("/hook")]))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:

        async def send(number: int, user: int) -> None:
            update = message(number, text="hello")
            update["message"]["chat"]["id"] = update["message"]["from"]["id"] = user
            await client.post("/hook", json=update, headers={HEADER: SECRET})

        first = asyncio.create_task(send(1, 1001))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(send(2, 1001))
        await send(3, 1002)
        assert handled == ["3"]
        gate.set()
        await asyncio.gather(first, second)

    assert handled == ["3", "1", "2"]
    assert webhook._queues == {}
