"""What the use cases ask of the storage about the dates of a match, and what came of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.capacity import Capacity
from bot.domain.matches import Delivery, Feedback, Party, Session
from bot.domain.stories import Consent, Story


class Sessions(Protocol):
    async def put(self, session: Session) -> None: ...
    async def of(self, match: str) -> Sequence[Session]:
        """All of them, by when they start."""

    async def of_all(self, matches: Sequence[str]) -> Mapping[str, tuple[Session, ...]]:
        """The same for each of these matches; empty where one has none."""

    async def waited_for_no_longer(self, since: datetime) -> Sequence[str]:
        """Matches with a date that ended after that, of which nobody said in time what came of it."""


class Outcomes(Protocol):
    async def delivery(self, match: str) -> Delivery | None: ...
    async def deliveries(self, matches: Sequence[str]) -> Mapping[str, Delivery]:
        """Of those of these matches that have one."""

    async def put_delivery(self, delivery: Delivery) -> None: ...
    async def feedback(self, match: str, party: Party) -> Feedback | None: ...
    async def put_feedback(self, feedback: Feedback) -> None: ...
    async def story(self, match: str, *, lock: bool = False) -> Story | None: ...
    async def put_story(self, story: Story) -> None: ...
    async def consents(self, match: str) -> Sequence[Consent]: ...
    async def put_consent(self, consent: Consent) -> None: ...


class Capacities(Protocol):
    async def get(self, person: str, party: Party) -> Capacity:
        """As they said; the usual ones where they never did."""

    async def put(self, capacity: Capacity) -> None: ...
