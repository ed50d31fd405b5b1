"""Replicas of the bot behind a balancer, between strict stand-ins, and people who count what they are told.

Every replica is a process of its own (`makegood run`). Slack's requests go to one after the other; what one
does not take, as it is dead or ending, goes to the next, as with any proxy; a share of them is delivered
twice. Telegram is polled. Everybody asks, waits for the answer, and asks again, so that what is lost is seen
at once, and what comes twice at the end.
"""

import asyncio
import contextlib
import itertools
import random
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.simulator.actors import OnSlack, OnTelegram
from adapters.simulator.serve import serving
from adapters.simulator.slack import SlackStandIn
from adapters.simulator.telegram import TelegramStandIn
from bot.stage import SIGNING_SECRET, SLACK_APP_TOKEN, SLACK_BOT_TOKEN, TELEGRAM_TOKEN
from tests.system.program import Forked, Source
from tests.system.surroundings import environment, free_port, left_in

ANSWER = "What you can do here"
LOG = "program.log"
PATIENCE = 90.0  # seconds without an answer, after which somebody asks once more
RETRIES = (0.3,) * 1200  # Slack's: about six minutes, as long as the real one goes on
LOOK = 0.02
QUIET = 2.0  # seconds without a message, after which nothing more is expected
ARRIVED = (
    600.0  # seconds in the end for what the platforms, or the outbox, still hold: it tries every five minutes
)
READY = 60.0
TWICE = 0.2  # of all deliveries
WAITING = "ended_at is null"
DROPPED = "state = 'gave_up'"

Person = OnSlack | OnTelegram


@dataclass(kw_only=True)
class Replica:
    """One process, at a port of its own."""

    program: Forked
    port: int
    folder: Path
    requests: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        return self.program.process != 0

    async def ready(self) -> None:
        """Until it takes events."""
        async with asyncio.timeout(READY), httpx.AsyncClient() as probe:
            wanted = (f"{self.address}/readyz", f"{self.address}/healthz")
            while not await _says_200(probe, *wanted):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)

    async def stopped(self) -> tuple[int, float]:
        """Its exit code after SIGTERM, and how many seconds it took."""
        began = time.monotonic()
        return await self.program.stop(), time.monotonic() - began


async def _says_200(probe: httpx.AsyncClient, *addresses: str) -> bool:
    try:
        answers = [await probe.get(address) for address in addresses]
    except httpx.TransportError:
        return False
    return all(answer.status_code == 200 for answer in answers)


@dataclass(kw_only=True)
class Balancer(httpx.AsyncBaseTransport):
    """One after the other; a share of the requests twice. `waits`: seconds until each was answered."""

    replicas: Sequence[Replica]
    twice: float
    chance: random.Random
    doubled: int = 0
    waits: list[float] = field(default_factory=list)
    _turn: Iterator[int] = field(default_factory=itertools.count)
    _inner: httpx.AsyncHTTPTransport = field(default_factory=httpx.AsyncHTTPTransport)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body, began = await request.aread(), time.monotonic()
        answer = await self._taken(request, body)
        self.waits.append(time.monotonic() - began)
        if self.chance.random() < self.twice:
            self.doubled += 1
            with contextlib.suppress(httpx.TransportError):
                await self._taken(request, body)
        return answer

    async def _taken(self, request: httpx.Request, body: bytes) -> httpx.Response:
        first, trouble = next(self._turn), httpx.ConnectError("nobody is there")
        for number in range(len(self.replicas)):
            replica = self.replicas[(first + number) % len(self.replicas)]
            there = request.url.copy_with(port=replica.port)
            again = httpx.Request(request.method, there, headers=request.headers, content=body)
            try:
                answer = await self._inner.handle_async_request(again)
                await answer.aread()
            except httpx.TransportError as error:
                trouble = httpx.ConnectError(type(error).__name__)
                continue
            if answer.status_code != 503:
                replica.requests += 1
                return answer
        raise trouble

    async def aclose(self) -> None:
        await self._inner.aclose()


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came of it. `excused`: messages on Telegram whose answer a death had lost.

    Of what is lost, `brought` is what its platform was still bringing again when nobody waited any longer,
    `given_up` what it had given up, as the real ones do: neither was acknowledged. The rest was, and is ours:
    `waiting` are letters that stand in the outbox and would still be sent, `dropped` those that we gave up.
    """

    asked: int
    lost: int
    twice: int
    excused: int
    conflicts: int
    brought: int = 0
    given_up: int = 0
    waiting: int = 0
    dropped: int = 0

    @property
    def unexcused(self) -> int:
        return max(0, self.twice - self.excused)


@dataclass(kw_only=True)
class Crowd:
    """`asked`: how often each person has asked so far."""

    replicas: Sequence[Replica]
    slack: SlackStandIn
    telegram: TelegramStandIn
    balancer: Balancer
    database: str
    chance: random.Random
    people: Sequence[Person]
    asked: dict[str, int] = field(default_factory=dict)
    excused: int = 0
    """Messages on Telegram that were being sent when their process died: they may come once more."""
    conflicts: int = 0
    tries: int = 0
    pause: tuple[float, float] = (0, 0.5)
    """Seconds between an answer and the next question, from and to."""
    over: bool = False

    async def asks(self, times: int) -> None:
        """Everybody, so often, each at their own pace."""
        async with asyncio.TaskGroup() as group:
            for person in self.people:
                group.create_task(self._asks(person, times))

    async def asks_until_over(self) -> None:
        async with asyncio.TaskGroup() as group:
            for person in self.people:
                group.create_task(self._asks(person, 10**9))

    async def _asks(self, person: Person, times: int) -> None:
        for _ in range(times):
            if self.over:
                return
            await asyncio.sleep(self.chance.uniform(*self.pause))
            self.asked[person.name] = self.asked.get(person.name, 0) + 1
            if isinstance(person, OnSlack):
                await person.says("help")
            else:
                self.telegram.faults.duplicate_next_events += self.chance.random() < self.balancer.twice
                self.telegram.say(person.user, "/help")
            await self._answered(person)

    async def _answered(self, person: Person) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while answers(person) < self.asked[person.name]:  # noqa: ASYNC110 - a stand-in has no event
                    await asyncio.sleep(LOOK)

    async def killed(self, replica: Replica) -> None:
        """As hard as can be; what it was sending is looked up, as that may come twice."""
        before = self.sending(replica)
        await replica.program.kill()
        self.excused += max(before, self.sending(replica))

    def sending(self, replica: Replica) -> int:
        """Letters to Telegram that are being sent."""
        return self._count(replica, "state = 'sending' and platform = 'telegram'")

    def _count(self, replica: Replica, which: str) -> int:
        query = f"select count(*) from outbox where {which}"
        if self.database:
            with psycopg.connect(self.database) as connection:
                found = connection.execute(query).fetchone()
                return int(found[0]) if found else 0
        with left_in(replica.folder) as embedded:
            return int(embedded.execute(query).fetchone()[0])

    async def told(self) -> Told:
        """When nothing more comes, as nobody holds anything any more."""
        await self._arrived()
        await self._quiet()
        brought, given_up = self.slack.unacknowledged
        lost = sum(max(0, times - answers(who)) for who, times in self._each())
        twice = sum(max(0, answers(who) - times) for who, times in self._each())
        asked = sum(self.asked.values())
        return Told(
            asked=asked, lost=lost, twice=twice, excused=self.excused, conflicts=self.conflicts,
            brought=brought + len(self.telegram.pending_updates), given_up=given_up,
            waiting=self._count(self.replicas[0], WAITING), dropped=self._count(self.replicas[0], DROPPED),
        )  # fmt: skip

    def _each(self) -> Iterator[tuple[Person, int]]:
        return ((person, self.asked.get(person.name, 0)) for person in self.people)

    async def _arrived(self) -> None:
        """On a slow machine the last of the dead held their leases longer than anybody was patient."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ARRIVED):
                await self.slack.settled()
                while self._held():  # noqa: ASYNC110 - neither tells anybody
                    await asyncio.sleep(0.5)

    def _held(self) -> bool:
        return bool(self.telegram.pending_updates or self._count(self.replicas[0], WAITING))

    async def _quiet(self) -> None:
        then, count = time.monotonic(), -1
        while time.monotonic() - then < QUIET:
            now = sum(len(person.sees()) for person in self.people)
            if now != count:
                then, count = time.monotonic(), now
            await asyncio.sleep(0.1)

    def counting(self, app: ASGIApp) -> ASGIApp:
        """Counts how often a second poller was refused."""

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            async def sent(message: Message) -> None:
                self.conflicts += message.get("status") == 409
                await send(message)

            await app(scope, receive, sent)

        return counted

    def poller(self) -> Replica | None:
        """Who polls Telegram, by what each says of itself."""
        return next((each for each in self.replicas if each.alive and _polls(each.folder / LOG)), None)


def _polls(log: Path) -> bool:
    said = log.read_text() if log.exists() else ""
    return said.rfind("telegram.polling") > said.rfind("telegram.standing_by")


def answers(person: Person) -> int:
    return sum(ANSWER in text for text in person.sees())


@asynccontextmanager
async def crowd(
    folder: Path, count: int, people: int, *, database: str = "", pause: tuple[float, float] = (0, 0.5)
) -> AsyncIterator[Crowd]:
    """So many replicas, ready, and so many people on each platform; SQLite where there is no database."""
    chance = random.Random(1)
    telegram = TelegramStandIn(token=TELEGRAM_TOKEN)
    balancer = Balancer(replicas=(), twice=TWICE, chance=chance)
    slack = SlackStandIn(
        bot_token=SLACK_BOT_TOKEN,
        app_token=SLACK_APP_TOKEN,
        signing_secret=SIGNING_SECRET,
        now=lambda: datetime.now(UTC),
        request_url="http://127.0.0.1/slack/events",
        retry_delays=RETRIES,
        transport=balancer,
    )
    place = Crowd(
        replicas=(), slack=slack, telegram=telegram, balancer=balancer, database=database, chance=chance,
        pause=pause, people=_people(slack, telegram, people),
    )  # fmt: skip
    mounts = [Mount("/sim/slack", slack.app), Mount("/sim/telegram", place.counting(telegram.app))]
    async with slack, serving(Starlette(routes=mounts)) as base, contextlib.AsyncExitStack() as ending:
        slack.base_url = f"{base}/sim/slack"
        source = Source(env=settings(base, database), folder=folder)
        ending.push_async_callback(telegram.aclose)
        ending.push_async_callback(source.close)
        place.replicas = balancer.replicas = [replica_of(source, folder, number) for number in range(count)]
        for replica in place.replicas:
            ending.push_async_callback(replica.program.close)
            await replica.program.start()
        await asyncio.gather(*(replica.ready() for replica in place.replicas))
        yield place
        place.over = True


def _people(slack: SlackStandIn, telegram: TelegramStandIn, count: int) -> list[Person]:
    found: list[Person] = []
    for number in range(count):
        slack.add_user(f"U{number:04d}", f"Volunteer {number}")
        telegram.add_user(7000 + number, f"Group {number}")
        found.append(OnSlack(stand_in=slack, user=f"U{number:04d}", name=f"Volunteer {number}"))
        found.append(OnTelegram(stand_in=telegram, user=7000 + number, name=f"Group {number}"))
    return found


def replica_of(source: Source, folder: Path, number: int) -> Replica:
    port = free_port()
    its = folder / f"replica{number}"
    its.mkdir(exist_ok=True)
    more = {"PORT": str(port), "DATA_DIR": str(its), "LOG": str(its / LOG)}
    return Replica(program=Forked(source=source, more=more), port=port, folder=its)


def settings(base: str, database: str) -> dict[str, str]:
    return environment(base) | {"DATABASE_URL": database, "MATCHER_MODEL": "none"}
