"""Nudges: a row is the schedule; whoever takes it holds a lease, and its attempt is the fence."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, Integer, and_, bindparam, func, or_, select, update

from bot.domain.history import Subject
from bot.domain.nudges import OURS, Nudge, NudgeState
from storage.columns import passed_by, table_of
from storage.mapping import Shape
from storage.repositories.door import Door, fresh_insert
from storage.repositories.listings import LISTINGS
from storage.repositories.matches import MATCHES
from storage.traffic_tables import WAITING, NudgeRow

NUDGES = table_of(NudgeRow)
NUDGE = Shape(Nudge, NUDGES)
ONCE = ("subject", "subject_id", "code", "step", "due_at")

# Run with nearly every event and every tick, so built once.
ABOUT = and_(NUDGES.c.subject == bindparam("the_subject"), NUDGES.c.subject_id == bindparam("the_id"))
OURS_TO_TAKE = passed_by(NUDGES.c.subject).in_([each.value for each in Subject])
"""What a later release plans about something else waits for a later release, and holds up nothing; what is
due is found by its time.
"""
CANCEL = (
    update(NUDGES)
    .where(ABOUT, NUDGES.c.state == NudgeState.WAITING)
    .values(state=NudgeState.CANCELLED, lease_owner=None)
)
CANCEL_SOME = CANCEL.where(NUDGES.c.code.in_(bindparam("the_codes", expanding=True)))
THAT_WAIT = select(*NUDGE.columns).where(
    ABOUT, NUDGES.c.code == bindparam("the_code"), NUDGES.c.state == NudgeState.WAITING
)
LONGEST_DUE = (
    select(NUDGES.c.id)
    .where(WAITING, OURS_TO_TAKE, NUDGES.c.try_at <= bindparam("the_now"))
    .order_by(NUDGES.c.try_at)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("longest_due")
    .prefix_with("MATERIALIZED", dialect="postgresql")  # which else may ask it once more for every nudge
)
TAKE = (
    update(NUDGES)
    .where(NUDGES.c.id.in_(select(LONGEST_DUE.c.id)))
    .values(attempt=NUDGES.c.attempt + 1, lease_owner=bindparam("the_owner"), try_at=bindparam("the_end"))
    .returning(*NUDGE.columns)
)
THIS_CLAIM = update(NUDGES).where(
    NUDGES.c.id == bindparam("the_id"),
    NUDGES.c.attempt == bindparam("the_attempt"),
    NUDGES.c.state == NudgeState.WAITING,
)
DONE = THIS_CLAIM.values(state=NudgeState.SENT, lease_owner=None, ended_at=bindparam("the_now"))
EARLIEST = select(func.min(NUDGES.c.try_at)).where(WAITING, OURS_TO_TAKE)
OF_PERSON = (
    select(*NUDGE.columns)
    .where(
        or_(
            and_(
                NUDGES.c.subject == Subject.MATCH,
                NUDGES.c.subject_id.in_(
                    select(MATCHES.c.id).where(
                        or_(
                            MATCHES.c.volunteer == bindparam("the_person"),
                            MATCHES.c.host == bindparam("the_person"),
                        )
                    )
                ),
            ),
            and_(
                NUDGES.c.subject == Subject.LISTING,
                NUDGES.c.subject_id.in_(
                    select(LISTINGS.c.id).where(LISTINGS.c.owner == bindparam("the_person"))
                ),
            ),
        ),
        WAITING,
        NUDGES.c.try_at < bindparam("the_end"),
        NUDGES.c.code.not_in(sorted(OURS)),
    )
    .order_by(NUDGES.c.due_at)
)


@cache
def _put(dialect: str) -> Insert:
    """One that was taken back is wanted again; one that was sent is not sent twice."""
    insert = fresh_insert(dialect, NUDGES)
    again = {
        "state": NudgeState.WAITING,
        "attempt": NUDGES.c.attempt + 1,
        "try_at": NUDGES.c.due_at,
        "lease_owner": None,
        "ended_at": None,
    }
    cancelled = NUDGES.c.state == NudgeState.CANCELLED
    return insert.on_conflict_do_update(index_elements=ONCE, set_=again, where=cancelled)


class SqlNudges:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def add(self, nudge: Nudge) -> None:
        await self._door.write(_put(self._door.dialect), NUDGE.row(nudge) | {"try_at": nudge.due_at})

    async def cancel(self, subject: Subject, subject_id: str, *, codes: frozenset[str] | None = None) -> int:
        about = {"the_subject": subject, "the_id": subject_id}
        if codes is None:
            return await self._door.write(CANCEL, about)
        return await self._door.write(CANCEL_SOME, about | {"the_codes": sorted(codes)})

    async def waiting(self, subject: Subject, subject_id: str, code: str) -> Nudge | None:
        """The one due first, where several steps of the code wait."""
        about = {"the_subject": subject, "the_id": subject_id, "the_code": code}
        found = [NUDGE.value(row) for row in await self._door.rows(THAT_WAIT, about)]
        return min(found, key=lambda nudge: (nudge.due_at, nudge.step), default=None)

    async def all_waiting(self, code: str) -> Sequence[Nudge]:
        query = select(*NUDGE.columns).where(WAITING, NUDGES.c.code == code)
        rows = await self._door.rows(query.order_by(NUDGES.c.due_at.desc(), NUDGES.c.id.desc()))
        return [NUDGE.value(row) for row in rows]

    async def of_person(self, person: str, before: datetime) -> Sequence[Nudge]:
        rows = await self._door.rows(OF_PERSON, {"the_person": person, "the_end": before})
        return [NUDGE.value(row) for row in rows]

    async def claim(self, owner: str, *, now: datetime, lease: timedelta, most: int) -> Sequence[Nudge]:
        asked = {"the_now": now, "the_owner": owner, "the_end": now + lease, "most": most}
        taken = [NUDGE.value(row) for row in await self._door.rows(TAKE, asked)]
        return sorted(taken, key=lambda nudge: (nudge.due_at, nudge.id))

    async def done(self, nudge: Nudge, now: datetime) -> bool:
        return bool(await self._door.write(DONE, _fence(nudge) | {"the_now": now}))

    async def failed(self, nudge: Nudge, again_at: datetime | None) -> None:
        after = {"state": NudgeState.STUCK} if again_at is None else {"try_at": again_at}
        await self._door.write(THIS_CLAIM.values(lease_owner=None, **after), _fence(nudge))

    async def release(self, owner_except: str) -> int:
        return await self._freed(NUDGES.c.lease_owner != owner_except)

    async def let_go(self, owner: str) -> int:
        return await self._freed(NUDGES.c.lease_owner == owner)

    async def _freed(self, whose: ColumnElement[bool]) -> int:
        held = NUDGES.c.lease_owner.is_not(None) & whose
        freed = {"lease_owner": None, "try_at": NUDGES.c.due_at}
        return await self._door.write(update(NUDGES).where(WAITING, held).values(freed))

    async def next_due(self) -> datetime | None:
        earliest: datetime | None = await self._door.scalar(EARLIEST)
        return earliest


def _fence(nudge: Nudge) -> dict[str, Any]:
    return {"the_id": nudge.id, "the_attempt": nudge.attempt}
