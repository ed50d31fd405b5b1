"""Working days: England's bank holidays out, 09:00 to 17:00 on the city's clocks, over clock changes too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import CLOSES, OPENS, WorkingDays
from bot.main import bank_holiday

LONDON = ZoneInfo("Europe/London")
CALENDAR = WorkingDays(zone=LONDON, holiday=bank_holiday)
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 12, 31, tzinfo=UTC)
MOMENTS = st.integers(0, int((LAST - FIRST).total_seconds())).map(lambda s: FIRST + timedelta(seconds=s))
DAYS = st.integers(-30, 30).filter(bool)


@given(moment=MOMENTS, days=DAYS)
def test_a_shift_lands_on_a_working_day_in_working_hours(moment: datetime, days: int) -> None:
    local = CALENDAR.shift(moment, days).astimezone(LONDON)

    assert CALENDAR.works(local.date())
    assert OPENS <= local.time() <= CLOSES


@given(moment=MOMENTS, days=st.integers(1, 30))
def test_more_days_are_never_sooner(moment: datetime, days: int) -> None:
    assert CALENDAR.shift(moment, days) < CALENDAR.shift(moment, days + 1)
    assert CALENDAR.shift(moment, -days) > CALENDAR.shift(moment, -days - 1)


@given(moment=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=400)), days=st.integers(1, 30))
def test_whoever_began_later_is_not_due_sooner(moment: datetime, later: timedelta, days: int) -> None:
    earlier, after = CALENDAR.shift(moment, days), CALENDAR.shift(moment + later, days)

    assert earlier <= after or (after.date() == earlier.date())


@pytest.mark.parametrize(
    ("begins", "days", "due"),
    [
        (
            "2026-12-24T10:00",
            2,
            "2026-12-30T10:00",
        ),  # Christmas Day, Saturday, Sunday, Boxing Day's substitute
        ("2026-12-31T16:00", 1, "2027-01-04T16:00"),  # over the year's end: New Year's Day is a Friday
        ("2026-04-02T09:00", 1, "2026-04-07T09:00"),  # Easter
        ("2026-03-27T10:00", 1, "2026-03-30T10:00"),  # clocks go forward on the 29th
        ("2026-10-23T10:00", 1, "2026-10-26T10:00"),  # and back on the 25th
        ("2026-11-28T22:00", 1, "2026-11-30T17:00"),  # a Saturday night: by the end of Monday
        ("2026-12-01T06:00", -1, "2026-11-30T09:00"),
    ],
)
def test_known_days(begins: str, days: int, due: str) -> None:
    moment = datetime.fromisoformat(begins).replace(tzinfo=LONDON)

    local = CALENDAR.shift(moment, days).astimezone(LONDON)

    assert f"{local:%Y-%m-%dT%H:%M}" == due
