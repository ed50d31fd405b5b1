"""Many events at once, a fifth of them twice, and platforms that fail: in time, and none lost?

    python -m benchmarks.load [--events N] [--pace N] [--database sqlite|postgresql] [--replicas N] [--json]
    python -m benchmarks.load --soak MINUTES [...]

Real processes (`makegood run`): one on SQLite, or three on PostgreSQL. One event in eight is of Slack, the
others are of Telegram, by webhook, as many as may be answered in time; each asks for help, and is answered
once. A fifth of the deliveries is repeated, to any replica. Of the bot's own calls 5 % are refused with 429,
5 % with 500, and 5 % are cut off, half of these after their effect. What is not acknowledged is sent again,
as the platforms do. --soak goes on at a quarter of the pace, and looks at memory and at what waits. It
writes its row of docs/reliability.md, unless --unwritten.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import text

from benchmarks.city import SENDING, new_database
from benchmarks.crowd import Replica, replica_of, settings
from benchmarks.events import HOOK_SECRET, Commands, Deliveries, PlatformName, Request, Standing, account
from benchmarks.measuring import latency, machine, on_what, progress
from benchmarks.proofs import Proof, written
from benchmarks.stand_ins import stand_ins
from bot.logs import set_up_logging
from storage.engine import open_engine
from tests.system.program import Source

EVENTS, PACE = 10_000, 40
OF_SLACK = 8  # one event of so many
PEOPLE = 500  # on each platform
TWICE = 0.2
MISSED = 3.0  # seconds
AIM = "0 lost, acknowledged p99 < 500 ms, none later than 3 s"
DRAINED = 600.0  # seconds for what waits at the end to be sent
AGAIN = 0.5  # seconds, after which what was not acknowledged is sent again
SAMPLED = 5.0
AT_EVERY = 60  # samples it says how far it is
MOST_GROWTH = 20.0  # MB, of a soak
PATHS: dict[PlatformName, str] = {"Slack": "/slack/events", "Telegram": "/telegram"}


@dataclass(kw_only=True)
class Loaded:
    """`waits`: milliseconds until each delivery was acknowledged. `memory`: MB of each replica, over time."""

    events: int = 0
    doubled: int = 0
    again: int = 0
    waits: list[float] = field(default_factory=list)
    noted: int = 0
    aside: int = 0
    lost: int = 0
    twice: int = 0
    excused: int = 0
    faults: int = 0
    unsent: int = 0
    memory: list[list[float]] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        most = max(self.waits, default=0.0)
        answered = {**latency(self.waits).document(), "most_ms": round(most, 1)}
        missed = sum(each > 1000 * MISSED for each in self.waits)
        soak = {"memory_growth_mb": self.growth(), "waiting": self.waiting} if self.memory else {}
        return {
            "events": self.events,
            "delivered_twice": self.doubled,
            "delivered_again": self.again,
            "acknowledged": answered,
            "missed_3_s": missed,
            "noted": self.noted,
            "put_aside": self.aside,
            "lost": self.lost,
            "twice": self.twice,
            "excused": self.excused,
            "calls_gone_wrong": self.faults,
            "unsent": self.unsent,
            **soak,
        }

    def growth(self) -> float:
        """Of the replica that grew most: the last quarter's median less the second's, when all is warm."""
        quarter = len(self.memory) // 4
        if not quarter:
            return 0.0
        each = zip(*self.memory, strict=True)
        grown = [
            statistics.median(row[-quarter:]) - statistics.median(row[quarter : 2 * quarter]) for row in each
        ]
        return round(max(grown), 1)


@dataclass(kw_only=True)
class Load:
    replicas: Sequence[Replica]
    client: aiohttp.ClientSession
    sim: str
    database: str
    deliveries: Deliveries = field(default_factory=Deliveries)
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    asked: Counter[str] = field(default_factory=Counter)
    found: Loaded = field(default_factory=Loaded)

    async def run(self, events: int, pace: float) -> None:
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number in range(events):
                await asyncio.sleep(max(0.0, began + number / pace - time.monotonic()))
                group.create_task(self._event(number))

    async def _event(self, number: int) -> None:
        platform: PlatformName = "Telegram" if number % OF_SLACK else "Slack"
        person = (number // OF_SLACK if platform == "Slack" else number) % PEOPLE
        self.asked[account(platform, person)] += 1
        self.found.events += 1
        request = self.deliveries.request(platform, person, Commands(name="help"), Standing())
        await self._until_taken(platform, request)
        if self.chance.random() < TWICE:
            self.found.doubled += 1
            await self._until_taken(platform, request)

    async def _until_taken(self, platform: PlatformName, request: Request) -> None:
        while not await self._delivered(self.chance.choice(self.replicas), platform, request):
            self.found.again += 1
            await asyncio.sleep(AGAIN)

    async def _delivered(self, replica: Replica, platform: PlatformName, request: Request) -> bool:
        url, began = replica.address + PATHS[platform], time.monotonic()
        try:
            async with self.client.post(url, data=request.body, headers=request.headers) as answer:
                await answer.read()
                taken = answer.ok
        except aiohttp.ClientError:
            taken = False
        self.found.waits.append(1000 * (time.monotonic() - began))
        return taken

    async def count(self, what: str) -> int:
        engine = open_engine(self.database)
        try:
            async with engine.connect() as connection:
                return int((await connection.execute(text(f"SELECT count(*) FROM {what}"))).scalar_one())
        finally:
            await engine.dispose()

    async def unsent(self) -> int:
        return await self.count("outbox WHERE ended_at IS NULL")

    async def drained(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAINED):
                while self.found.unsent != (now := await self.unsent()) or now:
                    self.found.unsent = now
                    await asyncio.sleep(1)

    async def judged(self) -> None:
        """Everybody was answered as often as they asked, and greeted once."""
        found = self.found
        found.noted = await self.count("inbox WHERE state = 'done'")
        found.aside = await self.count("inbox WHERE state <> 'done'")
        found.aside += await self.count("outbox WHERE state = 'gave_up'")
        async with self.client.get(f"{self.sim}/record") as answer:
            record = await answer.json()
        came = Counter(_person(place) for _, method, place in record["calls"] if method in SENDING)
        found.faults, found.excused = record["spoiled"], record["unanswered"]
        for who, times in self.asked.items():
            found.lost += max(0, times + 1 - came[who])
            found.twice += max(0, came[who] - times - 1)

    async def watched(self, until: float) -> None:
        began = time.monotonic()
        while time.monotonic() < until:
            if len(self.found.memory) % AT_EVERY == AT_EVERY - 1:
                minutes, told = (time.monotonic() - began) / 60, self.found
                used = [round(each) for each in told.memory[-1]]
                progress(f"{minutes:.0f} min: {told.events} events, {used} MB, waiting {told.waiting[-1]}")
            self.found.memory.append([_resident(each.program.process) for each in self.replicas])
            self.found.waiting.append(await self.unsent())
            await asyncio.sleep(SAMPLED)


def _person(place: str) -> str:
    return f"U{place[1:]}" if place.startswith("D") else place


def _resident(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


@asynccontextmanager
async def loading(folder: Path, replicas: int, database: str, share: float = 0.05) -> AsyncIterator[Load]:
    async with stand_ins(PEOPLE, spoiled=share) as sim, aiohttp.ClientSession() as client:
        hook = {"TELEGRAM_MODE": "webhook", "TELEGRAM_WEBHOOK_SECRET": HOOK_SECRET}
        where = {"TELEGRAM_WEBHOOK_URL": "https://127.0.0.1/telegram"}
        source = Source(env=settings(sim, database) | hook | where, folder=folder)
        started = [replica_of(source, folder, number) for number in range(replicas)]
        try:
            for each in started:
                await each.program.start()
            await asyncio.gather(*(each.ready() for each in started))
            url = database or f"sqlite:///{folder}/replica0/makegood.db"
            yield Load(replicas=started, client=client, sim=sim, database=url)
        finally:
            for each in started:
                await each.program.close()
            await source.close()


async def measure(events: int, pace: float, database: str = "", replicas: int = 1, soak: float = 0) -> Loaded:
    """`soak`: minutes."""
    with tempfile.TemporaryDirectory() as folder:
        async with loading(Path(folder), replicas, database) as load:
            if soak:
                pace, events = pace / 4, round(soak * 60 * pace / 4)
                watching = asyncio.create_task(load.watched(time.monotonic() + soak * 60))
            progress(f"{events} events, {pace:g} a second, {replicas} replicas")
            await load.run(events, pace)
            if soak:
                await watching
            progress("waiting for what is still to be sent")
            await load.drained()
            await load.judged()
            return load.found


def table(found: Loaded, about: dict[str, object]) -> str:
    told = found.document()
    answered = told["acknowledged"]
    lines = [
        f"{told['events']} events, {told['delivered_twice']} of them twice, {told['delivered_again']} again;"
        f" of our own calls {told['calls_gone_wrong']} went wrong. Aim: {AIM}.",
        f"  acknowledged p50 {answered['p50_ms']} p99 {answered['p99_ms']} most {answered['most_ms']} ms,"
        f" later than 3 s: {told['missed_3_s']}",
        f"  noted {told['noted']}, put aside {told['put_aside']}, answers lost {told['lost']},"
        f" twice {told['twice']} (cut off after their effect: {told['excused']}),"
        f" unsent at the end {told['unsent']}",
    ]
    if found.memory:
        lines.append(
            f"  memory grew by {told['memory_growth_mb']} MB; waiting: {told['waiting'][-1]} at the end"
        )
    return "\n".join([*lines, on_what(about)])


def proof(found: Loaded, database: str, replicas: int, soak: float) -> Proof:
    """What docs/reliability.md says. How late a busy machine was is said, and is no part of what is kept."""
    told = found.document()
    named = f"soak of {soak:g} minutes" if soak else "load"
    kind = "SQLite" if database == "sqlite" else "PostgreSQL"
    answered, grown = told["acknowledged"], f"memory grew by {found.growth()} MB; " if soak else ""
    late = f"p50 {answered['p50_ms']}, p99 {answered['p99_ms']}, most {answered['most_ms']} ms"
    wrong = f"{found.doubled:,} of them twice, {found.faults:,} of our calls gone wrong"
    come = found.lost == found.unsent == 0 and found.twice <= found.excused
    return Proof(
        what=f"{named}, {kind}, processes: {replicas}",
        how_much=f"{found.events:,} events, {wrong}",
        lost=found.lost,
        twice=found.twice,
        excused=found.excused,
        seen=f"{grown}acknowledged {late}; later than 3 s: {told['missed_3_s']}; unsent: {found.unsent}",
        kept=come and found.growth() < MOST_GROWTH,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--pace", type=float, default=PACE, help="events a second")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--replicas", type=int, default=0, help="1 on SQLite, 3 on PostgreSQL")
    parser.add_argument("--soak", type=float, default=0, help="minutes")
    parser.add_argument("--json", action="store_true", help="one document on standard output")
    parser.add_argument("--unwritten", action="store_true", help="leaves docs/reliability.md as it is")
    asked = parser.parse_args()
    set_up_logging("text", logging.ERROR)
    about = machine()
    replicas = asked.replicas or (3 if asked.database == "postgresql" else 1)
    with new_database(asked.database) as url:
        found = asyncio.run(measure(asked.events, asked.pace, url, replicas, asked.soak))
    if not asked.unwritten:
        written(proof(found, asked.database, replicas, asked.soak), about)
    if asked.json:
        print(json.dumps({"machine": about, "aim": AIM, **found.document()}, indent=2))
    else:
        print(table(found, about))
    sys.exit(0 if found.lost == found.unsent == 0 else 1)


if __name__ == "__main__":
    main()
