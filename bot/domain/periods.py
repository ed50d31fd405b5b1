"""The years that reports are about: from January, or from April as councils count them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.refusal import Refusal

_SAID = re.compile(r"(20[0-9]{2})(?:[-/]([0-9]{2}))?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Period:
    """`name`: "2026", or "2026-27" for April 2026 to March 2027. `since` and `until` are moments in UTC."""

    name: str
    first: date
    last: date
    since: datetime
    until: datetime

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment < self.until


def period_of(said: str, zone: ZoneInfo) -> Period:
    """Raises Refusal for what is no year."""
    found = _SAID.fullmatch(said.strip())
    year = int(found[1]) if found else 0
    if found is None or (found[2] and int(found[2]) != (year + 1) % 100):
        raise Refusal("report.which")
    first = date(year, 4, 1) if found[2] else date(year, 1, 1)
    after = first.replace(year=year + 1)
    return Period(
        name=f"{year}-{found[2]}" if found[2] else str(year),
        first=first,
        last=date.fromordinal(after.toordinal() - 1),
        since=datetime.combine(first, time(0), zone).astimezone(UTC),
        until=datetime.combine(after, time(0), zone).astimezone(UTC),
    )
