"""What could not be processed, and what is asked of the storage about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.chat.incoming import Incoming
from bot.services.letters import Letter


class StuckKind(StrEnum):
    EVENT = "event"
    MESSAGE = "message"
    REMINDER = "reminder"


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """`about` names the event, the letter or the reminder; `trouble` is a word for what was wrong, and says
    nothing of its content. `aside_at`: since when nothing tries it any more by itself.
    """

    id: str
    kind: StuckKind
    platform: str
    tenant: str
    about: str
    trouble: str
    tries: int
    at: datetime
    aside_at: datetime | None = None


class StuckThings(Protocol):
    async def failed(self, id: str, event: Incoming, trouble: str, now: datetime, again: datetime) -> str:
        """Keeps an event that failed, and counts; returns the number it is known by, which is `id` the first
        time. At `again` it is somebody's to try, unless it was done by then.
        """

    async def aside(self, id: str, now: datetime) -> None:
        """Nothing tries this event any more by itself."""

    async def letter(self, id: str, letter: Letter, trouble: str, now: datetime) -> None:
        """A message that is given up."""

    async def reminder(self, id: str, nudge: str, tries: int, trouble: str, now: datetime) -> None:
        """A reminder that is given up."""

    async def due(self, now: datetime, until: datetime) -> tuple[Stuck, Incoming | None] | None:
        """An event that its platform has not brought again, held until then; without its content where that
        may not be kept, or is what only an older program could read.
        """

    async def done(self, id: str) -> bool:
        """Whether it was done meanwhile; then it is forgotten."""

    async def untold(self) -> Sequence[Stuck]:
        """What is put aside and nobody was told of, held until the transaction ends."""

    async def told(self, ids: Sequence[str], now: datetime) -> None: ...
    async def count_since(self, since: datetime) -> int:
        """How many things were put aside since then and still are."""

    async def all(self) -> Sequence[Stuck]:
        """Oldest first, also what may still come again."""

    async def get(self, id: str) -> Stuck | None: ...
    async def content(self, id: str) -> str:
        """As it is stored, in JSON: for whoever makes it unreadable before it is shown."""

    async def again(self, id: str, now: datetime) -> bool:
        """To be tried once more, as if for the first time; False where nothing is left to try."""

    async def drop(self, id: str) -> bool:
        """Never to be done; False if there is none of this number."""
