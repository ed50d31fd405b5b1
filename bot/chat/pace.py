"""How fast a platform takes messages, as it says so: the port through which the outbox keeps to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.chat.address import Chat


class Sending(StrEnum):
    """What a platform counts apart."""

    POST = "post"  # a new message, with or without a file
    EDIT = "edit"
    HOME = "home"  # a person's own page


class Over(StrEnum):
    """What a rate counts together: all that a tenant is sent, all of one kind, or all in one chat."""

    TENANT = "tenant"
    KIND = "kind"
    CHAT = "chat"


@dataclass(frozen=True, kw_only=True)
class Rate:
    """At most so many in any stretch of so many seconds, at most a minute."""

    over: Over
    most: int
    seconds: float


Pace = Callable[[str, Sending], tuple[Rate, ...]]
"""The rates that count a sending to the chat of this id."""


def at_will(chat: str, sending: Sending) -> tuple[Rate, ...]:
    """A platform that takes whatever comes."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A sending by whomever: `ended_at` is None while it is under way."""

    id: str
    chat: Chat
    sending: Sending
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Resting:
    """Tenants, as (platform, tenant), and chats to which nothing may be sent right now."""

    tenants: frozenset[tuple[str, str]] = frozenset()
    chats: frozenset[tuple[str, str, str]] = frozenset()


NOWHERE = Resting()


class Pacing(Protocol):
    """Says what may be sent, knowing what was."""

    def since(self, now: datetime) -> datetime:
        """How far back it wants to know of sendings that have ended; of those under way, all."""

    def learn(self, sent: Sequence[Sent], now: datetime) -> Resting: ...
    def admits(self, id: str, chat: Chat, sending: Sending) -> bool:
        """Whether it may be sent now; if so it counts from now on."""
