"""Letters, and how the relay gets them from the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.chat.outgoing import Outgoing
from bot.chat.pace import Pacing


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A claimed message: `token` marks it for good, `attempt` fences this claim.

    `maybe_sent` says that an earlier attempt may have reached the platform without an answer.
    `reference` is the message to edit, `under` the one to answer, where there are such.
    """

    id: str
    token: str
    outgoing: Outgoing
    attempt: int
    maybe_sent: bool
    created_at: datetime
    reference: str | None
    under: str | None


class Claims(Protocol):
    """The part of the outbox that hands out letters."""

    async def claim(
        self, owner: str, *, now: datetime, lease: timedelta, most: int, pacing: Pacing | None = None
    ) -> Sequence[Letter]:
        """At most one letter a chat, the oldest unsent; marked as being sent, until the lease ends.

        With `pacing`, only what it admits. Two claims never overlap, so it knows of all that is sent.
        """
