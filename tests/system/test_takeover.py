"""Several replicas on one PostgreSQL: one polls, and its death is noticed."""

import asyncio
from pathlib import Path

import pytest

from adapters.simulator.telegram import TelegramStandIn
from benchmarks.takeover import confirmed, replicas, telegram, the_poller

pytestmark = [pytest.mark.xdist_group("postgres"), pytest.mark.timeout(180)]


def welcomes(phone: TelegramStandIn) -> int:
    answers = [each["text"] for each in phone.messages(7001) if each["from"]["is_bot"]]
    return sum(text.startswith("Before we start") for text in answers)


async def test_exactly_one_replica_polls_and_another_takes_over_when_it_is_killed(
    postgres_url: str, tmp_path: Path
):
    async with telegram() as (phone, api), replicas(api, postgres_url, tmp_path, 2) as running:
        first = await the_poller(running)
        phone.say(7001, "/start")
        assert await confirmed(phone) is not None
        await asyncio.sleep(6)  # longer than any replica waits before it looks again
        assert await the_poller(running) is first

        await first.kill()
        phone.say(7001, "/help")
        taken = await confirmed(phone)

        assert taken is not None and taken < 30
        assert await the_poller(running) is not first
        async with asyncio.timeout(30):
            while not welcomes(phone):  # noqa: ASYNC110 - a stand-in has no event to wait for
                await asyncio.sleep(0.2)  # messages keep to Telegram's rates
        assert welcomes(phone) == 1
        assert not [each for each in phone.history_raw() if each.get("status") == 409]
