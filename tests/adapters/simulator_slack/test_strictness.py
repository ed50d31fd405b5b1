"""What Slack refuses is refused, with Slack's name for it and a pointer to the place."""

import re
from collections.abc import Awaitable
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.simulator.slack import SlackStandIn
from tests.adapters.simulator_slack.conftest import APP_TOKEN, BOT_TOKEN


def plain(text: str = "text") -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "text") -> dict[str, str]:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(), **more}


def actions(*elements: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "a", "text": plain(), **more}


def options(count: int = 2, text: str = "o") -> list[dict[str, Any]]:
    return [{"text": plain(text), "value": str(n)} for n in range(count)]


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "s", "options": options(), **more}


def entry(**more: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", "action_id": "t", **more}


def field(element: Any, **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain(), "element": element, **more}


async def refusal(call: Awaitable[Any]) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        await call
    return dict(caught.value.response.data)


ID = "i" * 256
BAD_BLOCKS: list[tuple[list[Any], str, str]] = [
    ([section()] * 51, "no more than 50 items", "/blocks"),
    ([section(text=mrkdwn("x" * 3001))], "less than 3001 characters", "/blocks/0/text/text"),
    ([section(text=mrkdwn(""))], "more than 0 characters", "/blocks/0/text/text"),
    ([section(fields=[mrkdwn()] * 11)], "no more than 10 items", "/blocks/0/fields"),
    ([section(fields=[mrkdwn("x" * 2001)])], "less than 2001", "/blocks/0/fields/0/text"),
    ([{"type": "section"}], "must provide text or fields", "/blocks/0"),
    ([{"type": "header", "text": plain("x" * 151)}], "less than 151", "/blocks/0/text/text"),
    ([{"type": "header", "text": mrkdwn()}], "unsupported type: mrkdwn", "/blocks/0/text/type"),
    ([actions(*[button(action_id=str(n)) for n in range(26)])], "no more than 25", "/blocks/0/elements"),
    ([actions()], "no fewer than 1", "/blocks/0/elements"),
    ([actions(button(text=plain("x" * 76)))], "less than 76", "/blocks/0/elements/0/text/text"),
    ([actions(button(text=mrkdwn()))], "unsupported type", "/blocks/0/elements/0/text/type"),
    ([actions(button(value="x" * 2001))], "less than 2001", "/blocks/0/elements/0/value"),
    ([actions(button(action_id=ID))], "less than 256", "/blocks/0/elements/0/action_id"),
    ([actions(button(style="loud"))], "enum value", "/blocks/0/elements/0/style"),
    ([actions(button(accessibility_label="x" * 76))], "less than 76",
     "/blocks/0/elements/0/accessibility_label"),
    ([actions(button(colour="red"))], "invalid additional property: colour", "/blocks/0/elements/0"),
    ([actions({"type": "button", "action_id": "a"})], "missing required field: text", "/blocks/0/elements/0"),
    ([actions(button(confirm={"title": mrkdwn()}))], "unsupported type",
     "/blocks/0/elements/0/confirm/title/type"),
    ([actions(button(), button())], "`action_id` already exists: a", "/blocks/0"),
    ([actions(entry())], "unsupported type: plain_text_input", "/blocks/0/elements/0/type"),
    ([actions(select(options=options(101)))], "no more than 100", "/blocks/0/elements/0/options"),
    ([actions(select(options=options(text="x" * 76)))], "less than 76",
     "/blocks/0/elements/0/options/0/text/text"),
    ([actions(select(placeholder=plain("x" * 151)))], "less than 151",
     "/blocks/0/elements/0/placeholder/text"),
    ([actions(select(initial_option={"text": plain("o"), "value": "9"}))], "match one of the options",
     "/blocks/0/elements/0"),
    ([actions(select(option_groups=[]))], "exactly one of options or option_groups", "/blocks/0/elements/0"),
    ([actions({"type": "overflow", "action_id": "o", "options": options(6)})], "no more than 5",
     "/blocks/0/elements/0/options"),
    ([actions({"type": "datepicker", "initial_date": "3 Dec"})], "must match pattern",
     "/blocks/0/elements/0/initial_date"),
    ([{"type": "context", "elements": [mrkdwn()] * 11}], "no more than 10", "/blocks/0/elements"),
    ([section(block_id="same"), section(block_id="same")], "`block_id` already exists: same", "/blocks"),
    ([section(block_id=ID)], "less than 256", "/blocks/0/block_id"),
    ([section(accessory=entry())], "unsupported type", "/blocks/0/accessory/type"),
    ([{"type": "marquee"}], "unsupported type: marquee", "/blocks/0/type"),
    ([{"text": plain()}], "missing required field: type", "/blocks/0"),
    (["section"], "must provide an object", "/blocks/0"),
    ([field(button())], "unsupported type: button", "/blocks/0/element/type"),
    ([section(text="bare")], "must provide an object", "/blocks/0/text"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("blocks", "says", "pointer"), BAD_BLOCKS, ids=[f"{b[1]} {b[2]}" for b in BAD_BLOCKS]
)
async def test_bad_blocks_are_refused_with_a_pointer(
    client: AsyncWebClient, slack: SlackStandIn, blocks: list[Any], says: str, pointer: str
) -> None:
    answer = await refusal(client.chat_postMessage(channel="C0COORD", text="t", blocks=blocks))

    assert answer["error"] == "invalid_blocks"
    said = answer["response_metadata"]["messages"]
    assert any(re.search(re.escape(says), m) and f"[json-pointer:{pointer}]" in m for m in said), said
    assert all(m.startswith("[ERROR] ") for m in said)
    assert slack.messages("C0COORD") == []


MODAL: dict[str, Any] = {"type": "modal", "title": plain(), "submit": plain(), "blocks": [field(entry())]}
BAD_VIEWS: list[tuple[dict[str, Any], str, str]] = [
    ({**MODAL, "title": plain("x" * 25)}, "less than 25", "/view/title/text"),
    ({**MODAL, "title": mrkdwn()}, "unsupported type: mrkdwn", "/view/title/type"),
    ({**MODAL, "submit": plain("x" * 25)}, "less than 25", "/view/submit/text"),
    ({**MODAL, "close": plain("x" * 25)}, "less than 25", "/view/close/text"),
    ({**MODAL, "private_metadata": "x" * 3001}, "less than 3001", "/view/private_metadata"),
    ({**MODAL, "callback_id": ID}, "less than 256", "/view/callback_id"),
    ({**MODAL, "blocks": [section()] * 101}, "no more than 100", "/view/blocks"),
    ({k: v for k, v in MODAL.items() if k != "title"}, "missing required field: title", "/view"),
    ({k: v for k, v in MODAL.items() if k != "submit"}, "missing required field: submit", "/view"),
    ({**MODAL, "colour": "red"}, "invalid additional property: colour", "/view"),
    ({**MODAL, "type": "popup"}, "unsupported type: popup", "/view/type"),
    ({**MODAL, "blocks": [field(entry(placeholder=plain("x" * 151)))]}, "less than 151",
     "/view/blocks/0/element/placeholder/text"),
    ({**MODAL, "blocks": [field(entry(max_length=3001))]}, "between 1 and 3000",
     "/view/blocks/0/element/max_length"),
    ({**MODAL, "blocks": [field(entry(), label=mrkdwn())]}, "unsupported type", "/view/blocks/0/label/type"),
    ({**MODAL, "blocks": [{"type": "markdown", "text": "x"}]}, "unsupported type", "/view/blocks/0/type"),
]  # fmt: skip


@pytest.mark.parametrize(("view", "says", "pointer"), BAD_VIEWS, ids=[f"{b[1]} {b[2]}" for b in BAD_VIEWS])
async def test_bad_modals_are_refused_with_a_pointer(
    client: AsyncWebClient, view: dict[str, Any], says: str, pointer: str
) -> None:
    answer = await refusal(client.views_open(trigger_id="1.2.3", view=view))

    assert answer["error"] == "invalid_arguments"
    said = answer["response_metadata"]["messages"]
    assert any(says in m and f"[json-pointer:{pointer}]" in m for m in said), said


async def test_a_home_page_has_no_title(client: AsyncWebClient) -> None:
    view = {"type": "home", "title": plain(), "blocks": [section()]}

    answer = await refusal(client.views_publish(user_id="U0ANA", view=view))

    assert answer["response_metadata"]["messages"] == [
        "[ERROR] invalid additional property: title [json-pointer:/view]"
    ]


async def test_a_view_over_250_kilobytes_is_too_large(client: AsyncWebClient) -> None:
    blocks = [section(text=mrkdwn("x" * 3000)) for _ in range(90)]

    answer = await refusal(client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": blocks}))

    assert answer["error"] == "view_too_large"


CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("chat.postMessage", {"channel": "C0COORD"}, "no_text"),
    ("chat.postMessage", {"text": "hi"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "C0NOWHERE", "text": "hi"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0OTHER", "text": "hi"}, "not_in_channel"),
    ("chat.postMessage", {"channel": "C0COORD", "text": "x" * 40_001}, "msg_too_long"),
    ("chat.postMessage", {"channel": "C0COORD", "text": "x", "blocks": "{"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": "C0COORD", "text": "x", "metadata": {"event_type": "x"}},
     "invalid_metadata_format"),
    ("chat.postMessage", {"channel": "C0COORD", "text": "x", "thread_ts": "1.2"}, "thread_not_found"),
    ("chat.update", {"channel": "C0COORD", "ts": "1.2", "text": "x"}, "message_not_found"),
    ("chat.update", {"channel": "U0ANA", "ts": "1.2", "text": "x"}, "channel_not_found"),
    ("chat.delete", {"channel": "C0COORD", "ts": "1.2"}, "message_not_found"),
    ("chat.postEphemeral", {"channel": "C0COORD", "user": "U0BEN", "text": "x"}, "user_not_in_channel"),
    ("chat.getPermalink", {"channel": "C0COORD", "message_ts": "1.2"}, "message_not_found"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
    ("conversations.history", {"channel": "C0OTHER"}, "not_in_channel"),
    ("conversations.replies", {"channel": "C0COORD", "ts": "1.2"}, "thread_not_found"),
    ("conversations.members", {"channel": "C0COORD", "cursor": "x"}, "invalid_cursor"),
    ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("reactions.add", {"channel": "C0COORD", "timestamp": "1.2", "name": "eyes"}, "message_not_found"),
    ("views.update", {"view_id": "V0", "view": MODAL}, "not_found"),
    ("views.update", {"view": MODAL}, "invalid_arguments"),
    ("views.publish", {"user_id": "U0NOBODY", "view": {"type": "home", "blocks": []}}, "user_not_found"),
    ("chat.shout", {"channel": "C0COORD"}, "unknown_method"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "params", "error"), CALLS, ids=[f"{c[0]} {c[2]}" for c in CALLS])
async def test_a_wrong_call_gets_slacks_error(
    client: AsyncWebClient, method: str, params: dict[str, Any], error: str
) -> None:
    answer = await refusal(client.api_call(method, json=params))

    assert answer["ok"] is False
    assert answer["error"] == error


async def test_a_missing_argument_is_named(client: AsyncWebClient) -> None:
    answer = await refusal(client.api_call("chat.update", json={"text": "x"}))

    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel", "[ERROR] missing required field: ts",
    ]  # fmt: skip


async def test_a_persons_message_cannot_be_changed_by_the_bot(
    client: AsyncWebClient, slack: SlackStandIn
) -> None:
    slack.events = frozenset()
    ts = await slack.say("U0ANA", "mine", channel="C0COORD")

    update = await refusal(client.chat_update(channel="C0COORD", ts=ts, text="yours"))
    delete = await refusal(client.chat_delete(channel="C0COORD", ts=ts))

    assert (update["error"], delete["error"]) == ("cant_update_message", "cant_delete_message")


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-guessed", "auth.test", "invalid_auth"),
        (APP_TOKEN, "auth.test", "not_allowed_token_type"),
        (BOT_TOKEN, "apps.connections.open", "not_allowed_token_type"),
    ],
)
async def test_tokens_are_checked(slack: SlackStandIn, token: str, method: str, error: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(f"{slack.base_url}/api/{method}", data={"token": token})

    assert answer.json() == {"ok": False, "error": error}


async def test_somebody_who_left_gets_no_messages(client: AsyncWebClient, slack: SlackStandIn) -> None:
    slack.deactivate("U0BEN")

    answer = await refusal(client.chat_postMessage(channel="U0BEN", text="hello"))

    assert answer["error"] == "user_disabled"
