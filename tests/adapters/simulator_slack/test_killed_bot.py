"""A bot in its own process, killed at its own outgoing call, gets the event again when it is back."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from adapters.simulator.faults import CutOff
from adapters.simulator.slack import SlackStandIn
from tests.adapters.simulator_slack import dying_bot


@asynccontextmanager
async def bot_process(slack: SlackStandIn, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    command = (sys.executable, "-m", dying_bot.__name__, slack.base_url, str(port))
    process = await asyncio.create_subprocess_exec(*command)
    try:
        async with asyncio.timeout(20):
            while not await _listens(port):  # noqa: ASYNC110 - another process cannot set an event
                await asyncio.sleep(0.05)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_an_event_survives_a_bot_killed_before_its_answer_was_posted(slack: SlackStandIn) -> None:
    port = free_port()
    slack.request_url = f"http://127.0.0.1:{port}/slack/events"
    slack.delivery.retry_delays = (2.0, 2.0, 2.0)

    async with bot_process(slack, port) as first:

        async def kill(method: str, params: Mapping[str, Any]) -> None:
            if method == "chat.postMessage":
                slack.faults.before = None
                first.kill()
                await first.wait()
                raise CutOff

        slack.faults.before = kill
        await slack.say("U0ANA", "hello")
        assert [m["text"] for m in slack.messages(slack.dm("U0ANA"))] == ["hello"]

    async with bot_process(slack, port):
        await slack.settled()

    assert [m["text"] for m in slack.messages(slack.dm("U0ANA"))] == ["hello", "Got it."]
