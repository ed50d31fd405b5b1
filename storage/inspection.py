"""Looks at all that is stored and says what must never be: for the simulated year, and for tests.

Nothing here trusts the code that it checks: what was sent is read from the outbox, not from the reminders.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.calendar import WorkingDays
from bot.domain.history import Subject
from bot.domain.listings import NONE
from bot.domain.matches import LIVE, RESERVING, MatchState
from bot.domain.nudges import Anchor, Delay, NudgeState, Schedule, Then
from bot.domain.people import Role
from bot.domain.reminding import A_WEEK, MOST_A_WEEK
from storage.columns import table_of
from storage.repositories.claims import OUTBOX
from storage.repositories.door import Door
from storage.repositories.listings import LISTINGS, PEOPLE
from storage.repositories.matches import MATCHES
from storage.repositories.nudges import NUDGES
from storage.tables import ContactRow, DeliveryRow, PersonRoleRow

CONTACTS, DELIVERIES, ROLES = table_of(ContactRow), table_of(DeliveryRow), table_of(PersonRoleRow)
QUEUED = (MatchState.SUGGESTED, MatchState.DISPUTED, MatchState.ON_HOLD)
"""States in which a match stands in the coordinators' queue: it is theirs."""

TOMORROW = timedelta(days=1)
TOLD = (Then.TELL_COORDINATOR, Then.DIGEST)
ENDS_IT = (Then.EXPIRE, Then.CLOSE, Then.FAIL)
STILL_TO_COME = (NudgeState.WAITING, NudgeState.STUCK)  # what failed too often is seen by itself

NEGATIVE = select(literal("negative").label("what"), LISTINGS.c.id.label("id")).where(
    or_(
        LISTINGS.c.total < NONE,
        LISTINGS.c.reserved < NONE,
        LISTINGS.c.delivered < NONE,
        LISTINGS.c.reserved > LISTINGS.c.total,
    )
)
UNFOUNDED = (
    select(literal("unfounded"), DELIVERIES.c.match)
    .select_from(DELIVERIES.join(MATCHES, MATCHES.c.id == DELIVERIES.c.match))
    .where(
        DELIVERIES.c.verified > NONE,
        DELIVERIES.c.verified_by != MATCHES.c.host,
        ~exists().where(ROLES.c.person == DELIVERIES.c.verified_by, ROLES.c.role == Role.COORDINATOR),
    )
)
_ABOUT_IT = and_(NUDGES.c.subject == Subject.MATCH, NUDGES.c.subject_id == MATCHES.c.id)
UNOWNED = select(literal("unowned"), MATCHES.c.id).where(
    MATCHES.c.state.in_(sorted(LIVE - {*QUEUED})),
    ~exists().where(_ABOUT_IT, NUDGES.c.state == NudgeState.WAITING),
)
WRONG = union_all(NEGATIVE, UNFOUNDED, UNOWNED)
HELD = (
    select(MATCHES.c.offer, MATCHES.c.need, MATCHES.c.hours, DELIVERIES.c.drawn)
    .select_from(MATCHES.outerjoin(DELIVERIES, DELIVERIES.c.match == MATCHES.c.id))
    .where(MATCHES.c.state.in_(sorted(RESERVING)))
)
RESERVED = select(LISTINGS.c.id, LISTINGS.c.reserved).where(LISTINGS.c.reserved != NONE)
STANDING = select(MATCHES.c.id, MATCHES.c.state, MATCHES.c.entered_at)
FIRED = select(NUDGES.c.subject_id, NUDGES.c.code, NUDGES.c.step, NUDGES.c.ended_at).where(
    NUDGES.c.subject == Subject.MATCH, NUDGES.c.state == NudgeState.SENT
)
ENDED_BY = (
    select(MATCHES.c.id, MATCHES.c.state, NUDGES.c.code, NUDGES.c.step)
    .select_from(MATCHES.outerjoin(NUDGES, and_(_ABOUT_IT, NUDGES.c.state.in_(STILL_TO_COME))))
    .where(MATCHES.c.state.in_(bindparam("the_states", expanding=True)))
    .order_by(MATCHES.c.id)
)
_THEIRS = and_(
    CONTACTS.c.platform == OUTBOX.c.platform,
    CONTACTS.c.tenant == OUTBOX.c.tenant,
    CONTACTS.c.user == OUTBOX.c.chat,
)
UNASKED = (
    select(OUTBOX.c.id, OUTBOX.c.dedupe, OUTBOX.c.created_at, CONTACTS.c.person, PEOPLE.c.stopped_at)
    .select_from(OUTBOX.join(CONTACTS, _THEIRS).join(PEOPLE, PEOPLE.c.id == CONTACTS.c.person))
    .where(
        or_(
            OUTBOX.c.dedupe.like("round:%"),
            and_(OUTBOX.c.dedupe.like("match:%:ask:%"), OUTBOX.c.dedupe.not_like("%:lost%")),
            OUTBOX.c.dedupe.like("match:%:standby:ask%"),
        )
    )
    .where(OUTBOX.c.id > bindparam("the_last"))
    .order_by(OUTBOX.c.id)
)


@dataclass(kw_only=True)
class Inspection:
    """Looks again and again, each time from where it stopped. Where the schedule tells coordinators of what
    stands still, nothing may stand still that nobody knows of.
    """

    calendar: WorkingDays
    schedule: Schedule
    clock: Callable[[], datetime]
    _seen: int = 0
    _rounds: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    _said: dict[str, str] = field(default_factory=dict)

    async def broken(self, connection: AsyncConnection) -> list[str]:
        """What is wrong, one line each, and each thing only once."""
        found = await self._all(Door(connection))
        fresh = [line for line in found if line not in self._said]
        self._said |= dict.fromkeys(fresh, "")
        return fresh

    async def _all(self, door: Door) -> list[str]:
        wrong: defaultdict[str, list[str]] = defaultdict(list)
        for row in await door.rows(WRONG):
            wrong[row.what].append(row.id)
        return [
            *(f"listing {id}: a quantity is negative, or too much is reserved" for id in wrong["negative"]),
            *(f"match {id}: verified by neither its host nor a coordinator" for id in wrong["unfounded"]),
            *_unbalanced(await door.rows(RESERVED), await door.rows(HELD)),
            *await self._stuck(door, wrong["unowned"]),
            *await self._endless(door),
            *self._unasked(await door.rows(UNASKED, {"the_last": self._seen})),
        ]

    async def _stuck(self, door: Door, unowned: list[str]) -> list[str]:
        """Live matches of which nothing follows by itself, and of which no coordinator was told."""
        if not unowned or not any(step.then in TOLD for step in self.schedule.steps):
            return []
        rows = await door.rows(STANDING.where(MATCHES.c.id.in_(unowned)))
        standing = {row.id: row for row in rows if not self._in_the_morning(row)}
        fired = await door.rows(FIRED.where(NUDGES.c.subject_id.in_(standing))) if standing else ()
        told = {row.subject_id for row in fired if self._tells(row, standing[row.subject_id].entered_at)}
        return [
            f"match {id}: {row.state.value}, and nobody has a next step"
            for id, row in sorted(standing.items())
            if id not in told
        ]

    async def _endless(self, door: Door) -> list[str]:
        """Matches in a state that silence ends after a time, without what will end it."""
        ends: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
        for step in self.schedule.steps:
            if step.of is Subject.MATCH and step.then in ENDS_IT and step.anchor is Anchor.ENTERED:
                for state in step.states:
                    ends[state].add((step.code, step.number))
        to_come: defaultdict[tuple[str, str], set[tuple[str, int]]] = defaultdict(set)
        for row in await door.rows(ENDED_BY, {"the_states": [MatchState(state) for state in sorted(ends)]}):
            to_come[row.id, row.state.value].add((row.code, row.step))
        return [
            f"match {id}: {state}, and nothing ends it"
            for (id, state), steps in to_come.items()
            if not ends[state] <= steps
        ]

    def _in_the_morning(self, row: Row[Any]) -> bool:
        """Whether the coordinators read of it every morning, by the time that it has been in its state.

        At the latest from tomorrow: what a person is to be told later today is said with what comes first.
        """
        soon = self.clock() + TOMORROW
        return any(
            each.after(row.entered_at, self.calendar) <= soon for each in self._mornings[row.state.value]
        )

    @cached_property
    def _mornings(self) -> Mapping[str, Sequence[Delay]]:
        """How long after it entered its state a match is spoken of in the morning, by state."""
        found: defaultdict[str, list[Delay]] = defaultdict(list)
        for step in self.schedule.steps:
            if step.of is Subject.MATCH and step.then is Then.DIGEST and step.anchor is Anchor.ENTERED:
                for state in step.states:
                    found[state].append(step.delay)
        return found

    def _tells(self, row: Row[Any], since: datetime) -> bool:
        step = self.schedule.step(row.code, row.step)
        return step is not None and step.then is Then.TELL_COORDINATOR and row.ended_at >= since

    def _unasked(self, rows: Sequence[Row[Any]]) -> Iterator[str]:
        for row in rows:
            self._seen = max(self._seen, row.id)
            if row.stopped_at is not None and row.created_at > row.stopped_at:
                yield f"letter {row.id}: unasked, to {row.person}, who said stop"
            if row.dedupe.startswith("round:"):
                yield from self._counted(row)

    def _counted(self, row: Row[Any]) -> Iterator[str]:
        before = self._rounds[row.person]
        if row.created_at in before:
            return  # the same message, in another of the person's chats
        zone = self.calendar.zone
        if any(each.astimezone(zone).date() == row.created_at.astimezone(zone).date() for each in before):
            yield f"letter {row.id}: the second unasked message of a day to {row.person}"
        lately = [each for each in before if each > row.created_at - A_WEEK]
        if len(lately) >= MOST_A_WEEK:
            yield f"letter {row.id}: more than {MOST_A_WEEK} unasked messages in a week to {row.person}"
        self._rounds[row.person] = [*lately, row.created_at]


def _unbalanced(listings: Sequence[Row[Any]], matches: Sequence[Row[Any]]) -> Iterator[str]:
    """What is reserved is what the matches under way hold, no more and no less."""
    reserved = defaultdict(Decimal, {row.id: row.reserved for row in listings})
    held: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in matches:
        holds = max(NONE, row.hours - (row.drawn or NONE))
        held[row.offer] += holds
        held[row.need] += holds
    for id in sorted({*reserved, *held}):
        if reserved[id] != held[id]:
            yield f"listing {id}: {reserved[id]} h reserved, {held[id]} h held by its matches"
