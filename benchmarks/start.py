"""Seconds from start to ready, and idle memory, beside a bare Bolt + python-telegram-bot process.

    python -m benchmarks.start [--rounds N] [--json]

All talk to the same local stand-ins, in turns. Ready, of ours: /readyz (the database answers) and /healthz
(both platforms have said who we are) say 200; of the bare one: its printed word after both clients have said
who they are. Beside them an interpreter that does nothing. Memory is the resident set five seconds later.
"""

import argparse
import asyncio
import contextlib
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped]

from benchmarks.events import SECRET
from benchmarks.measuring import machine, on_what, progress, spread
from benchmarks.stand_ins import stand_ins
from bot.stage import SLACK_BOT_TOKEN, TELEGRAM_TOKEN

OURS, BARE, NOTHING = "makegood run, SQLite", "bare Bolt + python-telegram-bot", "python -c pass"
BARE_PROGRAM = """
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
    await asyncio.sleep(600)

asyncio.run(main())
"""
IDLE = 5.0  # seconds before memory is read
AIM_SECONDS, AIM_MB = 3.0, 350.0
Program = asyncio.subprocess.Process


@dataclass(kw_only=True)
class Runs:
    """What each round took, and held when idle."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def document(self) -> dict[str, dict[str, float]]:
        found = {"seconds": spread(self.seconds).document(2)}
        return found | ({"idle_mb": spread(self.megabytes).document(0)} if self.megabytes else {})


async def ours(runs: Runs, sim: str, folder: Path, idle: float) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    makegood, env = Path(sys.executable).with_name("makegood"), _environment(sim, folder, port)
    began = time.perf_counter()
    program = await asyncio.create_subprocess_exec(
        makegood, "run", env=env, stderr=asyncio.subprocess.DEVNULL
    )
    async with _ended(program), httpx.AsyncClient() as client, asyncio.timeout(60):
        for path in ("readyz", "healthz"):
            while not await _well(client, f"http://127.0.0.1:{port}/{path}"):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.01)
        runs.seconds.append(time.perf_counter() - began)
        runs.megabytes.append(await _memory(program, idle))


def _environment(sim: str, folder: Path, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "SLACK_BOT_TOKEN": SLACK_BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_MODE": "http",
        "SLACK_API_URL": f"{sim}/sim/slack/api/",
        "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
        "TELEGRAM_API_URL": f"{sim}/sim/telegram",
        "DATA_DIR": str(folder),
        "PORT": str(port),
    }


async def _well(client: httpx.AsyncClient, url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return (await client.get(url)).status_code == 200
    return False


async def bare(runs: Runs, sim: str, idle: float) -> None:
    addresses = (SLACK_BOT_TOKEN, f"{sim}/sim/slack/api/", TELEGRAM_TOKEN, f"{sim}/sim/telegram/bot")
    began = time.perf_counter()
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BARE_PROGRAM, *addresses, stdout=asyncio.subprocess.PIPE
    )
    assert program.stdout is not None
    async with _ended(program):
        await asyncio.wait_for(program.stdout.readline(), 60)
        runs.seconds.append(time.perf_counter() - began)
        runs.megabytes.append(await _memory(program, idle))


async def nothing(runs: Runs) -> None:
    began = time.perf_counter()
    program = await asyncio.create_subprocess_exec(sys.executable, "-c", "pass")
    await program.wait()
    runs.seconds.append(time.perf_counter() - began)


async def _memory(program: Program, idle: float) -> float:
    await asyncio.sleep(idle)
    return float(psutil.Process(program.pid).memory_info().rss) / 1e6


@contextlib.asynccontextmanager
async def _ended(program: Program) -> AsyncIterator[None]:
    """Ends the program afterwards, whatever happens."""
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            program.kill()
        await program.wait()


async def measure(rounds: int, idle: float = IDLE) -> dict[str, Runs]:
    found = {OURS: Runs(), BARE: Runs(), NOTHING: Runs()}
    with tempfile.TemporaryDirectory() as folder:
        async with stand_ins(1) as sim:
            progress("first start, which makes the database")
            await ours(Runs(), sim, Path(folder), 0)
            for turn in range(rounds):
                progress(f"round {turn + 1} of {rounds}")
                await ours(found[OURS], sim, Path(folder), idle)
                await bare(found[BARE], sim, idle)
                await nothing(found[NOTHING])
    return found


def document(found: Mapping[str, Runs], about: Mapping[str, object]) -> dict[str, Any]:
    return {"machine": about, "figures": {name: runs.document() for name, runs in found.items()}}


def table(found: Mapping[str, Runs], about: Mapping[str, object]) -> str:
    lines = [f"{'':<34}{'seconds to ready (min-max)':<28}{'idle MB':>8}"]
    for name, runs in found.items():
        took = spread(runs.seconds)
        seconds = f"{took.median:.2f} ({took.least:.2f}-{took.most:.2f})"
        memory = f"{spread(runs.megabytes).median:.0f}" if runs.megabytes else ""
        lines.append(f"{name:<34}{seconds:<28}{memory:>8}")
    return "\n".join([*lines, "", _aims(found[OURS]), on_what(about)])


def _aims(runs: Runs) -> str:
    quick = "met" if spread(runs.seconds).most < AIM_SECONDS else "missed"
    small = "met" if spread(runs.megabytes).most < AIM_MB else "missed"
    return f"Aims, in every round: under {AIM_SECONDS:.0f} s: {quick}; under {AIM_MB:.0f} MB: {small}."


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    asked = parser.parse_args()
    about = machine()
    found = asyncio.run(measure(asked.rounds))
    print(json.dumps(document(found, about), indent=2) if asked.json else table(found, about))


if __name__ == "__main__":
    main()
