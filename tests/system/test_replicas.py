"""Three replicas on one PostgreSQL: one is killed and started again, one is stopped, and nobody notices."""

import asyncio
from pathlib import Path

import psycopg
import pytest

from benchmarks.crowd import Crowd, Replica, crowd

pytestmark = [pytest.mark.xdist_group("postgres"), pytest.mark.timeout(180)]
PEOPLE, TIMES = 6, 4
KEPT = {
    "outbox where ended_at is null": 0,
    "outbox where state = 'gave_up'": 0,
    "inbox where state <> 'done'": 0,
}


async def test_a_killed_and_a_stopped_replica_lose_nothing_and_nothing_comes_twice(
    postgres_url: str, tmp_path: Path
):
    async with crowd(tmp_path, 3, PEOPLE, database=postgres_url) as at:
        asking = asyncio.create_task(at.asks(TIMES))
        poller = await the_poller(at)
        other = next(each for each in at.replicas if each is not poller)
        await a_part_is_asked(at, 1 / 3)

        await at.killed(other)
        await other.program.start()
        await a_part_is_asked(at, 2 / 3)
        code, seconds = await poller.stopped()
        await asking
        told = await at.told()

        assert (code, seconds < 8) == (0, True)
        assert (told.asked, told.lost, told.unexcused, told.conflicts) == (2 * PEOPLE * TIMES, 0, 0, 0)
        assert at.balancer.doubled > 0
        assert all(replica.requests for replica in at.replicas)
        assert await the_poller(at) is not poller
        with psycopg.connect(postgres_url) as database:
            counts = {what: database.execute(f"select count(*) from {what}").fetchone() for what in KEPT}
        assert counts == {what: (count,) for what, count in KEPT.items()}


async def the_poller(at: Crowd) -> Replica:
    async with asyncio.timeout(30):
        while (found := at.poller()) is None:  # noqa: ASYNC110 - it says so in its log
            await asyncio.sleep(0.05)
        return found


async def a_part_is_asked(at: Crowd, share: float) -> None:
    async with asyncio.timeout(60):
        while sum(at.asked.values()) < share * 2 * PEOPLE * TIMES:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)
