"""A stand-in served on loopback, the real client, and two people.

One server and one client last for a module, because starting them takes longer than a test; the
stand-in behind them is new for each test.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from starlette.types import ASGIApp, Receive, Scope, Send
from telegram import Bot, Update
from telegram.request import HTTPXRequest

from adapters.simulator.serve import serving
from adapters.simulator.telegram import TelegramStandIn

TOKEN = "123456:TEST-ONLY-not-a-real-token-000000"
ANA, BEN = 501, 502
GROUP = -7001


@dataclass
class Stage:
    """Serves the application of the test that is running."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


def client(base: str, token: str = TOKEN) -> Bot:
    """The real client; certificates are not read, since loopback has none and reading them is slow."""
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )


def peopled(stand_in: TelegramStandIn) -> TelegramStandIn:
    stand_in.add_user(ANA, "Ana", "Kovač", "ana_k", "en")
    stand_in.add_user(BEN, "Ben")
    stand_in.add_group(GROUP, "St Aidan's", members=(ANA, BEN))
    return stand_in


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage() -> AsyncIterator[tuple[Stage, str, Bot]]:
    served = Stage(TelegramStandIn(token=TOKEN).app)
    async with serving(served) as url, client(url) as started:
        yield served, url, started


@pytest_asyncio.fixture(loop_scope="module")
async def phone() -> AsyncIterator[TelegramStandIn]:
    """What people see and do; Ana has started the bot, Ben has not."""
    stand_in = peopled(TelegramStandIn(token=TOKEN, username="MakegoodBot", retry_delays=(0.01, 0.02)))
    stand_in.start(ANA)
    yield stand_in
    await stand_in.aclose()


@pytest.fixture
def base(phone: TelegramStandIn, stage: tuple[Stage, str, Bot]) -> str:
    """The address at which this test's stand-in is served."""
    stage[0].app = phone.app
    return stage[1]


@pytest.fixture
def bot(base: str, stage: tuple[Stage, str, Bot]) -> Bot:
    return stage[2]


async def fresh_updates(bot: Bot) -> list[Update]:
    """Everything waiting, confirmed."""
    updates = list(await bot.get_updates(timeout=0))
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0)
    return updates
