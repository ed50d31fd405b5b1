"""A real Bolt app on one side, the stand-in on the other, both on loopback ports."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.simulator.serve import serving
from adapters.simulator.slack import SlackStandIn

BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-stand-in", "xapp-stand-in", "signing-secret"
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def stand_in(**settings: Any) -> SlackStandIn:
    """A workspace with Ana, Ben and the coordinators' channel; repeats come at once."""
    defaults: dict[str, Any] = {"retry_delays": (0.01, 0.01, 0.01), "now": lambda: NOW}
    tokens = {"bot_token": BOT_TOKEN, "app_token": APP_TOKEN, "signing_secret": SECRET}
    made = SlackStandIn(**{**tokens, **defaults, **settings})
    made.add_user("U0ANA", "Ana Lopez")
    made.add_user("U0BEN", "Ben Shah", tz="Europe/Paris", locale="fr-FR")
    made.add_channel("C0COORD", "coordinators", ["U0ANA", "U0BOT"])
    made.add_channel("C0OTHER", "elsewhere", ["U0ANA"])
    return made


def bolt_app(base_url: str) -> AsyncApp:
    client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{base_url}/api/", retry_handlers=[])
    return AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)


@dataclass
class Bot:
    """A Bolt app behind HTTP, and each request that reached it."""

    app: AsyncApp
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def served(self) -> Starlette:
        handler = AsyncSlackRequestHandler(self.app)

        async def endpoint(request: Request) -> Response:
            self.requests.append((dict(request.headers), await request.body()))
            response = await handler.handle(request)
            self.answers.append(response.status_code)
            return response

        return Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])


@dataclass
class World:
    slack: SlackStandIn
    bot: Bot

    @property
    def app(self) -> AsyncApp:
        return self.bot.app

    @property
    def client(self) -> AsyncWebClient:
        return self.bot.app.client


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    made = stand_in()
    async with serving(made.app) as base_url, made:
        made.base_url = base_url
        yield made


@pytest.fixture
def client(slack: SlackStandIn) -> AsyncWebClient:
    return AsyncWebClient(token=BOT_TOKEN, base_url=f"{slack.base_url}/api/", retry_handlers=[])


@pytest.fixture
async def world(slack: SlackStandIn) -> AsyncIterator[World]:
    bot = Bot(bolt_app(slack.base_url))
    async with serving(bot.served()) as url:
        slack.request_url = f"{url}/slack/events"
        yield World(slack, bot)
