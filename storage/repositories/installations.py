"""Workspaces with the bot, and those who are about to add it to theirs."""

from datetime import datetime

from sqlalchemy import delete, select, update

from bot.chat.installing import Installed
from storage.columns import table_of
from storage.install_tables import InstallationRow, PromiseRow
from storage.mapping import Shape
from storage.repositories.door import Door

INSTALLATIONS, PROMISES = table_of(InstallationRow), table_of(PromiseRow)
INSTALLED = Shape(Installed, INSTALLATIONS)


class SqlInstallations:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, platform: str, tenant: str, *, lock: bool = False) -> Installed | None:
        there = (INSTALLATIONS.c.platform == platform) & (INSTALLATIONS.c.tenant == tenant)
        query = select(*INSTALLED.columns).where(there)
        row = await self._door.first(query.with_for_update() if lock else query)
        return None if row is None else INSTALLED.value(row)

    async def put(self, installed: Installed) -> None:
        await self._door.put(INSTALLATIONS, INSTALLED.row(installed), "platform", "tenant")

    async def reseal(self, platform: str, tenant: str, *, was: str, sealed: str) -> bool:
        there = (INSTALLATIONS.c.platform == platform) & (INSTALLATIONS.c.tenant == tenant)
        change = update(INSTALLATIONS).where(there, INSTALLATIONS.c.sealed == was).values(sealed=sealed)
        return bool(await self._door.write(change))

    async def promise(self, digest: str, until: datetime, *, now: datetime) -> None:
        """Those that are over go by the way, so that they do not pile up."""
        await self._door.write(delete(PROMISES).where(PROMISES.c.until < now))
        await self._door.add_once(PROMISES, {"digest": digest, "until": until})

    async def redeem(self, digest: str, *, now: datetime) -> bool:
        kept = delete(PROMISES).where(PROMISES.c.digest == digest, PROMISES.c.until >= now)
        return bool(await self._door.write(kept))
