"""One transaction at a time: the only door to the data, and the only file that commits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from typing import Generic, TypeVar

import aiosqlite
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.chat.address import Account, Chat
from bot.chat.installing import InstallationRows
from bot.domain.people import By
from bot.services import clock_ports, ports
from bot.services.audit_ports import Audit
from bot.services.chat_ports import Chats
from bot.services.check_ports import Checks, EvidenceKept
from bot.services.commissioner_ports import Commissioners
from bot.services.desk_ports import Cards, Desk, Register
from bot.services.detail_ports import DetailsKept
from bot.services.figure_ports import Figures
from bot.services.kept_ports import KeptFiles
from bot.services.matcher_ports import MatcherStore
from bot.services.noticeboard_ports import Noticeboards
from bot.services.outcome_ports import Capacities, Outcomes, Sessions
from bot.services.page_ports import Gauges, Impact, Pages
from bot.services.pledge_ports import Instalments, Pledges
from bot.services.provider_ports import Providers
from bot.services.remark_ports import Remarks
from bot.services.retention_ports import Keeping
from bot.services.rights_ports import Rights
from bot.services.stuck_ports import StuckThings
from bot.services.tag_ports import Tags
from bot.services.talk_ports import Talks
from storage.audit import SqlAudit, append
from storage.notes import Notes
from storage.one_trip import BEGIN, DEFERRED
from storage.repositories.chats import SqlChats
from storage.repositories.checks import SqlChecks, SqlEvidence
from storage.repositories.commissioners import SqlCommissioners
from storage.repositories.conversations import SqlConversations
from storage.repositories.desk import SqlCards, SqlDesk
from storage.repositories.details import SqlDetails
from storage.repositories.door import Door, begun, driver_of, rollback
from storage.repositories.figures import SqlFigures
from storage.repositories.gauges import SqlGauges
from storage.repositories.impact import SqlImpact
from storage.repositories.inbox import SqlInbox
from storage.repositories.installations import SqlInstallations
from storage.repositories.instalments import SqlInstalments
from storage.repositories.kept import SqlKeptFiles
from storage.repositories.leases import SqlLeases
from storage.repositories.listings import SqlListings
from storage.repositories.matcher import SqlMatcher
from storage.repositories.matches import SqlCapacities, SqlMatches, SqlOutcomes, SqlSessions
from storage.repositories.noticeboards import SqlNoticeboards
from storage.repositories.nudges import SqlNudges
from storage.repositories.organisations import SqlOrganisations
from storage.repositories.outbox import SqlOutbox
from storage.repositories.pages import SqlPages
from storage.repositories.people import SqlInvites, SqlPeople
from storage.repositories.pledges import SqlPledges
from storage.repositories.providers import SqlProviders
from storage.repositories.record import SqlRecord
from storage.repositories.register import SqlRegister
from storage.repositories.remarks import SqlRemarks
from storage.repositories.reminders import SqlReminders
from storage.repositories.retention import SqlKeeping
from storage.repositories.rights import SqlRights
from storage.repositories.stuck import SqlStuck
from storage.repositories.tags import SqlTags
from storage.repositories.talks import SqlTalks
from storage.turns import Turns

NOBODY = Account(platform="", tenant="", user="")


T = TypeVar("T")


class Opened(Generic[T]):
    """A part of a transaction that is made when it is first asked for: most need few of them."""

    def __init__(self, make: "Callable[[UnitOfWork], T]") -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, tx: "UnitOfWork", owner: type) -> T:
        found = tx.__dict__[self._name] = self._make(tx)  # which Python finds there from now on
        return found


class UnitOfWork:
    """A `Tx`. After `commit` nothing more can be asked of it."""

    _door: Door
    _notes: Notes
    inbox = Opened[ports.Inbox](lambda tx: SqlInbox(tx._door))
    outbox = Opened[ports.Outbox](lambda tx: SqlOutbox(tx._door))
    people = Opened[ports.People](lambda tx: SqlPeople(tx._door))
    organisations = Opened[ports.Organisations](lambda tx: SqlOrganisations(tx._door))
    listings = Opened[ports.Listings](lambda tx: SqlListings(tx._door))
    matches = Opened[ports.Matches](lambda tx: SqlMatches(tx._door))
    sessions = Opened[Sessions](lambda tx: SqlSessions(tx._door))
    outcomes = Opened[Outcomes](lambda tx: SqlOutcomes(tx._door))
    checks = Opened[Checks](lambda tx: SqlChecks(tx._door, tx._notes))
    evidence = Opened[EvidenceKept](lambda tx: SqlEvidence(tx._door, tx._notes))
    capacities = Opened[Capacities](lambda tx: SqlCapacities(tx._door))
    nudges = Opened[clock_ports.Nudges](lambda tx: SqlNudges(tx._door))
    reminders = Opened[clock_ports.Reminders](lambda tx: SqlReminders(tx._door))
    conversations = Opened[ports.Conversations](lambda tx: SqlConversations(tx._door))
    record = Opened[ports.Record](lambda tx: SqlRecord(tx._door))
    invites = Opened[ports.Invites](lambda tx: SqlInvites(tx._door))
    matcher = Opened[MatcherStore](lambda tx: SqlMatcher(tx._door))
    leases = Opened[clock_ports.Leases](lambda tx: SqlLeases(tx._door))
    installations = Opened[InstallationRows](lambda tx: SqlInstallations(tx._door))
    rights = Opened[Rights](lambda tx: SqlRights(tx._door, tx._notes))
    stuck = Opened[StuckThings](lambda tx: SqlStuck(tx._door, tx._notes))
    audit = Opened[Audit](lambda tx: SqlAudit(tx._door))
    keeping = Opened[Keeping](lambda tx: SqlKeeping(tx._door))
    figures = Opened[Figures](lambda tx: SqlFigures(tx._door))
    gauges = Opened[Gauges](lambda tx: SqlGauges(tx._door))
    impact = Opened[Impact](lambda tx: SqlImpact(tx._door))
    talks = Opened[Talks](lambda tx: SqlTalks(tx._door))
    chats = Opened[Chats](lambda tx: SqlChats(tx._door))
    kept = Opened[KeptFiles](lambda tx: SqlKeptFiles(tx._door))
    pledges = Opened[Pledges](lambda tx: SqlPledges(tx._door))
    instalments = Opened[Instalments](lambda tx: SqlInstalments(tx._door))
    providers = Opened[Providers](lambda tx: SqlProviders(tx._door))
    tags = Opened[Tags](lambda tx: SqlTags(tx._door))
    noticeboards = Opened[Noticeboards](lambda tx: SqlNoticeboards(tx._door))
    commissioners = Opened[Commissioners](lambda tx: SqlCommissioners(tx._door))
    remarks = Opened[Remarks](lambda tx: SqlRemarks(tx._door))
    register = Opened[Register](lambda tx: SqlRegister(tx._door))
    desk = Opened[Desk](lambda tx: SqlDesk(tx._door))
    cards = Opened[Cards](lambda tx: SqlCards(tx._door))
    pages = Opened[Pages](lambda tx: SqlPages(tx._door))
    details = Opened[DetailsKept](lambda tx: SqlDetails(tx._door, tx._notes))

    def __init__(
        self,
        connection: AsyncConnection,
        on_commit: Callable[[], None] | None,
        on_letters: Callable[[], None] | None = None,
        *,
        notes: Notes,
        stays_open: bool = False,
        begin: str = BEGIN,
        driver: aiosqlite.Connection | None = None,
    ) -> None:
        self._connection, self._stays_open = connection, stays_open
        self._on_commit, self._on_letters = on_commit, on_letters
        self._door, self._notes = Door(connection, begin, driver), notes

    async def acts_for(self, by: By, chat: Chat | None = None) -> None:
        await self._door.acts_for(by, chat)

    async def commit(self) -> None:
        if self._door.audited:
            await append(self._door, self._door.audited)
        await self._door.commit()
        if self._door.leaves_nothing and self._door.dialect == "sqlite":
            await self._connection.run_sync(_empty_journal)
        self._door.over = True
        if not self._stays_open:
            await self._connection.close()
        if self._on_letters is not None and self._door.wrote_letters:
            self._on_letters()
        if self._on_commit is not None:
            self._on_commit()


class Storage:
    """`begin` is the core's `Transactions`. `on_commit` is called after every commit, to wake who waits;
    before it `on_letters`, where letters may have been written.

    `reader`: an engine of the same database that only reads, where reading has a door of its own.
    `stays_open`: the embedded database's one connection is kept until `close`; nobody else has the engine.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        on_commit: Callable[[], None] | None = None,
        reader: AsyncEngine | None = None,
        *,
        stays_open: bool = False,
    ) -> None:
        self._engine = engine
        self._reader = reader
        self._stays_open = stays_open
        self._kept: AsyncConnection | None = None
        self._driver: aiosqlite.Connection | None = None  # of the one that is kept
        self._turns = Turns() if engine.dialect.name == "sqlite" else None
        self.on_commit = on_commit
        self.on_letters: Callable[[], None] | None = None
        self.notes = Notes()

    def begin(self) -> AbstractAsyncContextManager[ports.Tx]:
        """Left without `commit`, for whatever reason, it undoes everything."""
        return self._transaction(self._turns.soon() if self._turns else nullcontext())

    def begin_later(self) -> AbstractAsyncContextManager[ports.Tx]:
        """The same for what can wait a little, where transactions have to wait for each other."""
        return self._transaction(self._turns.after_the_others() if self._turns else nullcontext())

    @asynccontextmanager
    async def begin_reading(self) -> AsyncIterator[ports.Tx]:
        """One that is never committed, and where it can be holds up no writer."""
        if self._reader is None:
            async with self.begin() as tx:
                yield tx
            return
        async with _opened(self._reader) as connection:
            yield UnitOfWork(connection, None, notes=self.notes, begin=DEFERRED)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to look at everything with; whatever is done in it is undone."""
        async with self._turns.soon() if self._turns else nullcontext(), self._connected() as connection:
            yield connection

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[AsyncConnection]:
        """The same, but what is done in it stays, if it ends well: for what an operator does to all rows."""
        async with self.reading() as connection:
            yield connection
            await connection.commit()

    async def ready(self) -> None:
        """Writes and reads, and leaves no trace; raises what the database says if it cannot."""
        async with self.begin() as tx:
            await tx.inbox.first_time(NOBODY, "ready", datetime.now(UTC))
            await tx.outbox.next_due()

    async def close(self) -> None:
        if self._kept is not None:
            await self._kept.close()
        await self._engine.dispose()
        if self._reader is not None:
            await self._reader.dispose()

    @asynccontextmanager
    async def _transaction(self, turn: AbstractAsyncContextManager[None]) -> AsyncIterator[ports.Tx]:
        async with turn, self._connected() as connection:
            yield UnitOfWork(
                connection,
                self.on_commit,
                self.on_letters,
                notes=self.notes,
                stays_open=self._stays_open,
                driver=self._driver,
            )

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        if not self._stays_open:
            async with _opened(self._engine) as connection:
                yield connection
            return
        if self._kept is None:
            self._kept = await self._engine.connect()
            self._driver = await driver_of(self._kept)
        try:
            yield self._kept
        except DBAPIError:
            await asyncio.shield(self._thrown_away())
            raise
        finally:
            if self._kept is not None and begun(self._kept, self._driver):
                await self._undone(self._kept)

    async def _undone(self, kept: AsyncConnection) -> None:
        """What SQLAlchemy knows nothing of is undone where it stands, and cannot be cut off in the middle."""
        if self._driver is None or kept.in_transaction():
            await asyncio.shield(rollback(kept))
        else:
            await self._driver.rollback()

    async def _thrown_away(self) -> None:
        """A connection on which the database refused something is not used again.

        After a commit that failed, on a full disk, SQLAlchemy holds on to a transaction that is active no
        more, and would refuse whatever is asked of it, even when there is room again.
        """
        kept, self._kept, self._driver = self._kept, None, None
        if kept is not None:
            await kept.invalidate()
            await kept.close()


@asynccontextmanager
async def _opened(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One from the pool; left before its commit, it undoes everything."""
    connection = await engine.connect()
    try:
        yield connection
    finally:
        if not connection.closed:
            await asyncio.shield(_leave(connection))


def _empty_journal(connection: Connection) -> None:
    """Below SQLAlchemy, which would begin a transaction. With somebody reading it is done a commit later."""
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    cursor.close()


async def _leave(connection: AsyncConnection) -> None:
    await rollback(connection)
    await connection.close()
