"""What the matcher asks of the storage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.listings import Listing


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Listings as they are at that moment, whatever their state; `written`: when each was, by its id.

    `settles`: for so long a change may still be undone, or be made by a transaction that began before.
    """

    at: datetime
    settles: timedelta
    listings: Sequence[Listing]
    written: Mapping[str, datetime]


@dataclass(frozen=True, kw_only=True)
class KeptVector:
    """A listing's vector, of the text with this digest; `reading`: of what it came, see `Reader`."""

    digest: str
    vector: bytes
    reading: str


class MatcherStore(Protocol):
    """What the matcher keeps between runs and shares between replicas."""

    async def changes(self, since: datetime | None, known: Mapping[str, datetime]) -> Changes:
        """Listings written since then, and of these (with when each was written) those that stand otherwise
        now; with None, all that are open."""

    async def vectors(self, listings: Sequence[str]) -> Mapping[str, KeptVector]:
        """What is kept of these, by whatever reading."""

    async def keep_vector(self, listing: str, kept: KeptVector) -> None: ...
    async def synonyms(self) -> Mapping[str, str]: ...
    async def put_synonym(self, term: str, meaning: str, person: str, at: datetime) -> None: ...
    async def drop_synonym(self, term: str) -> bool: ...
    async def priorities(self) -> Mapping[str, float]:
        """What the city has put first, with weights from 0 to 1."""

    async def put_priority(self, term: str, weight: float, person: str, at: datetime) -> None: ...
    async def drop_priority(self, term: str) -> bool: ...
    async def weights(self) -> tuple[str, Mapping[str, float]] | None:
        """The version and values of the weights in use, if any were switched on here."""

    async def put_weights(
        self, version: str, values: Mapping[str, float], made_at: datetime, switched_at: datetime | None
    ) -> None: ...
