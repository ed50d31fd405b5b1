"""The clock's work. APScheduler only wakes us; what is due stands in rows, claimed by lease."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.chat.ports import Presence
from bot.domain.nudges import ROUND, Nudge
from bot.domain.people import THE_CLOCK
from bot.resting import ask_who_rests
from bot.services import stuck
from bot.services.follow_up import fire
from bot.services.morning import greet, has_come, no_morning
from bot.services.pages import refresh
from bot.services.ports import Transactions, Tx
from bot.services.turn import House, Turn

log = structlog.get_logger()

LEASE = timedelta(seconds=30)
TICK = 1.0  # seconds; losing a tick, or ticking twice, does no harm
SELDOM = 5.0  # seconds between two rounds
MOST_TRIES = 5  # of one nudge, before it is put aside; and of a morning, before it is said to fail
MORNING_AGAIN = timedelta(minutes=1)
AT_ONCE = 200  # nudges in one tick, so that a long downtime does not starve everything else
TOGETHER = 16
"""Nudges claimed in one go: few enough to be fired within their lease, whose end those wait for that are left
when a tick breaks off.
"""


@dataclass(frozen=True, kw_only=True)
class Failing:
    """How often a morning's digest could not be made, and when it is tried again."""

    day: date = date.min
    times: int = 0
    again_at: datetime | None = None

    def rests(self, day: date, now: datetime) -> bool:
        return self.day == day and self.again_at is not None and now < self.again_at


class Ticker:
    """Fires what is due."""

    def __init__(
        self,
        begin: Transactions,
        *,
        house: House,
        owner: str,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        presences: Mapping[str, Presence] | None = None,
        rounds: Sequence[Callable[[], Awaitable[object]]] = (),
    ) -> None:
        """`presences`: the platforms that know who is not to be disturbed, by name. `rounds`: what else is
        looked after now and then."""
        self._begin = begin
        self._house = house
        self._owner = owner
        self._clock = clock
        self._new_id = new_id
        self._presences = presences or {}
        self._rounds = rounds
        self._scheduler = AsyncIOScheduler()
        self._ticking = asyncio.Lock()
        self._greeted: date | None = None
        self._morning = Failing()
        self._stopping = False

    def start(self, every: float = TICK) -> None:
        for work, seconds in ((self.tick, every), (self.morning, every), (self.look_round, SELDOM)):
            self._scheduler.add_job(
                work, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """No more is claimed; returns when what is under way is done."""
        self._stopping = True
        async with self._ticking:
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)

    async def tick(self) -> int:
        """Everything that is due now, oldest first; returns how many were fired."""
        async with self._ticking:
            try:
                return await self._all_due()
            except Exception:  # the edge: the database may be away for a while
                log.exception("tick.failed")
                return 0

    async def morning(self) -> bool:
        """The coordinators' digest, when its time has come and nobody sent it today; whether we did.

        One that fails is tried again each minute; after some minutes the coordinators hear of it.
        """
        now, zone = self._clock(), self._house.zone
        day = now.astimezone(zone).date()
        if self._greeted == day or self._morning.rests(day, now) or not has_come(now, self._house.calendar):
            return False
        try:
            async with self._begin() as tx:
                tx.outbox.unasked()
                sent = await greet(self._turn(tx, now))
                await tx.commit()
        except Exception:  # the edge: the database may be away for a while
            log.exception("morning.failed", id=(id := self._new_id()))
            await self._no_morning(day, now, id)
            return False
        self._greeted = day
        return sent

    async def _no_morning(self, day: date, now: datetime, id: str) -> None:
        before = self._morning.times if self._morning.day == day else 0
        self._morning = Failing(day=day, times=before + 1, again_at=now + MORNING_AGAIN)
        if self._morning.times == MOST_TRIES:
            try:
                async with self._begin() as tx:
                    await no_morning(self._turn(tx, now), id)
                    await tx.commit()
            except Exception:  # the edge: the database may be away for longer
                log.exception("morning.untold", id=id)

    async def look_round(self) -> None:
        """Each by itself: one that fails does not keep the others from their work."""
        for each in self._rounds:
            try:
                await each()
            except Exception:  # the edge: the database may be away for a while
                log.exception("rounds.failed")

    async def _all_due(self) -> int:
        fired = 0
        while fired < AT_ONCE and not self._stopping and (claimed := await self._claimed()):
            for nudge in claimed:
                if self._stopping:
                    return fired  # what is left of them is let go with all that this process holds
                await self._one(nudge)
                fired += 1
        return fired

    async def _claimed(self) -> Sequence[Nudge]:
        async with self._begin() as tx:
            claimed = await tx.nudges.claim(self._owner, now=self._clock(), lease=LEASE, most=TOGETHER)
            if claimed:
                await tx.commit()
        return claimed

    async def _one(self, nudge: Nudge) -> None:
        now = self._clock()
        try:
            if nudge.code == ROUND:
                await ask_who_rests(self._begin, self._presences, now)
            await self._fire(nudge, now)
        except Exception as trouble:  # one nudge must not block the others
            log.exception("nudge.failed", nudge=nudge.id, code=nudge.code)
            await self._put_off(nudge, now, type(trouble).__name__)

    async def _fire(self, nudge: Nudge, now: datetime) -> None:
        async with self._begin() as tx:
            tx.outbox.unasked()
            turn = self._turn(tx, now)
            if await tx.nudges.done(nudge, now):
                await fire(turn, nudge)
                await refresh(turn, cause=f"{nudge.id}:{nudge.attempt}")
                await tx.commit()
                log.info("nudge.fired", nudge=nudge.id, code=nudge.code, subject=nudge.subject_id)

    async def _put_off(self, nudge: Nudge, now: datetime, trouble: str) -> None:
        again = None if nudge.attempt >= MOST_TRIES else now + timedelta(seconds=2**nudge.attempt)
        async with self._begin() as tx:
            await tx.nudges.failed(nudge, again)
            if again is None:
                await stuck.no_more(self._turn(tx, now), nudge, trouble)
            await tx.commit()

    def _turn(self, tx: Tx, now: datetime) -> Turn:
        return Turn(tx=tx, now=now, new_id=self._new_id, house=self._house, by=THE_CLOCK)
