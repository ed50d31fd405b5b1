"""Opening a database: the drivers, and the settings without which they lose updates silently."""

from functools import partial
from pathlib import Path
from typing import cast

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from storage.one_trip import BEGIN, DEFERRED, with_one_trip_cursors
from storage.walls import OPTION

PRAGMAS = (
    "PRAGMA busy_timeout=0",  # whoever waits for another process does so without holding up this one
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what somebody asked to have deleted is not to be read from the file
)
HASTY = ("PRAGMA synchronous=OFF",)
STATEMENTS = 256  # that the driver keeps ready
THROWAWAY = (
    "PRAGMA secure_delete=OFF",
    "PRAGMA cache_size=-8000",  # thousands of bytes
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA journal_mode=MEMORY",
    "PRAGMA temp_store=MEMORY",
)
POSTGRES_OPTIONS = (
    "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=60s "
    f"{OPTION}"
)


def open_engine(url: str, *, only_reads: bool = False) -> AsyncEngine:
    """`sqlite:///path` or `postgresql://...`, with or without a driver in it. Nothing is connected yet.

    On SQLite an engine that only reads sees the last commit, and neither waits for a writer nor holds one up.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed.set(drivername="sqlite+aiosqlite"), only_reads=only_reads)
    if parsed.get_backend_name() in {"postgresql", "postgres"}:
        return _postgres(parsed.set(drivername="postgresql+psycopg"))
    raise ValueError(f"a database is sqlite:///path or postgresql://..., not {parsed.drivername}")


def _sqlite(url: URL, *, only_reads: bool) -> AsyncEngine:
    """One connection: SQLite has one writer, and a queue in this process is fairer than its busy loop.

    With `?synchronous=off` nothing waits for the disk: for a database that need not survive a power cut. With
    `?throwaway=yes` moreover nothing is wiped from the file, which nobody can read beside us; more of it is
    held, and what undoes a transaction is in memory.
    """
    throwaway = "throwaway" in url.query
    hasty = throwaway or str(url.query.get("synchronous", "")).lower() == "off"
    engine = create_async_engine(
        url.difference_update_query(["synchronous", "throwaway"]),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_reset_on_return=None,
        connect_args={"isolation_level": None, "check_same_thread": False, "cached_statements": STATEMENTS},
    )
    if url.database and url.database != ":memory:":
        event.listen(engine.sync_engine, "connect", partial(_keep_private, Path(url.database)))
    event.listen(engine.sync_engine, "connect", partial(_prepare, hasty, throwaway))
    if only_reads:
        event.listen(engine.sync_engine, "connect", _only_reads)
    event.listen(engine.sync_engine, "begin", _begin_deferred if only_reads else _begin_immediate)
    return engine


def _keep_private(path: Path, _connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Only our own account reads the file, and the journal that SQLite makes like it."""
    path.chmod(0o600)


def _prepare(hasty: bool, throwaway: bool, connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    with_one_trip_cursors(cast(aiosqlite.Connection, record.driver_connection), waits_for_disk=not hasty)
    cursor = connection.cursor()
    for pragma in (*PRAGMAS, *(HASTY if hasty else ()), *(THROWAWAY if throwaway else ())):
        cursor.execute(pragma)
    cursor.close()


def _only_reads(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _begin_deferred(connection: Connection) -> None:
    """One state of the data for as long as it lasts, and no turn among the writers."""
    _begin(connection, DEFERRED)


def _begin_immediate(connection: Connection) -> None:
    _begin(connection, BEGIN)


def _begin(connection: Connection, how: str) -> None:
    """Unless a prepared statement came first in this transaction, and began it below SQLAlchemy."""
    driver = connection.connection.driver_connection
    if not cast(aiosqlite.Connection, driver).in_transaction:
        connection.exec_driver_sql(how)


def _postgres(url: URL) -> AsyncEngine:
    """Options in the address come after ours, and so win."""
    theirs = url.query.get("options", "")
    return create_async_engine(
        url.difference_update_query(["options"]),
        pool_size=10,
        max_overflow=10,
        pool_timeout=10,
        pool_recycle=1800,
        pool_pre_ping=True,
        connect_args={"options": f"{POSTGRES_OPTIONS} {theirs}"},
    )
