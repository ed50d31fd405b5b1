"""Bolt's two stores over ours: where the app is installed, and who has begun to install it."""

import hashlib
import json
import secrets
from datetime import timedelta
from logging import Logger
from typing import Any

from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.slack.ingress import quiet_logger
from adapters.slack.read import NAME
from bot.chat.installing import Installations
from bot.chat.vault import Vault

STATE_LASTS = timedelta(minutes=10)
_KEPT = (
    "app_id", "team_id", "team_name", "bot_token", "bot_id", "bot_user_id", "bot_scopes",
    "bot_refresh_token", "bot_token_expires_at", "installed_at",
)  # fmt: skip
"""All that is kept of an installation: nothing of the person who pressed the button."""


class WholeOrganisation(BoltError):
    """Somebody tried to add the app to all workspaces of a company at once."""


class Sealed:
    """A bot of one workspace, in and out of its sealed form."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal(self, bot: Bot) -> str:
        return self._vault.seal(json.dumps({name: getattr(bot, name) for name in _KEPT}))

    def open(self, sealed: str) -> Bot:
        """Raises WrongKey."""
        kept: dict[str, Any] = json.loads(self._vault.open(sealed))
        return Bot(**kept)


class InstallationStore(AsyncInstallationStore):
    """Workspace by workspace: one for a whole company has no workspace to which rows belong."""

    def __init__(self, installations: Installations, sealed: Sealed) -> None:
        self._installations = installations
        self._sealed = sealed

    @property
    def logger(self) -> Logger:
        return quiet_logger()

    async def async_save(self, installation: Installation) -> None:
        if installation.is_enterprise_install or not installation.team_id:
            raise WholeOrganisation("one workspace at a time")
        sealed = self._sealed.seal(installation.to_bot())
        name = str(installation.team_name or installation.team_id)
        await self._installations.add(NAME, installation.team_id, name, sealed)

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        found = await self._installations.get(NAME, team_id) if team_id else None
        return self._sealed.open(found.sealed) if found and found.sealed else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self._gone(team_id)

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self._gone(team_id)

    async def _gone(self, team_id: str | None) -> None:
        if team_id:
            await self._installations.removed(NAME, team_id)


class StateStore(AsyncOAuthStateStore):
    """What is given to the browser is kept as a digest only, and redeemed once."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    @property
    def logger(self) -> Logger:
        return quiet_logger()

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - as the base class has it
        state = secrets.token_urlsafe(32)
        await self._installations.promise(_digest(state), STATE_LASTS)
        return state

    async def async_consume(self, state: str) -> bool:
        return await self._installations.redeem(_digest(state))


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode(errors="replace")).hexdigest()
