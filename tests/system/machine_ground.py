"""What every example of the random city stands on: days of it, played once, to which the rows go back."""

import asyncio
import copy
import itertools
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.address import Chat
from bot.chat.outgoing import Card
from bot.services.ports import Tx
from storage.columns import Row
from storage.engine import open_engine
from storage.unit_of_work import Storage
from tests.flows.world import LIMITS, FakeChat, Someone, World, hasty_storage

BOOKKEEPING = "I can do bookkeeping on Fridays, 4 hours, LS11 or remote"
ACCOUNTS = "we need someone to sort out our accounts before Easter, 4 hours, LS9"
BOILERS = "I can fix boilers on Saturdays, 2 hours, LS9"
BOILER = "we need a plumber to look at our boiler before Easter, 2 hours, LS9"
TABLES = [table.name for table in Row.metadata.sorted_tables]


class Died(BaseException):
    """The process is gone, in the middle of whatever it did."""


@dataclass(kw_only=True)
class Mortal:
    """A storage whose process may die before or after the next commit."""

    storage: Storage
    fate: str = ""

    def begin(self) -> AbstractAsyncContextManager[Tx]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[Tx]:
        async with self.storage.begin() as tx:
            commit = tx.commit

            async def die() -> None:
                fate, self.fate = self.fate, ""
                if fate != "before":
                    await commit()
                if fate:
                    raise Died

            tx.commit = die  # type: ignore[method-assign]
            yield tx


@dataclass(kw_only=True)
class Wire(FakeChat):
    """A platform on which the bot may die while a message is under way; counts what reached people."""

    fate: str = ""
    arrived: Counter[str] = field(default_factory=Counter)
    excused: Counter[str] = field(default_factory=Counter)
    new: list[tuple[Chat, Card]] = field(default_factory=list)

    async def post(
        self, chat: Chat, card: Card, *, token: str, under: str | None, aloud: bool = False
    ) -> str:
        fate, self.fate = self.fate, ""
        if fate == "before":
            raise Died
        reference = await super().post(chat, card, token=token, under=under, aloud=aloud)
        self.arrived[token] += 1
        self.new.append((chat, card))
        if fate == "after":
            self.excused[token] += 1
            raise Died
        return reference

    async def edit(self, chat: Chat, reference: str, card: Card) -> None:
        await super().edit(chat, reference, card)
        self.new.append((chat, card))


class Keeper(Protocol):
    """Puts the rows aside, and brings them back. To open a database anew would cost more than many steps."""

    storage: Storage

    async def keep(self) -> str: ...
    async def bring_back(self, kept: str) -> None: ...


@dataclass(kw_only=True)
class OnSqlite:
    storage: Storage
    rows: dict[str, sqlite3.Connection] = field(default_factory=dict)

    async def keep(self) -> str:
        name = str(len(self.rows))
        self.rows[name] = sqlite3.connect(":memory:")
        async with self.storage.reading() as connection:
            (await _plain(connection)).backup(self.rows[name])
        return name

    async def bring_back(self, kept: str) -> None:
        async with self.storage.reading() as connection:
            self.rows[kept].backup(await _plain(connection))


@dataclass(kw_only=True)
class OnPostgres:
    """What is kept stands in schemas beside the public one. Numbers that were given are never given again."""

    storage: Storage
    count: int = 0

    async def keep(self) -> str:
        self.count += 1
        name = f"kept_{self.count}"
        async with self.storage.reading() as connection:
            await connection.execute(text(f"DROP SCHEMA IF EXISTS {name} CASCADE"))
            await connection.execute(text(f"CREATE SCHEMA {name}"))
            for table in TABLES:
                await connection.execute(text(f"CREATE TABLE {name}.{table} AS TABLE public.{table}"))
            await connection.commit()
        return name

    async def bring_back(self, kept: str) -> None:
        async with self.storage.reading() as connection:
            await connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
            await connection.execute(text(f"TRUNCATE {', '.join(TABLES)}"))
            for table in TABLES:
                await connection.execute(text(f"INSERT INTO public.{table} SELECT * FROM {kept}.{table}"))
            await connection.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))
            await connection.commit()


async def _plain(connection: AsyncConnection) -> sqlite3.Connection:
    """Not in a transaction."""
    raw = await connection.get_raw_connection()
    plain = raw.driver_connection._conn
    assert isinstance(plain, sqlite3.Connection)
    return plain


@dataclass(kw_only=True)
class Beginning:
    """Where an example starts: the rows, and what stood on people's screens."""

    rows: str
    chats: dict[str, "Wire"]
    places: list[Chat]
    now: datetime
    number: int


@dataclass(kw_only=True)
class Ground:
    """What all examples stand on: one loop, one open database, and the days from which they start."""

    loop: asyncio.AbstractEventLoop
    keeper: Keeper
    starts: list[Beginning]

    @property
    def storage(self) -> Storage:
        return self.keeper.storage

    async def back_to(self, start: Beginning) -> None:
        """The rows as they were then."""
        await self.keeper.bring_back(start.rows)

    def close(self) -> None:
        self.loop.run_until_complete(self.storage.close())
        self.loop.close()


def ground(template: Path, folder: Path) -> Ground:
    """Some days of a city, played once: posted, suggested, introduced, with an agreed date, and after it."""
    return _ground(OnSqlite(storage=hasty_storage(template, folder)))


def ground_on_postgres(url: str) -> Ground:
    """The same there; the database must be migrated and empty."""
    return _ground(OnPostgres(storage=Storage(open_engine(url))))


def _ground(keeper: Keeper) -> Ground:
    loop = asyncio.new_event_loop()
    return Ground(loop=loop, keeper=keeper, starts=loop.run_until_complete(_played(keeper)))


async def _played(keeper: Keeper) -> list[Beginning]:
    storage = keeper.storage
    chats = _wires()
    world = World(begin=storage.begin, chats=chats)  # type: ignore[arg-type]
    world.place("phone")
    sam = await world.coordinator()
    priya, maria = await _posted(world)
    found = [await _kept(world, keeper)]
    for about in ("New offer", "New need", "New offer", "New need"):
        await sam.presses("Approve", world.places[0], about=about)
    for _ in range(2):
        await sam.presses("Verify", world.places[0])
    await world.forward(timedelta(minutes=11))
    found.append(await _kept(world, keeper))
    await sam.presses("Approve", world.places[0], about="Match")
    await world.forward(timedelta(minutes=11))
    await maria.presses("Yes")
    await priya.presses("Yes")
    found.append(await _kept(world, keeper))
    await maria.presses("Set a date")
    await maria.says("18 December 2026, 10 to 2")
    await maria.presses("Post it")
    await priya.presses("Yes, that works")
    found.append(await _kept(world, keeper))
    for day in (17, 18, 21, 22):  # the day before, the day, and the question what came of it
        world.now = datetime(2026, 12, day, 15, tzinfo=UTC)
        await world.forward(timedelta(0))
    found.append(await _kept(world, keeper))
    return [*found, await _asked_twice(keeper, found[1])]


async def _asked_twice(keeper: Keeper, start: Beginning) -> Beginning:
    """A host was asked about two people on two days, and has been reminded three times: no more this week."""
    await keeper.bring_back(start.rows)
    world = World(
        begin=keeper.storage.begin,
        chats=copy.deepcopy(start.chats),  # type: ignore[arg-type]
        places=list(start.places),
        now=start.now,
        numbers=itertools.count(start.number + 1),
    )
    sam = Someone(world=world, name="Sam Okafor", platform="phone", tenant="B1")
    ben, maria = world.volunteer("Ben Yeo", "Wharfe Ltd"), world.host()
    await sam.presses("Approve", world.places[0], about="Match")
    await world.forward(timedelta(minutes=11))
    world.now += timedelta(days=1)
    await _offers(ben, BOILERS)
    await maria.says(BOILER)
    await maria.says("just one person")
    await maria.presses("Skip")
    await maria.presses("Post it")
    for about in ("New offer", "New need"):
        await sam.presses("Approve", world.places[0], about=about)
    await world.forward(timedelta(minutes=11))
    await sam.presses("Approve", world.places[0], about="Seacroft Pantry")
    await world.forward(timedelta(minutes=11))
    assert sum("Someone could help" in words for words in maria.sees()) == 2
    for day in (3, 4, 8):
        world.now = datetime(2026, 12, day, 15, tzinfo=UTC)
        await world.forward(timedelta(0))
    return await _kept(world, keeper)


async def _offers(who: Someone, said: str) -> None:
    await who.says(said)
    await who.presses("My own time")
    await who.presses("Post it")


async def _posted(world: World) -> tuple[Someone, Someone]:
    priya, ana = world.volunteer(), world.volunteer("Ana Silva", "Wharfe Ltd")
    maria, tom = world.host(), world.host("Tom Reid")
    await _offers(priya, BOOKKEEPING)
    await _offers(ana, BOILERS)
    for who, said, group in ((maria, ACCOUNTS, "Seacroft Pantry"), (tom, BOILER, "Armley Hub")):
        await who.says(said)
        await who.says("just one person")
        await who.presses("Skip")
        await who.says(group)
        await who.presses("Post it")
    return priya, maria


async def _kept(world: World, keeper: Keeper) -> Beginning:
    for chat in world.chats.values():
        chat.new.clear()  # type: ignore[attr-defined]
    return Beginning(
        rows=await keeper.keep(),
        chats=copy.deepcopy(world.chats),  # type: ignore[arg-type]
        places=list(world.places),
        now=world.now,
        number=next(world.numbers),
    )


def _wires() -> dict[str, Wire]:
    return {name: Wire(name=name, limits=limits) for name, limits in LIMITS.items()}
