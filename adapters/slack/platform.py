"""Slack as a platform of the bot: one employer's workspace, or those of many employers."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import aiohttp
from slack_bolt import BoltResponse
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

from adapters.slack import trouble
from adapters.slack.desk import Payload
from adapters.slack.ingress import Door, bolt, quieten
from adapters.slack.limits import LIMITS, SEND_SECONDS, START_TRIES
from adapters.slack.read import NAME, Me, removal, team_of
from adapters.slack.reception import OAuthApp, Reception
from adapters.slack.sockets import Line
from adapters.slack.stores import InstallationStore, Sealed, StateStore
from adapters.slack.trouble import TROUBLE
from adapters.slack.workspaces import OVER, Many, Only, Workspace, Workspaces, workspace
from bot.chat.address import Account, Chat
from bot.chat.incoming import Enclosure
from bot.chat.installing import Installations
from bot.chat.outgoing import Attachment, Card
from bot.chat.ports import Handle, Refused, Unavailable, Unreachable
from bot.chat.vault import Vault

log = logging.getLogger(__name__)

Mode = Literal["http", "socket", "oauth"]


class Slack:
    """Implements `Platform`; `tenant` is known once it has started, where there is one workspace.

    Mode "oauth" serves every workspace that adds the app, and needs `app` instead of tokens. `api_url` ends
    with "/api/". Raises ValueError for settings that cannot work.
    """

    name = NAME
    limits = LIMITS

    def __init__(  # noqa: PLR0913 - what the app's page at Slack shows, each with a name
        self,
        *,
        installations: Installations,
        signing_secret: str,
        mode: Mode,
        bot_token: str = "",
        app_token: str | None = None,
        app: OAuthApp | None = None,
        api_url: str = "https://slack.com/api/",
        command: str = "/makegood",
    ) -> None:
        if mode == "socket" and not app_token:
            raise ValueError("Socket Mode needs an app token, xapp-…")
        if mode != "socket" and not signing_secret:
            raise ValueError("Slack over HTTP needs the signing secret")
        if (mode == "oauth") is not (app is not None):
            raise ValueError("the mode oauth, and no other, needs the app's id and secret")
        self.tenant = ""
        self.command = command
        self._installations = installations
        self._bot_token, self._app_token, self._secret = bot_token, app_token or "", signing_secret
        self._mode: Mode = mode
        self._app = app
        self._api_url = _checked(api_url)
        self._session: aiohttp.ClientSession | None = None
        self._workspaces: Workspaces | None = None
        self._reception = Reception(app, self._forget) if app else None
        self._door = Door(signing_secret)
        self._line: Line | None = None

    def routes(self) -> list[Route]:
        """One route for events, interactions and commands alike, and the pages for those who add the app;
        none in Socket Mode."""
        pages = self._reception.routes() if self._reception else []
        return [] if self._mode == "socket" else [self._door.route(), *pages]

    async def start(self, handle: Handle) -> None:
        """Receives from now on. Raises Unavailable without Slack, Refused for a token it denies."""
        quieten()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SEND_SECONDS))
        try:
            await self._begin(handle)
        except BaseException:
            await self.stop()
            raise
        log.info("slack.started team=%s mode=%s", self.tenant, self._mode)

    async def rest(self) -> None:
        """Takes no more down the line; what is posted here is taken, and messages go out."""
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    async def stop(self) -> None:
        """Receives no more, and hangs up."""
        self._door.app = None
        if self._reception:
            self._reception.close()
        await self.rest()
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def healthy(self) -> bool:
        if self._mode != "socket":
            return self._door.app is not None
        return self._line is not None and self._line.healthy()

    async def post(
        self, chat: Chat, card: Card, *, token: str, under: str | None, aloud: bool = False
    ) -> str:
        async with self._speaking(chat.tenant) as there:
            return await there.sender.post(chat, card, token=token, under=under, aloud=aloud)

    async def post_file(
        self, chat: Chat, card: Card, file: Path, named: Enclosure, *, token: str, under: str | None
    ) -> str:
        async with self._speaking(chat.tenant) as there:
            return await there.sender.post_file(chat, card, file, named, token=token, under=under)

    async def fetch(self, tenant: str, file: Enclosure, into: Path) -> None:
        async with self._speaking(tenant) as there:
            await there.sender.fetch(file, into)

    async def edit(self, chat: Chat, reference: str, card: Card) -> None:
        async with self._speaking(chat.tenant) as there:
            await there.sender.edit(reference, card)

    async def find(self, chat: Chat, token: str, *, since: datetime) -> str | None:
        async with self._speaking(chat.tenant) as there:
            return await there.sender.find(chat, token, since=since)

    async def send_file(self, chat: Chat, file: Attachment, *, caption: str, under: str | None) -> None:
        async with self._speaking(chat.tenant) as there:
            await there.sender.send_file(chat, file, caption=caption, under=under)

    async def has_file(self, chat: Chat, name: str, *, since: datetime) -> bool:
        async with self._speaking(chat.tenant) as there:
            return await there.sender.has_file(chat, name, since=since)

    def link(self, payload: str) -> str:
        """None: a workspace's people find the bot among their apps."""
        return ""

    async def open_topic(self, chat: Chat, name: str) -> str:
        """Always Refused: on Slack a channel is one, and its threads belong to messages."""
        raise Refused("Slack has no topics")

    async def show_home(self, account: Account, cards: tuple[Card, ...]) -> None:
        async with self._speaking(account.tenant) as there:
            await there.sender.show_home(account, cards)

    async def resting(self, tenant: str, users: Sequence[str], now: datetime) -> Mapping[str, datetime]:
        async with self._speaking(tenant) as there:
            return await there.rest.until(users, now)

    @asynccontextmanager
    async def _speaking(self, team: str) -> AsyncIterator[Workspace]:
        """That workspace, with its own token. If Slack says that the app is not there, it was removed."""
        try:
            yield await self._at(team)
        except Unavailable as error:
            if self._mode == "oauth" and str(error) in trouble.TOKEN:
                self._forget(team)
            if self._mode == "oauth" and str(error) in OVER:
                await self._removed(team, None)
            raise

    async def _at(self, team: str) -> Workspace:
        if self._workspaces is None:
            raise Unavailable("not started")
        return await self._workspaces.of(team)

    def _forget(self, team: str) -> None:
        if self._workspaces is not None:
            self._workspaces.forget(team)

    async def _begin(self, handle: Handle) -> None:
        if self._app is not None and self._reception is not None:
            self._begin_for_many(self._app, self._reception, handle)
        else:
            await self._begin_for_one(handle)
        app = bolt(secret=self._secret, api_url=self._api_url, settle=self._settle)
        if self._mode == "socket":
            self._line = Line(app, self._app_token, self._api_url)
            await self._line.open()
        else:
            self._door.app = app

    async def _begin_for_one(self, handle: Handle) -> None:
        client = self._client(self._bot_token)
        me = await _introduced(client)
        await self._installations.add(NAME, me.team, me.organisation)
        self._workspaces = Only(workspace(me, client, handle), self._installations)
        self.tenant = me.team

    def _begin_for_many(self, app: OAuthApp, reception: Reception, handle: Handle) -> None:
        sealed = Sealed(Vault(app.keys))
        client = self._client(None)
        self._workspaces = Many(
            installations=self._installations,
            sealed=sealed,
            rotator=AsyncTokenRotator(
                client_id=app.client_id, client_secret=app.client_secret, client=client
            ),
            client=self._client,
            handle=handle,
        )
        installs = InstallationStore(self._installations, sealed)
        reception.open(client, installs, StateStore(self._installations))

    def _client(self, token: str | None) -> AsyncWebClient:
        """Never repeats by itself: it would post twice."""
        return AsyncWebClient(
            token=token,
            base_url=self._api_url,
            timeout=SEND_SECONDS,
            session=self._session,
            retry_handlers=[],
        )

    async def _settle(self, payload: Payload) -> BoltResponse:
        """To the desk of the workspace that is named; nothing is done for one that has not the app."""
        team = team_of(payload)
        try:
            if at := removal(payload):
                await self._removed(team, at)
                return BoltResponse(status=200, body="")
            there = await self._at(team)
        except Unreachable:
            log.warning("slack.refused reason=workspace")
            return BoltResponse(status=403, body="", headers={"X-Slack-No-Retry": "1"})
        except Unavailable as error:
            log.warning("slack.not_now reason=%s", error)
            return BoltResponse(status=503, body="")
        return await there.desk.settle(payload)

    async def _removed(self, team: str, at: datetime | None) -> None:
        await self._installations.removed(NAME, team, at)
        self._forget(team)


async def _introduced(client: AsyncWebClient) -> Me:
    for tried in range(START_TRIES):
        await asyncio.sleep(2**tried - 1)
        try:
            found = await client.auth_test()
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
