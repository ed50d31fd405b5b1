"""The composition root: the only module that names concrete classes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError
from starlette.routing import BaseRoute

from adapters.web import Web
from bot.bank_holidays import bank_holiday
from bot.chat.incoming import Incoming
from bot.chat.installing import Installations
from bot.chat.outgoing import Reply
from bot.chat.ports import Handle, Lease, Platform, Presence, Unavailable
from bot.dispatch import Dispatcher
from bot.domain.calendar import WorkingDays
from bot.ending import CLOSED, Ending, finished, gone_in_time, hung_up, let_go
from bot.flood import Floodgate, guarded
from bot.ids import new_id
from bot.installing import Installing
from bot.lease import StoredLease
from bot.menus import menus
from bot.platforms import ChatPlatform, places
from bot.probes import Probes
from bot.relay import Relay
from bot.rereading import Rereader, told_now_and_then
from bot.retention import Sweeper
from bot.schedule import TICK, Ticker
from bot.server import address_of, listening, served, until_told_to_stop
from bot.services.market import Market
from bot.services.turn import House
from bot.settings import Settings, SlackSettings
from bot.spool import Spool
from bot.stuck import StuckRounds
from matching.standard import best_matcher
from storage.engine import open_engine
from storage.lock import OneOwner
from storage.migrate import pending, upgrade
from storage.notes import Notes
from storage.unit_of_work import Storage

log = structlog.get_logger()

START_AGAIN = 5.0  # seconds between two tries to reach a platform
SETTLED_WITHIN = 30.0  # seconds

Clock = Callable[[], datetime]


def real_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Bot:
    """Everything that runs, wired."""

    storage: Storage
    owner: str
    dispatcher: Dispatcher
    relay: Relay
    ticker: Ticker
    platforms: tuple[ChatPlatform, ...]
    clock: Clock
    house: House
    web: Web

    def routes(self) -> list[BaseRoute]:
        """The pages last: they answer whatever nobody else does."""
        doors = [route for platform in self.platforms for route in platform.routes()]
        probes = Probes(storage=self.storage, platforms=self.platforms, clock=self.clock, relay=self.relay)
        return [*doors, *probes.routes(), *self.web.routes()]

    async def settle(self) -> None:
        """Fires what is due and sends what waits, until nothing is left to do at this moment."""
        async with asyncio.timeout(SETTLED_WITHIN):
            while await self.ticker.tick() + await self.relay.once() or await self._something_due():
                await asyncio.sleep(0)

    async def _something_due(self) -> bool:
        """Whether a letter is being sent, or waits to be tried at this moment."""
        async with self.storage.begin() as tx:
            due = await tx.outbox.next_due()
        waiting = self.relay.busy or (due is not None and due <= self.clock())
        await asyncio.sleep(0.005 if waiting else 0)
        return waiting

    async def next_due(self) -> datetime | None:
        async with self.storage.begin() as tx:
            return await tx.nudges.next_due()


def database_url(settings: Settings) -> str:
    return settings.database_url or f"sqlite:///{settings.data_dir / 'makegood.db'}"


def embedded(settings: Settings) -> bool:
    """Whether the database is our own file, which only one process may use."""
    return database_url(settings).startswith("sqlite")


@asynccontextmanager
async def opened_storage(settings: Settings) -> AsyncIterator[Storage]:
    """The database, for this process alone where it is our own file."""
    with contextlib.ExitStack() as held:
        if embedded(settings):
            settings.data_dir.mkdir(parents=True, exist_ok=True)
            held.enter_context(OneOwner(settings.data_dir))
        async with storage_beside(settings) as storage:
            yield storage


@asynccontextmanager
async def storage_beside(settings: Settings) -> AsyncIterator[Storage]:
    """The database, also beside a bot that runs; up to date where it is our own file, else see `migrate`."""
    url, ours = database_url(settings), embedded(settings)
    if ours:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = open_engine(url)
    storage = Storage(engine, reader=open_engine(url, only_reads=True) if ours else None, stays_open=ours)
    storage.notes = Notes.of(settings.contact_key)
    try:
        if ours:
            await upgrade(engine)
        elif await reached(pending(engine)):
            raise NotMigrated
        yield storage
    finally:
        await storage.close()


T = TypeVar("T")


async def reached(asking: Coroutine[Any, Any, T]) -> T:
    """What the database answers. Raises NoDatabase where it does not, without its address or password."""
    try:
        return await asking
    except (DBAPIError, OSError) as trouble:
        raise NoDatabase(type(trouble).__name__) from None


class NoDatabase(RuntimeError):
    def __init__(self, why: str) -> None:
        super().__init__(f"The database cannot be used ({why}). Check DATABASE_URL, and that it runs.")


class NotMigrated(RuntimeError):
    """The PostgreSQL database is older than this program."""

    def __init__(self) -> None:
        super().__init__("The database is not up to date. Run: makegood migrate")


def platforms_of(
    settings: Settings, installations: Installations, lease: Lease | None = None
) -> tuple[ChatPlatform, ...]:
    """The chat platforms that are switched on, and only these are loaded; `lease` is for the one replica that
    polls.
    """
    found: list[ChatPlatform] = []
    if settings.slack is not None:
        found.append(_slack(settings.slack, installations))
    if settings.telegram is not None:
        from adapters.telegram.platform import Telegram

        telegram = settings.telegram
        found.append(
            Telegram(
                token=telegram.token,
                mode=telegram.mode,
                api_url=telegram.api_url,
                webhook_url=telegram.webhook_url or None,
                webhook_secret=telegram.webhook_secret or None,
                commands=menus(settings.languages),
                desk=telegram.coordinators,
                lease=lease,
            )
        )
    return tuple(found)


def _slack(settings: SlackSettings, installations: Installations) -> ChatPlatform:
    """For one workspace by its tokens, or for many by the app's own id and secret."""
    from adapters.slack.platform import Slack
    from adapters.slack.reception import OAuthApp

    ours = (settings.client_id, settings.client_secret, settings.public_url, settings.token_key)
    return Slack(
        installations=installations,
        bot_token=settings.bot_token,
        app_token=settings.app_token or None,
        signing_secret=settings.signing_secret,
        mode=settings.mode,
        app=OAuthApp(*ours) if settings.mode == "oauth" else None,
        api_url=settings.api_url,
    )


@asynccontextmanager
async def wired(
    settings: Settings,
    *,
    clock: Clock = real_clock,
    ids: Callable[[], str] = new_id,
    platforms: tuple[ChatPlatform, ...] = (),
) -> AsyncIterator[Bot]:
    """The wired bot with its database open; nothing of it runs yet. `platforms` stand for the real ones."""
    settings.languages.read()
    async with opened_storage(settings) as storage:
        owner = new_id()
        polling = None if embedded(settings) else StoredLease(storage.begin, "telegram.poll", owner)
        installing = Installing(storage.begin, house=lambda: house, clock=clock, new_id=ids)
        platforms = platforms or platforms_of(settings, installing, polling)
        market = await _opened_market(settings, storage)
        house = house_of(settings, platforms, market)
        by_name: dict[str, Platform] = {platform.name: platform for platform in platforms}
        spool = settings.data_dir / "spool"
        later = storage.begin_later
        relay = Relay(later, by_name, house=house, owner=owner, clock=clock, new_id=ids, spool=spool)
        asked = {each.name: each for each in platforms if isinstance(each, Presence)}
        storage.on_commit = relay.wake
        if embedded(settings):
            await _take_over(storage, owner)
        handing = Dispatcher(storage.begin, house=house, clock=clock, new_id=ids)
        stuck = StuckRounds(later, handing.handle, house=house, clock=clock, new_id=ids).once
        files = Spool(spool).sweep
        sweeper = Sweeper(later, settings.keep, clock, house=house, new_id=ids, files=files)
        rounds = (stuck, sweeper.once, Rereader(later, market).once)
        yield Bot(
            storage=storage,
            owner=owner,
            dispatcher=handing,
            relay=relay,
            ticker=Ticker(
                later, house=house, owner=owner, clock=clock, new_id=ids, presences=asked, rounds=rounds
            ),
            platforms=platforms,
            clock=clock,
            house=house,
            web=Web(read=storage.begin_reading, begin=storage.begin, house=house, clock=clock, new_id=ids),
        )


async def _opened_market(settings: Settings, storage: Storage) -> Market:
    """All that is open, read; says so once if that goes without the sentence model."""
    matcher, note = await asyncio.to_thread(best_matcher, settings.matcher_model)
    if note:
        log.warning("matcher.words_only", why=note)
    market = Market(matcher)
    read = await market.load(storage.begin, told_now_and_then())
    weights, outdated = market.matcher.weighing.version, market.outdated
    log.info("matcher.ready", open=len(market), newly_read=read, to_read_again=outdated, weights=weights)
    return market


async def _take_over(storage: Storage, owner: str) -> None:
    """The embedded database's last owner is dead: what it had claimed is free again, at once."""
    async with storage.begin() as tx:
        await tx.outbox.release(owner)
        await tx.nudges.release(owner)
        await tx.commit()


def house_of(settings: Settings, platforms: tuple[ChatPlatform, ...], market: Market) -> House:
    return House(
        zone=settings.zone,
        calendar=WorkingDays(zone=settings.zone, holiday=bank_holiday),
        schedule=settings.schedule,
        undo=settings.undo,
        places=lambda: places(settings, platforms),
        limits={platform.name: platform.limits for platform in platforms},
        market=market,
        link=lambda name, payload: {each.name: each for each in platforms}[name].link(payload),
        privacy=settings.privacy_url,
        languages=settings.languages,
        measures=settings.measures,
        outcomes=settings.outcomes,
        address=settings.public_url,
    )


@asynccontextmanager
async def running(
    bot: Bot, tick: float = TICK, gate: Floodgate | None = None, ending: Ending | None = None
) -> AsyncIterator[None]:
    """The platforms receive, the relay sends, the clock ticks; at the end, what is under way is finished.

    Nothing is handled before every platform has said who we are, as cards go to all of them.
    """
    introduced, ends = asyncio.Event(), ending or Ending()
    inside = guarded(bot.dispatcher.handle, gate, bot.clock, bot.house.languages)

    async def handle(event: Incoming) -> tuple[Reply, ...]:
        await introduced.wait()
        return await inside(event)

    async with contextlib.AsyncExitStack() as steps:
        steps.push_async_callback(hung_up, ends, bot.platforms)
        for platform in bot.platforms:
            await _started(platform, handle)
        steps.push_async_callback(let_go, ends, bot.storage.begin, bot.owner)
        relaying = asyncio.create_task(bot.relay.run(), name="relay")
        steps.push_async_callback(finished, ends, bot.relay, relaying, bot.ticker, bot.platforms)
        bot.ticker.start(tick)
        introduced.set()
        yield


async def _started(platform: ChatPlatform, handle: Handle) -> None:
    """Waits for a platform that cannot be reached; a token it denies ends the program, with a sentence."""
    while True:
        try:
            return await platform.start(handle)
        except Unavailable as trouble:
            log.warning("platform.unavailable", platform=platform.name, why=str(trouble))
            await asyncio.sleep(START_AGAIN)


async def run(settings: Settings) -> None:
    """The bot on the real platforms, until it is told to stop."""
    listener, ending, gate = listening(settings.host, settings.port), Ending(), Floodgate()

    def told() -> None:
        if ending.begin():
            gone_in_time()

    async with (
        wired(settings) as bot,
        served(bot.routes(), listener, lambda: ending.left(CLOSED)),
        running(bot, gate=gate, ending=ending),
    ):
        log.info("ready", address=address_of(listener), platforms=[one.name for one in bot.platforms])
        await until_told_to_stop(told)
        log.info("stopping")
