"""What pictures and voice notes beside an offer or a need ask of the storage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chat.incoming import Enclosure


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file that came with a draft: it belongs to the listing that the draft becomes.

    Its content stays with the platform it came to, and is fetched when it is shown.
    """

    id: str
    conversation: str
    listing: str = ""
    person: str
    platform: str
    tenant: str
    file: Enclosure
    at: datetime


class KeptFiles(Protocol):
    async def put(self, kept: KeptFile) -> None: ...
    async def of_conversation(self, conversation: str) -> Sequence[KeptFile]:
        """Oldest first."""

    async def of_listing(self, listing: str) -> Sequence[KeptFile]:
        """Oldest first."""

    async def belong(self, conversation: str, listing: str) -> None:
        """What came with the draft is the listing's from now on."""

    async def drop(self, conversation: str) -> None:
        """Forgets what came with a draft that becomes nothing."""
