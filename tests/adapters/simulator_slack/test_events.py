"""What people say and do reaches a real Bolt app over HTTP, signed, and is repeated when it must be."""

import json
from typing import Any
from urllib.parse import parse_qs

import httpx

from tests.adapters.simulator_slack.conftest import BOT_TOKEN, World


async def test_a_typed_message_reaches_the_bot_in_slacks_shape(world: World) -> None:
    seen: list[Any] = []

    @world.app.event("message")
    async def on_message(body: Any) -> None:
        seen.append(body)

    ts = await world.slack.say("U0ANA", "I can do <b> & bookkeeping")

    event = seen[0]["event"]
    assert event["text"] == "I can do &lt;b&gt; &amp; bookkeeping"
    assert (event["channel_type"], event["channel"]) == ("im", world.slack.dm("U0ANA"))
    assert (event["ts"], event["user"], event["type"]) == (ts, "U0ANA", "message")
    assert event["blocks"][0]["type"] == "rich_text"
    assert event["client_msg_id"]
    assert seen[0]["authorizations"][0]["user_id"] == "U0BOT"
    assert {"event_id", "event_time", "team_id", "api_app_id"} <= set(seen[0])
    assert world.bot.answers == [200]


async def test_the_bot_answers_in_the_same_conversation(world: World) -> None:
    @world.app.event("message")
    async def on_message(say: Any) -> None:
        await say("Is this right?")

    await world.slack.say("U0ANA", "hello")

    shown = world.slack.messages(world.slack.dm("U0ANA"))
    assert [m["text"] for m in shown] == ["hello", "Is this right?"]
    assert shown[1]["bot_id"] == "B0BOT"


async def test_a_wrong_signing_secret_is_noticed_by_bolt(world: World) -> None:
    world.slack.delivery.signing_secret = "another"

    await world.slack.say("U0ANA", "hello")
    await world.slack.settled()

    assert world.bot.answers == [401] * 4


async def test_an_event_that_fails_is_repeated_three_times_and_says_so(world: World) -> None:
    @world.app.event("message")
    async def on_message() -> None:
        raise RuntimeError("not today")

    await world.slack.say("U0ANA", "hello")
    await world.slack.settled()

    assert len(world.bot.requests) == 4
    headers = [request[0] for request in world.bot.requests]
    assert [h.get("x-slack-retry-num") for h in headers] == [None, "1", "2", "3"]
    assert headers[1]["x-slack-retry-reason"] == "http_error"
    assert len({json.loads(body)["event_id"] for _, body in world.bot.requests}) == 1


async def test_a_repeat_stops_when_the_bot_recovers(world: World) -> None:
    failures = iter([True, False])

    @world.app.event("message")
    async def on_message() -> None:
        if next(failures):
            raise RuntimeError("not yet")

    await world.slack.say("U0ANA", "hello")
    await world.slack.settled()

    assert world.bot.answers == [500, 200]


async def test_a_planned_duplicate_is_delivered_twice_with_one_event_id(world: World) -> None:
    @world.app.event("message")
    async def on_message() -> None: ...

    world.slack.faults.duplicate_next_events = 1
    await world.slack.say("U0ANA", "one")
    await world.slack.say("U0ANA", "two")

    ids = [json.loads(body)["event_id"] for _, body in world.bot.requests]
    assert len(ids) == 3
    assert ids[0] == ids[1] != ids[2]


async def test_an_edit_arrives_with_both_versions(world: World) -> None:
    seen: list[Any] = []

    @world.app.event("message")
    async def on_message(event: Any) -> None:
        seen.append(event)

    ts = await world.slack.say("U0ANA", "Fridays")
    await world.slack.edit("U0ANA", world.slack.dm("U0ANA"), ts, "Mondays")

    assert seen[1]["subtype"] == "message_changed"
    assert (seen[1]["previous_message"]["text"], seen[1]["message"]["text"]) == ("Fridays", "Mondays")
    assert world.slack.messages(world.slack.dm("U0ANA"))[0]["text"] == "Mondays"
    assert "Fridays" in world.slack.everything_ever_shown("U0ANA")


async def test_a_channel_without_the_bot_tells_it_nothing(world: World) -> None:
    await world.slack.say("U0ANA", "between us", channel="C0OTHER")

    assert world.bot.requests == []


async def test_a_mention_in_a_channel_is_also_an_app_mention(world: World) -> None:
    kinds: list[str] = []

    @world.app.event("message")
    async def on_message(event: Any) -> None:
        kinds.append(f"message.{event['channel_type']}")

    @world.app.event("app_mention")
    async def on_mention(event: Any) -> None:
        kinds.append("mention")

    await world.slack.say("U0ANA", "queue", channel="C0COORD")
    await world.slack.say("U0ANA", "<@U0BOT> queue", channel="C0COORD")

    assert kinds == ["message.channel", "message.channel", "mention"]


async def test_opening_the_home_page_shows_what_the_bot_publishes(world: World) -> None:
    @world.app.event("app_home_opened")
    async def on_home(event: Any, client: Any) -> None:
        assert event["tab"] == "home"
        section = {"type": "section", "text": {"type": "mrkdwn", "text": "Your offers & dates"}}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section]})

    await world.slack.open_home("U0ANA")

    home = world.slack.home("U0ANA")
    assert home is not None
    assert home["blocks"][0]["text"]["text"] == "Your offers & dates"
    assert "Your offers & dates" in world.slack.everything_ever_shown("U0ANA")
    assert world.slack.home("U0BEN") is None


async def test_a_command_arrives_as_form_fields_and_its_answer_is_whispered(world: World) -> None:
    @world.app.command("/makegood")
    async def on_command(ack: Any, command: Any) -> None:
        await ack(f"You said {command['text']}")

    await world.slack.command("U0ANA", "/makegood offer")

    fields = parse_qs(world.bot.requests[0][1].decode())
    assert (fields["command"], fields["text"]) == (["/makegood"], ["offer"])
    assert fields["response_url"][0].startswith(world.slack.base_url)
    assert [m["text"] for m in world.slack.ephemerals("U0ANA")] == ["You said offer"]


async def test_a_command_nobody_answers_is_a_problem_and_is_not_repeated(world: World) -> None:
    await world.slack.command("U0ANA", "/makegood offer")
    await world.slack.settled()

    assert world.slack.problems("U0ANA") == ["dispatch_failed"]
    assert world.bot.answers == [404]


async def test_a_persons_file_reaches_the_bot_which_fetches_it_with_its_token(world: World) -> None:
    fetched: list[tuple[int, bytes]] = []

    @world.app.event("message")
    async def on_message(event: Any) -> None:
        address = event["files"][0]["url_private_download"]
        async with httpx.AsyncClient(trust_env=False) as http:
            for headers in ({}, {"Authorization": f"Bearer {BOT_TOKEN}"}):
                answer = await http.get(address, headers=headers)
                fetched.append((answer.status_code, answer.content))

    await world.slack.share("U0ANA", "rota.txt", b"Fridays", text="Our rota")

    assert fetched == [(403, b"sign in first"), (200, b"Fridays")]
    assert world.slack.messages(world.slack.dm("U0ANA"))[0]["subtype"] == "file_share"
