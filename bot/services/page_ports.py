"""What pages ask of the storage: a person's own, and those for everybody."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.chat.address import Account


class Gauges(Protocol):
    async def gauges(self, now: datetime) -> Mapping[str, float]:
        """How much there is and how long it waits, by the names that an operator's machine reads."""


class Pages(Protocol):
    """The pages of their own that people have opened."""

    async def opened(self, account: Account, now: datetime) -> bool:
        """Notes it; True for the first time ever."""

    async def stale(self) -> Sequence[Account]:
        """Whose page may look different for what this transaction has written."""
