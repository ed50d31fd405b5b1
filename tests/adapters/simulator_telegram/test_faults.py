"""What goes wrong between the bot and Telegram, on request."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut

from adapters.simulator.faults import Fault
from adapters.simulator.telegram import TelegramStandIn
from tests.adapters.simulator_telegram.conftest import ANA, TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="module")


def texts(phone: TelegramStandIn) -> list[str]:
    return [message["text"] for message in phone.messages(ANA)]


async def test_a_429_names_the_seconds_to_wait(bot: Bot, phone: TelegramStandIn) -> None:
    phone.faults.plan("sendMessage", Fault.RATE_LIMITED, retry_after=7)

    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(ANA, "hi")

    assert refused.value.retry_after in (7, timedelta(seconds=7))
    assert texts(phone) == ["/start"]
    await bot.send_message(ANA, "hi")


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.REFUSED])
async def test_an_error_of_the_platform_has_no_effect(bot: Bot, phone: TelegramStandIn, fault: Fault) -> None:
    phone.faults.plan("sendMessage", fault)

    with pytest.raises(NetworkError):
        await bot.send_message(ANA, "hi")

    assert texts(phone) == ["/start"]


async def test_a_lost_answer_hides_an_effect_that_happened(bot: Bot, phone: TelegramStandIn) -> None:
    phone.faults.plan("sendMessage", Fault.LOST_ANSWER)

    with pytest.raises(NetworkError):
        await bot.send_message(ANA, "hi")

    assert texts(phone) == ["/start", "hi"]


async def test_a_timeout_ends_when_the_caller_hangs_up(bot: Bot, phone: TelegramStandIn) -> None:
    phone.faults.plan("sendMessage", Fault.TIMEOUT)

    with pytest.raises(TimedOut):
        await bot.send_message(ANA, "hi", read_timeout=0.1)

    assert texts(phone) == ["/start"]


async def test_hooks_surround_the_effect(bot: Bot, phone: TelegramStandIn) -> None:
    seen: list[tuple[str, str, list[str]]] = []

    async def before(method: str, params: Mapping[str, object]) -> None:
        seen.append(("before", method, texts(phone)))

    async def after(method: str, params: Mapping[str, object]) -> None:
        seen.append(("after", method, texts(phone)))

    phone.faults.before, phone.faults.after = before, after
    await bot.send_message(ANA, "hi")

    assert seen == [("before", "sendMessage", ["/start"]), ("after", "sendMessage", ["/start", "hi"])]
    assert phone.faults.calls[-1] == ("sendMessage", {"chat_id": ANA, "text": "hi"})


async def test_the_history_shows_both_directions_and_never_the_token(
    bot: Bot, phone: TelegramStandIn
) -> None:
    await bot.send_message(ANA, f"the token is {TOKEN}")

    last = phone.history_raw()[-1]

    assert (last["method"], last["status"]) == ("sendMessage", 200)
    assert last["answer"]["result"]["text"] == "the token is <token>"
    assert TOKEN not in str(phone.history_raw())
