"""Seconds from start to ready, and idle memory, beside a bare Bolt + python-telegram-bot process.

    python -m benchmarks.start [--rounds N] [--json]

Both talk to the same local stand-ins. Ready is the first 200 from /healthz; of the peer, its printed word
after both clients have said who they are. Memory is the resident set five seconds later.
"""

import argparse
import asyncio
import contextlib
import json
import os
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
import psutil
from starlette.applications import Starlette
from starlette.routing import Mount

from adapters.simulator.serve import serving
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn
from benchmarks.events import SECRET
from benchmarks.measuring import machine, progress
from bot.main import real_clock
from bot.stage import SLACK_BOT_TOKEN, TELEGRAM_TOKEN

BARE = """
import asyncio, sys
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from telegram.ext import ApplicationBuilder

async def main():
    slack = AsyncApp(client=AsyncWebClient(token=sys.argv[1], base_url=sys.argv[2]), signing_secret="x")
    telegram = ApplicationBuilder().token(sys.argv[3]).base_url(sys.argv[4]).build()
    await slack.client.auth_test()
    await telegram.initialize()
    print("ready", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""
IDLE = 5.0  # seconds before memory is read


async def ours(base: str, folder: Path) -> tuple[float, float]:
    """(seconds to ready, megabytes when idle) of `makegood run` with SQLite."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {
        **os.environ,
        "SLACK_BOT_TOKEN": SLACK_BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_MODE": "http",
        "SLACK_API_URL": f"{base}/slack/api/",
        "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
        "TELEGRAM_API_URL": f"{base}/telegram",
        "DATA_DIR": str(folder),
        "PORT": str(port),
    }
    began = time.perf_counter()
    program = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("makegood"), "run", env=env, stderr=asyncio.subprocess.DEVNULL
    )
    async with httpx.AsyncClient() as client, asyncio.timeout(30):
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200:
                    break
            await asyncio.sleep(0.01)
    return await _memory(program, time.perf_counter() - began)


async def bare(base: str) -> tuple[float, float]:
    began = time.perf_counter()
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        BARE,
        SLACK_BOT_TOKEN,
        f"{base}/slack/api/",
        TELEGRAM_TOKEN,
        f"{base}/telegram/bot",
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    await asyncio.wait_for(program.stdout.readline(), 30)
    return await _memory(program, time.perf_counter() - began)


async def _memory(program: asyncio.subprocess.Process, seconds: float) -> tuple[float, float]:
    await asyncio.sleep(IDLE)
    megabytes = psutil.Process(program.pid).memory_info().rss / 1e6
    program.kill()
    await program.wait()
    return seconds, megabytes


async def measure(rounds: int) -> dict[str, dict[str, float]]:
    slack = SlackStandIn(bot_token=SLACK_BOT_TOKEN, app_token="x", signing_secret=SECRET, now=real_clock)
    telegram = TelegramStandIn(token=TELEGRAM_TOKEN)
    app = Starlette(routes=[Mount("/slack", slack.app), Mount("/telegram", telegram.app)])
    found: dict[str, list[tuple[float, float]]] = {"ours": [], "bare Bolt + python-telegram-bot": []}
    with tempfile.TemporaryDirectory() as folder:
        async with slack, serving(app) as base:
            await ours(base, Path(folder))  # makes the database, warms the disk
            for turn in range(rounds):
                progress(f"round {turn + 1} of {rounds}")
                found["ours"].append(await ours(base, Path(folder)))
                found["bare Bolt + python-telegram-bot"].append(await bare(base))
            await telegram.aclose()
    return {
        name: {
            "seconds": round(statistics.median(seconds for seconds, _ in runs), 2),
            "mb": round(statistics.median(mb for _, mb in runs), 0),
        }
        for name, runs in found.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = asyncio.run(measure(asked.rounds))
    if asked.json:
        print(json.dumps({"machine": machine(), "figures": figures}, indent=2))
        return
    print(f"{'':<36}{'seconds to ready':>18}{'idle MB':>10}")
    for name, each in figures.items():
        print(f"{name:<36}{each['seconds']:>18.2f}{each['mb']:>10.0f}")


if __name__ == "__main__":
    main()
