"""One run of a year, from an empty database to its figures."""

import asyncio
import gc
import logging
import resource
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path

from bot.logs import set_up_logging
from bot.settings import read_settings
from bot.year.city import DATABASE, STARTS, City, city
from bot.year.empty import empty_database
from bot.year.figures import days_between, states_of, steps_of
from bot.year.outcome import Outcome, Plan
from matching.assignment import Fit, Gives, Wants, assign
from storage.inspection import Inspection

REPORTED = 30  # days between two lines of progress
GARBAGE = (20_000, 20, 1_000)
"""New objects between two looks for what nobody needs, and how often older ones are looked at too: hardly
ever, as what stays that long stays to the end."""
CONTESTED = (
    [Wants(id="need"), Wants(id="rival")],
    [Gives(id="offer"), Gives(id="other")],
    [Fit(need=need, offer=offer, score=0.5) for need in ("need", "rival") for offer in ("offer", "other")],
)
"""Needs and people short of room at once, for whom alone the linear programme is loaded: fifty megabytes."""


def run(plan: Plan, env: Mapping[str, str]) -> Outcome:
    """Plays it, in a temporary folder that is gone afterwards. For a process of its own.

    Without MATCHER_MODEL the matcher goes by words only: the sentence model costs memory and changes nobody's
    habits.
    """
    set_up_logging("text", logging.ERROR)
    gc.set_threshold(*GARBAGE)
    began = time.monotonic()
    outcome = _in_a_folder(plan, {"MATCHER_MODEL": "none", **env})
    return replace(outcome, seconds=time.monotonic() - began, peak_mb=peak_mb() - shared_mb())


def warm_up(env: Mapping[str, str]) -> None:
    """Loads what every run needs, so that processes forked from this one share it: by a day of a hamlet.

    A sentence model, which does not survive a fork, is left to each run.
    """
    set_up_logging("text", logging.ERROR)
    hamlet = Plan(volunteers=2, groups=1, days=1, seed=0)
    _in_a_folder(hamlet, {**env, "MATCHER_MODEL": "none"}, quiet=True)
    assign(*CONTESTED)
    import_module("icalendar")  # which the first date loads


def peak_mb() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def shared_mb() -> float:
    """How much of our memory is also that of the process which started us, as far as the system says."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text("utf-8").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Shared_")) / 1024


def _in_a_folder(plan: Plan, env: Mapping[str, str], *, quiet: bool = False) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="makegood-year-") as folder:
        (Path(folder) / DATABASE).write_bytes(empty_database())
        return asyncio.run(_played(plan, Path(folder), env, quiet=quiet))


async def _played(plan: Plan, folder: Path, env: Mapping[str, str], *, quiet: bool) -> Outcome:
    settings = read_settings(env)
    async with city(plan, folder, settings) as town:
        house = town.bot.house
        inspection = Inspection(calendar=house.calendar, schedule=house.schedule, clock=town.agenda.clock)
        broken: list[str] = []

        async def daily() -> None:
            async with town.bot.storage.reading() as connection:
                broken.extend(await inspection.broken(connection))

        await town.play(_say_nothing if quiet else _Progress(plan), daily)
        return await _outcome(town, broken)


async def _outcome(town: City, broken: list[str]) -> Outcome:
    async with town.bot.storage.begin() as tx:
        funnel = steps_of(await tx.figures.funnel())
        states, unanswered = await states_of(tx, town.agenda)
        nudges = tuple(await tx.reminders.figures())
    async with town.bot.storage.reading() as connection:
        days = await days_between(connection)
    desk = town.slack.posts.get(town.desk.chat, 0)
    messages = sum(town.slack.posts.values()) + sum(town.telegram.posts.values()) - desk
    return Outcome(
        funnel=funnel,
        states=states,
        unanswered=unanswered,
        days=days,
        messages=messages,
        people=len(town.people),
        nudges=nudges,
        events=town.events,
        failed=town.failed,
        broken=broken,
    )


def _say_nothing(now: datetime) -> None:
    """Of what is played to be thrown away."""


class _Progress:
    """A line a month on stderr."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._next = REPORTED

    def __call__(self, now: datetime) -> None:
        days = (now - STARTS).days
        if days < self._next and days < self._plan.days:
            return
        self._next = days - days % REPORTED + REPORTED
        name = "with nudges" if self._plan.nudges else "without nudges"
        print(f"{name}: day {min(days, self._plan.days)} of {self._plan.days}", file=sys.stderr, flush=True)  # noqa: T201
