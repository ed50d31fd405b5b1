"""SIGTERM: no more is claimed, what is under way is finished, what is held is let go, all within 8 s."""

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.simulator.actors import OnSlack
from bot import ending
from bot.ending import Ending
from tests.system.city import City, When, city
from tests.system.playing import shows, until

pytestmark = pytest.mark.timeout(90)
SLOW = 1.5  # seconds of a call that is answered
WITHIN = 8.0
ANSWER = "What you can do here"


async def test_a_stop_finishes_what_is_under_way_and_lets_go_of_the_rest_within_eight_seconds(
    tmp_path: Path,
):
    async with city(tmp_path, When.BETWEEN, script=True) as at:
        priya, sam = at.priya, at.sam
        for each in (priya, sam):
            await until_answered(at, each)
        calls = Calls()
        at.slack.faults.before, at.slack.faults.after = calls.before, None
        await sam.says("help")
        await until(lambda: calls.hanging, "Sam's message was never begun")
        await priya.says("help")
        await until(lambda: calls.slow, "Priya's message was never begun")

        began = time.monotonic()
        stopping = asyncio.create_task(at.program.stop())
        await asyncio.sleep(0.3)
        async with httpx.AsyncClient() as probe:
            ready = await probe.get(f"http://127.0.0.1:{at.env['PORT']}/readyz")
        code = await stopping

        assert (code, ready.status_code, ready.json()) == (0, 503, {"stopping": True})
        assert time.monotonic() - began < WITHIN
        assert answers(priya) == 2
        assert states(tmp_path) == {"PRIYA": ("sent", False), "SAM": ("sending", False)}

        at.slack.faults.before = None
        await at.program.start()
        await until(lambda: answers(sam) == 2, "what was under way at the stop was lost")
        assert await at.program.stop() == 0
        assert answers(priya) == 2


class Calls:
    """Every message to Sam hangs; every other is answered after a while."""

    def __init__(self) -> None:
        self.slow = self.hanging = False

    async def before(self, method: str, params: Mapping[str, Any]) -> None:
        if method != "chat.postMessage":
            return
        if "SAM" in str(params["channel"]):
            self.hanging = True
            await asyncio.sleep(60)
        self.slow = True
        await asyncio.sleep(SLOW)


async def until_answered(at: City, who: OnSlack) -> None:
    """The program has started, and they have met."""
    while True:
        failures = len(at.slack.problems(who.user))
        await who.commands("help")
        if len(at.slack.problems(who.user)) == failures:
            break
        await asyncio.sleep(0.1)
    await until(shows(who, ANSWER), f"{who.name} was never answered")


def answers(who: OnSlack) -> int:
    return sum(ANSWER in text for text in who.sees())


def states(folder: Path) -> Mapping[str, tuple[str, bool]]:
    """Of the last letter of each chat: how it stands, and whether it is still held."""
    with contextlib.closing(sqlite3.connect(folder / "var" / "makegood.db")) as database:
        query = "select chat, state, lease_until > datetime('now') from outbox order by id"
        return {chat[2:]: (state, bool(held)) for chat, state, held in database.execute(query)}


HELD_UP = """
import asyncio, os, signal, time
from bot import ending, server
ending.GONE = 0.2

async def main():
    waiting = asyncio.create_task(server.until_told_to_stop(ending.gone_in_time))
    await asyncio.sleep(0)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)  # the event loop never hears of it

asyncio.run(main())
"""


def test_whatever_holds_it_up_the_process_is_gone_in_time() -> None:
    began = time.monotonic()

    ended = subprocess.run([sys.executable, "-c", HELD_UP], check=False, timeout=30, capture_output=True)

    assert ended.returncode == 0 and time.monotonic() - began < WITHIN
    assert b"ending.out_of_time" in ended.stdout + ended.stderr


def test_the_steps_of_an_ending_share_its_time_and_do_not_add_up() -> None:
    seconds = 100.0
    end = Ending(lambda: seconds)
    assert end.begin() and not end.begin()

    seconds += 6.5  # what was before took longer than it may
    for step in (ending.FINISHED, ending.NOTED, ending.LET_GO, ending.HUNG_UP, ending.CLOSED):
        seconds += end.left(step)

    assert seconds - 100.0 < ending.GONE < ending.GONE + 0.5 < WITHIN
