"""Slack as a platform of the bot: one employer's workspace."""

import asyncio
import logging
import time
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

from adapters.slack import trouble
from adapters.slack.desk import Desk
from adapters.slack.ingress import Door, bolt, quieten
from adapters.slack.limits import LIMITS, SEND_SECONDS, START_TRIES
from adapters.slack.names import Names
from adapters.slack.read import NAME, Me
from adapters.slack.sender import Sender
from adapters.slack.sockets import Line
from adapters.slack.trouble import TROUBLE
from bot.chat.address import Account, Chat
from bot.chat.outgoing import Attachment, Card
from bot.chat.ports import Handle, Refused, Unavailable

log = logging.getLogger(__name__)

Mode = Literal["http", "socket"]


class Slack:
    """Implements `Platform`; `tenant` and `organisation` are known once it has started.

    `api_url` ends with "/api/". Raises ValueError for settings that cannot work.
    """

    name = NAME
    limits = LIMITS

    def __init__(
        self,
        *,
        bot_token: str,
        app_token: str | None,
        signing_secret: str,
        mode: Mode,
        api_url: str = "https://slack.com/api/",
        command: str = "/makegood",
    ) -> None:
        if mode == "socket" and not app_token:
            raise ValueError("Socket Mode needs an app token, xapp-…")
        if mode == "http" and not signing_secret:
            raise ValueError("Slack over HTTP needs the signing secret")
        self.tenant = ""
        self.organisation = ""
        self.command = command
        self._bot_token, self._app_token, self._secret = bot_token, app_token or "", signing_secret
        self._mode: Mode = mode
        self._api_url = _checked(api_url)
        self._client = AsyncWebClient(
            token=bot_token, base_url=self._api_url, timeout=SEND_SECONDS, retry_handlers=[]
        )
        self._sender = Sender(self._client)
        self._door = Door(signing_secret)
        self._line: Line | None = None

    def routes(self) -> list[Route]:
        """One route for events, interactions and commands alike; none in Socket Mode."""
        return [self._door.route()] if self._mode == "http" else []

    async def start(self, handle: Handle) -> None:
        """Receives from now on. Raises Unavailable without Slack, Refused for a token it denies."""
        quieten()
        self._client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SEND_SECONDS))
        try:
            await self._begin(handle)
        except BaseException:
            await self.stop()
            raise
        log.info("slack.started team=%s mode=%s", self.tenant, self._mode)

    async def stop(self) -> None:
        """Receives no more, and hangs up."""
        self._door.app = None
        line, self._line = self._line, None
        if line is not None:
            await line.close()
        session, self._client.session = self._client.session, None
        if session is not None:
            await session.close()

    def healthy(self) -> bool:
        if self._mode == "http":
            return self._door.app is not None
        return self._line is not None and self._line.healthy()

    async def post(self, chat: Chat, card: Card, *, token: str, under: str | None) -> str:
        return await self._sender.post(chat, card, token=token, under=under)

    async def edit(self, chat: Chat, reference: str, card: Card) -> None:
        await self._sender.edit(reference, card)

    async def find(self, chat: Chat, token: str, *, since: datetime) -> str | None:
        return await self._sender.find(chat, token, since=since)

    async def send_file(self, chat: Chat, file: Attachment, *, caption: str, under: str | None) -> None:
        await self._sender.send_file(chat, file, caption=caption, under=under)

    async def has_file(self, chat: Chat, name: str, *, since: datetime) -> bool:
        return await self._sender.has_file(chat, name, since=since)

    async def show_home(self, account: Account, cards: tuple[Card, ...]) -> None:
        await self._sender.show_home(account, cards)

    async def _begin(self, handle: Handle) -> None:
        me = await self._introduced()
        self.tenant, self.organisation = me.team, me.organisation
        names = Names(self._client, time.monotonic)
        desk = Desk(client=self._client, sender=self._sender, names=names, me=me, handle=handle)
        app = bolt(me=me, token=self._bot_token, secret=self._secret, api_url=self._api_url, desk=desk)
        if self._mode == "http":
            self._door.app = app
        else:
            self._line = Line(app, self._app_token, self._api_url)
            await self._line.open()

    async def _introduced(self) -> Me:
        for tried in range(START_TRIES):
            await asyncio.sleep(2**tried - 1)
            try:
                found = await self._client.auth_test()
            except TROUBLE as error:
                if trouble.code(error) in trouble.TOKEN:
                    raise Refused("Slack does not accept the bot's token") from None
                log.warning("slack.start_failed error=%s", trouble.code(error))
            else:
                return Me(
                    team=str(found["team_id"]),
                    user=str(found["user_id"]),
                    bot=str(found.get("bot_id") or ""),
                    organisation=str(found.get("team") or ""),
                )
        raise Unavailable("Slack cannot be reached")


def _checked(api_url: str) -> str:
    """With its slash at the end; ValueError unless it is the address of an API."""
    url = api_url.rstrip("/") + "/"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or not parts.path.endswith("/api/"):
        raise ValueError(f"Slack's address must end with /api/, as https://slack.com/api/ does: {api_url}")
    return url
