"""Stands where the core keeps installations: the same promises, in memory."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.chat.installing import Installed


@dataclass
class Kept:
    rows: dict[str, Installed] = field(default_factory=dict)
    promised: dict[str, datetime] = field(default_factory=dict)
    removals: list[str] = field(default_factory=list)
    asked: int = 0

    async def get(self, platform: str, tenant: str) -> Installed | None:
        self.asked += 1
        return self.rows.get(tenant)

    async def add(self, platform: str, tenant: str, organisation: str, sealed: str = "") -> None:
        self.rows[tenant] = Installed(
            platform=platform, tenant=tenant, organisation=organisation, sealed=sealed, at=datetime.now(UTC)
        )

    async def reseal(self, platform: str, tenant: str, *, was: str, sealed: str) -> bool:
        there = self.rows[tenant]
        if there.sealed != was:
            return False
        self.rows[tenant] = replace(there, sealed=sealed)
        return True

    async def removed(self, platform: str, tenant: str, at: datetime | None = None) -> None:
        self.removals.append(tenant)
        if tenant in self.rows:
            self.rows[tenant] = replace(self.rows[tenant], sealed="", removed_at=datetime.now(UTC))

    async def promise(self, digest: str, lasts: timedelta) -> None:
        self.promised[digest] = datetime.now(UTC) + lasts

    async def redeem(self, digest: str) -> bool:
        until = self.promised.pop(digest, None)
        return until is not None and until > datetime.now(UTC)
