"""What pages ask of the storage: a person's own, and those for everybody."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from bot.chat.address import Account
from bot.domain.impact import Confirmed, Ended, Shared, Told


class Gauges(Protocol):
    async def gauges(self, now: datetime) -> Mapping[str, float]:
        """How much there is and how long it waits, by the names that an operator's machine reads."""


class Impact(Protocol):
    """Rows behind the figures that anybody may read."""

    async def confirmed(
        self, since: datetime | None = None, until: datetime | None = None, *, employer: str = ""
    ) -> Sequence[Confirmed]:
        """From then until then, or all; of one employer's people, or of everybody."""

    async def offered(self) -> Sequence[tuple[datetime, Decimal]]:
        """Hours of every offer that a coordinator approved, and when that first was."""

    async def shared(self) -> Sequence[Shared]: ...
    async def unmet(self) -> Sequence[tuple[str, Sequence[str]]]:
        """District and skills of every open need with no match under way."""

    async def on_offer(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The same of every open offer."""

    async def ended(self, since: datetime, until: datetime) -> Sequence[Ended]:
        """Matches that came to nothing, by how and why."""

    async def stories(self) -> Sequence[Told]:
        """Those that both sides allow, as they stand; the newest first."""


class Pages(Protocol):
    """The pages of their own that people have opened."""

    async def opened(self, account: Account, now: datetime) -> bool:
        """Notes it; True for the first time ever."""

    async def stale(self) -> Sequence[Account]:
        """Whose page may look different for what this transaction has written."""
