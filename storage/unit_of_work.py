"""One transaction at a time: the only door to the data, and the only file that commits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime

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


class UnitOfWork:
    """A `Tx`. After `commit` nothing more can be asked of it."""

    pledges: Pledges
    instalments: Instalments

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
        self._door = door = Door(connection, begin, driver)
        self.inbox: ports.Inbox = SqlInbox(door)
        self.outbox: ports.Outbox = SqlOutbox(door)
        self.people: ports.People = SqlPeople(door)
        self.organisations: ports.Organisations = SqlOrganisations(door)
        self.listings: ports.Listings = SqlListings(door)
        self.matches: ports.Matches = SqlMatches(door)
        self.sessions: Sessions = SqlSessions(door)
        self.outcomes: Outcomes = SqlOutcomes(door)
        self.checks: Checks = SqlChecks(door, notes)
        self.evidence: EvidenceKept = SqlEvidence(door, notes)
        self.capacities: Capacities = SqlCapacities(door)
        self.nudges: clock_ports.Nudges = SqlNudges(door)
        self.reminders: clock_ports.Reminders = SqlReminders(door)
        self.conversations: ports.Conversations = SqlConversations(door)
        self.record: ports.Record = SqlRecord(door)
        self.invites: ports.Invites = SqlInvites(door)
        self.matcher: MatcherStore = SqlMatcher(door)
        self.leases: clock_ports.Leases = SqlLeases(door)
        self.installations: InstallationRows = SqlInstallations(door)
        self.rights: Rights = SqlRights(door, notes)
        self.stuck: StuckThings = SqlStuck(door, notes)
        self.audit: Audit = SqlAudit(door)
        self.keeping: Keeping = SqlKeeping(door)
        self._more(door, notes)

    def _more(self, door: Door, notes: Notes) -> None:
        """What people write and read beside the matches themselves, and every figure."""
        self.figures: Figures = SqlFigures(door)
        self.gauges: Gauges = SqlGauges(door)
        self.impact: Impact = SqlImpact(door)
        self.talks: Talks = SqlTalks(door)
        self.chats: Chats = SqlChats(door)
        self.kept: KeptFiles = SqlKeptFiles(door)
        self.pledges: Pledges = SqlPledges(door)
        self.instalments: Instalments = SqlInstalments(door)
        self.providers: Providers = SqlProviders(door)
        self.tags: Tags = SqlTags(door)
        self.noticeboards: Noticeboards = SqlNoticeboards(door)
        self.commissioners: Commissioners = SqlCommissioners(door)
        self.remarks: Remarks = SqlRemarks(door)
        self.register: Register = SqlRegister(door)
        self.desk: Desk = SqlDesk(door)
        self.cards: Cards = SqlCards(door)
        self.pages: Pages = SqlPages(door)
        self.details: DetailsKept = SqlDetails(door, notes)

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
