"""What people will do, and a clock that jumps to it."""

import heapq
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.domain.calendar import WorkingDays

Act = Callable[[], Awaitable[None]]
WAKES, SLEEPS = time(8), time(21)


@dataclass(kw_only=True)
class Agenda:
    """`now` is the injected clock: it shows the moment of what is being done."""

    now: datetime
    calendar: WorkingDays
    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def clock(self) -> datetime:
        return self.now

    def at(self, moment: datetime, act: Act) -> None:
        """To the minute, and never before now."""
        minute = max(moment, self.now).replace(second=0, microsecond=0) + timedelta(minutes=1)
        heapq.heappush(self._acts, (minute, next(self._numbers), act))

    def awake(self, moment: datetime) -> datetime:
        """That moment, or the next morning when people are up."""
        local = moment.astimezone(self.calendar.zone)
        if WAKES <= local.time() < SLEEPS:
            return moment
        day = local.date() + timedelta(days=1 if local.time() >= SLEEPS else 0)
        return self.calendar.at(day, WAKES) + timedelta(minutes=moment.minute)

    def at_work(self, moment: datetime) -> datetime:
        """That moment, or the next within working hours."""
        local = moment.astimezone(self.calendar.zone)
        day, opens, closes = local.date(), time(9), time(17)
        if opens <= local.time() < closes and self.calendar.works(day):
            return moment
        if local.time() >= closes or not self.calendar.works(day):
            day += timedelta(days=1)
        while not self.calendar.works(day):
            day += timedelta(days=1)
        return self.calendar.at(day, opens) + timedelta(minutes=moment.minute)

    def next(self) -> datetime | None:
        return self._acts[0][0] if self._acts else None

    def due(self) -> Act | None:
        """Something whose time has come, if there is any."""
        return heapq.heappop(self._acts)[2] if self._acts and self._acts[0][0] <= self.now else None
