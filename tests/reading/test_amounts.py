"""Hours and people."""

from decimal import Decimal

import pytest

from bot.reading.amounts import (
    HOURS_BOUNDS,
    PEOPLE_BOUNDS,
    Hours,
    TeamSize,
    find_hours,
    read_hours,
    read_team_size,
)
from bot.reading.unread import Unread
from bot.reading.words import spell

HOURS = (
    ("2 hours", "2"),
    ("2h", "2"),
    ("1.5 hrs", "1.5"),
    ("a couple of hours", "2"),
    ("couple hours", None),
    ("an hour", "1"),
    ("one hour", "1"),
    ("half an hour", "0.5"),
    ("an hour and a half", "1.5"),
    ("two and a half hours", "2.5"),
    ("2½ hours", "2.5"),
    ("ninety minutes", "1.5"),
    ("90 mins", "1.5"),
    ("45 minutes", "0.75"),
    ("2h 30m", "2.5"),
    ("2 hours 30 minutes", "2.5"),
    ("about 3 hours", "3"),
    ("3", "3"),
    ("twelve", "12"),
    ("twenty-five hours", "25"),
    ("0.5", "0.5"),
    ("2,000 hours", "2000"),
    ("half a day", "4"),
    ("a day", "7.5"),
    ("two days", "15"),
    ("a full day", "7.5"),
    ("1 day a month", "7.5"),
    ("3 and a half", "3.5"),
)


@pytest.mark.parametrize(("typed", "hours"), HOURS)
def test_hours_are_read(typed, hours):
    answer = read_hours(typed)

    assert (str(answer.hours.normalize() + 0) if isinstance(answer, Hours) else None) == (
        None if hours is None else str(Decimal(hours).normalize() + 0)
    )


@pytest.mark.parametrize("typed", ["3-4 hours", "3 to 4 hours", "3 or 4 hrs", "3-4"])
def test_a_range_counts_as_its_lower_end_and_keeps_the_upper(typed):
    assert read_hours(typed) == Hours(hours=Decimal(3), most=Decimal(4))


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("half a day", "half a day, counted as 4 hours"),
        ("a day", "a day, counted as 7.5 hours"),
        ("2 days", "2 days, counted as 15 hours"),
    ],
)
def test_a_figure_of_ours_says_that_it_is_ours(typed, counted):
    answer = read_hours(typed)

    assert isinstance(answer, Hours)
    assert answer.counted == counted


@pytest.mark.parametrize("typed", ["0", "10 minutes", "0.25", "2001", "2,500 hours", "-3", "999 days"])
def test_hours_out_of_bounds_say_the_bounds(typed):
    assert read_hours(typed) == HOURS_BOUNDS


@pytest.mark.parametrize("typed", ["", "lots", "a few hours", "not sure yet"])
def test_vague_hours_are_asked_again(typed):
    assert isinstance(read_hours(typed), Unread)


@pytest.mark.parametrize(
    "text", ["open 24/7", "we have 3 chairs", "a day trip", "a day centre", "I have a day off"]
)
def test_no_hours_are_found_where_none_are_given(text):
    assert find_hours(spell(text))[0] is None


PEOPLE = (
    ("8 of us", 8, None),
    ("a team of twelve", 12, None),
    ("up to 10 people", 10, None),
    ("there are six of us", 6, None),
    ("10 volunteers", 10, None),
    ("me and 5 colleagues", 6, None),
    ("me and five of my colleagues", 6, None),
    ("just me", 1, None),
    ("6-8 people", 6, 8),
    ("between 6 and 8 people", 6, 8),
    ("team of 10 to 15", 10, 15),
    ("a dozen of us", 12, None),
    ("8", 8, None),
    ("twenty", 20, None),
    ("about 15", 15, None),
    ("we are 7", 7, None),
    ("a hundred people", 100, None),
    ("group of around 20", 20, None),
    ("forty-two staff", 42, None),
    ("12 person team", 12, None),
    ("two people", 2, None),
    ("5 or 6", 5, 6),
)


@pytest.mark.parametrize(("typed", "people", "most"), PEOPLE)
def test_a_team_is_counted(typed, people, most):
    assert read_team_size(typed) == TeamSize(people=people, most=most)


@pytest.mark.parametrize("typed", ["0", "0 people", "501", "1000 people", "-2"])
def test_a_team_out_of_bounds_says_the_bounds(typed):
    assert read_team_size(typed) == PEOPLE_BOUNDS


@pytest.mark.parametrize("typed", ["", "some", "the whole office"])
def test_a_vague_team_is_asked_again(typed):
    assert isinstance(read_team_size(typed), Unread)
