"""Times as people read them, also by clocks that are not the city's."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.matches import Party, Session, SessionState
from bot.texts.drawing import english
from bot.texts.times import Clocks, session_time

LONDON = ZoneInfo("Europe/London")
AFTERNOON = datetime(2026, 12, 3, 14, tzinfo=UTC)


def session(starts: datetime, hours: int = 2) -> Session:
    return Session(
        id="s",
        match="m",
        starts_at=starts,
        ends_at=starts + timedelta(hours=hours),
        state=SessionState.AGREED,
        proposed_by=Party.HOST,
    )


def read(own: str, starts: datetime = AFTERNOON, hours: int = 2) -> str:
    return english(session_time(session(starts, hours), Clocks(city=LONDON, own=ZoneInfo(own))))


def test_without_other_clocks_there_is_one_time():
    assert english(session_time(session(AFTERNOON), LONDON)) == "Thursday 3 December 2026, 14:00 to 16:00"


@pytest.mark.parametrize("own", ["Europe/London", "Europe/Dublin", "Atlantic/Canary", "Africa/Accra"])
def test_clocks_that_show_the_same_are_not_mentioned(own: str):
    assert read(own) == "Thursday 3 December 2026, 14:00 to 16:00"


def test_other_clocks_stand_beside_the_citys():
    assert read("Europe/Warsaw") == (
        "Thursday 3 December 2026, 14:00 to 16:00, London time (15:00 to 17:00 your time)"
    )


def test_another_day_there_is_named():
    assert read("Asia/Tokyo", AFTERNOON + timedelta(hours=3)) == (
        "Thursday 3 December 2026, 17:00 to 19:00, London time "
        "(Friday 4 December 2026, 02:00 to 04:00 your time)"
    )


def test_a_difference_that_lasts_only_for_a_season_is_seen_in_it():
    assert "your time" not in read("Africa/Accra")
    assert "(13:00 to 15:00 your time)" in read("Africa/Accra", datetime(2026, 7, 2, 13, tzinfo=UTC))
