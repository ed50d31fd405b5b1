"""What the use cases ask of the storage about time: nudges to come, and what people were reminded of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.chat.address import Account
from bot.domain.history import Subject
from bot.domain.nudges import Nudge
from bot.domain.people import Contact
from bot.domain.reminding import Quiet, Reminder


class Nudges(Protocol):
    async def add(self, nudge: Nudge) -> None:
        """Once: the same (subject, code, step, due) again does nothing."""

    async def cancel(self, subject: Subject, subject_id: str, *, codes: frozenset[str] | None = None) -> int:
        """Takes back what is waiting (all codes, or these); returns how many there were."""

    async def waiting(self, subject: Subject, subject_id: str, code: str) -> Nudge | None: ...
    async def all_waiting(self, code: str) -> Sequence[Nudge]:
        """Of whatever subject, the one due last first."""

    async def claim(self, owner: str, *, now: datetime, lease: timedelta, most: int) -> Sequence[Nudge]:
        """At most so many of those longest due, leased; their `attempt` fences this claim."""

    async def done(self, nudge: Nudge, now: datetime) -> bool:
        """Marks a claimed nudge as sent; False if another took it over meanwhile."""

    async def failed(self, nudge: Nudge, again_at: datetime | None) -> None:
        """Try again then; None puts it aside as stuck."""

    async def of_person(self, person: str, before: datetime) -> Sequence[Nudge]:
        """What waits to be done before then about this person's matches and listings, the soonest first."""

    async def release(self, owner_except: str) -> int: ...
    async def let_go(self, owner: str) -> int: ...
    async def next_due(self) -> datetime | None: ...


@dataclass(frozen=True, kw_only=True)
class CodeFigures:
    """What came of the reminders of one code: `heard` within three days, `moved` by the person themselves.

    `days` is the median from the message to the next change of what it was about; None where nothing changed.
    """

    code: str
    sent: int
    heard: int
    moved: int
    days: float | None


class Reminders(Protocol):
    """What waits for people, and what they were told unasked."""

    async def add(self, reminder: Reminder) -> int:
        """Once for each (person, subject, code, step, due).

        Returns how many the person has had so far, 0 if this one was there.
        """

    async def waiting(self, person: str) -> Sequence[Reminder]:
        """The one due first comes first."""

    async def sent(self, ids: Sequence[str], now: datetime) -> None: ...
    async def drop(self, ids: Sequence[str]) -> None: ...
    async def moved(self, subject: Subject, subject_id: str, by: str, now: datetime) -> None:
        """It changed: what waited about it is dropped, what was said about it has had its effect."""

    async def heard(self, person: str, now: datetime) -> None:
        """A sign of life."""

    async def quiet(self, person: str) -> Quiet:
        """What they were told unasked; without their snooze, which is the person's own."""

    async def unheard(self, person: str, subject_id: str, code: str) -> int:
        """How many of this code about this were said to them and followed by no sign of life."""

    async def figures(self) -> Sequence[CodeFigures]:
        """By code."""


class Rests(Protocol):
    """Who is not to be disturbed; a part of what is known of people."""

    async def about_to_hear(self, code: str, now: datetime, asked_before: datetime) -> Sequence[Contact]:
        """The accounts of those whose nudge of this code is due, last asked before that whether they rest."""

    async def rests(self, account: Account, until: datetime | None, now: datetime) -> None:
        """Not to be disturbed until then, as their platform said now."""


class Leases(Protocol):
    async def take(self, name: str, owner: str, lasts: timedelta) -> bool:
        """Takes it where it is free, run out, or this owner's already; by the database's clock."""

    async def drop(self, name: str, owner: str) -> None:
        """Free again, if it is this owner's."""
