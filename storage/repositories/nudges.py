"""Nudges: a row is the schedule; whoever takes it holds a lease, and its attempt is the fence."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Update, and_, func, or_, select, update

from bot.domain.history import Subject
from bot.domain.nudges import OURS, Nudge, NudgeState
from storage.columns import table_of
from storage.mapping import Shape
from storage.repositories.door import Door, fresh_insert
from storage.repositories.listings import LISTINGS
from storage.repositories.matches import MATCHES
from storage.traffic_tables import WAITING, NudgeRow

NUDGES = table_of(NudgeRow)
NUDGE = Shape(Nudge, NUDGES)
ONCE = ("subject", "subject_id", "code", "step", "due_at")


class SqlNudges:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def add(self, nudge: Nudge) -> None:
        """One that was taken back is wanted again; one that was sent is not sent twice."""
        insert = fresh_insert(self._door.dialect, NUDGES)
        again = {
            "state": NudgeState.WAITING,
            "attempt": NUDGES.c.attempt + 1,
            "try_at": NUDGES.c.due_at,
            "lease_owner": None,
            "ended_at": None,
        }
        cancelled = NUDGES.c.state == NudgeState.CANCELLED
        once = insert.on_conflict_do_update(index_elements=ONCE, set_=again, where=cancelled)
        await self._door.write(once, NUDGE.row(nudge) | {"try_at": nudge.due_at})

    async def cancel(self, subject: Subject, subject_id: str, *, codes: frozenset[str] | None = None) -> int:
        about = (NUDGES.c.subject == subject) & (NUDGES.c.subject_id == subject_id)
        change = update(NUDGES).where(about, NUDGES.c.state == NudgeState.WAITING)
        if codes is not None:
            change = change.where(NUDGES.c.code.in_(sorted(codes)))
        return await self._door.write(change.values(state=NudgeState.CANCELLED, lease_owner=None))

    async def waiting(self, subject: Subject, subject_id: str, code: str) -> Nudge | None:
        """The one due first, where several steps of the code wait."""
        about = (NUDGES.c.subject == subject) & (NUDGES.c.subject_id == subject_id)
        query = select(*NUDGE.columns).where(
            about, NUDGES.c.code == code, NUDGES.c.state == NudgeState.WAITING
        )
        row = await self._door.first(query.order_by(NUDGES.c.due_at, NUDGES.c.step).limit(1))
        return None if row is None else NUDGE.value(row)

    async def all_waiting(self, code: str) -> Sequence[Nudge]:
        query = select(*NUDGE.columns).where(WAITING, NUDGES.c.code == code)
        rows = await self._door.rows(query.order_by(NUDGES.c.due_at.desc(), NUDGES.c.id.desc()))
        return [NUDGE.value(row) for row in rows]

    async def of_person(self, person: str, before: datetime) -> Sequence[Nudge]:
        mine = or_(MATCHES.c.volunteer == person, MATCHES.c.host == person)
        about = or_(
            and_(
                NUDGES.c.subject == Subject.MATCH, NUDGES.c.subject_id.in_(select(MATCHES.c.id).where(mine))
            ),
            and_(
                NUDGES.c.subject == Subject.LISTING,
                NUDGES.c.subject_id.in_(select(LISTINGS.c.id).where(LISTINGS.c.owner == person)),
            ),
        )
        soon = WAITING, NUDGES.c.try_at < before, NUDGES.c.code.not_in(sorted(OURS))
        rows = await self._door.rows(select(*NUDGE.columns).where(about, *soon).order_by(NUDGES.c.due_at))
        return [NUDGE.value(row) for row in rows]

    async def claim(self, owner: str, *, now: datetime, lease: timedelta) -> Nudge | None:
        longest_due = (
            select(NUDGES.c.id)
            .where(WAITING, NUDGES.c.try_at <= now)
            .order_by(NUDGES.c.try_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        id = await self._door.scalar(longest_due)
        if id is None:
            return None
        leased = {"attempt": NUDGES.c.attempt + 1, "lease_owner": owner, "try_at": now + lease}
        taken = update(NUDGES).where(NUDGES.c.id == id).values(leased).returning(*NUDGE.columns)
        row = await self._door.first(taken)
        return None if row is None else NUDGE.value(row)

    async def done(self, nudge: Nudge, now: datetime) -> bool:
        sent = {"state": NudgeState.SENT, "lease_owner": None, "ended_at": now}
        return bool(await self._door.write(_fenced(nudge).values(sent)))

    async def failed(self, nudge: Nudge, again_at: datetime | None) -> None:
        after = {"state": NudgeState.STUCK} if again_at is None else {"try_at": again_at}
        await self._door.write(_fenced(nudge).values(lease_owner=None, **after))

    async def release(self, owner_except: str) -> int:
        held = NUDGES.c.lease_owner.is_not(None) & (NUDGES.c.lease_owner != owner_except)
        freed = {"lease_owner": None, "try_at": NUDGES.c.due_at}
        return await self._door.write(update(NUDGES).where(WAITING, held).values(freed))

    async def next_due(self) -> datetime | None:
        earliest: datetime | None = await self._door.scalar(select(func.min(NUDGES.c.try_at)).where(WAITING))
        return earliest


def _fenced(nudge: Nudge) -> Update:
    mine = (NUDGES.c.id == nudge.id) & (NUDGES.c.attempt == nudge.attempt)
    return update(NUDGES).where(mine, NUDGES.c.state == NudgeState.WAITING)
