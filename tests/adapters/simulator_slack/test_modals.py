"""Modals behave as in Slack: trigger ids, the stack of three, submission answers, closing."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from adapters.simulator.slack import CannotDo
from tests.adapters.simulator_slack.conftest import World


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def entry(block_id: str = "what", **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "typed", **more}
    return {"type": "input", "block_id": block_id, "label": plain("What?"), "element": element}


def modal(**more: Any) -> dict[str, Any]:
    return {
        "type": "modal", "callback_id": "offer", "title": plain("Offer"), "submit": plain("Next"),
        "blocks": [entry()], **more,
    }  # fmt: skip


async def open_modal(world: World, **more: Any) -> str:
    """Ana types the command and the bot opens a modal; its view id."""

    @world.app.command("/makegood")
    async def on_command(ack: Any, client: Any, body: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(**more))

    await world.slack.command("U0ANA", "/makegood offer")
    return str(world.slack.views("U0ANA")[-1]["id"])


async def trigger(world: World) -> str:
    """A fresh trigger id, left unused."""
    kept: list[str] = []

    @world.app.shortcut("keep")
    async def on_shortcut(ack: Any, body: Any) -> None:
        await ack()
        kept.append(body["trigger_id"])

    await world.slack.shortcut("U0ANA", "keep")
    return kept[0]


async def refused(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_submitting_sends_what_was_typed_and_closes(world: World) -> None:
    seen: list[Any] = []
    view_id = await open_modal(world, private_metadata="draft 7")

    @world.app.view("offer")
    async def on_submit(ack: Any, body: Any) -> None:
        seen.append(body)
        await ack()

    answer = await world.slack.submit("U0ANA", view_id, {"what": {"typed": "Bookkeeping <b>"}})

    view = seen[0]["view"]
    assert answer == {}
    assert view["state"]["values"]["what"]["typed"] == {
        "type": "plain_text_input",
        "value": "Bookkeeping <b>",
    }
    assert (view["private_metadata"], view["root_view_id"], view["id"]) == ("draft 7", view_id, view_id)
    assert view["hash"]
    assert world.slack.views("U0ANA") == []


async def test_errors_are_shown_under_the_field_until_it_is_right(world: World) -> None:
    view_id = await open_modal(world)

    @world.app.view("offer")
    async def on_submit(ack: Any, view: Any) -> None:
        typed = view["state"]["values"]["what"]["typed"]["value"]
        if typed == "x":
            await ack(response_action="errors", errors={"what": "Say a little more."})
        else:
            await ack()

    answer = await world.slack.submit("U0ANA", view_id, {"what": {"typed": "x"}})
    assert answer == {"response_action": "errors", "errors": {"what": "Say a little more."}}
    assert world.slack.views("U0ANA")[0]["errors"] == {"what": "Say a little more."}
    assert "Say a little more." in world.slack.everything_ever_shown("U0ANA")

    await world.slack.submit("U0ANA", view_id, {"what": {"typed": "bookkeeping"}})
    assert world.slack.views("U0ANA") == []


async def test_errors_for_a_block_that_is_no_input_trouble_the_person(world: World) -> None:
    view_id = await open_modal(world)

    @world.app.view("offer")
    async def on_submit(ack: Any) -> None:
        await ack(response_action="errors", errors={"elsewhere": "Hm."})

    assert await world.slack.submit("U0ANA", view_id, {"what": {"typed": "x"}}) is None
    assert "trouble connecting" in world.slack.problems("U0ANA")[0]


async def test_update_push_and_clear_move_the_stack(world: World) -> None:
    view_id = await open_modal(world)
    answers = [
        {"response_action": "update", "view": modal(title=plain("Page 2"))},
        {"response_action": "push", "view": modal(title=plain("Detail"))},
        {"response_action": "clear"},
    ]

    @world.app.view("offer")
    async def on_submit(ack: Any) -> None:
        await ack(**answers.pop(0))

    typed = {"what": {"typed": "x"}}
    await world.slack.submit("U0ANA", view_id, typed)
    assert [v["title"]["text"] for v in world.slack.views("U0ANA")] == ["Page 2"]
    await world.slack.submit("U0ANA", view_id, typed)
    stack = world.slack.views("U0ANA")
    assert [v["title"]["text"] for v in stack] == ["Page 2", "Detail"]
    assert (stack[1]["root_view_id"], stack[1]["previous_view_id"]) == (view_id, view_id)
    await world.slack.submit("U0ANA", stack[1]["id"], typed)
    assert world.slack.views("U0ANA") == []


async def test_an_answer_with_a_title_too_long_troubles_the_person(world: World) -> None:
    view_id = await open_modal(world)

    @world.app.view("offer")
    async def on_submit(ack: Any) -> None:
        await ack(response_action="update", view=modal(title=plain("T" * 25)))

    assert await world.slack.submit("U0ANA", view_id, {"what": {"typed": "x"}}) is None
    assert "/view/title/text" in world.slack.problems("U0ANA")[0]


async def test_slack_does_not_submit_an_empty_required_field_or_one_too_long(world: World) -> None:
    view_id = await open_modal(world, blocks=[entry(max_length=5)])

    with pytest.raises(CannotDo, match="fill in what"):
        await world.slack.submit("U0ANA", view_id, {})
    with pytest.raises(CannotDo, match="at most 5"):
        await world.slack.submit("U0ANA", view_id, {"what": {"typed": "too long"}})
    with pytest.raises(CannotDo, match="no field nowhere"):
        await world.slack.submit("U0ANA", view_id, {"nowhere": {"typed": "x"}})


async def test_a_submission_that_fails_leaves_the_form_open_and_says_so(world: World) -> None:
    view_id = await open_modal(world)

    @world.app.view("offer")
    async def on_submit() -> None:
        raise RuntimeError("rolled back")

    assert await world.slack.submit("U0ANA", view_id, {"what": {"typed": "x"}}) is None
    assert world.slack.problems("U0ANA") == ["dispatch_failed"]
    assert len(world.slack.views("U0ANA")) == 1


async def test_a_trigger_id_opens_one_modal_only(world: World) -> None:
    trigger_id = await trigger(world)
    await world.client.views_open(trigger_id=trigger_id, view=modal())

    assert (
        await refused(world.client.views_open(trigger_id=trigger_id, view=modal())) == "exchanged_trigger_id"
    )
    assert await refused(world.client.views_open(trigger_id="12.34.x", view=modal())) == "invalid_trigger_id"


async def test_a_trigger_id_expires(world: World) -> None:
    world.slack.payloads.permissions.trigger_seconds = 0.0
    trigger_id = await trigger(world)

    assert await refused(world.client.views_open(trigger_id=trigger_id, view=modal())) == "expired_trigger_id"


async def test_a_fourth_modal_is_one_too_many(world: World) -> None:
    button = {"type": "button", "action_id": "more", "text": plain("More")}
    more = {"blocks": [{"type": "actions", "elements": [button]}]}
    await open_modal(world, **more)
    errors: list[str] = []

    @world.app.action("more")
    async def on_press(ack: Any, client: Any, body: Any) -> None:
        await ack()
        try:
            await client.views_push(trigger_id=body["trigger_id"], view=modal(**more))
        except SlackApiError as refusal:
            errors.append(refusal.response["error"])

    for _ in range(3):
        await world.slack.press_in_view("U0ANA", world.slack.views("U0ANA")[-1]["id"], "more")

    assert len(world.slack.views("U0ANA")) == 3
    assert errors == ["push_limit_reached"]


async def test_only_the_visible_modal_can_be_used(world: World) -> None:
    button = {"type": "button", "action_id": "more", "text": plain("More")}
    below = await open_modal(world, blocks=[{"type": "actions", "elements": [button]}])

    @world.app.action("more")
    async def on_press(ack: Any, client: Any, body: Any) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=modal())

    await world.slack.press_in_view("U0ANA", below, "more")

    with pytest.raises(CannotDo, match="visible modal"):
        await world.slack.press_in_view("U0ANA", below, "more")


async def test_an_update_with_an_old_hash_conflicts(world: World) -> None:
    view_id = await open_modal(world)
    old = world.slack.views("U0ANA")[0]["hash"]
    await world.client.views_update(view_id=view_id, hash=old, view=modal(title=plain("Newer")))

    late = world.client.views_update(view_id=view_id, hash=old, view=modal(title=plain("Late")))
    assert await refused(late) == "hash_conflict"
    assert world.slack.views("U0ANA")[0]["title"]["text"] == "Newer"


async def test_what_was_typed_survives_an_update(world: World) -> None:
    button = {"type": "button", "action_id": "go", "text": plain("Go")}
    blocks = [entry(), {"type": "actions", "elements": [button]}]
    view_id = await open_modal(world, blocks=blocks)

    @world.app.action("go")
    async def on_press(ack: Any, client: Any, body: Any) -> None:
        await ack()
        await client.views_update(view_id=body["view"]["id"], view=modal(blocks=blocks))

    await world.slack.press_in_view("U0ANA", view_id, "go", values={"what": {"typed": "kept"}})

    assert world.slack.views("U0ANA")[0]["state"]["values"]["what"]["typed"]["value"] == "kept"


async def test_a_closed_modal_cannot_be_updated(world: World) -> None:
    view_id = await open_modal(world)
    await world.slack.close_view("U0ANA", view_id)

    assert await refused(world.client.views_update(view_id=view_id, view=modal())) == "not_found"
    assert len(world.bot.requests) == 1


@pytest.mark.parametrize(("more", "told"), [({"notify_on_close": True}, 1), ({}, 0)])
async def test_closing_tells_the_bot_only_if_it_asked(world: World, more: dict[str, Any], told: int) -> None:
    seen: list[Any] = []
    view_id = await open_modal(world, **more)

    @world.app.view_closed("offer")
    async def on_close(ack: Any, body: Any) -> None:
        seen.append(body)
        await ack()

    await world.slack.close_view("U0ANA", view_id)

    assert [body["type"] for body in seen] == ["view_closed"] * told
    assert world.slack.views("U0ANA") == []


async def test_every_kind_of_field_reports_as_slack_does(world: World) -> None:
    options = [{"text": plain(word), "value": word} for word in ("a", "b", "c")]
    kinds: dict[str, tuple[dict[str, Any], Any, Callable[[Any], Any]]] = {
        "menu": ({"type": "static_select", "options": options}, "b", lambda v: v["selected_option"]["value"]),
        "radio": ({"type": "radio_buttons", "options": options}, "c",
                  lambda v: v["selected_option"]["value"]),
        "boxes": ({"type": "checkboxes", "options": options}, ["a", "c"],
                  lambda v: [o["value"] for o in v["selected_options"]]),
        "many": ({"type": "multi_static_select", "options": options}, ["b"],
                 lambda v: [o["value"] for o in v["selected_options"]]),
        "day": ({"type": "datepicker"}, "2026-12-03", lambda v: v["selected_date"]),
        "hour": ({"type": "timepicker"}, "14:00", lambda v: v["selected_time"]),
        "hours": ({"type": "number_input", "is_decimal_allowed": True}, "2.5", lambda v: v["value"]),
        "who": ({"type": "users_select"}, "U0BEN", lambda v: v["selected_user"]),
    }  # fmt: skip
    blocks = [
        {"type": "input", "block_id": name, "label": plain(name), "element": {"action_id": "f", **element}}
        for name, (element, _, _) in kinds.items()
    ]
    view_id = await open_modal(world, blocks=blocks)
    seen: list[Any] = []

    @world.app.view("offer")
    async def on_submit(ack: Any, view: Any) -> None:
        seen.append(view["state"]["values"])
        await ack()

    given = {name: {"f": value} for name, (_, value, _) in kinds.items()}
    await world.slack.submit("U0ANA", view_id, given)

    assert {n: read(seen[0][n]["f"]) for n, (_, _, read) in kinds.items()} == {
        n: value for n, (_, value, _) in kinds.items()
    }


async def test_an_optional_field_may_stay_empty(world: World) -> None:
    seen: list[Any] = []
    view_id = await open_modal(world, blocks=[{**entry(), "optional": True}])

    @world.app.view("offer")
    async def on_submit(ack: Any, view: Any) -> None:
        seen.append(view["state"]["values"]["what"]["typed"]["value"])
        await ack()

    await world.slack.submit("U0ANA", view_id, {})

    assert seen == [None]


async def test_a_new_command_opens_a_new_modal_in_place_of_the_old(world: World) -> None:
    first = await open_modal(world)
    second = await open_modal(world)

    assert [v["id"] for v in world.slack.views("U0ANA")] == [second]
    assert first != second


async def test_a_button_on_the_home_page_opens_a_modal_but_cannot_push_one(world: World) -> None:
    button = {"type": "button", "action_id": "offer", "text": plain("Offer help"), "value": "1"}
    blocks = [{"type": "actions", "elements": [button]}]
    await world.client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": blocks})
    seen: list[Any] = []

    @world.app.action("offer")
    async def on_press(ack: Any, client: Any, body: Any) -> None:
        await ack()
        seen.append(body["view"]["type"])
        if len(seen) == 1:
            await client.views_open(trigger_id=body["trigger_id"], view=modal())
        else:
            seen.append(await refused(client.views_push(trigger_id=body["trigger_id"], view=modal())))

    await world.slack.press_in_view("U0ANA", "home", "offer")
    await world.slack.press_in_view("U0ANA", "home", "offer")

    assert seen == ["home", "home", "not_found"]
    assert len(world.slack.views("U0ANA")) == 1
    with pytest.raises(CannotDo, match="home page is empty"):
        await world.slack.press_in_view("U0BEN", "home", "offer")
