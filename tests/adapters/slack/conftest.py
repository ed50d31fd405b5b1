import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp

from adapters.simulator.serve import serving
from adapters.simulator.slack import SlackStandIn
from adapters.slack.ingress import signature
from adapters.slack.paths import EVENTS_PATH as PATH
from adapters.slack.platform import Mode, Slack
from bot.chat.address import Account, Chat
from bot.chat.incoming import Incoming
from bot.chat.outgoing import Reply
from tests.adapters.slack.kept import Kept

BOT_TOKEN = "xoxb-1-stand-in"
APP_TOKEN = "xapp-1-stand-in"
SECRET = "0123456789abcdef"
TEAM = "T0LEEDS"
ANA = "U0ANA"
SAM = "U0SAM"
CHANNEL = "C0COORD"
BOT_URL = "http://bot.example"

Answering = Callable[[Incoming], Awaitable[tuple[Reply, ...]]]


@dataclass
class Core:
    """Stands where the bot's core is: remembers what it heard, and answers as a test tells it to."""

    heard: list[Incoming] = field(default_factory=list)
    replies: list[tuple[Reply, ...] | Exception] = field(default_factory=list)

    def will_reply(self, *replies: Reply) -> None:
        self.replies.append(replies)

    def will_fail(self, error: Exception) -> None:
        self.replies.append(error)

    async def handle(self, event: Incoming) -> tuple[Reply, ...]:
        self.heard.append(event)
        answer = self.replies.pop(0) if self.replies else ()
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class World:
    stand_in: SlackStandIn
    slack: Slack
    core: Core

    async def deliver(self, payload: Mapping[str, Any]) -> httpx.Response:
        """An event, signed as Slack signs it."""
        return await knock(Starlette(routes=self.slack.routes()), json.dumps(payload).encode())


async def knock(
    app: ASGIApp, body: bytes, *, stamp: str | None = None, sign: str | bytes | None = None
) -> httpx.Response:
    """A request as Slack sends it, but for what is given."""
    stamp = str(int(time.time())) if stamp is None else stamp
    sign = signature(SECRET.encode(), stamp, body) if sign is None else sign
    headers = [("Content-Type", "application/json"), ("X-Slack-Request-Timestamp", stamp)]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BOT_URL) as client:
        return await client.post(
            PATH,
            content=body,
            headers=httpx.Headers([*headers, ("X-Slack-Signature", sign)]),  # type: ignore[list-item]
        )


def now() -> datetime:
    return datetime.now(UTC)


def chat(id: str = ANA) -> Chat:
    return Chat(platform="slack", tenant=TEAM, id=id)


def account(user: str = ANA) -> Account:
    return Account(platform="slack", tenant=TEAM, user=user)


def _stand_in(**settings: Any) -> SlackStandIn:
    stand_in = SlackStandIn(
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SECRET,
        now=now,
        retry_delays=(0, 0.05, 0.2),
        **settings,
    )
    stand_in.add_user(ANA, "Ana Ivić")
    stand_in.add_user(SAM, "Sam Okoro")
    stand_in.add_channel(CHANNEL, "coordinators", [ANA, SAM, "U0BOT"])
    return stand_in


async def _started(stack: AsyncExitStack, stand_in: SlackStandIn, slack: Slack) -> World:
    core = Core()
    await slack.start(core.handle)
    stack.push_async_callback(slack.stop)
    return World(stand_in, slack, core)


def _slack(url: str, mode: Mode) -> Slack:
    return Slack(
        installations=Kept(),
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SECRET,
        mode=mode,
        api_url=f"{url}/api/",
    )


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """A workspace on this machine, and our adapter behind its request URL."""
    async with AsyncExitStack() as stack:
        door = Starlette()
        stand_in = _stand_in(request_url=BOT_URL + PATH, transport=httpx.ASGITransport(app=door))
        stand_in.base_url = await stack.enter_async_context(serving(stand_in.app))
        await stack.enter_async_context(stand_in)
        slack = _slack(stand_in.base_url, "http")
        door.router.routes.extend(slack.routes())
        yield await _started(stack, stand_in, slack)


@pytest.fixture
async def dialled() -> AsyncIterator[World]:
    """The same over Socket Mode."""
    async with AsyncExitStack() as stack:
        stand_in = _stand_in(ack_seconds=0.5)
        stand_in.base_url = await stack.enter_async_context(serving(stand_in.app))
        await stack.enter_async_context(stand_in)
        yield await _started(stack, stand_in, _slack(stand_in.base_url, "socket"))
