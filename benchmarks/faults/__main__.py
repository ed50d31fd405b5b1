"""Everything that can go wrong, made to go wrong, and counted. It writes the rows of docs/reliability.md.

    python -m benchmarks.faults [--short] [--only WORDS] [--json] [--unwritten]

Real processes under strict stand-ins, on SQLite and on PostgreSQL, but for the platforms' own faults, the
clock and the months of follow-up, which are played in this process. --short plays less of everything, --only
those whose name contains the words. Ends with 1 where a promise was not kept.
"""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from adapters.simulator.faults import Fault
from benchmarks.faults import deaths, disk, platforms, sweeps
from benchmarks.faults.table import Found, Row, measured, written
from benchmarks.measuring import machine, progress
from benchmarks.postgres import Restart, postgres, restartable
from bot.logs import set_up_logging
from tests.system.city import When
from tests.system.follow_ups import FOLLOW_UPS
from tests.system.mortal import Doom

Play = Callable[[Path], Awaitable[Found]]


def plays(*, short: bool) -> dict[str, Play]:
    """By what is written in the table."""
    return {**_sweeps(short=short), **_deaths(short=short), **_faults(short=short)}


def _sweeps(*, short: bool) -> dict[str, Play]:
    whens = (When.BETWEEN,) if short else (When.BEFORE, When.AFTER, When.BETWEEN)
    stories = {f"killed {when.value}: the story": _bound(sweeps.story, when) for when in whens}
    files = {f"killed {when.value}: files passed on": _bound(sweeps.files, when) for when in whens[:2]}
    real = {
        f"killed {when.value}: months, by a clock that goes ahead": _bound(sweeps.months, when)
        for when in whens
    }
    commits = {f"killed {When.COMMIT.value}: the story": _bound(sweeps.commits, 12 if short else 1)}
    dooms = (Doom.ANYWHERE,) if short else tuple(doom for doom in Doom if doom is not Doom.NOWHERE)
    months = {
        f"{doom.value}: {name}": _bound(sweeps.follow_up, name, doom) for name in FOLLOW_UPS for doom in dooms
    }
    return {**stories, **({} if short else files | real), **commits, **months}


def _deaths(*, short: bool) -> dict[str, Play]:
    def on_postgresql(play: Callable[..., Awaitable[Found]], times: int) -> Play:
        async def played(folder: Path) -> Found:
            async with _database() as (url, _):
                return await play(folder, times, url)

        return played

    async def restarted(folder: Path) -> Found:
        async with _database() as (url, restart):
            return await deaths.database_restarted(folder, 2 if short else 20, url, restart)

    return {
        "one process killed at random, SQLite": _bound(deaths.one_killed, 10 if short else 200),
        "three processes killed at random, PostgreSQL": on_postgresql(
            deaths.three_killed, 6 if short else 40
        ),
        "three processes stopped one after the other": on_postgresql(deaths.rolled, 1 if short else 5),
        "the process that polls asleep for longer than its leases": on_postgresql(
            deaths.put_to_sleep, 1 if short else 5
        ),
        "PostgreSQL killed and started again under load": restarted,
        "disk full for eight seconds": _bound(disk.disk_full, 1 if short else 5),
    }


def _faults(*, short: bool) -> dict[str, Play]:
    times = 2 if short else 10
    lies = {
        f"answer wrong ({fault.value})": _bound(
            platforms.wrong_answers, fault, 1 if fault is Fault.TIMEOUT and short else times
        )
        for fault in Fault
    }
    stubborn = {
        f"answer wrong ten times in a row ({fault.value})": _bound(platforms.for_ever_wrong, fault, 10)
        for fault in (Fault.SERVER_ERROR, Fault.RUBBISH, Fault.HOLLOW, Fault.GARBLED)
    }
    return {
        **lies,
        **stubborn,
        "both platforms away for 30 minutes": platforms.away,
        "the clock set forward or back at an outbound call": _bound(platforms.clock_jumps, times),
    }


def _bound(play: Callable[..., Awaitable[Found]], *given: object) -> Play:
    return lambda folder: play(folder, *given)


@asynccontextmanager
async def _database() -> AsyncIterator[tuple[str, Restart]]:
    """A new one, and how to kill its server; in a thread, as it is made with a loop of its own."""
    with ExitStack() as stack:
        server, restart = await asyncio.to_thread(stack.enter_context, restartable())
        urls = await asyncio.to_thread(stack.enter_context, postgres(("faults",), server))
        yield urls["faults"], restart


def play(name: str, one: Play, *, short: bool) -> Row:
    about, began = machine(), time.monotonic()
    progress(f"== {name}")
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(one(Path(folder)))
    when = measured(datetime.now(UTC).date(), about["cores"], about["load_before"], short=short)
    return Row(what=name, found=found, seconds=time.monotonic() - began, measured=when)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.faults", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--short", action="store_true", help="less of everything")
    parser.add_argument("--only", default="", help="those whose name contains this")
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    parser.add_argument("--unwritten", action="store_true", help="leaves docs/reliability.md as it is")
    asked = parser.parse_args()
    set_up_logging("text", logging.CRITICAL)
    wanted = {name: one for name, one in plays(short=asked.short).items() if asked.only in name}
    if not wanted:
        parser.error(f"nothing that is played is called {asked.only!r}; --short leaves some out")
    rows = []
    for name, one in wanted.items():
        rows.append(play(name, one, short=asked.short))
        progress(rows[-1].line().strip())
        if not asked.unwritten:
            written(rows)
    if asked.json:
        print(json.dumps([row.document() for row in rows], indent=2))
    return 0 if all(row.found.kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
