"""Working days: Monday to Friday, 09:00 to 17:00 where the city is, without its bank holidays."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(9), time(17)
KNOWN = 10_000  # days found before, and kept: a morning asks for the same few thousands of times


@dataclass(frozen=True, kw_only=True)
class WorkingDays:
    """`holiday` answers for one local date."""

    zone: ZoneInfo
    holiday: Callable[[date], bool]
    _shifted: dict[tuple[date, int], date] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and not self.holiday(day)

    def shift(self, moment: datetime, days: int) -> datetime:
        """`days` working days later (or earlier), at the same local time, moved into working hours.

        A moment outside working days counts as the end of the working day before it.
        """
        local = moment.astimezone(self.zone)
        start = local.date(), days
        day = self._shifted.get(start)
        if day is None:
            if len(self._shifted) >= KNOWN:
                self._shifted.clear()
            day = self._shifted[start] = self._day_after(*start)
        at = min(max(local.time(), OPENS), CLOSES)
        return self.at(day, at)

    def _day_after(self, day: date, days: int) -> date:
        step = timedelta(days=1 if days > 0 else -1)
        for _ in range(abs(days)):
            day += step
            while not self.works(day):
                day += step
        return day

    def first_from(self, day: date) -> datetime:
        """When the first working day from this day on begins."""
        while not self.works(day):
            day += timedelta(days=1)
        return self.at(day, OPENS)

    def at(self, day: date, hour: time) -> datetime:
        """That hour on the city's clocks, in UTC."""
        return datetime.combine(day, hour, self.zone).astimezone(UTC)
