import json
from collections.abc import Awaitable, Callable

import httpx
import pytest
from starlette.applications import Starlette

from adapters.telegram import Patience, Telegram
from adapters.telegram.client import connect
from adapters.telegram.desk import Desk
from adapters.telegram.ingress import Webhook
from adapters.telegram.read import Me
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

        async def send(content, secret: str | None = SECRET) -> httpx.Response:
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            headers = {} if secret is None else {HEADER: secret.encode("latin-1")}
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


async def test_an_event_that_fails_is_tried_three_times_and_then_refused(post: Post, core: Core):
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
