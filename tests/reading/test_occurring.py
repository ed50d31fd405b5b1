"""A rhythm becomes moments: months of any length, leap days, the nights on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.calendar import month
from bot.reading.dates import read_when
from bot.reading.occurring import MOST, end_of, occurrences
from bot.reading.unread import Unread
from bot.reading.when import NthOfMonth, PerMonth, PerWeek, PerYear, Recurring, Weekly

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2040, 12, 31))
CLOCKS = st.times().map(lambda at: at.replace(microsecond=0, second=0))
RHYTHMS = st.one_of(
    st.builds(Weekly, every=st.integers(1, 26)),
    st.builds(PerWeek, times=st.integers(1, 7)),
    st.builds(PerMonth, times=st.integers(1, 5)),
    st.builds(PerYear, times=st.sampled_from([1, 2, 3, 4, 6, 12])),
    st.builds(NthOfMonth, nth=st.sampled_from([(1,), (-1,), (2, 4), (1, -1)])),
)
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))


def said(words: str, now: datetime = NOW) -> list[str]:
    when = read_when(words, today=now.astimezone(LONDON).date(), zone=LONDON)
    assert isinstance(when, Recurring), when
    found = occurrences(when, now=now, zone=LONDON)
    assert not isinstance(found, Unread), found
    return [f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}" for moment in found]


def test_every_other_friday_until_easter():
    found = said("every other Friday until Easter, 14:00")

    assert (found[0], found[1], found[-1]) == ("2026-12-04 14:00", "2026-12-18 14:00", "2027-03-26 14:00")
    assert len(found) == 9


def test_two_hours_a_month_for_a_year_are_twelve_from_the_day_it_begins():
    found = said("2 hours a month for a year from 5 January at 10am")

    assert len(found) == 12
    assert (found[0], found[-1]) == ("2027-01-05 10:00", "2027-12-05 10:00")


def test_the_31st_of_each_month_is_the_last_day_of_the_shorter_ones_and_comes_back_to_the_31st():
    found = said("monthly from 31 January 2028, 10:00")

    assert [day[5:10] for day in found[:5]] == ["01-31", "02-29", "03-31", "04-30", "05-31"]


def test_a_wall_clock_hour_stays_the_same_when_the_clocks_change():
    for words in (
        "every Sunday from 21 March 2027 until 4 April 2027, 14:00",
        "Sundays from 24 October 2027 until 7 November 2027, 14:00",
    ):
        assert {each[-5:] for each in said(words)} == {"14:00"}


def test_an_hour_that_the_clocks_skip_is_kept_an_hour_later():
    when = Recurring(
        weekdays=(6,), rhythm=Weekly(), start=time(1, 30), first=date(2026, 3, 29), until=date(2026, 4, 5)
    )

    found = occurrences(when, now=datetime(2026, 3, 1, tzinfo=UTC), zone=LONDON)

    assert found == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2026, 4, 5, 0, 30, tzinfo=UTC))


def test_an_hour_that_the_clocks_repeat_is_its_first_turn():
    when = Recurring(
        weekdays=(6,), rhythm=Weekly(), start=time(1, 30), first=date(2026, 10, 25), until=date(2026, 10, 25)
    )

    assert occurrences(when, now=NOW - timedelta(days=90), zone=LONDON) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize("words", ["2 hours a month for a year", "once a week", "Fridays until Easter"])
def test_a_day_or_a_time_that_is_missing_is_asked_for(words):
    when = read_when(words, today=date(2026, 12, 1), zone=LONDON)

    assert isinstance(when, Recurring)
    assert isinstance(occurrences(when, now=NOW, zone=LONDON), Unread)


@given(rhythm=RHYTHMS, weekdays=WEEKDAYS, at=CLOCKS, today=DAYS, days=st.integers(0, 800))
def test_occurrences_rise_lie_within_their_bounds_and_on_their_days(rhythm, weekdays, at, today, days):
    first = today + timedelta(days=days % 40)
    until = first + timedelta(days=days)
    when = Recurring(weekdays=weekdays, rhythm=rhythm, start=at, first=first, until=until)
    now = datetime.combine(today, time(0), LONDON).astimezone(UTC)

    found = occurrences(when, now=now, zone=LONDON)

    if isinstance(found, Unread):
        return
    assert list(found) == sorted(set(found)) and len(found) <= MOST and found[0] > now
    for moment in found:
        local = moment.astimezone(LONDON)
        assert first <= local.date() <= until and local.weekday() in weekdays
        real = datetime.combine(local.date(), at, LONDON).astimezone(UTC).astimezone(LONDON)
        assert real.time() == local.time()


@given(first=DAYS, at=CLOCKS, months=st.integers(1, 30))
def test_a_day_of_the_month_comes_once_in_each_month_and_never_drifts(first, at, months):
    when = Recurring(
        rhythm=PerMonth(times=1), start=at, first=first, until=first + timedelta(days=months * 30)
    )
    now = datetime.combine(first, time(0), LONDON).astimezone(UTC) - timedelta(days=1)

    found = occurrences(when, now=now, zone=LONDON)

    assert not isinstance(found, Unread)
    days = [moment.astimezone(LONDON).date() for moment in found]
    assert len({(day.year, day.month) for day in days}) == len(days)
    for day in days:
        assert day.day == min(first.day, month(day.year, day.month)[1].day)


@given(day=DAYS, start=CLOCKS, end=CLOCKS)
def test_an_end_comes_after_its_start(day, start, end):
    when = Recurring(weekdays=(day.weekday(),), rhythm=Weekly(), start=start, end=end, first=day)
    begins = datetime.combine(day, start, LONDON).astimezone(UTC)

    ends = end_of(when, begins, LONDON)

    assert ends is not None and begins < ends <= begins + timedelta(hours=26)
