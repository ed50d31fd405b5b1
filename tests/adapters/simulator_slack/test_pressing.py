"""Buttons, menus and shortcuts: only what is shown can be pressed, and Bolt gets what Slack sends."""

from typing import Any

import pytest

from adapters.simulator.slack import CannotDo
from tests.adapters.simulator_slack.conftest import World

BUTTON = {
    "type": "button",
    "action_id": "m.ok",
    "text": {"type": "plain_text", "text": "Approve"},
    "value": "42",
}
CARD = [{"type": "actions", "block_id": "row", "elements": [BUTTON]}]


async def post_card(world: World) -> str:
    posted = await world.client.chat_postMessage(channel="C0COORD", text="A match", blocks=CARD)
    return str(posted["ts"])


async def test_a_press_reaches_bolt_in_slacks_shape(world: World) -> None:
    seen: list[Any] = []

    @world.app.action("m.ok")
    async def on_press(ack: Any, body: Any) -> None:
        seen.append(body)
        await ack()

    ts = await post_card(world)
    await world.slack.press("U0ANA", "C0COORD", ts, "m.ok", value="42")

    body = seen[0]
    assert body["container"] == {
        "type": "message", "message_ts": ts, "channel_id": "C0COORD", "is_ephemeral": False,
    }  # fmt: skip
    assert body["actions"][0]["value"] == "42"
    assert body["actions"][0]["block_id"] == "row"
    assert body["message"]["ts"] == ts
    assert (body["channel"]["id"], body["user"]["id"], body["team"]["id"]) == ("C0COORD", "U0ANA", "T0LEEDS")
    assert body["trigger_id"]
    assert world.slack.problems("U0ANA") == []


async def test_a_button_that_an_edit_took_away_cannot_be_pressed(world: World) -> None:
    ts = await post_card(world)
    await world.client.chat_update(channel="C0COORD", ts=ts, text="Approved by Ben", blocks=[])

    with pytest.raises(CannotDo, match=r"no 'm\.ok'"):
        await world.slack.press("U0ANA", "C0COORD", ts, "m.ok")


async def test_a_button_does_not_carry_another_value(world: World) -> None:
    ts = await post_card(world)

    with pytest.raises(CannotDo, match="carries '42', not '43'"):
        await world.slack.press("U0ANA", "C0COORD", ts, "m.ok", value="43")


async def test_whoever_is_not_in_the_channel_cannot_press(world: World) -> None:
    ts = await post_card(world)

    with pytest.raises(CannotDo, match="U0BEN is not in C0COORD"):
        await world.slack.press("U0BEN", "C0COORD", ts, "m.ok")


async def test_a_press_that_fails_is_a_problem_and_is_not_repeated(world: World) -> None:
    @world.app.action("m.ok")
    async def on_press() -> None:
        raise RuntimeError("rolled back")

    ts = await post_card(world)
    await world.slack.press("U0ANA", "C0COORD", ts, "m.ok")
    await world.slack.settled()

    assert world.slack.problems("U0ANA") == ["dispatch_failed"]
    assert world.bot.answers == [500]


async def test_a_response_url_replaces_the_card_and_wears_out_after_five_uses(world: World) -> None:
    @world.app.action("m.ok")
    async def on_press(ack: Any, respond: Any) -> None:
        await ack()
        answers = [await respond(text=f"Approved {n}", replace_original=True) for n in range(6)]
        assert [a.status_code for a in answers] == [200] * 5 + [404]
        assert "used_url" in answers[5].body

    ts = await post_card(world)
    await world.slack.press("U0ANA", "C0COORD", ts, "m.ok")

    shown = world.slack.messages("C0COORD")[0]
    assert shown["text"] == "Approved 4"
    assert "blocks" not in shown


async def test_a_whisper_can_carry_a_button_and_is_pressed_as_ephemeral(world: World) -> None:
    seen: list[Any] = []

    @world.app.action("m.ok")
    async def on_press(ack: Any, body: Any, respond: Any) -> None:
        seen.append(body)
        await ack()
        await respond(delete_original=True)

    await world.client.chat_postEphemeral(channel="C0COORD", user="U0ANA", text="Sure?", blocks=CARD)
    whisper = world.slack.ephemerals("U0ANA")[0]
    await world.slack.press("U0ANA", "C0COORD", whisper["ts"], "m.ok")

    assert seen[0]["container"]["is_ephemeral"] is True
    assert world.slack.ephemerals("U0ANA") == []


async def test_a_choice_in_a_menu_is_sent_as_the_option(world: World) -> None:
    seen: list[Any] = []

    @world.app.action("reason")
    async def on_choice(ack: Any, action: Any) -> None:
        seen.append(action)
        await ack()

    options = [{"text": {"type": "plain_text", "text": w}, "value": w} for w in ("far", "late")]
    menu = {"type": "static_select", "action_id": "reason", "options": options}
    posted = await world.client.chat_postMessage(
        channel="U0ANA", text="Why?", blocks=[{"type": "actions", "elements": [menu]}]
    )
    await world.slack.press("U0ANA", posted["channel"], posted["ts"], "reason", value="late")

    assert seen[0]["selected_option"]["value"] == "late"
    with pytest.raises(CannotDo, match="no option 'never'"):
        await world.slack.press("U0ANA", posted["channel"], posted["ts"], "reason", value="never")


async def test_shortcuts_reach_bolt(world: World) -> None:
    seen: list[Any] = []

    @world.app.shortcut("offer_help")
    async def on_shortcut(ack: Any, body: Any) -> None:
        seen.append(body)
        await ack()

    @world.app.shortcut("turn_into_offer")
    async def on_message_shortcut(ack: Any, body: Any) -> None:
        seen.append(body)
        await ack()

    ts = await post_card(world)
    await world.slack.shortcut("U0ANA", "offer_help")
    await world.slack.message_shortcut("U0ANA", "turn_into_offer", "C0COORD", ts)

    assert [body["type"] for body in seen] == ["shortcut", "message_action"]
    assert (seen[1]["message_ts"], seen[1]["channel"]["name"]) == (ts, "coordinators")


async def test_what_is_chosen_beside_the_button_comes_along(world: World) -> None:
    seen: list[Any] = []

    @world.app.action("m.ok")
    async def on_press(ack: Any, body: Any) -> None:
        seen.append(body["state"]["values"])
        await ack()

    options = [{"text": {"type": "plain_text", "text": w}, "value": w} for w in ("far", "late")]
    menu = {"type": "static_select", "action_id": "why", "options": options}
    blocks = [{"type": "actions", "block_id": "row", "elements": [menu, BUTTON]}]
    posted = await world.client.chat_postMessage(channel="C0COORD", text="?", blocks=blocks)
    await world.slack.press("U0ANA", "C0COORD", posted["ts"], "m.ok", values={"row": {"why": "late"}})

    assert seen[0]["row"]["why"]["selected_option"]["value"] == "late"


async def test_a_response_url_does_not_rewrite_what_a_person_said(world: World) -> None:
    answers: list[Any] = []

    @world.app.shortcut("turn_into_offer")
    async def on_shortcut(ack: Any, respond: Any) -> None:
        await ack()
        answers.append(await respond(text="mine now", replace_original=True))

    world.slack.events = frozenset()
    ts = await world.slack.say("U0ANA", "I can help", channel="C0COORD")
    await world.slack.message_shortcut("U0ANA", "turn_into_offer", "C0COORD", ts)

    assert "cant_update_message" in answers[0].body
    assert world.slack.messages("C0COORD")[0]["text"] == "I can help"
