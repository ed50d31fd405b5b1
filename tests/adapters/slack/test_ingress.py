import json
import logging
import time
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from adapters.simulator.serve import serving
from adapters.slack.desk import Desk
from adapters.slack.ingress import Door, bolt, signature
from adapters.slack.names import Names
from adapters.slack.platform import Slack
from adapters.slack.read import Me
from adapters.slack.sender import Sender
from bot.chat.incoming import Edited, OpenedHome, Said
from bot.chat.ports import Failed, Refused, Unavailable
from tests.adapters.slack.conftest import ANA, APP_TOKEN, BOT_TOKEN, CHANNEL, SECRET, Core, World, knock
from tests.adapters.slack.kept import Kept


def said(text: str = "hello", event_id: str = "Ev1") -> dict[str, Any]:
    event = {
        "type": "message",
        "user": ANA,
        "ts": "1.1",
        "text": text,
        "channel": "D0ANA",
        "channel_type": "im",
    }
    return {
        "type": "event_callback",
        "team_id": "T0LEEDS",
        "api_app_id": "A1",
        "event_id": event_id,
        "event": event,
    }


BODY = json.dumps(said()).encode()
NOW = time.time


def fresh() -> str:
    return str(int(NOW()))


def signed(stamp: str, secret: str = SECRET, body: bytes = BODY) -> str:
    return signature(secret.encode(), stamp, body)


FORGERIES = {
    "no signature": lambda: {"sign": ""},
    "another secret": lambda: {"sign": signed(fresh(), secret="guess")},
    "an empty secret": lambda: {"sign": signed(fresh(), secret="")},
    "of another body": lambda: {"sign": signed(fresh(), body=BODY + b" ")},
    "of another time": lambda: {"stamp": fresh(), "sign": signed(str(int(NOW()) - 5))},
    "an old request": lambda: {"stamp": str(int(NOW()) - 301)},
    "from the future": lambda: {"stamp": str(int(NOW()) + 310)},
    "no time": lambda: {"stamp": ""},
    "a time in words": lambda: {"stamp": "yesterday"},
    "a time with a sign": lambda: {"stamp": f"-{int(NOW())}"},
    "a time with a fraction": lambda: {"stamp": f"{NOW():.3f}"},
    "a huge time": lambda: {"stamp": "9" * 400},
    "another version": lambda: {"sign": signed(fresh()).replace("v0=", "v1=")},
    "a shortened signature": lambda: {"sign": signed(fresh())[:-1]},
    "capital letters": lambda: {"sign": signed(fresh()).upper()},
    "letters beyond ASCII": lambda: {"sign": b"v0=\xe9"},
}


def closed_door() -> Starlette:
    """Says 503 to whatever is really signed."""
    return Starlette(routes=[Door(SECRET).route()])


def open_door(core: Core) -> Starlette:
    """With all behind it but Slack, which cannot be reached."""
    client = AsyncWebClient(base_url="http://127.0.0.1:9/api/", retry_handlers=[])
    me = Me(team="T0LEEDS", user="U0BOT", bot="B0BOT", organisation="Leeds Print")
    desk = Desk(
        client=client, sender=Sender(client), names=Names(client, time.monotonic), me=me, handle=core.handle
    )
    door = Door(SECRET)
    door.app = bolt(secret=SECRET, api_url=client.base_url, settle=desk.settle)
    return Starlette(routes=[door.route()])


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_forged_request_is_refused_with_one_line_in_the_log(forgery, caplog):
    answer = await knock(closed_door(), BODY, **FORGERIES[forgery]())

    assert answer.status_code == 401
    [record] = [r for r in caplog.records if r.name.startswith("adapters.slack")]
    assert record.exc_info is None
    assert "hello" not in record.getMessage()


async def test_a_signed_request_passes_the_door():
    assert (await knock(closed_door(), BODY)).status_code == 503


async def test_a_request_of_more_than_a_megabyte_is_refused():
    assert (await knock(closed_door(), b"x" * 1_000_001)).status_code == 413


TO_US = b'"team_id": "T0LEEDS", "team": {"id": "T0LEEDS"}'


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"\xff\xfe", b"null", b"[]", b'"x"', b"{}", b"payload=%7B", b"0", b"[" * 100_000),
        b'{"type": "event_callback"}',
        b'{"type": "event_callback", %s, "event": null}' % TO_US,
        b'{"type": "event_callback", %s, "event": "x"}' % TO_US,
        b'{"type": "event_callback", %s, "event": {"type": "message", "user": "U1"}}' % TO_US,
        b'{"type": "event_callback", %s, "event": {"type": 7, "user": ["U1"]}}' % TO_US,
        b'{"type": "block_actions", "user": {}, "team": {}, "actions": [{"action_id": "1"}]}',
        b'{"type": "block_actions", %s, "user": {"id": "U1"}, "actions": [{"action_id": 1}]}' % TO_US,
        b'{"type": "view_submission", %s, "view": {"callback_id": "form"}}' % TO_US,
        b'{"type": "view_submission", %s, "user": {"id": "U1"}, "view": {"callback_id": "form", "id": 1,'
        b' "private_metadata": "K:1", "state": {"values": {"q:1": {"answer": 1}}}}}' % TO_US,
    ],
)
async def test_signed_nonsense_does_no_harm(body):
    core = Core()
    app = open_door(core)

    answer = await knock(app, body)

    assert answer.status_code in (200, 400, 404)
    assert core.heard == []
    assert (await knock(app, BODY)).status_code == 200
    assert len(core.heard) == 1


def foreign(**changed: Any) -> bytes:
    """An event of a workspace that has not the app, however it says so."""
    return json.dumps({**said("my secret"), **changed}).encode()


OTHER = [{"team_id": "T0OTHER", "user_id": "U0BOT", "is_bot": True}]
PRESS = {"type": "block_actions", "user": {"id": ANA, "team_id": "T0OTHER"}, "actions": [{"action_id": "1"}]}
REFUSED = {
    "empty": (b"", 400, "unreadable"),
    "five megabytes": (b"x" * 5_000_000, 413, "size"),
    "no JSON": (b"{secret", 400, "unreadable"),
    "no text": (b"\xff\xfe", 400, "unreadable"),
    "a list": (b"[]", 400, "unreadable"),
    "nothing": (b"null", 400, "unreadable"),
    "too deep": (b"[" * 100_000, 400, "unreadable"),
    "another workspace": (foreign(team_id="T0OTHER"), 403, "workspace"),
    "another workspace's authorisation": (foreign(authorizations=OTHER), 403, "workspace"),
    "no workspace": (foreign(team_id=None), 403, "workspace"),
    "a press in another workspace": (
        json.dumps({**PRESS, "team": {"id": "T0OTHER"}}).encode(),
        403,
        "workspace",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_what_is_signed_and_yet_not_for_us_is_refused_with_one_line(world: World, kind, caplog):
    body, status, reason = REFUSED[kind]
    caplog.set_level(logging.INFO)
    asked = len(world.stand_in.faults.calls)

    answer = await knock(Starlette(routes=world.slack.routes()), body)

    assert answer.status_code == status
    assert world.core.heard == []
    assert len(world.stand_in.faults.calls) == asked
    lines = [r for r in caplog.records if not r.name.startswith(("httpx", "uvicorn"))]
    assert [r.getMessage() for r in lines] == [f"slack.refused reason={reason}"]
    assert [r.exc_info for r in lines] == [None]


async def test_a_body_that_says_it_is_too_long_is_not_read():
    door = closed_door()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=door), base_url="http://bot.example"
    ) as us:
        answer = await us.post(
            "/slack/events",
            content=b"x",
            headers={"Content-Length": "5000000", "X-Slack-Request-Timestamp": fresh()},
        )

    assert answer.status_code == 413


async def test_the_address_is_verified_when_slack_asks(world: World):
    answer = await knock(
        Starlette(routes=world.slack.routes()),
        json.dumps({"type": "url_verification", "challenge": "abc"}).encode(),
    )

    assert answer.status_code == 200
    assert answer.json() == {"challenge": "abc"}


async def test_an_event_told_twice_has_one_name(world: World):
    world.stand_in.faults.duplicate_next_events = 1

    await world.stand_in.say(ANA, "hello")

    first, second = world.core.heard
    assert first.origin.event == second.origin.event
    assert first.origin.event.startswith("Ev")


async def test_an_event_that_failed_is_not_acknowledged_and_comes_again(world: World):
    world.core.will_fail(Failed("f1", "Sorry."))

    await world.stand_in.say(ANA, "hello")
    await world.stand_in.settled()

    assert [event.text for event in world.core.heard] == ["hello", "hello"]
    assert len({event.origin.event for event in world.core.heard}) == 1


async def test_an_event_that_broke_us_comes_again(world: World):
    world.core.will_fail(RuntimeError("secret words"))

    answer = await world.deliver(said())

    assert answer.status_code == 500
    assert answer.text == ""


async def test_an_event_that_failed_is_not_acknowledged_on_a_socket_either(dialled: World):
    dialled.core.will_fail(Failed("f1", "Sorry."))

    await dialled.stand_in.say(ANA, "hello")
    await dialled.stand_in.settled()

    assert [event.text for event in dialled.core.heard] == ["hello", "hello"]


async def test_mentions_and_the_home_page_arrive(world: World):
    await world.stand_in.say(ANA, "<@U0BOT> queue", channel=CHANNEL)
    await world.stand_in.open_home(ANA)

    mentioned, opened = world.core.heard
    assert not mentioned.origin.private
    assert isinstance(opened, OpenedHome)


async def test_a_file_without_words_arrives_by_itself(world: World):
    await world.stand_in.share(ANA, "poster.pdf", b"%PDF")

    [heard] = world.core.heard
    assert isinstance(heard, Said) and heard.text == ""
    assert [(file.name, file.mime, file.size) for file in heard.files] == [
        ("poster.pdf", "application/pdf", 4)
    ]


async def test_a_message_that_a_person_changes_is_heard_as_an_edit_of_it(world: World):
    ts = await world.stand_in.say(ANA, "helo")

    await world.stand_in.edit(ANA, world.stand_in.dm(ANA), ts, "hello")

    said, edited = world.core.heard
    assert isinstance(said, Said) and isinstance(edited, Edited)
    assert (said.text, edited.text) == ("helo", "hello")
    assert edited.message == said.message


async def test_a_direct_message_arrives_over_the_socket(dialled: World):
    await dialled.stand_in.say(ANA, "I can help")

    [heard] = dialled.core.heard
    assert heard == Said(origin=heard.origin, text="I can help", message=heard.message)


async def test_the_language_and_the_name_are_those_of_the_profile(world: World):
    world.stand_in.add_user("U0EVE", "<b>*_@everyone|=cmd()", locale="fr-FR")

    await world.stand_in.say("U0EVE", "bonjour")

    [heard] = world.core.heard
    assert (heard.origin.name, heard.origin.language) == ("<b>*_@everyone|=cmd()", "fr")


async def test_nothing_that_people_said_or_are_called_is_logged(world: World, caplog):
    with caplog.at_level(logging.INFO):
        world.core.will_fail(RuntimeError("a secret in the error"))
        await world.deliver(said("my secret"))
        await knock(
            Starlette(routes=world.slack.routes()),
            json.dumps({"type": "interactive_message", "secret": 1}).encode(),
        )

    ours = [r.getMessage() for r in caplog.records if not r.name.startswith(("httpx", "uvicorn"))]
    assert "secret" not in "".join(ours)
    assert "Ana" not in "".join(ours)
    assert BOT_TOKEN not in "".join(ours)


async def test_before_the_start_and_after_the_stop_events_are_sent_back(world: World):
    await world.slack.stop()

    assert (await world.deliver(said())).status_code == 503
    assert not world.slack.healthy()


async def test_the_environment_cannot_turn_us_into_another_kind_of_app(monkeypatch, world: World):
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN"):
        monkeypatch.setenv(name, "other")
    await world.slack.stop()
    await world.slack.start(world.core.handle)

    await world.deliver(said())

    assert len(world.core.heard) == 1


async def test_health_is_that_of_the_connection(dialled: World):
    assert dialled.slack.healthy()
    assert dialled.slack.routes() == []

    await dialled.slack.stop()

    assert not dialled.slack.healthy()


async def test_a_denied_token_is_said_at_the_start(world: World):
    slack = Slack(
        installations=Kept(),
        bot_token="xoxb-wrong",
        app_token=None,
        signing_secret=SECRET,
        mode="http",
        api_url=f"{world.stand_in.base_url}/api/",
    )

    with pytest.raises(Refused, match="token"):
        await slack.start(world.core.handle)


async def test_without_slack_there_is_no_start(monkeypatch):
    monkeypatch.setattr("adapters.slack.platform.START_TRIES", 1)
    async with serving(Starlette()) as url:
        slack = Slack(
            installations=Kept(),
            bot_token=BOT_TOKEN,
            app_token=APP_TOKEN,
            signing_secret=SECRET,
            mode="socket",
            api_url=f"{url}/api/",
        )

        with pytest.raises(Unavailable):
            await slack.start(lambda event: None)  # type: ignore[arg-type, return-value]

    assert not slack.healthy()


@pytest.mark.parametrize("url", ["https://slack.com/", "slack.com/api/", "ftp://slack.com/api/", ""])
def test_an_address_that_is_no_api_is_said_at_once(url):
    with pytest.raises(ValueError, match="/api/"):
        Slack(
            installations=Kept(),
            bot_token=BOT_TOKEN,
            app_token=None,
            signing_secret=SECRET,
            mode="http",
            api_url=url,
        )


@pytest.mark.parametrize(("mode", "secret"), [("socket", SECRET), ("http", "")])
def test_a_mode_without_its_secret_is_said_at_once(mode, secret):
    with pytest.raises(ValueError, match=r"token|secret"):
        Slack(installations=Kept(), bot_token=BOT_TOKEN, app_token=None, signing_secret=secret, mode=mode)
