"""A small city with its pages, on SQLite."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from adapters.web import Web
from bot.services.turn import House
from bot.texts.locales import Languages
from storage.engine import open_engine
from storage.unit_of_work import Storage
from tests.services.world import World

ADDRESS = "https://makegood.test"


@dataclass(frozen=True, kw_only=True)
class Pages:
    """`get` is a visitor's browser without scripts."""

    world: World
    storage: Storage
    app: Starlette
    browser: httpx.AsyncClient

    def another_browser(self) -> httpx.AsyncClient:
        """With cookies of its own."""
        there = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=there, base_url=ADDRESS)

    def speaking(self, *codes: str) -> httpx.AsyncClient:
        """Another browser, where these languages are switched on."""
        house = replace(self.world.house, languages=Languages(on=codes))
        there = httpx.ASGITransport(app_of(self.world, self.storage, house), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=there, base_url=ADDRESS)

    async def get(self, path: str, status: int = 200) -> str:
        answer = await self.browser.get(path)
        assert answer.status_code == status, answer.text
        return answer.text


def app_of(world: World, storage: Storage, house: House) -> Starlette:
    web = Web(
        read=storage.begin_reading,
        begin=storage.begin,
        house=house,
        clock=lambda: world.now,
        new_id=world.ids,
    )
    return Starlette(routes=web.routes())


@pytest.fixture
async def storage(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Storage]:
    shutil.copy(sqlite_template, tmp_path / "makegood.db")
    url = f"sqlite:///{tmp_path / 'makegood.db'}"
    opened = Storage(open_engine(f"{url}?synchronous=off"), reader=open_engine(url, only_reads=True))
    yield opened
    await opened.close()


@pytest.fixture
async def pages(storage: Storage) -> AsyncIterator[Pages]:
    world = World(begin=storage.begin, address=ADDRESS)
    app = app_of(world, storage, world.house)
    there = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=there, base_url=ADDRESS) as browser:
        yield Pages(world=world, storage=storage, app=app, browser=browser)
