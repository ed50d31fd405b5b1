"""A year of a city: on the real core and storage, with people who behave as `bot/year/habits.py` says."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.nudges import Then
from bot.nudge_schedule import DEFAULT, read_schedule
from bot.year.city import without_following_up
from bot.year.habits import HOSTS, VOLUNTEERS, Chances, habit_of

SMALL = ("--volunteers", "40", "--groups", "20", "--days", "60", "--seed", "3")


def played(*options: str, hash_seed: str = "0") -> dict[str, Any]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK", "TELEGRAM"))}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "simulate", *options, "--json"],
        env={**ours, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=280,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.timeout(300)
def test_the_same_seed_plays_the_same_year() -> None:
    first, again = played(*SMALL, hash_seed="1"), played(*SMALL, hash_seed="2")

    for each in (first, again):
        del each["seconds"], each["peak_mb"]
    assert first == again
    assert first["invariants_broken"] == 0
    assert first["with_nudges"]["promised_hours"] > 0
    assert set(first) == {"with_nudges", "without_nudges", "invariants_broken"}
    assert set(first["without_nudges"]) == {
        *("promised_hours", "verified_hours", "realisation", "unanswered", "messages_per_person")
    }


def test_without_following_up_things_still_run_out() -> None:
    left = {step.then for step in without_following_up(read_schedule(DEFAULT)).steps}

    assert left == {Then.EXPIRE, Then.CLOSE, Then.FAIL}


def test_a_reminder_does_no_more_than_the_model_says() -> None:
    """Somebody who misses the first message answers the first reminder at the stated part of its chance."""
    slow = VOLUNTEERS[1]
    people = [Chances(seed=f"1/{number}") for number in range(20_000)]
    missed = [each for each in people if not each.acts("ask", slow, 0)]

    heeded = sum(each.acts("ask", slow, 1) for each in missed) / len(missed)

    assert heeded == pytest.approx(slow.notices * 0.71, abs=0.02)
    assert not any(each.acts("ask", slow, 4) for each in missed)
    assert not any(Chances(seed=each.seed, effect=0).acts("ask", slow, 1) for each in missed)


def test_three_reminders_of_a_date_keep_one_no_show_in_ten() -> None:
    absent = VOLUNTEERS[3]
    people = [Chances(seed=f"1/{number}") for number in range(40_000)]

    unreminded = sum(not each.comes("date", absent, 0) for each in people)
    reminded = sum(not each.comes("date", absent, 3) for each in people)

    assert reminded / unreminded == pytest.approx(0.90, abs=0.02)


def test_the_shares_of_the_habits_are_those_of_the_model() -> None:
    for habits in (VOLUNTEERS, HOSTS):
        found = [habit_of(habits, number, 1000) for number in range(1000)]
        assert sum(each.share for each in habits) == pytest.approx(1)
        for habit in habits:
            assert found.count(habit) / 1000 == pytest.approx(habit.share, abs=0.01)


def test_delays_have_the_stated_median() -> None:
    delays = sorted(Chances(seed=f"1/{number}").delay("ask", 2.5) for number in range(2001))

    assert delays[1000] / timedelta(days=1) == pytest.approx(2.5, rel=0.08)


KILLED = """
import asyncio, os
from bot.year import empty

async def made(path):
    print(os.getpid(), flush=True)
    await asyncio.sleep(0.2)

empty._upgraded = made
empty.empty_database()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="what is started there does not know the slow stand-in")
def test_who_is_killed_while_the_database_is_made_leaves_no_process_behind() -> None:
    """Such a process would wait for its next task for as long as the machine runs."""
    with subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        beside = int(killed.stdout.readline())
        killed.kill()
        try:
            killed.communicate(timeout=5)  # what it started has the other end, until that ends as well
        except subprocess.TimeoutExpired:
            os.kill(beside, signal.SIGKILL)
            raise


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says which processes one has started")
def test_who_is_killed_while_two_years_are_played_leaves_none_behind() -> None:
    """The other plays its year to the end at most: nobody hears what came of it."""
    command = [sys.executable, "-m", "bot", "simulate", "--volunteers", "20", "--groups", "8", "--days", "15"]
    started = [*command, "--json"]
    with subprocess.Popen(started, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as killed:
        assert killed.stdout is not None
        children, seen = Path(f"/proc/{killed.pid}/task/{killed.pid}/children"), set[str]()
        while len(seen) < 2:  # the first makes the empty database
            seen.update(children.read_text("utf-8").split())
            time.sleep(0.01)
        killed.kill()
        beside = killed.communicate(timeout=60)[0]  # it has the other end, until it ends as well

    assert beside == ""
