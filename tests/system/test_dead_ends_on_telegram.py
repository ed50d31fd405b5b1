"""What Telegram will never take is tried once; what it asks to wait for waits, in its own chat."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.simulator.faults import Fault
from bot.chat.address import Chat
from bot.chat.outgoing import Post
from bot.stage import Stage, stage
from bot.texts.cards import note
from tests.system.stored import stored

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, starts=datetime(2026, 12, 1, 9, 0, 5, tzinfo=UTC), undo_minutes=0) as opened:
        opened.telegram.add_user(5002, "Bo")
        for user in (5001, 5002):
            opened.telegram.world.person(user).started = True
        yield opened


async def queue(on: Stage, chat: int, words: str) -> None:
    async with on.bot.storage.begin() as tx:
        place = Chat(platform="telegram", tenant=on.bot.platforms[1].tenant, id=str(chat))
        post = Post(chat=place, card=note("refused", sentence=words))
        await tx.outbox.put(post, dedupe=f"{chat}{words}", now=on.clock())
        await tx.commit()


def sendings(on: Stage, chat: int) -> int:
    sent = [params for method, params in on.telegram.faults.calls if method == "sendMessage"]
    return sum(str(params["chat_id"]) == str(chat) for params in sent)


def states(on: Stage) -> list[str]:
    return [state for (state,) in stored(on, "SELECT state FROM outbox ORDER BY id")]


@pytest.mark.parametrize("chat", [5001, 777_777], ids=["blocked", "unknown"])
async def test_a_dead_end_is_recorded_once_and_never_tried_again(on: Stage, chat: int) -> None:
    on.telegram.world.person(5001).blocked = True
    await queue(on, chat, "hello")

    await on.settle()
    for _ in range(3):
        await on.forward(timedelta(hours=2))

    assert sendings(on, chat) == 1
    assert states(on).count("gave_up") == 1


async def test_a_chat_that_must_wait_waits_as_long_as_it_is_asked_and_no_other_does(on: Stage) -> None:
    on.telegram.faults.plan("sendMessage", Fault.RATE_LIMITED, retry_after=30)
    await queue(on, 5001, "one")
    await on.settle()
    await queue(on, 5001, "two")
    await queue(on, 5002, "hello")
    await on.forward(timedelta(seconds=25))

    assert (sendings(on, 5001), sendings(on, 5002)) == (1, 1)
    await on.forward(timedelta(seconds=6))
    assert [each["text"] for each in on.telegram.messages(5001)] == ["one", "two"]
