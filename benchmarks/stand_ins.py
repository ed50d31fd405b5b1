"""Both platforms' stand-ins as a process of their own, so that their work does not count as the bot's.

    python -m benchmarks.stand_ins PEOPLE

Prints its address, and ends when its standard input does.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from adapters.simulator.serve import serving
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn
from benchmarks.events import SECRET
from bot.main import real_clock
from bot.stage import CHANNEL, SLACK_APP_TOKEN, SLACK_BOT_TOKEN, TELEGRAM_TOKEN


@asynccontextmanager
async def stand_ins(people: int) -> AsyncIterator[str]:
    """The address under which /sim/slack and /sim/telegram stand, with so many people on each."""
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.stand_ins",
        str(people),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        yield (await asyncio.wait_for(program.stdout.readline(), 30)).decode().strip()
    finally:
        program.stdin.close()
        await program.wait()


async def serve(people: int) -> None:
    slack = SlackStandIn(
        bot_token=SLACK_BOT_TOKEN, app_token=SLACK_APP_TOKEN, signing_secret=SECRET, now=real_clock
    )
    telegram = TelegramStandIn(token=TELEGRAM_TOKEN)
    slack.add_channel(CHANNEL, "volunteering-desk", ["U0BOT"])
    for person in range(people):
        slack.add_user(f"U{person:04d}", f"Person {person}")
        telegram.add_user(7000 + person, f"Person {person}")
        telegram.say(7000 + person, "/start")  # a bot may write only to those who began
    app = Starlette(routes=[Mount("/sim/slack", slack.app), Mount("/sim/telegram", telegram.app)])
    async with slack, serving(app) as address:
        slack.base_url = f"{address}/sim/slack"
        await _greetings_forgotten(f"{address}/sim/telegram/bot{TELEGRAM_TOKEN}")
        print(address, flush=True)
        await asyncio.to_thread(sys.stdin.read)
        await telegram.aclose()


async def _greetings_forgotten(api: str) -> None:
    """Nobody is to receive them: they are not part of what is measured."""
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{api}/deleteWebhook", json={"drop_pending_updates": True})
        answer.raise_for_status()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1])))
