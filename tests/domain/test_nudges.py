"""When a match is followed up: by the table, and never about what is past."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import WorkingDays
from bot.domain.history import Subject
from bot.domain.matches import MatchState
from bot.domain.nudges import Anchor, due, overtaken
from bot.main import bank_holiday
from bot.nudge_schedule import DEFAULT, BadSchedule, read_schedule

SCHEDULE = read_schedule(DEFAULT)
CALENDAR = WorkingDays(zone=ZoneInfo("Europe/London"), holiday=bank_holiday)
TUESDAY = datetime(2026, 12, 1, 10, tzinfo=UTC)


def planned(state: MatchState, now: datetime, **anchors: datetime) -> list[tuple[str, int, str]]:
    known = {Anchor(name): moment for name, moment in anchors.items()}
    found = due(SCHEDULE, Subject.MATCH, state.value, known, CALENDAR, now)
    return [(step.code, step.number, f"{at:%Y-%m-%d %H:%M}") for step, at in found]


def test_a_silent_host_is_asked_twice_then_a_coordinator_hears_then_it_expires() -> None:
    assert planned(MatchState.ASKED_HOST, TUESDAY, entered=TUESDAY) == [
        ("N2", 1, "2026-12-03 10:00"),
        ("N2", 2, "2026-12-08 10:00"),
        ("N2", 6, "2026-12-15 10:00"),
    ]


def test_a_date_far_ahead_is_reminded_a_week_a_day_and_two_hours_before() -> None:
    starts = datetime(2026, 12, 18, 10, tzinfo=UTC)

    found = planned(MatchState.SCHEDULED, TUESDAY, entered=TUESDAY, starts=starts, ends=starts)

    assert found == [
        ("N6", 1, "2026-12-11 10:00"),
        ("N6", 2, "2026-12-17 09:00"),
        ("N6", 3, "2026-12-17 09:00"),
        ("N6", 4, "2026-12-17 12:00"),
        ("N6", 5, "2026-12-18 08:00"),
    ]


def test_a_date_after_a_weekend_is_doubted_by_noon_of_the_last_working_day_before() -> None:
    starts = datetime(2026, 12, 14, 18, tzinfo=UTC)

    found = planned(MatchState.SCHEDULED, TUESDAY, entered=TUESDAY, starts=starts, ends=starts)

    assert ("N6", 2, "2026-12-11 09:00") in found
    assert ("N6", 3, "2026-12-13 09:00") in found
    assert ("N6", 4, "2026-12-11 12:00") in found


def test_a_date_within_ten_days_is_not_reminded_a_week_before() -> None:
    starts = TUESDAY + timedelta(days=9)

    found = planned(MatchState.SCHEDULED, TUESDAY, entered=TUESDAY, starts=starts, ends=starts)

    assert ("N6", 1) not in [(code, number) for code, number, _ in found]


def test_nobody_is_told_that_it_is_tomorrow_when_it_is_in_an_hour() -> None:
    starts = TUESDAY + timedelta(hours=1)

    assert planned(MatchState.SCHEDULED, TUESDAY, entered=TUESDAY, starts=starts, ends=starts) == []


def test_the_host_is_asked_the_next_working_day_whether_it_was_delivered() -> None:
    ends = datetime(2026, 12, 4, 14, tzinfo=UTC)

    found = planned(MatchState.IN_DELIVERY, ends, entered=ends, starts=ends, ends=ends)

    assert found[0] == ("N7", 1, "2026-12-07 14:00")
    assert found[-1] == ("N7", 4, "2027-01-06 14:00")


def test_after_a_long_stop_the_missed_questions_become_one_now() -> None:
    ends = datetime(2026, 12, 4, 14, tzinfo=UTC)
    late = ends + timedelta(days=5)

    found = planned(MatchState.IN_DELIVERY, late, entered=late, starts=ends, ends=ends)

    assert found[-1] == ("N7", 1, f"{late:%Y-%m-%d %H:%M}")
    assert [number for _, number, _ in found] == [2, 4, 1]


def test_after_a_very_long_stop_nobody_loses_their_chance_to_answer() -> None:
    ends = datetime(2026, 12, 4, 14, tzinfo=UTC)
    late = datetime(2027, 3, 1, 9, tzinfo=UTC)

    found = planned(MatchState.IN_DELIVERY, late, entered=late, starts=ends, ends=ends)

    assert found[-1] == ("N7", 2, "2027-03-01 09:00")
    assert ("N7", 4, "2027-03-31 08:00") in found


def test_what_is_asked_soon_after_the_start_is_asked_late_rather_than_never(tmp_path: Path) -> None:
    file = tmp_path / "nudges.toml"
    lines = 'code = "N7"', 'states = ["in_delivery"]', 'anchor = "starts"', 'after = "1s"', 'to = ["host"]'
    file.write_text("\n".join(("[[step]]", *lines, 'then = "remind"\n')), "utf-8")
    late = TUESDAY + timedelta(seconds=5)
    known = {Anchor.ENTERED: late, Anchor.STARTS: TUESDAY, Anchor.ENDS: TUESDAY + timedelta(hours=1)}

    found = list(due(read_schedule(file), Subject.MATCH, "in_delivery", known, CALENDAR, late))

    assert [at for _, at in found] == [late]


def is_overtaken(code: str, number: int, now: datetime, **anchors: datetime) -> bool:
    step = SCHEDULE.step(code, number)
    assert step is not None
    known = {Anchor(name): moment for name, moment in anchors.items()}
    return overtaken(SCHEDULE, step, known, CALENDAR, now)


def test_of_two_overdue_reminders_only_the_last_is_sent() -> None:
    late = TUESDAY + timedelta(days=8)

    assert is_overtaken("N2", 1, late, entered=TUESDAY)
    assert not is_overtaken("N2", 2, late, entered=TUESDAY)
    assert not is_overtaken("N2", 1, TUESDAY + timedelta(days=3), entered=TUESDAY)


def test_a_reminder_of_a_date_is_not_sent_after_it_has_begun() -> None:
    starts = TUESDAY + timedelta(days=20)

    assert is_overtaken("N6", 5, starts + timedelta(minutes=1), starts=starts)
    assert not is_overtaken("N6", 5, starts - timedelta(hours=1), starts=starts)


def test_a_file_may_leave_out_how_long_a_listing_lasts_but_not_say_nonsense(tmp_path: Path) -> None:
    step = DEFAULT.read_text("utf-8").split("\n[[step]]")[1]
    file = tmp_path / "nudges.toml"
    file.write_text(f"[[step]]{step}", "utf-8")
    assert read_schedule(file).lasts == SCHEDULE.lasts

    file.write_text(f'[lasts]\noffer = "0d"\nneed = "soon"\n[[step]]{step}', "utf-8")
    with pytest.raises(BadSchedule) as bad:
        read_schedule(file)

    assert len(bad.value.problems) == 2
    assert all(problem.startswith("NUDGES_FILE: [lasts]") for problem in bad.value.problems)
