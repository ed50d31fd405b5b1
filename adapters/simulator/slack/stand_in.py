"""A Slack workspace on this machine: the Web API for the bot, and hands and eyes for its people."""

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute

from adapters.simulator.faults import Faults
from adapters.simulator.slack import changes
from adapters.simulator.slack.address import Address
from adapters.simulator.slack.chat_methods import ChatMethods
from adapters.simulator.slack.delivery import Delivery
from adapters.simulator.slack.files import Files
from adapters.simulator.slack.inspector import Inspector
from adapters.simulator.slack.modals import Modals
from adapters.simulator.slack.payloads import Payloads
from adapters.simulator.slack.people import People
from adapters.simulator.slack.rates import Rates
from adapters.simulator.slack.read_methods import ReadMethods
from adapters.simulator.slack.responding import Responding
from adapters.simulator.slack.sockets import Sockets
from adapters.simulator.slack.tokens import Tokens
from adapters.simulator.slack.triggers import Permissions
from adapters.simulator.slack.view_methods import ViewMethods
from adapters.simulator.slack.web_api import WebApi, method_table
from adapters.simulator.slack.workspace import Workspace

EVENTS = (
    "message.im", "message.channels", "app_mention", "app_home_opened", "app_uninstalled", "tokens_revoked",
    "reaction_added", "reaction_removed",
)  # fmt: skip


def _nobody_watches() -> None:
    """Nothing to tell."""


class SlackStandIn(People):
    """One workspace with one app in it.

    Serve `app`, and use the object as an async context manager. With `request_url` (one URL for events,
    interactions and commands) payloads are POSTed there, else they go to a Socket Mode connection. `now`
    dates messages; trigger ids and signatures live in real time. `base_url` is where `app` is served,
    learned from the first API call when not given. `events` are the bot's subscriptions; `transport`
    replaces the network between here and the bot. `retry_delays` are the seconds before each repeat of
    an event that the bot did not acknowledge within `ack_seconds`.
    """

    def __init__(  # noqa: PLR0913 - what a workspace is made of, each with a name
        self,
        *,
        bot_token: str,
        app_token: str,
        signing_secret: str,
        now: Callable[[], datetime],
        team_id: str = "T0LEEDS",
        team_name: str = "Aire and Calder Engineering",
        bot_user_id: str = "U0BOT",
        app_id: str = "A0MAKEGOOD",
        faults: Faults | None = None,
        request_url: str | None = None,
        on_change: Callable[[], None] = _nobody_watches,
        base_url: str = "",
        events: Iterable[str] = EVENTS,
        limit_messages: bool = False,
        ack_seconds: float = 3.0,
        trigger_seconds: float = 3.0,
        retry_delays: Sequence[float] = (0, 60, 300),
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.faults = faults or Faults()
        self.team_name, self.tokens = team_name, Tokens.of(app=app_token, bot=bot_token)
        self._address, self._sockets = Address(url=base_url), Sockets(app_id=app_id, chance=random.Random(0))
        workspace = Workspace(
            team_id=team_id, app_id=app_id, bot_user_id=bot_user_id, now=now, on_change=on_change
        )
        inspector = Inspector(now=now)
        delivery = Delivery(
            request_url=request_url, signing_secret=signing_secret, sockets=self._sockets, faults=self.faults,
            retry_delays=tuple(retry_delays), ack_seconds=ack_seconds, inspector=inspector,
            transport=transport,
        )  # fmt: skip
        permissions = Permissions(trigger_seconds=trigger_seconds)
        views = ViewMethods(workspace=workspace, permissions=permissions)
        chat = ChatMethods(workspace=workspace, rates=Rates() if limit_messages else None)
        files = Files(workspace=workspace, chat=chat, base_url=self._address, tokens=self.tokens)
        responding = Responding(workspace=workspace, permissions=permissions, chat=chat, inspector=inspector)
        super().__init__(
            workspace=workspace, delivery=delivery, responding=responding, inspector=inspector,
            payloads=Payloads(workspace=workspace, permissions=permissions, base_url=self._address),
            modals=Modals(workspace=workspace, views=views), events=frozenset(events), files=files,
        )  # fmt: skip
        read = ReadMethods(workspace=workspace, team=team_name)
        self._api = WebApi(
            tokens=self.tokens, faults=self.faults, inspector=inspector, address=self._address,
            methods=method_table(chat, files, views, read, self._sockets, self._address), rates=chat.rates,
        )  # fmt: skip
        self.app = _application(self._api, responding, files, self._sockets)

    @property
    def base_url(self) -> str:
        """Where `app` is served, e.g. "http://127.0.0.1:8001"; response URLs are built on it."""
        return self._address.url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self._address.url = url.rstrip("/")

    @property
    def request_url(self) -> str | None:
        """Where payloads are POSTed; None for Socket Mode."""
        return self.delivery.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self.delivery.request_url = url

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return self._sockets.connections

    async def start(self) -> None:
        self.delivery.start()

    async def stop(self) -> None:
        """Connections are cut, and repeats that are still due are given up."""
        await self.delivery.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def react(self, user_id: str, channel: str, ts: str, name: str) -> None:
        """Put a mark on a message, e.g. "thumbsup"; the bot hears of it if it subscribes to that."""
        mark = changes.marked(self.workspace, user_id, channel, ts, name)
        await self.send_event({**mark, "type": "reaction_added"})

    async def unreact(self, user_id: str, channel: str, ts: str, name: str) -> None:
        """Take one's mark away."""
        mark = changes.unmarked(self.workspace, user_id, channel, ts, name)
        await self.send_event({**mark, "type": "reaction_removed"})

    async def delete(self, user_id: str, channel: str, ts: str) -> None:
        """Delete one's own message."""
        await self._message_event(changes.deleted(self.workspace, user_id, channel, ts))

    async def uninstall(self) -> None:
        """An administrator removes the app: its token dies, and it hears of that if it subscribes to it."""
        self.tokens.uninstall()
        await self.send_event(
            {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.workspace.bot_user_id]}}
        )
        await self.send_event({"type": "app_uninstalled"})

    async def api(self, request: Request) -> Response:
        """A call of the Web API, for whoever serves several workspaces under one address."""
        return await self._api.endpoint(request)

    async def settled(self) -> None:
        """Wait until no repeated delivery is due any more."""
        await self.delivery.settled()

    @property
    def unacknowledged(self) -> tuple[int, int]:
        """Events that are still brought again, and those that were given up."""
        return self.delivery.repeating, self.delivery.given_up

    def do_not_disturb(self, user_id: str, begins: datetime, ends: datetime) -> None:
        """A person wants no notices from then until then: by schedule, or for a while."""
        self.workspace.rest(user_id, int(begins.timestamp()), int(ends.timestamp()))

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Send `disconnect` to every Socket Mode connection; the bot dials in again by itself."""
        await self._sockets.ask_to_reconnect(reason)

    async def drop_connections(self) -> None:
        """Cut every Socket Mode connection without a word."""
        await self._sockets.drop_all()


def _application(api: WebApi, responding: Responding, files: Files, sockets: Sockets) -> Starlette:
    return Starlette(
        routes=[
            Route("/api/{method:path}", api.endpoint, methods=["GET", "POST"]),
            Route("/response/{name}", responding.endpoint, methods=["POST"]),
            Route("/upload/{file_id}", files.upload, methods=["POST"]),
            Route("/files/{file_id}", files.download, methods=["GET"]),
            WebSocketRoute("/link/", sockets.serve),
        ]
    )
