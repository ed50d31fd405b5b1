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

from adapters.simulator.serve import serving
from adapters.simulator.slack import SlackStandIn
from adapters.slack import Slack
from adapters.slack.ingress import signature
from bot.chat.address import Account, Chat
from bot.chat.incoming import Incoming
from bot.chat.outgoing import Reply

BOT_TOKEN = "xoxb-1-stand-in"
APP_TOKEN = "xapp-1-stand-in"
SECRET = "0123456789abcdef"
TEAM = "T0LEEDS"
ANA = "U0ANA"
SAM = "U0SAM"
CHANNEL = "C0COORD"

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
    url: str = ""

    async def deliver(self, payload: Mapping[str, Any], **headers: str) -> httpx.Response:
        """An event, signed as Slack signs it."""
        return await self.knock(json.dumps(payload).encode(), **headers)

    async def knock(
        self, body: bytes, *, stamp: str | None = None, sign: str | None = None
    ) -> httpx.Response:
        stamp = str(int(time.time())) if stamp is None else stamp
        sign = signature(SECRET.encode(), stamp, body) if sign is None else sign
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": sign}
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.post(
                self.url, content=body, headers={"Content-Type": "application/json", **headers}
            )


def now() -> datetime:
    return datetime.now(UTC)


def chat(id: str = ANA) -> Chat:
    return Chat(platform="slack", tenant=TEAM, id=id)


def account(user: str = ANA) -> Account:
    return Account(platform="slack", tenant=TEAM, user=user)


def _stand_in() -> SlackStandIn:
    stand_in = SlackStandIn(
        bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SECRET, now=now, retry_delays=(0, 0.05)
    )
    stand_in.add_user(ANA, "Ana Ivić")
    stand_in.add_user(SAM, "Sam Okoro")
    stand_in.add_channel(CHANNEL, "coordinators", [ANA, SAM, "U0BOT"])
    return stand_in


async def _world(stack: AsyncExitStack, mode: str) -> World:
    stand_in = await stack.enter_async_context(_stand_in())
    stand_in.base_url = await stack.enter_async_context(serving(stand_in.app))
    slack = Slack(
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SECRET,
        mode="socket" if mode == "socket" else "http",
        api_url=f"{stand_in.base_url}/api/",
    )
    core = Core()
    await slack.start(core.handle)
    stack.push_async_callback(slack.stop)
    world = World(stand_in, slack, core)
    if mode == "http":
        world.url = (
            f"{await stack.enter_async_context(serving(Starlette(routes=slack.routes())))}/slack/events"
        )
        stand_in.request_url = world.url
    return world


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """A workspace on this machine, and our adapter behind its request URL."""
    async with AsyncExitStack() as stack:
        yield await _world(stack, "http")


@pytest.fixture
async def dialled() -> AsyncIterator[World]:
    """The same over Socket Mode."""
    async with AsyncExitStack() as stack:
        yield await _world(stack, "socket")
