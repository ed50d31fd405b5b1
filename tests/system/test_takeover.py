"""Several replicas on one PostgreSQL: one polls, and its death is noticed."""

import asyncio
from pathlib import Path

import pytest

from benchmarks.takeover import confirmed, replicas, telegram, the_poller

pytestmark = [pytest.mark.xdist_group("postgres"), pytest.mark.timeout(180)]


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
        answers = [each["text"] for each in phone.messages(7001) if each["from"]["is_bot"]]
        assert sum(text.startswith("Before we start") for text in answers) == 1
        assert not [each for each in phone.history_raw() if each.get("status") == 409]
