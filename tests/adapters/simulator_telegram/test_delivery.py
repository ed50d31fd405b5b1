"""Updates reach the bot, wait for it, and stay until they are confirmed."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update
from telegram.error import Conflict

from adapters.simulator.serve import serving
from adapters.simulator.telegram import TelegramStandIn
from tests.adapters.simulator_telegram.conftest import ANA, BEN, GROUP, client, fresh_updates

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_message_reaches_the_bot_as_people_wrote_it(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    phone.say(ANA, "we need a plumber /need")

    (update,) = await fresh_updates(bot)

    assert update.message is not None
    assert update.message.text == "we need a plumber /need"
    assert update.message.from_user is not None
    assert update.message.from_user.full_name == "Ana Kovač"
    assert update.message.chat.type == "private"
    assert [entity.type for entity in update.message.entities] == ["bot_command"]


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(
    bot: Bot, phone: TelegramStandIn
) -> None:
    (first,) = await bot.get_updates(timeout=0)

    (again,) = await bot.get_updates(offset=first.update_id, timeout=0)
    nothing = await bot.get_updates(offset=first.update_id + 1, timeout=0)

    assert again.update_id == first.update_id
    assert not nothing
    assert phone.pending_updates == []


async def test_a_limit_hands_over_the_oldest_first(bot: Bot, phone: TelegramStandIn) -> None:
    phone.say(ANA, "second")

    updates = await bot.get_updates(limit=1, timeout=0)

    assert [update.message.text for update in updates if update.message] == ["/start"]
    assert len(phone.pending_updates) == 2


async def test_a_long_poll_waits_and_wakes_at_once(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    assert not polling.done()

    spoken = time.monotonic()
    phone.say(ANA, "hello")
    updates = await polling

    assert len(updates) == 1
    assert time.monotonic() - spoken < 0.5


async def test_a_poll_without_news_ends_after_its_timeout(bot: Bot) -> None:
    await fresh_updates(bot)
    began = time.monotonic()

    assert not await bot.get_updates(timeout=1)

    assert 0.9 < time.monotonic() - began < 3


async def test_of_two_pollers_the_older_is_told_of_the_conflict(base: str, bot: Bot) -> None:
    await fresh_updates(bot)
    older = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)

    async with client(base) as other:
        await other.get_updates(timeout=0)

    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await older


async def test_only_allowed_kinds_of_updates_are_queued(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    await bot.get_updates(timeout=0, allowed_updates=["callback_query"])

    phone.say(ANA, "not wanted")

    assert phone.pending_updates == []


async def test_a_duplicated_delivery_comes_once_more_after_its_confirmation(
    bot: Bot, phone: TelegramStandIn
) -> None:
    phone.faults.duplicate_next_events = 1
    (first,) = await bot.get_updates(timeout=0)

    (second,) = await bot.get_updates(offset=first.update_id + 1, timeout=0)

    assert second.update_id == first.update_id
    assert not await bot.get_updates(offset=first.update_id + 1, timeout=0)


class Receiver:
    """A bot's web server that fails as often as it is told."""

    def __init__(self) -> None:
        self.updates: list[Update] = []
        self.secrets: list[str | None] = []
        self.failures = 0
        self.arrived = asyncio.Event()

    async def receive(self, request: Request) -> Response:
        self.secrets.append(request.headers.get("x-telegram-bot-api-secret-token"))
        if self.failures:
            self.failures -= 1
            return Response(status_code=500)
        update = Update.de_json(await request.json())
        self.updates.append(update)
        self.arrived.set()
        return Response()

    async def has(self, count: int) -> list[Update]:
        async with asyncio.timeout(5):
            while len(self.updates) < count:
                self.arrived.clear()
                await self.arrived.wait()
        return self.updates


@pytest_asyncio.fixture(loop_scope="module")
async def receiver() -> Receiver:
    return Receiver()


@pytest_asyncio.fixture(loop_scope="module")
async def hook_url(receiver: Receiver) -> AsyncIterator[str]:
    app = Starlette(routes=[Route("/hook", receiver.receive, methods=["POST"])])
    async with serving(app) as url:
        yield f"{url}/hook"


async def test_a_webhook_gets_each_update_with_the_secret(
    bot: Bot, phone: TelegramStandIn, receiver: Receiver, hook_url: str
) -> None:
    await bot.set_webhook(hook_url, secret_token="s3cret_-")
    phone.say(ANA, "hello")

    updates = await receiver.has(2)

    assert [update.message.text for update in updates if update.message] == ["/start", "hello"]
    assert set(receiver.secrets) == {"s3cret_-"}


async def test_a_failing_webhook_is_tried_again_in_the_order_of_the_chat(
    bot: Bot, phone: TelegramStandIn, receiver: Receiver, hook_url: str
) -> None:
    receiver.failures = 3
    await bot.set_webhook(hook_url)
    phone.say(ANA, "one")
    phone.say(ANA, "two")

    updates = await receiver.has(3)

    assert [update.message.text for update in updates if update.message] == ["/start", "one", "two"]
    assert len(receiver.secrets) == 6


async def test_polling_is_refused_while_a_webhook_is_set(bot: Bot, hook_url: str) -> None:
    await bot.set_webhook(hook_url)
    assert (await bot.get_webhook_info()).url == hook_url

    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates(timeout=0)


async def test_after_the_webhook_is_gone_waiting_updates_can_be_polled(
    bot: Bot, phone: TelegramStandIn, receiver: Receiver, hook_url: str
) -> None:
    receiver.failures = 1000
    await bot.set_webhook(hook_url)
    await bot.delete_webhook()

    updates = await bot.get_updates(timeout=0)

    assert [update.message.text for update in updates if update.message] == ["/start"]


async def test_in_a_group_the_bot_hears_only_what_is_meant_for_it(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    own = await bot.send_message(GROUP, "Hello everybody")

    phone.say(BEN, "a word among friends", GROUP)
    phone.say(BEN, "/need@OtherBot", GROUP)
    phone.say(BEN, "/need", GROUP)
    phone.say(BEN, "/mine@makegoodbot", GROUP)
    phone.say(BEN, "ask @MakegoodBot", GROUP)
    phone.say(BEN, "yes", GROUP, reply_to=own.message_id)

    heard = [update.message.text for update in await fresh_updates(bot) if update.message]
    assert heard == ["/need", "/mine@makegoodbot", "ask @MakegoodBot", "yes"]


async def test_an_edit_by_a_person_reaches_the_bot(bot: Bot, phone: TelegramStandIn) -> None:
    sent = phone.say(ANA, "LS8")
    await fresh_updates(bot)

    phone.edit(ANA, None, sent["message_id"], "LS9")

    (update,) = await fresh_updates(bot)
    assert update.edited_message is not None
    assert update.edited_message.text == "LS9"
    assert update.edited_message.edit_date is not None


async def test_a_poller_that_hung_up_does_not_disturb_the_next(bot: Bot, phone: TelegramStandIn) -> None:
    await fresh_updates(bot)
    gone = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    gone.cancel()
    await asyncio.wait({gone})

    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    phone.say(ANA, "still here?")

    assert len(await polling) == 1


async def test_one_webhook_post_is_duplicated_on_request(
    bot: Bot, phone: TelegramStandIn, receiver: Receiver, hook_url: str
) -> None:
    phone.faults.duplicate_next_events = 1
    await bot.set_webhook(hook_url)

    first, second = await receiver.has(2)

    assert first.update_id == second.update_id
