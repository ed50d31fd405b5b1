"""Keeps where the bot is installed: implements `bot.chat.installing.Installations`, a transaction a call."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.chat.installing import Installed
from bot.domain.people import THE_CLOCK
from bot.services import installations
from bot.services.ports import Transactions, Tx
from bot.services.turn import House, Turn

log = structlog.get_logger()


class Installing:
    """`house` is asked for when it is needed: it is built from the platforms that are given this."""

    def __init__(
        self,
        begin: Transactions,
        *,
        house: Callable[[], House],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._begin = begin
        self._house = house
        self._clock = clock
        self._new_id = new_id

    async def get(self, platform: str, tenant: str) -> Installed | None:
        async with self._begin() as tx:
            return await tx.installations.get(platform, tenant)

    async def add(self, platform: str, tenant: str, organisation: str, sealed: str = "") -> None:
        fresh = Installed(
            platform=platform, tenant=tenant, organisation=organisation, sealed=sealed, at=self._clock()
        )
        async with self._begin() as tx:
            await installations.add(self._turn(tx), fresh)
            await tx.commit()
        log.info("installation.there", platform=platform, tenant=tenant)

    async def reseal(self, platform: str, tenant: str, *, was: str, sealed: str) -> bool:
        async with self._begin() as tx:
            done = await tx.installations.reseal(platform, tenant, was=was, sealed=sealed)
            await tx.commit()
        return done

    async def removed(self, platform: str, tenant: str, at: datetime | None = None) -> None:
        async with self._begin() as tx:
            until_now = await installations.remove(self._turn(tx), platform, tenant, at or self._clock())
            await tx.commit()
        if until_now:
            log.warning("installation.removed", platform=platform, tenant=tenant)

    async def promise(self, digest: str, lasts: timedelta) -> None:
        now = self._clock()
        async with self._begin() as tx:
            await tx.installations.promise(digest, now + lasts, now=now)
            await tx.commit()

    async def redeem(self, digest: str) -> bool:
        async with self._begin() as tx:
            kept = await tx.installations.redeem(digest, now=self._clock())
            await tx.commit()
        return kept

    def _turn(self, tx: Tx) -> Turn:
        return Turn(tx=tx, now=self._clock(), new_id=self._new_id, house=self._house(), by=THE_CLOCK)
