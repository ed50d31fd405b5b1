"""When somebody may be written to unasked: never too often, never at night, and always at some time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import WorkingDays
from bot.domain.reminding import Quiet, may_write_at
from bot.main import bank_holiday

LONDON = ZoneInfo("Europe/London")
CALENDAR = WorkingDays(zone=LONDON, holiday=bank_holiday)
MOMENTS = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@st.composite
def quiet_people(draw: st.DrawFn) -> tuple[Quiet, datetime]:
    now = draw(MOMENTS)
    hours_ago = draw(st.lists(st.integers(0, 24 * 20), max_size=12))
    snoozed = draw(st.none() | st.integers(-48, 24 * 10))
    until = None if snoozed is None else now + timedelta(hours=snoozed)
    resting = draw(st.none() | st.integers(-600, 60 * 24 * 3))
    rests_until = None if resting is None else now + timedelta(minutes=resting)
    sent = sorted(now - timedelta(hours=ago) for ago in hours_ago)
    return Quiet(sent=sent, until=until, rests_until=rests_until), now


@settings(deadline=None)  # the holidays of a year are read when they are first asked for
@given(quiet_people(), st.booleans())
def test_the_next_message_keeps_every_rule(person: tuple[Quiet, datetime], timely: bool):
    quiet, now = person

    at = may_write_at(quiet, CALENDAR, now, timely=timely)

    local = at.astimezone(LONDON)
    assert now <= at < now + timedelta(days=40)
    assert local.date() not in {sent.astimezone(LONDON).date() for sent in quiet.sent}
    assert sum(at - timedelta(days=7) < sent <= at for sent in quiet.sent) < 3
    if timely:
        assert time(8) <= local.time() < time(21)
        assert quiet.rests_until is None or not at < quiet.rests_until <= at + timedelta(hours=1)
    else:
        assert time(9) <= local.time() < time(17)
        assert CALENDAR.works(local.date())
        assert quiet.until is None or at >= quiet.until
        assert quiet.rests_until is None or at >= quiet.rests_until
    assert may_write_at(quiet, CALENDAR, at, timely=timely) == at


@given(MOMENTS, st.integers(1, 40))
def test_somebody_who_is_written_to_whenever_it_is_allowed_keeps_their_peace(now: datetime, rounds: int):
    sent: list[datetime] = []
    for _ in range(rounds):
        now = may_write_at(Quiet(sent=sent), CALENDAR, now, timely=False)
        sent.append(now)

    days = [moment.astimezone(LONDON).date() for moment in sent]
    assert len(set(days)) == len(days)
    for moment in sent:
        assert sum(moment - timedelta(days=7) < each <= moment for each in sent) <= 3


def at_nine_in_london(day: date) -> datetime:
    return datetime.combine(day, time(9), LONDON).astimezone(UTC)


def test_a_night_before_the_clocks_change_ends_at_nine_by_the_new_clock():
    for friday, monday in ((date(2026, 3, 27), date(2026, 3, 30)), (date(2026, 10, 23), date(2026, 10, 26))):
        late = datetime.combine(friday, time(22), LONDON).astimezone(UTC)
        assert may_write_at(Quiet(), CALENDAR, late, timely=False) == at_nine_in_london(monday)


def test_nobody_is_written_to_on_a_bank_holiday():
    easter_monday = datetime(2027, 3, 29, 12, tzinfo=UTC)

    assert may_write_at(Quiet(), CALENDAR, easter_monday, timely=False) == at_nine_in_london(
        date(2027, 3, 30)
    )


@given(MOMENTS, st.integers(-30, 30))
def test_working_days_there_and_back(now: datetime, days: int):
    """Over clock changes, leap days and year ends: always a working day, in working hours, in order."""
    moved = CALENDAR.shift(now, days)
    local = moved.astimezone(LONDON)
    if days:
        assert CALENDAR.works(local.date())
        assert time(9) <= local.time() <= time(17)
        assert (moved > now) == (days > 0) or local.date() == now.astimezone(LONDON).date()
    assert CALENDAR.shift(now, days + 1) > moved or days == -1


def test_what_is_timely_waits_an_hour_for_somebody_who_is_not_to_be_disturbed():
    noon = datetime(2026, 12, 3, 12, tzinfo=UTC)
    soon, later = noon + timedelta(minutes=40), noon + timedelta(hours=3)

    assert may_write_at(Quiet(rests_until=soon), CALENDAR, noon, timely=True) == soon
    assert may_write_at(Quiet(rests_until=later), CALENDAR, noon, timely=True) == noon
    assert may_write_at(Quiet(rests_until=later), CALENDAR, noon, timely=False) == later


def test_who_rests_into_the_evening_hears_the_next_working_morning():
    friday = datetime(2026, 12, 4, 15, tzinfo=UTC)

    quiet = Quiet(rests_until=friday + timedelta(hours=4))

    assert may_write_at(quiet, CALENDAR, friday, timely=False) == datetime(2026, 12, 7, 9, tzinfo=UTC)


def test_hours_are_those_of_where_the_person_is():
    tuesday = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    away = WorkingDays(zone=ZoneInfo("America/New_York"), holiday=bank_holiday)

    assert may_write_at(Quiet(), away, tuesday, timely=False) == datetime(2026, 12, 1, 14, tzinfo=UTC)
