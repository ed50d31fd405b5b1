"""Processes that are killed, stopped or put to sleep, and a database that is killed, while a crowd asks."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.crowd import Crowd, Replica, crowd
from benchmarks.faults.table import Found
from benchmarks.measuring import progress
from benchmarks.postgres import Restart

PEOPLE = 20  # on each platform
PAUSE = (2.0, 5.0)  # seconds between an answer and the next question
SLEPT = 35.0  # seconds: longer than any lease


@asynccontextmanager
async def asked(
    folder: Path, count: int, database: str = "", people: int = PEOPLE
) -> AsyncIterator[tuple[Crowd, Callable[[], Awaitable[Found]]]]:
    """A crowd that asks all the time, and what to call in the end, with nothing wrong any more."""
    async with crowd(folder, count, people, database=database, pause=PAUSE) as at:
        asking = asyncio.create_task(at.asks_until_over())

        async def found() -> Found:
            at.over = True
            await asyncio.gather(*(replica.ready() for replica in at.replicas if replica.alive))
            await asking
            told = await at.told()
            note = ", ".join(
                f"{count} {what}"
                for count, what in (
                    (told.conflicts, "times two polled"),
                    (told.brought, "still brought again by their platform"),
                    (told.given_up, "given up by their platform, never acknowledged"),
                    (told.waiting, "still in the outbox"),
                    (told.dropped, "given up by the outbox"),
                )
                if count
            )
            return Found(
                tries=at.tries, asked=told.asked, lost=told.lost, twice=told.twice, excused=told.excused,
                note=note,
            )  # fmt: skip

        try:
            yield at, found
        finally:
            at.over = True
            asking.cancel()


async def one_killed(folder: Path, kills: int) -> Found:
    """SQLite; killed at any moment of its first two seconds, and started again at once."""
    async with asked(folder, 1) as (at, found):
        (replica,) = at.replicas
        for number in range(kills):
            progress(f"one process: {number + 1} of {kills} kills")
            await asyncio.sleep(at.chance.uniform(0, 2))
            await _again(at, replica)
        return await found()


async def three_killed(folder: Path, kills: int, database: str) -> Found:
    async with asked(folder, 3, database) as (at, found):
        for number in range(kills):
            progress(f"three processes: {number + 1} of {kills} kills")
            await asyncio.sleep(at.chance.uniform(0.5, 3))
            await _again(at, at.chance.choice(at.replicas))
        return await found()


async def _again(at: Crowd, replica: Replica) -> None:
    at.tries += 1
    await at.killed(replica)
    await replica.program.start()


async def rolled(folder: Path, rounds: int, database: str) -> Found:
    """One after the other is stopped with SIGTERM, and started anew when it is gone."""
    slowest = 0.0
    async with asked(folder, 3, database) as (at, found):
        for _ in range(rounds):
            for replica in at.replicas:
                at.tries += 1
                code, seconds = await replica.stopped()
                if code:
                    raise RuntimeError(f"it ended with {code}")
                slowest = max(slowest, seconds)
                await replica.program.start()
                await replica.ready()
        told = await found()
    return told.noting(f"slowest end {slowest:.1f} s")


async def put_to_sleep(folder: Path, times: int, database: str) -> Found:
    """The replica that polls sleeps longer than its leases last, wakes, and goes on."""
    async with asked(folder, 3, database) as (at, found):
        for number in range(times):
            progress(f"asleep: {number + 1} of {times}")
            while (sleeper := at.poller()) is None:  # noqa: ASYNC110 - it says so in its log
                await asyncio.sleep(0.1)
            at.tries += 1
            at.excused += at.sending(sleeper)
            os.kill(sleeper.program.process, signal.SIGSTOP)
            await asyncio.sleep(SLEPT)
            os.kill(sleeper.program.process, signal.SIGCONT)
            await asyncio.sleep(5)
        return await found()


async def database_restarted(folder: Path, times: int, database: str, restart: Restart) -> Found:
    """PostgreSQL, at once and without a farewell, as at a power cut; what was committed stays."""
    async with asked(folder, 2, database) as (at, found):
        for number in range(times):
            progress(f"PostgreSQL: {number + 1} of {times} restarts")
            await asyncio.sleep(at.chance.uniform(2, 5))
            at.tries += 1
            at.excused += at.sending(at.replicas[0])
            await asyncio.to_thread(restart)
        return await found()
