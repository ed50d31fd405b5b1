"""How long nobody polls Telegram after the replica that did was killed.

    python -m benchmarks.takeover [--rounds N] [--replicas N] [--json]

Real processes (`makegood run`) on one PostgreSQL, under a strict stand-in. The one that polls is killed with
SIGKILL; in the same moment somebody writes. Measured: until the bot has confirmed that message, which is
after its commit. Beside it: how often two replicas polled at once, as the stand-in refuses that with 409.
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

from adapters.simulator.serve import serving
from adapters.simulator.telegram import TelegramStandIn
from benchmarks.measuring import machine, on_what, progress, spread
from benchmarks.postgres import server
from bot.stage import TELEGRAM_TOKEN
from tests.system.surroundings import clean, free_port

MAKEGOOD = Path(sys.executable).with_name("makegood")
SOMEBODY = 7001
PATIENCE = 60.0  # seconds, then it counts as lost
AIM = 30.0


@dataclass(kw_only=True)
class Replica:
    """One `makegood run`. What it says of polling stands in its log."""

    process: asyncio.subprocess.Process
    log: Path

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    @property
    def polls(self) -> bool:
        """Whether the last it said of it is that it polls."""
        said = self.log.read_text()
        return self.alive and said.rfind("telegram.polling") > said.rfind("telegram.standing_by")

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


@dataclass(kw_only=True)
class Measured:
    seconds: list[float] = field(default_factory=list)
    said: int = 0
    unconfirmed: int = 0
    conflicts: int = 0

    def document(self) -> dict[str, object]:
        taken = spread(self.seconds).document(1) if self.seconds else {}
        return {
            "takeover_seconds": taken,
            "messages": self.said,
            "unconfirmed": self.unconfirmed,
            "conflicts": self.conflicts,
        }


@asynccontextmanager
async def telegram() -> AsyncIterator[tuple[TelegramStandIn, str]]:
    phone = TelegramStandIn(token=TELEGRAM_TOKEN)
    phone.add_user(SOMEBODY, "Asha")
    async with serving(Starlette(routes=[Mount("/tg", phone.app)])) as address:
        yield phone, f"{address}/tg"
        await phone.aclose()


@asynccontextmanager
async def replicas(api: str, database: str, folder: Path, count: int) -> AsyncIterator[list[Replica]]:
    started: list[Replica] = []
    try:
        for number in range(count):
            started.append(await start(api, database, folder / f"replica{number}"))
        yield started
    finally:
        for replica in started:
            await replica.kill()


async def start(api: str, database: str, folder: Path) -> Replica:
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    env = {
        **clean(),
        "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
        "TELEGRAM_API_URL": api,
        "DATABASE_URL": database,
        "DATA_DIR": str(folder),
        "MATCHER_MODEL": "none",
        "PORT": str(free_port()),
    }
    log = folder / "program.log"
    with log.open("a") as written:
        process = await asyncio.create_subprocess_exec(MAKEGOOD, "run", env=env, cwd=folder, stderr=written)
    return Replica(process=process, log=log)


async def the_poller(running: list[Replica]) -> Replica:
    """As soon as there is exactly one."""
    async with asyncio.timeout(PATIENCE):
        while True:
            polling = [replica for replica in running if replica.polls]
            if len(polling) == 1:
                return polling[0]
            await asyncio.sleep(0.05)


async def confirmed(phone: TelegramStandIn) -> float | None:
    """Seconds until the bot has confirmed everything; None if it never does."""
    began = time.perf_counter()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while phone.pending_updates:  # noqa: ASYNC110 - the stand-in is looked at as it is
                await asyncio.sleep(0.01)
            return time.perf_counter() - began
    return None


async def measure(rounds: int, count: int) -> Measured:
    found = Measured()
    with tempfile.TemporaryDirectory() as name, server() as database:
        await migrated(database, Path(name))
        async with telegram() as (phone, api), replicas(api, database, Path(name), count) as running:
            for turn in range(rounds):
                progress(f"round {turn + 1} of {rounds}")
                await _round(phone, running, found)
                running.append(await start(api, database, Path(name) / f"more{turn}"))
            found.conflicts = sum(each.get("status") == 409 for each in phone.history_raw())
    return found


async def migrated(database: str, folder: Path) -> None:
    env = {**os.environ, "DATABASE_URL": database, "DATA_DIR": str(folder)}
    program = await asyncio.create_subprocess_exec(
        MAKEGOOD, "migrate", env=env, cwd=folder, stderr=asyncio.subprocess.DEVNULL
    )
    if await program.wait():
        raise RuntimeError("makegood migrate failed")


async def _round(phone: TelegramStandIn, running: list[Replica], found: Measured) -> None:
    poller = await the_poller(running)
    phone.say(SOMEBODY, "/start")
    if await confirmed(phone) is None:
        raise RuntimeError("nobody receives")
    await poller.kill()
    phone.say(SOMEBODY, "/help")
    found.said += 2
    taken = await confirmed(phone)
    if taken is None:
        found.unconfirmed += 1
    else:
        found.seconds.append(taken)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.takeover", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--replicas", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    about = machine()
    found = asyncio.run(measure(asked.rounds, asked.replicas))
    if asked.json:
        print(json.dumps({"machine": about, **found.document()}))
        return
    print(on_what(about))
    taken = spread(found.seconds)
    print(
        f"take-over after kill -9, {asked.replicas} replicas, {asked.rounds} rounds: "
        f"median {taken.median:.1f} s, least {taken.least:.1f}, most {taken.most:.1f} (aim: {AIM:g})"
    )
    print(f"messages: {found.said}, never confirmed: {found.unconfirmed}; 409: {found.conflicts}")


if __name__ == "__main__":
    main()
