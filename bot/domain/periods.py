"""What reports are about: years, from January or from April as councils count them; quarters; months."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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
    name = f"{year}-{found[2]}" if found[2] else str(year)
    return _between(name, first, first.replace(year=year + 1), zone)


def must_have_begun(period: Period, today: date) -> None:
    """Raises Refusal for a time to come: of that there is nothing to report."""
    if period.first > today:
        raise Refusal("report.to_come", year=period.name, this=str(today.year))


def quarter_of(day: date, zone: ZoneInfo) -> Period:
    """From January, April, July or October."""
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return _between(f"{first.year}-Q{first.month // 3 + 1}", first, _months_on(first, 3), zone)


def quarter_before(day: date, zone: ZoneInfo) -> Period:
    this = quarter_of(day, zone)
    return quarter_of(this.first - timedelta(days=1), zone)


def month_of_year(said: str, today: date, zone: ZoneInfo) -> Period:
    """ "October", "October 2026", "2026-10"; the last whole month where nothing is said. Without a year the
    newest that has begun. Raises Refusal for what is no month, or one to come.
    """
    plain = said.strip().lower()
    if not plain:
        return _month(today.replace(day=1) - timedelta(days=1), zone)
    found = _MONTH.fullmatch(plain)
    if found is None:
        raise Refusal("summary.which")
    number = int(found["number"]) if found["number"] else _NAMES.index(found["name"][:3]) + 1
    written = found["year"] or found["of"]
    year = int(written) if written else today.year - (number > today.month)
    if not 1 <= number <= MONTHS or (year, number) > (today.year, today.month):
        raise Refusal("summary.which")
    return _month(date(year, number, 1), zone)


MONTHS = 12
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"(?:(?P<year>20[0-9]{2})-(?P<number>[0-9]{1,2})|(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|"
    r"may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
    r"(?: (?P<of>20[0-9]{2}))?)",
    re.ASCII,
)


def _month(day: date, zone: ZoneInfo) -> Period:
    first = day.replace(day=1)
    return _between(f"{first.year}-{first.month:02}", first, _months_on(first, 1), zone)


def _months_on(first: date, count: int) -> date:
    months = first.year * 12 + first.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def _between(name: str, first: date, after: date, zone: ZoneInfo) -> Period:
    return Period(
        name=name,
        first=first,
        last=date.fromordinal(after.toordinal() - 1),
        since=datetime.combine(first, time(0), zone).astimezone(UTC),
        until=datetime.combine(after, time(0), zone).astimezone(UTC),
    )
