"""The workspaces that have the app: one whose token we were given, or many that added it by themselves."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import trouble
from adapters.slack.desk import Desk
from adapters.slack.limits import KEPT_SECONDS, ROTATE_SECONDS
from adapters.slack.names import Names
from adapters.slack.read import NAME, Me
from adapters.slack.rest import Rest
from adapters.slack.sender import Sender
from adapters.slack.stores import Sealed
from adapters.slack.trouble import TROUBLE
from bot.chat.installing import Installations, Installed
from bot.chat.ports import Handle, Unavailable, Unreachable
from bot.chat.vault import WrongKey

log = logging.getLogger(__name__)

OVER = {"account_inactive", "token_revoked"}
"""Slack's words for: this app is not in that workspace any more."""


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """All that speaks in one workspace, with that workspace's token and no other."""

    me: Me
    token: str
    sender: Sender
    desk: Desk
    rest: Rest


def workspace(me: Me, client: AsyncWebClient, handle: Handle) -> Workspace:
    sender = Sender(client)
    names = Names(client, time.monotonic)
    desk = Desk(client=client, sender=sender, names=names, me=me, handle=handle)
    return Workspace(me=me, token=client.token or "", sender=sender, desk=desk, rest=Rest(client))


class Workspaces(Protocol):
    async def of(self, team: str) -> Workspace:
        """Raises Unreachable where the app is not, Unavailable where that cannot be known now."""

    def forget(self, team: str) -> None:
        """What is known of it may not be true any more."""


class Only:
    """The one workspace whose token stands in the environment."""

    def __init__(self, one: Workspace, installations: Installations) -> None:
        self._one = one
        self._installations = installations
        self._there: bool | None = None

    async def of(self, team: str) -> Workspace:
        if team != self._one.me.team:
            raise Unreachable("not this workspace")
        if self._there is None:
            known = await self._installations.get(NAME, team)
            self._there = known is None or known.removed_at is None
        if not self._there:
            raise Unreachable("removed")
        return self._one

    def forget(self, team: str) -> None:
        self._there = None


@dataclass(frozen=True, kw_only=True)
class _Known:
    workspace: Workspace
    until: float


class Many:
    """Workspaces of many employers, each read from the storage, its token renewed before it runs out."""

    def __init__(
        self,
        *,
        installations: Installations,
        sealed: Sealed,
        rotator: AsyncTokenRotator,
        client: Callable[[str], AsyncWebClient],
        handle: Handle,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._installations = installations
        self._sealed = sealed
        self._rotator = rotator
        self._client = client
        self._handle = handle
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def of(self, team: str) -> Workspace:
        async with self._asking.setdefault(team, asyncio.Lock()):
            known = self._known.get(team)
            if known is None or known.until <= self._clock():
                known = await self._asked(team, known)
                self._known[team] = known
            return known.workspace

    def forget(self, team: str) -> None:
        """Looked up anew next time; what is known of its people stays, if its token does."""
        known = self._known.get(team)
        if known is not None:
            self._known[team] = replace(known, until=0.0)

    async def _asked(self, team: str, before: _Known | None) -> _Known:
        there = await self._installations.get(NAME, team)
        if there is None or not there.sealed:
            self._known.pop(team, None)
            raise Unreachable("removed" if there else "never installed")
        bot = await self._renewed(there, self._opened(there))
        until = min(self._clock() + KEPT_SECONDS, bot.bot_token_expires_at or float("inf"))
        if before is not None and before.workspace.token == bot.bot_token:
            return replace(before, until=until)
        me = Me(team=team, user=bot.bot_user_id, bot=bot.bot_id, organisation=there.organisation)
        return _Known(workspace=workspace(me, self._client(bot.bot_token), self._handle), until=until)

    def _opened(self, there: Installed) -> Bot:
        try:
            return self._sealed.open(there.sealed)
        except WrongKey as error:
            log.critical("slack.key_wrong team=%s: %s", there.tenant, error)
            raise Unavailable("wrong key") from None

    async def _renewed(self, there: Installed, bot: Bot) -> Bot:
        """The bot with a token that lasts; the old one as long as Slack gives no other and it still works."""
        try:
            fresh = await self._rotator.perform_bot_token_rotation(
                bot=bot, minutes_before_expiration=ROTATE_SECONDS // 60
            )
        except (SlackTokenRotationError, *TROUBLE) as error:
            return await self._unrenewed(there, bot, error)
        if fresh is None:
            return bot
        await self._installations.reseal(
            NAME, there.tenant, was=there.sealed, sealed=self._sealed.seal(fresh)
        )
        log.info("slack.token_renewed team=%s", there.tenant)
        return fresh

    async def _unrenewed(self, there: Installed, bot: Bot, error: Exception) -> Bot:
        """Another process may have been first: a token is renewed once."""
        now = await self._installations.get(NAME, there.tenant)
        if now is not None and now.sealed not in ("", there.sealed):
            return self._opened(now)
        cause = getattr(error, "api_error", error)
        log.error("slack.token_not_renewed team=%s error=%s", there.tenant, trouble.code(cause))
        if (bot.bot_token_expires_at or 0) <= self._clock():
            raise Unavailable("token_expired")
        return bot
