"""What the conversations between two sides of a match ask of the storage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chat.address import Chat
from bot.chat.incoming import Said
from bot.chat.outgoing import Outgoing
from bot.domain.matches import Party
from bot.domain.talks import Passed, Talk


@dataclass(frozen=True, kw_only=True)
class Unsent:
    """What a person said, kept until they say for whom it is; with a `match`, until they say that it is."""

    id: str
    person: str
    said: Said
    at: datetime
    match: str = ""


class KeepsForLater(Protocol):
    """The part of the outbox for people who are out of reach."""

    async def keep_back(self, outgoing: Outgoing, *, dedupe: str, now: datetime) -> None:
        """Keeps a message for somebody who cannot be reached: `again` sends it."""

    async def again(self, key: str, now: datetime) -> int:
        """Queues once more what was kept back or given up under this key; returns how many there were."""


class Talks(Protocol):
    """Conversations between the two sides of a match."""

    async def some(self, matches: Sequence[str]) -> Mapping[str, Talk]:
        """The conversations of those of these matches that have one, by match."""

    async def put(self, talk: Talk) -> None: ...
    async def passed(self, id: str, *, lock: bool = False) -> Passed | None: ...
    async def put_passed(self, passed: Passed) -> None: ...
    async def of_message(self, chat: Chat, source: str) -> Passed | None:
        """The message that its platform knows by this reference in the chat where it was written."""

    async def run(self, id: str) -> Sequence[Passed]:
        """The messages that share this receipt, oldest first."""

    async def latest(self, match: str) -> Passed | None: ...
    async def follows(self, match: str, party: Party) -> bool:
        """Whether this side has written an answer there, so that they hear of the next."""

    async def lost(self, match: str) -> Sequence[Passed]:
        """What reached nobody, oldest first."""

    async def keep(self, unsent: Unsent) -> None: ...
    async def kept(self, id: str) -> Unsent | None: ...
    async def drop(self, id: str) -> None: ...
    async def drop_before(self, person: str, moment: datetime) -> None:
        """Forgets what this person has left undecided for so long."""
