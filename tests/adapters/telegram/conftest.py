"""The bot's Telegram adapter, talking to the stand-in over a real socket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.simulator.serve import serving
from adapters.simulator.telegram.standin import TelegramStandIn
from adapters.telegram.limits import Patience
from adapters.telegram.platform import Telegram
from bot.chat.address import Chat
from bot.chat.incoming import Incoming
from bot.chat.outgoing import Reply

TOKEN = "777000111:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
QUICK = Patience(
    poll=1,
    again=(0.01, 0.01),
    first=0.01,
    most=0.05,
    conflict=0.02,
    unauthorised=0.02,
    finish=1,
    press=0.2,
    part=0,
    jitter=lambda: 0.5,
)
ASHA, BO, GROUP = 1001, 1002, -200


class Core:
    """Notes what it is given, replies as told, and fails as often as told."""

    def __init__(self) -> None:
        self.events: list[Incoming] = []
        self.trouble: list[Exception] = []
        self.replies: tuple[Reply, ...] = ()
        self.busy: dict[str, asyncio.Event] = {}
        """By user: handling waits for it."""
        self.done: list[Incoming] = []

    async def handle(self, event: Incoming) -> tuple[Reply, ...]:
        self.events.append(event)
        if event.origin.sender.user in self.busy:
            await self.busy[event.origin.sender.user].wait()
        if self.trouble:
            raise self.trouble.pop(0)
        self.done.append(event)
        return self.replies


async def until(true: Callable[[], object], *, seconds: float = 2) -> None:
    """Returns as soon as it is true; fails when it is not in time."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - the stand-in is looked at as it is, without hooks
            await asyncio.sleep(0.005)


def chat(user: int = ASHA) -> Chat:
    return Chat(platform="telegram", tenant="777000111", id=str(user))


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
def phone() -> TelegramStandIn:
    """Telegram, with two people who have started the bot and a group of theirs."""
    phone = TelegramStandIn(token=TOKEN)
    phone.add_user(ASHA, "Asha", "Patel")
    phone.add_user(BO, "Bo")
    phone.add_group(GROUP, "St Aidan's", [ASHA, BO])
    for person in (ASHA, BO):
        phone.world.person(person).started = True
    return phone


class Line:
    """One server for all tests of a module; each test connects its own stand-in."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None
        self.url = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None and scope["type"] == "http"
        await self.app(scope, receive, send)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def line() -> AsyncIterator[Line]:
    line = Line()
    async with serving(line) as line.url:
        yield line


@pytest_asyncio.fixture(loop_scope="module")
async def api_url(line: Line, phone: TelegramStandIn) -> AsyncIterator[str]:
    line.app = phone.app
    yield line.url
    await phone.aclose()


@asynccontextmanager
async def running(api_url: str, core: Core, patience: Patience = QUICK) -> AsyncIterator[Telegram]:
    telegram = Telegram(token=TOKEN, mode="polling", api_url=api_url, patience=patience)
    await telegram.start(core.handle)
    try:
        yield telegram
    finally:
        await telegram.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def telegram(api_url: str, core: Core) -> AsyncIterator[Telegram]:
    async with running(api_url, core) as started:
        yield started
