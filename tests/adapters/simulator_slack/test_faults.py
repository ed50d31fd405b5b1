"""Planned trouble reaches the bot as it would from Slack, and costs or keeps the effect as promised."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.simulator.faults import CutOff, Fault, Faults
from adapters.simulator.serve import serving
from adapters.simulator.slack import SlackStandIn
from tests.adapters.simulator_slack.conftest import BOT_TOKEN, stand_in


def texts(slack: SlackStandIn) -> list[str]:
    return [m["text"] for m in slack.messages("C0COORD")]


async def test_a_429_names_the_seconds_to_wait(client: AsyncWebClient, slack: SlackStandIn) -> None:
    slack.faults.plan("chat.postMessage", Fault.RATE_LIMITED, retry_after=7)

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0COORD", text="a")
    await client.chat_postMessage(channel="C0COORD", text="b")

    response = caught.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "7"
    assert texts(slack) == ["b"]


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.REFUSED])
async def test_a_500_has_no_effect(client: AsyncWebClient, slack: SlackStandIn, fault: Fault) -> None:
    slack.faults.plan("*", fault)

    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C0COORD", text="a")

    assert texts(slack) == []


async def test_a_lost_answer_has_its_effect(client: AsyncWebClient, slack: SlackStandIn) -> None:
    slack.faults.plan("chat.postMessage", Fault.LOST_ANSWER)

    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C0COORD", text="a")

    assert texts(slack) == ["a"]


async def test_a_timeout_waits_until_the_caller_hangs_up(slack: SlackStandIn) -> None:
    slack.faults.plan("chat.postMessage", Fault.TIMEOUT)
    headers = {"Authorization": f"Bearer {BOT_TOKEN}"}

    async with httpx.AsyncClient(trust_env=False, timeout=0.1) as http:
        with pytest.raises(httpx.ReadTimeout):
            await http.post(f"{slack.base_url}/api/chat.postMessage", headers=headers, data={"text": "a"})

    assert texts(slack) == []


async def test_hooks_run_on_either_side_of_the_effect(client: AsyncWebClient, slack: SlackStandIn) -> None:
    seen: list[tuple[str, str, int]] = []

    async def before(method: str, params: Mapping[str, Any]) -> None:
        seen.append(("before", method, len(texts(slack))))

    async def after(method: str, params: Mapping[str, Any]) -> None:
        seen.append(("after", params["text"], len(texts(slack))))

    slack.faults.before, slack.faults.after = before, after
    await client.chat_postMessage(channel="C0COORD", text="a")

    assert seen == [("before", "chat.postMessage", 0), ("after", "a", 1)]


@pytest.mark.parametrize(("side", "left"), [("before", []), ("after", ["a"])])
async def test_a_hook_can_cut_the_call_off(
    client: AsyncWebClient, slack: SlackStandIn, side: str, left: list[str]
) -> None:
    async def cut(method: str, params: Mapping[str, Any]) -> None:
        raise CutOff

    setattr(slack.faults, side, cut)
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C0COORD", text="a")

    assert texts(slack) == left


async def test_calls_are_recorded_without_the_token(client: AsyncWebClient, slack: SlackStandIn) -> None:
    await client.chat_postMessage(channel="C0COORD", text="a")

    assert slack.faults.calls == [("chat.postMessage", {"channel": "C0COORD", "text": "a"})]


async def test_faults_are_consumed_in_order_and_a_methods_own_come_first() -> None:
    faults = Faults()
    faults.plan("*", Fault.TIMEOUT)
    faults.plan("x", Fault.REFUSED, Fault.SERVER_ERROR)

    taken = [faults.take("x") for _ in range(4)]

    assert taken == [Fault.REFUSED, Fault.SERVER_ERROR, Fault.TIMEOUT, None]


async def test_posting_too_fast_in_one_channel_is_limited_when_asked_for() -> None:
    slack = stand_in(limit_messages=True)
    async with serving(slack.app) as base_url, slack:
        client = AsyncWebClient(token=BOT_TOKEN, base_url=f"{base_url}/api/", retry_handlers=[])
        for _ in range(5):
            await client.chat_postMessage(channel="C0COORD", text="burst")
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="C0COORD", text="too fast")
        await client.chat_postMessage(channel="U0ANA", text="elsewhere")

    assert caught.value.response.headers["Retry-After"] == "1"
    assert len(texts(slack)) == 5


class _Deaf:
    """An endpoint that answers as told, and counts."""

    def __init__(
        self, status: int = 200, headers: dict[str, str] | None = None, seconds: float = 0, text: str = ""
    ) -> None:
        self.seen: list[dict[str, str]] = []
        self._answer = (status, headers or {}, seconds, text)

    def transport(self) -> httpx.ASGITransport:
        return httpx.ASGITransport(Starlette(routes=[Route("/", self._endpoint, methods=["POST"])]))

    async def _endpoint(self, request: Request) -> Response:
        status, headers, seconds, text = self._answer
        self.seen.append(dict(request.headers))
        await asyncio.sleep(seconds)
        return Response(text, status_code=status, headers=headers)


def against(deaf: _Deaf, **settings: Any) -> SlackStandIn:
    return stand_in(transport=deaf.transport(), request_url="http://bot/", **settings)


async def test_a_late_acknowledgement_is_none_and_the_event_is_repeated() -> None:
    deaf = _Deaf(seconds=0.2)
    async with against(deaf, ack_seconds=0.05, retry_delays=(0.01,)) as slack:
        began = time.monotonic()
        await slack.say("U0ANA", "hello")
        waited = time.monotonic() - began
        await slack.settled()

    assert waited < 0.2
    assert [h.get("x-slack-retry-reason") for h in deaf.seen] == [None, "http_timeout"]


async def test_a_late_acknowledgement_of_a_command_is_shown_to_the_person() -> None:
    deaf = _Deaf(seconds=0.2)
    async with against(deaf, ack_seconds=0.05) as slack:
        await slack.command("U0ANA", "/makegood help")

    assert slack.problems("U0ANA") == ["dispatch_failed"]
    assert len(deaf.seen) == 1


async def test_an_answer_that_is_no_json_object_is_none() -> None:
    deaf = _Deaf(headers={"Content-Type": "application/json"}, text="[1")
    async with against(deaf) as slack:
        await slack.command("U0ANA", "/makegood help")

    assert slack.problems("U0ANA") == ["dispatch_failed"]


async def test_the_bot_can_ask_for_no_repeats() -> None:
    deaf = _Deaf(status=500, headers={"X-Slack-No-Retry": "1"})
    async with against(deaf) as slack:
        await slack.say("U0ANA", "hello")
        await slack.settled()

    assert len(deaf.seen) == 1


async def test_a_bot_that_is_away_gets_the_event_when_it_is_back() -> None:
    deaf = _Deaf()
    slack = stand_in(request_url="http://127.0.0.1:9/", retry_delays=(0.05,))
    async with slack:
        await slack.say("U0ANA", "hello")
        slack.delivery._client = httpx.AsyncClient(transport=deaf.transport())
        slack.request_url = "http://bot/"
        await slack.settled()

    assert [h["x-slack-retry-reason"] for h in deaf.seen] == ["connection_failed"]


async def test_stopping_gives_up_what_is_still_due() -> None:
    deaf = _Deaf(status=500)
    async with against(deaf, retry_delays=(60,)) as slack:
        await slack.say("U0ANA", "hello")

    assert len(deaf.seen) == 1
