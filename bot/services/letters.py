"""Letters, and how the relay gets them from the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.chat.outgoing import Outgoing
from bot.chat.pace import Pacing
from bot.texts.drawing import drawn_for
from bot.texts.locales import Languages


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """In the place of what another release wrote, or something else that this one cannot read: never sent."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A claimed message: `token` marks it for good, `attempt` fences this claim.

    `maybe_sent` says that an earlier attempt may have reached the platform without an answer.
    `reference` is the message to edit, `under` the one to answer, where there are such. `language`: what is
    read there, as far as it is known. `emptied`: changed after that earlier attempt, as somebody asked to be
    forgotten.
    """

    id: str
    token: str
    outgoing: Outgoing | Unreadable
    attempt: int
    maybe_sent: bool
    created_at: datetime
    reference: str | None
    under: str | None
    language: str = ""
    emptied: bool = False


def in_words(letter: Letter, languages: Languages) -> Letter:
    """As its reader sees it; what is kept of it stays as it was, for whoever reads it next."""
    return replace(letter, outgoing=drawn_for(letter.outgoing, languages.of(letter.language)))


class Claims(Protocol):
    """The part of the outbox that hands out letters."""

    async def claim(
        self, owner: str, *, now: datetime, lease: timedelta, most: int, pacing: Pacing | None = None
    ) -> Sequence[Letter]:
        """At most one letter a chat, the oldest unsent; marked as being sent, until the lease ends.

        With `pacing`, only what it admits. Two claims never overlap, so it knows of all that is sent.
        """
