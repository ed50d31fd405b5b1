"""A stand-in served on loopback, the real client, and two people."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot, Update

from adapters.simulator.serve import serving
from adapters.simulator.telegram import TelegramStandIn

TOKEN = "123456:TEST-ONLY-not-a-real-token-000000"
ANA, BEN = 501, 502
GROUP = -7001


def client(base: str, token: str = TOKEN) -> Bot:
    return Bot(token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot")


def peopled(stand_in: TelegramStandIn) -> TelegramStandIn:
    stand_in.add_user(ANA, "Ana", "Kovač", "ana_k", "en")
    stand_in.add_user(BEN, "Ben")
    stand_in.add_group(GROUP, "St Aidan's", members=(ANA, BEN))
    return stand_in


@pytest.fixture
def phone() -> TelegramStandIn:
    """What people see and do; Ana has started the bot, Ben has not."""
    stand_in = peopled(TelegramStandIn(token=TOKEN, username="MakegoodBot", retry_delays=(0.01, 0.02)))
    stand_in.start(ANA)
    return stand_in


@pytest.fixture
async def base(phone: TelegramStandIn) -> AsyncIterator[str]:
    async with serving(phone.app) as url:
        yield url


@pytest.fixture
async def bot(base: str) -> AsyncIterator[Bot]:
    async with client(base) as started:
        yield started


async def fresh_updates(bot: Bot) -> list[Update]:
    """Everything waiting, confirmed."""
    updates = list(await bot.get_updates(timeout=0))
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0)
    return updates
