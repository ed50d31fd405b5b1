"""Where the bot is installed, as a platform with workspaces asks the core to keep it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Installed:
    """A workspace that has the bot, or had it until `removed_at`.

    `sealed` is what the platform needs to speak there, encrypted by it: nobody else can read it. It is empty
    where that comes from the environment, and after the bot was removed.
    """

    platform: str
    tenant: str
    organisation: str  # its name
    at: datetime
    sealed: str = field(default="", repr=False)
    removed_at: datetime | None = None


class Installations(Protocol):
    """Each call is one transaction, committed when it returns."""

    async def get(self, platform: str, tenant: str) -> Installed | None: ...

    async def add(self, platform: str, tenant: str, organisation: str, sealed: str = "") -> None:
        """The bot is there now, perhaps again. `sealed` says that its people added it by themselves."""

    async def reseal(self, platform: str, tenant: str, *, was: str, sealed: str) -> bool:
        """Replaces what is sealed; False if it is no longer what it was."""

    async def removed(self, platform: str, tenant: str, at: datetime | None = None) -> None:
        """The bot was removed at that moment, or now; nothing, if it was added again after it.

        Nothing more is sent there, what waits is put aside, and the coordinators are told.
        """

    async def promise(self, digest: str, lasts: timedelta) -> None:
        """Remembers that somebody began to add the bot; only the digest of what they were given is kept."""

    async def redeem(self, digest: str) -> bool:
        """Whether that was promised, is not over, and was not redeemed before."""


class InstallationRows(Protocol):
    """The same for the storage, within a transaction."""

    async def get(self, platform: str, tenant: str, *, lock: bool = False) -> Installed | None: ...
    async def put(self, installed: Installed) -> None: ...
    async def reseal(self, platform: str, tenant: str, *, was: str, sealed: str) -> bool: ...
    async def promise(self, digest: str, until: datetime, *, now: datetime) -> None: ...
    async def redeem(self, digest: str, *, now: datetime) -> bool: ...
