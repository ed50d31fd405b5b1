"""Who takes part: our bot on every database, with and without its outbox at work, and the bare peers."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp
from starlette.routing import BaseRoute, Mount, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks.events import BEGINNING, HOOK_SECRET, Deliveries, PlatformName, Request, Standing, account
from benchmarks.peers import bare_bolt, bare_telegram, nothing
from benchmarks.stand_ins import stand_ins
from bot.chat.address import Account, private
from bot.domain.conversations import Conversation
from bot.ids import new_id
from bot.main import Bot, real_clock, wired
from bot.relay import Relay
from bot.server import address_of, listening, served
from bot.settings import Settings
from bot.stage import simulated

NOTHING, BARE_BOLT, BARE_TELEGRAM = "a door with nothing behind", "bare Bolt", "bare python-telegram-bot"
ANSWERING = "the same, answering presses"
BEGUN_WITHIN = 30.0  # seconds
RECEIVED: ContextVar[float] = ContextVar("received")


@dataclass(kw_only=True)
class Ours:
    """One bot on one database. `commits`: milliseconds from receipt to commit, of every event it was brought.

    `handled`: seconds of the machine's clock, by event.
    """

    bot: Bot
    settings: Settings
    sends: bool
    commits: list[float] = field(default_factory=list)
    handled: dict[str, float] = field(default_factory=dict)

    def committed(self) -> None:
        received = RECEIVED.get(None)
        if received is not None:
            self.commits.append((time.perf_counter() - received) * 1000)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """With the relay sending, where this one sends; afterwards, what still waits is sent."""
        if not self.sends:
            yield
            return
        relay = self._relay()

        def committed() -> None:
            self.committed()
            relay.wake()

        self.bot.storage.on_commit = committed
        relaying = asyncio.create_task(relay.run())
        try:
            yield
        finally:
            relay.stop()
            await relaying
            self.bot.storage.on_commit = self.committed
            while await self.bot.relay.once():
                pass

    def _relay(self) -> Relay:
        """One for this round, as a relay that was stopped stays stopped."""
        relay = Relay(
            self.bot.storage.begin_later,
            {platform.name: platform for platform in self.bot.platforms},
            house=self.bot.house,
            owner=new_id(),
            clock=real_clock,
            new_id=new_id,
            spool=self.settings.data_dir / "spool",
        )
        relay.hurry()
        return relay


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """`peer` is the name of the bare one that ours is compared with."""

    name: str
    platform: PlatformName
    url: str
    ours: Ours | None = None
    peer: str = ""

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        async with self.ours.at_work() if self.ours else contextlib.nullcontext():
            yield


@dataclass(frozen=True, kw_only=True)
class Contest:
    contestants: tuple[Contestant, ...]
    deliveries: Deliveries
    client: aiohttp.ClientSession

    async def send(self, to: Contestant, request: Request) -> bytes:
        """What it was answered with."""
        async with self.client.post(to.url, data=request.body, headers=request.headers) as answer:
            answer.raise_for_status()
            return await answer.read()

    async def begun(self, to: Contestant, person: int) -> Standing:
        """The conversation that a person has just begun."""
        if to.ours is None:
            return Standing()
        act = BEGINNING[to.platform]
        await self.send(to, self.deliveries.request(to.platform, person, act, Standing()))
        tenants = {platform.name: platform.tenant for platform in to.ours.bot.platforms}
        name = to.platform.lower()
        who = Account(platform=name, tenant=tenants[name], user=account(to.platform, person))
        async with asyncio.timeout(BEGUN_WITHIN):
            while (found := await _conversation(to.ours.bot, who)) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.02)  # fetched, not brought: nobody says when
        return Standing(id=found.id, revision=found.revision)


async def _conversation(bot: Bot, who: Account) -> Conversation | None:
    async with bot.storage.begin() as tx:
        return await tx.conversations.current(who, private(who))


class Received:
    """Notes when a request came in, for whatever happens because of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        RECEIVED.set(time.perf_counter())
        await self._app(scope, receive, send)


@asynccontextmanager
async def contest(folder: Path, databases: Mapping[str, str], people: int) -> AsyncIterator[Contest]:
    """`databases`: addresses by name; an empty one is SQLite in `folder`. "sending" in a name means that."""
    listener = listening("127.0.0.1", 0)
    address = address_of(listener)
    async with contextlib.AsyncExitStack() as stack:
        sim = await stack.enter_async_context(stand_ins(people))
        routes = await bare_routes(stack, sim)
        bots: dict[str, Ours] = {}
        for number, (name, url) in enumerate(databases.items()):
            settings = _settings(sim, f"{address}/telegram", folder / str(number), url)
            bot = await stack.enter_async_context(wired(settings, clock=real_clock))
            bot.relay.hurry()  # these stand-ins keep no rates: as busy as can be
            bots[name] = Ours(bot=bot, settings=settings, sends="sending" in name)
            bot.storage.on_commit = bots[name].committed
            routes.append(Mount(f"/{number}", Received(Router([*bot.routes()]))))
        await stack.enter_async_context(served(routes, listener))
        for each in bots.values():
            await _introduced(stack, each.bot)
        client = await stack.enter_async_context(aiohttp.ClientSession())
        contestants = (*peers(address), *_ours(address, bots))
        yield Contest(contestants=contestants, deliveries=Deliveries(), client=client)


async def bare_routes(stack: contextlib.AsyncExitStack, sim: str) -> list[BaseRoute]:
    routes: list[BaseRoute] = [nothing(), bare_bolt(f"{sim}/sim/slack/api/")]
    for path, answers in (("/bare/telegram", False), ("/answering/telegram", True)):
        bare = bare_telegram(f"{sim}/sim/telegram/bot", path, answers=answers)
        routes.append(await stack.enter_async_context(bare))
    return routes


async def _introduced(stack: contextlib.AsyncExitStack, bot: Bot) -> None:
    for platform in bot.platforms:
        stack.push_async_callback(platform.stop)
        await platform.start(bot.dispatcher.handle)


def _settings(sim: str, webhook: str, folder: Path, database_url: str) -> Settings:
    settings = simulated(sim, folder, 10)
    assert settings.telegram is not None
    telegram = replace(settings.telegram, mode="webhook", webhook_url=webhook, webhook_secret=HOOK_SECRET)
    return replace(settings, database_url=database_url, telegram=telegram)


def peers(address: str) -> Iterator[Contestant]:
    yield Contestant(name=NOTHING, platform="Slack", url=f"{address}/nothing")
    yield Contestant(name=BARE_BOLT, platform="Slack", url=f"{address}/bare/slack")
    yield Contestant(name=BARE_TELEGRAM, platform="Telegram", url=f"{address}/bare/telegram")
    yield Contestant(name=ANSWERING, platform="Telegram", url=f"{address}/answering/telegram")


def _ours(address: str, bots: Mapping[str, Ours]) -> Iterator[Contestant]:
    for number, (name, ours) in enumerate(bots.items()):
        slack, telegram = f"{address}/{number}/slack/events", f"{address}/{number}/telegram"
        yield Contestant(name=f"Slack, {name}", platform="Slack", url=slack, ours=ours, peer=BARE_BOLT)
        yield Contestant(
            name=f"Telegram, {name}", platform="Telegram", url=telegram, ours=ours, peer=BARE_TELEGRAM
        )
