"""What the coordinators' desk asks of the storage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.chat.address import Chat
from bot.chat.outgoing import Card
from bot.domain.batches import Batch
from bot.domain.history import Subject
from bot.domain.keys import Key


class Register(Protocol):
    """What coordinators search by name."""

    async def names(self, subject: Subject, most: int) -> Sequence[tuple[str, str]]:
        """Id and words (a name; of a listing, what it says) of people, organisations or listings: the newest
        of the listings, as many as that."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """When a need was posted, and the first time that anything came of it.

    `answered`: a coordinator approved or declined it, or asked a question. `delivered`: hours confirmed.
    """

    posted: datetime
    answered: datetime | None = None
    introduced: datetime | None = None
    delivered: datetime | None = None


class Desk(Protocol):
    async def claim(self, subject_id: str, person: str, at: datetime) -> None:
        """It is in this person's hands now, whoever had it before."""

    async def claimed_by(self, subject_id: str) -> str:
        """The person's id; empty for what is in nobody's hands."""

    async def drop_claims(self, person: str) -> None: ...
    async def put_key(self, key: Key) -> None: ...
    async def key_of_link(self, digest: str) -> Key | None:
        """Held until the transaction ends."""

    async def key_of_browser(self, digest: str) -> Key | None: ...
    async def end_keys(self, person: str, at: datetime) -> int:
        """All of this person's; how many were still good."""

    async def put_batch(self, batch: Batch) -> None: ...
    async def batch(self, id: str) -> Batch | None:
        """Held until the transaction ends."""

    async def first_morning(self, day: date, lines: Sequence[str], at: datetime) -> bool:
        """Keeps what each line of that day's digest is about; False if another replica made it before."""

    async def newest_morning(self) -> Sequence[str]:
        """What each line of the newest digest is about."""

    async def paces(self) -> Sequence[Pace]:
        """Of every need."""

    async def one_role_at_a_time(self) -> None:
        """Until the transaction ends nobody else takes a role away."""


class Cards(Protocol):
    """Messages of ours whose place in a chat has changed, or is not known any more."""

    async def adopt(self, chat: Chat, reference: str, card: Card, key: str) -> str:
        """A message of ours that we do not know, as after a restore: known from now on.

        By this key, unless the chat has another message of it: then by one of its own. Returns which.
        """

    async def let_go(self, chat: Chat, key: str) -> str | None:
        """The message of this key gets a key of its own, which is returned; the key is free again."""
