"""Socket Mode, with Bolt's own handler and its own client."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from adapters.simulator.slack import SlackStandIn
from tests.adapters.simulator_slack.conftest import APP_TOKEN, bolt_app


async def until(claim: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not claim():  # noqa: ASYNC110 - connections come and go without an event
            await asyncio.sleep(0.01)


@asynccontextmanager
async def connected(slack: SlackStandIn, app: AsyncApp, number: int = 1) -> AsyncIterator[None]:
    """Bolt dials in `number` times."""
    web = AsyncWebClient(token=APP_TOKEN, base_url=f"{slack.base_url}/api/")
    handlers = [AsyncSocketModeHandler(app, APP_TOKEN, web_client=web) for _ in range(number)]
    try:
        for handler in handlers:
            await handler.connect_async()
        await until(lambda: slack.connections == number)
        yield
    finally:
        for handler in handlers:
            await handler.close_async()


@pytest.fixture
def app(slack: SlackStandIn) -> AsyncApp:
    return bolt_app(slack.base_url)


async def test_events_actions_and_commands_come_through_the_socket(
    slack: SlackStandIn, app: AsyncApp
) -> None:
    @app.event("message")
    async def on_message(say: Any) -> None:
        button = {"type": "button", "action_id": "ok", "text": {"type": "plain_text", "text": "OK"}}
        await say(text="Right?", blocks=[{"type": "actions", "elements": [button]}])

    @app.action("ok")
    async def on_press(ack: Any, say: Any) -> None:
        await ack()
        await say("Posted")

    @app.command("/makegood")
    async def on_command(ack: Any) -> None:
        await ack("Here is what I can do.")

    async with connected(slack, app):
        await slack.say("U0ANA", "hello")
        card = slack.messages(slack.dm("U0ANA"))[-1]
        await slack.press("U0ANA", slack.dm("U0ANA"), card["ts"], "ok")
        await slack.command("U0ANA", "/makegood help")

    assert [m["text"] for m in slack.messages(slack.dm("U0ANA"))] == ["hello", "Right?", "Posted"]
    assert [m["text"] for m in slack.ephemerals("U0ANA")] == ["Here is what I can do."]
    assert slack.problems("U0ANA") == []


async def test_a_submission_is_answered_in_the_acknowledgement(slack: SlackStandIn, app: AsyncApp) -> None:
    plain = {"type": "plain_text", "text": "Offer"}
    element = {"type": "plain_text_input", "action_id": "t"}
    block = {"type": "input", "block_id": "b", "label": plain, "element": element}
    view = {"type": "modal", "callback_id": "o", "title": plain, "submit": plain, "blocks": [block]}

    @app.shortcut("offer_help")
    async def on_shortcut(ack: Any, client: Any, body: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("o")
    async def on_submit(ack: Any) -> None:
        await ack(response_action="errors", errors={"b": "Say more."})

    async with connected(slack, app):
        await slack.shortcut("U0ANA", "offer_help")
        answer = await slack.submit("U0ANA", slack.views("U0ANA")[0]["id"], {"b": {"t": "x"}})

    assert answer == {"response_action": "errors", "errors": {"b": "Say more."}}


async def test_each_event_goes_to_one_of_the_connections(slack: SlackStandIn, app: AsyncApp) -> None:
    seen: list[str] = []

    @app.event("message")
    async def on_message(event: Any) -> None:
        seen.append(event["text"])

    async with connected(slack, app, number=2):
        for number in range(6):
            await slack.say("U0ANA", str(number))

    assert seen == ["0", "1", "2", "3", "4", "5"]


async def test_an_event_that_fails_is_repeated_with_its_number(slack: SlackStandIn, app: AsyncApp) -> None:
    slack.delivery.ack_seconds = 0.1
    seen: list[str] = []

    @app.event("message")
    async def on_message(body: Any) -> None:
        seen.append(body["event_id"])
        if len(seen) == 1:
            raise RuntimeError("not yet")

    async with connected(slack, app):
        await slack.say("U0ANA", "hello")
        await slack.settled()

    assert len(seen) == 2
    assert seen[0] == seen[1]


async def test_with_nobody_connected_events_wait_and_commands_fail(slack: SlackStandIn) -> None:
    await slack.command("U0ANA", "/makegood help")

    assert slack.problems("U0ANA") == ["dispatch_failed"]
    assert slack.history_raw()[-1]["answer"] == {"not_acknowledged": "connection_failed"}


async def test_asked_to_reconnect_the_bot_dials_in_again(slack: SlackStandIn, app: AsyncApp) -> None:
    seen: list[str] = []

    @app.event("message")
    async def on_message(event: Any) -> None:
        seen.append(event["text"])

    async with connected(slack, app):
        dialled = len([m for m, _ in slack.faults.calls if m == "apps.connections.open"])
        await slack.ask_to_reconnect()
        await until(lambda: len([m for m, _ in slack.faults.calls if m == "apps.connections.open"]) > dialled)
        await until(lambda: slack.connections == 1)
        await slack.say("U0ANA", "still there?")
        await slack.settled()

    assert set(seen) == {"still there?"}  # a slow machine may be told twice, as Slack tells it again


async def test_only_the_app_token_opens_connections(slack: SlackStandIn, app: AsyncApp) -> None:
    with pytest.raises(SlackApiError) as caught:
        await app.client.apps_connections_open(app_token="xapp-guessed")

    assert caught.value.response["error"] == "invalid_auth"


async def test_an_address_to_dial_is_good_once(slack: SlackStandIn, app: AsyncApp) -> None:
    opened = await app.client.apps_connections_open(app_token=APP_TOKEN)

    async with connect(opened["url"]) as first, connect(opened["url"]) as second:
        hello = json.loads(await first.recv())
        with pytest.raises(ConnectionClosed):
            await second.recv()

    assert (hello["type"], hello["num_connections"]) == ("hello", 1)


async def test_an_eleventh_connection_is_one_too_many(slack: SlackStandIn, app: AsyncApp) -> None:
    async with AsyncExitStack() as open_ones:
        for _ in range(11):
            opened = await app.client.apps_connections_open(app_token=APP_TOKEN)
            latest = await open_ones.enter_async_context(connect(opened["url"]))
            told = json.loads(await latest.recv())

    assert (told["type"], told["reason"]) == ("disconnect", "too_many_websockets")
