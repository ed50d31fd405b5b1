"""Two adapters on one bot: the one with the lease polls."""

import asyncio
from dataclasses import replace

import pytest

from adapters.simulator.telegram.standin import TelegramStandIn
from adapters.telegram.platform import Telegram
from tests.adapters.telegram.conftest import ASHA, QUICK, TOKEN, Core, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
OFTEN = replace(QUICK, renew=0.02, standby=0.02)


class Right:
    """A lease shared by name, as the database has it."""

    holder = ""

    def __init__(self, owner: str) -> None:
        self.owner = owner

    async def taken(self) -> bool:
        Right.holder = Right.holder or self.owner
        return Right.holder == self.owner

    async def given_up(self) -> None:
        if Right.holder == self.owner:
            Right.holder = ""


def replica(api_url: str, owner: str) -> Telegram:
    Right.holder = ""
    return Telegram(token=TOKEN, mode="polling", api_url=api_url, lease=Right(owner), patience=OFTEN)


async def test_only_the_holder_asks_and_whoever_gets_the_lease_goes_on(
    api_url: str, phone: TelegramStandIn, core: Core
):
    other = Core()
    first, second = replica(api_url, "a"), replica(api_url, "b")
    await first.start(core.handle)
    phone.say(ASHA, "one")
    await until(lambda: core.done)
    await second.start(other.handle)
    phone.say(ASHA, "two")
    await until(lambda: len(core.done) == 2)
    assert other.events == [] and second.healthy()

    await first.stop()
    phone.say(ASHA, "three")
    await until(lambda: other.done)

    assert [event.text for event in other.done] == ["three"]
    assert not [each for each in phone.history_raw() if each.get("status") == 409]
    await second.stop()


async def test_a_holder_that_lost_the_lease_stops_asking(api_url: str, phone: TelegramStandIn, core: Core):
    telegram = replica(api_url, "a")
    await telegram.start(core.handle)
    phone.say(ASHA, "one")
    await until(lambda: core.done)

    Right.holder = "another"
    await until(lambda: not telegram._poller._held)  # type: ignore[union-attr]
    phone.say(ASHA, "two")
    asked = len(phone.faults.calls)
    await asyncio.sleep(0.1)
    assert telegram.healthy()
    assert len(phone.faults.calls) == asked

    Right.holder = ""
    await until(lambda: len(core.done) == 2)
    await telegram.stop()


async def test_a_webhook_left_over_is_taken_away_where_the_setting_says_polling(
    api_url: str, phone: TelegramStandIn, core: Core
):
    telegram = Telegram(token=TOKEN, mode="polling", api_url=api_url, patience=OFTEN)
    await telegram.start(core.handle)
    await telegram._client.set_webhook("http://127.0.0.1:9/hook")
    phone.say(ASHA, "hello")

    await until(lambda: core.done)

    assert phone._delivery.webhook is None
    await telegram.stop()
