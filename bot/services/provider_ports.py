"""What the provider list asks of the storage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.providers import Listed, Provider


class Providers(Protocol):
    async def get(self, id: str, *, lock: bool = False) -> Provider: ...
    async def put(self, provider: Provider) -> None: ...
    async def drop(self, id: str) -> None: ...
    async def of_organisation(self, organisation: str) -> Sequence[Provider]:
        """Oldest first."""

    async def shown(self, since: datetime) -> Sequence[Listed]:
        """Of verified organisations, confirmed since then; by the organisation's name."""
