import pytest
import pytest_asyncio
from starlette.applications import Starlette

from adapters.simulator.serve import serving
from adapters.telegram.platform import Telegram
from bot.chat.action import Action
from bot.chat.outgoing import Button, Card, Hint
from bot.chat.ports import Failed
from tests.adapters.telegram.conftest import ASHA, QUICK, TOKEN, Line, chat, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "a-Secret_1"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door():
    """Where Telegram's requests arrive."""
    door = Line()
    async with serving(door) as door.url:
        yield door


@pytest_asyncio.fixture(loop_scope="module")
async def telegram(api_url, door, core):
    telegram = Telegram(
        token=TOKEN,
        mode="webhook",
        api_url=api_url,
        webhook_url=f"{door.url}/hooks/telegram",
        webhook_secret=SECRET,
        patience=QUICK,
    )
    door.app = Starlette(routes=telegram.routes())
    await telegram.start(core.handle)
    yield telegram
    await telegram.stop()


async def test_updates_arrive_by_the_webhook_with_its_secret(telegram, phone, core):
    phone.say(ASHA, "hello")

    await until(lambda: core.done and not phone.pending_updates)

    assert core.done[0].text == "hello"
    assert telegram.healthy()
    (asked,) = [params for method, params in phone.faults.calls if method == "setWebhook"]
    assert asked["secret_token"] == SECRET and "drop_pending_updates" not in asked


async def test_an_update_that_failed_comes_again(telegram, phone, core):
    core.trouble = [Failed("f", "Sorry.") for _ in range(3)]
    phone.say(ASHA, "hello")

    await until(lambda: core.done and not phone.pending_updates)

    assert [event.text for event in core.events] == ["hello"] * 4


async def test_updates_wait_while_the_bot_is_stopped(telegram, phone, core):
    await telegram.stop()
    phone.say(ASHA, "hello")
    await until(lambda: any(entry["kind"] == "webhook" for entry in phone.history_raw()))

    assert len(phone.pending_updates) == 1 and core.events == []
    assert not telegram.healthy()


async def test_a_press_is_answered(telegram, phone, core):
    core.replies = (Hint(text="Noted."),)
    card = Card(title="Right?", buttons=((Button(label="Yes", action=Action(verb="ask.yes")),),))
    reference = await telegram.post(chat(), card, token="t", under=None)

    answer = await phone.press(ASHA, None, int(reference.partition("/")[2]), "Yes")

    assert answer is not None and answer.text == "Noted."
