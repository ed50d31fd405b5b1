"""A claim is a lease, its attempt a fence: who slept through it, or whose clock jumped, spoils nothing."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.arrivals import REMEMBERED
from bot.chat.ports import Unreachable
from bot.relay import LEASE
from bot.services.ports import Transactions, Tx
from tests.flows.world import hasty_storage
from tests.test_relay import SECOND, Desk, until


@pytest.fixture
async def desk(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    storage = hasty_storage(sqlite_template, tmp_path)
    yield Desk(begin=storage.begin, spool=tmp_path / "spool")
    await storage.close()


def outcome(folder: Path) -> list[tuple[str, int, str]]:
    """Of every letter: how it ended, how often it was claimed, and what went wrong."""
    with contextlib.closing(sqlite3.connect(folder / "makegood.db")) as database:
        return database.execute("select state, attempt, trouble from outbox order by id").fetchall()


async def test_a_replica_that_slept_through_its_lease_changes_nothing(desk: Desk, tmp_path: Path):
    desk.wire.gates["ana"] = asyncio.Event()
    await desk.queue("ana", "hello")
    sleeper, other = desk.relay(), desk.relay()
    asleep = asyncio.create_task(sleeper.once())
    await until(lambda: desk.wire.under_way == 1)
    desk.now += LEASE + SECOND
    awake = asyncio.create_task(other.once())  # claims it anew, as nobody knows whether it was sent
    await until(lambda: desk.wire.under_way == 2)

    desk.wire.troubles = [Unreachable("blocked"), None]  # the sleeper wakes, and is told what it would act on
    desk.wire.gates["ana"].set()
    await asyncio.wait_for(asyncio.gather(asleep, awake), 5)

    assert outcome(tmp_path) == [("sent", 2, "")]


@pytest.mark.parametrize("wakes", [2 * LEASE, timedelta(0)], ids=["after its lease", "its clock had jumped"])
async def test_a_replica_that_slept_between_its_claim_and_the_call_does_not_send(
    desk: Desk, tmp_path: Path, wakes: timedelta
):
    """It lets go of the letter, which waits for no lease, whatever the clock says by then."""
    await desk.queue("ana", "hello")
    times = iter([desk.now, desk.now])  # then it sleeps
    relay = desk.relay(clock=lambda: next(times, desk.now + LEASE))

    await relay.once()

    assert desk.wire.posted == []
    assert outcome(tmp_path) == [("waiting", 1, "")]
    desk.now += wakes
    assert await desk.send() == [("ana", "hello")]


async def test_a_clock_that_is_set_forward_does_not_send_twice_what_is_under_way(desk: Desk, tmp_path: Path):
    desk.wire.gates["ana"] = asyncio.Event()
    await desk.queue("ana", "hello")
    relay = desk.relay()
    running = asyncio.create_task(relay.run(idle=0.01))
    await until(lambda: desk.wire.under_way == 1)

    desk.now += timedelta(hours=1)
    await until(lambda: outcome(tmp_path)[0][1] == 2)
    desk.wire.gates["ana"].set()
    relay.stop()
    await asyncio.wait_for(running, 5)

    assert desk.wire.posted == [("ana", "hello")]
    assert outcome(tmp_path) == [("sent", 2, "")]


class Trouble(OSError):
    """As when a disk is full."""


def takes_nothing(desk: Desk, times: int) -> Transactions:
    """A door to the data behind which so many commits fail, from the moment something was sent."""
    left = times

    @contextlib.asynccontextmanager
    async def begin() -> AsyncIterator[Tx]:
        nonlocal left
        async with desk.begin() as tx:
            if desk.wire.posted and left > 0:
                left -= 1
                raise Trouble
            yield tx

    return begin


async def test_what_arrived_while_nothing_could_be_written_is_noted_later_and_not_sent_again(
    desk: Desk, tmp_path: Path
):
    """For longer than its lease, which this process takes anew as it still knows what it sent."""
    await desk.queue("ana", "hello")
    relay = desk.relay(takes_nothing(desk, 4))
    running = asyncio.create_task(relay.run(idle=0.01))
    await until(lambda: desk.wire.posted == [("ana", "hello")])
    desk.now += 2 * LEASE

    await until(lambda: outcome(tmp_path)[0][0] == "sent")
    relay.stop()
    await asyncio.wait_for(running, 5)

    assert desk.wire.posted == [("ana", "hello")]


async def test_what_can_never_be_noted_is_sent_again_in_the_end_and_holds_up_nobody(
    desk: Desk, tmp_path: Path
):
    await desk.queue("ana", "hello")
    relay = desk.relay(takes_nothing(desk, 3))
    await relay.once()
    desk.now += REMEMBERED + LEASE
    with contextlib.suppress(Trouble):
        await relay.once()

    assert await desk.send() == [("ana", "hello"), ("ana", "hello")]
