"""The bot's Telegram adapter, talking to the stand-in over a real socket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from adapters.simulator.serve import serving
from adapters.simulator.telegram.standin import TelegramStandIn
from adapters.telegram import Patience, Telegram
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


async def until(true: Callable[[], object]) -> None:
    """Returns as soon as it is true; fails after two seconds."""
    async with asyncio.timeout(2):
        while not true():
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


@pytest.fixture
async def api_url(phone: TelegramStandIn) -> AsyncIterator[str]:
    async with serving(phone.app) as url:
        yield url


@asynccontextmanager
async def running(api_url: str, core: Core, patience: Patience = QUICK) -> AsyncIterator[Telegram]:
    telegram = Telegram(token=TOKEN, mode="polling", api_url=api_url, patience=patience)
    await telegram.start(core.handle)
    try:
        yield telegram
    finally:
        await telegram.stop()


@pytest.fixture
async def telegram(api_url: str, core: Core) -> AsyncIterator[Telegram]:
    async with running(api_url, core) as started:
        yield started
