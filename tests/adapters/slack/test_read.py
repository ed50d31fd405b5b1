from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.desk import Desk
from adapters.slack.names import Names
from adapters.slack.read import Me, incoming
from adapters.slack.sender import Sender
from adapters.slack.words import typed
from bot.chat.action import Action
from bot.chat.incoming import (
    Command,
    Dismissed,
    Edited,
    Filled,
    Incoming,
    OpenedHome,
    Pressed,
    Reacted,
    Said,
    TakenBack,
    Unreadable,
)
from bot.chat.outgoing import Reply

ME = Me(team="T0LEEDS", user="U0BOT", bot="B0BOT", organisation="Leeds Print")
USER = {"id": "U0ANA", "username": "ana", "name": "ana", "team_id": "T0LEEDS"}
BY_ANA = {"user": USER, "team": {"id": "T0LEEDS", "domain": "leeds"}}


def event(kind: str = "message", **fields: Any) -> dict[str, Any]:
    direct = {"channel": "D0ANA", "channel_type": "im"} if kind == "message" else {"channel": "C0COORD"}
    body = {"type": kind, "user": "U0ANA", "ts": "1764000000.000100", "text": "hello", **direct, **fields}
    return {"type": "event_callback", "team_id": "T0LEEDS", "event_id": "Ev1", "event": body}


def command(text: str, **fields: Any) -> dict[str, Any]:
    return {
        "command": "/makegood",
        "text": text,
        "team_id": "T0LEEDS",
        "user_id": "U0ANA",
        "user_name": "ana",
        "channel_id": "D0ANA",
        "trigger_id": "1.2.3",
        **fields,
    }


def press(
    value: str | None = "match.approve:7Q:3", channel: str = "D0ANA", **container: Any
) -> dict[str, Any]:
    action = {"type": "button", "action_id": "1:x", "block_id": "b", "value": value, "action_ts": "5.5"}
    place = {"type": "message", "message_ts": "4.4", "channel_id": channel, "is_ephemeral": False}
    return {
        **BY_ANA,
        "type": "block_actions",
        "trigger_id": "1.2.3",
        "actions": [action],
        "channel": {"id": channel},
        "container": {**place, **container},
    }


def view(kind: str = "view_submission", trigger: str = "9.9", **fields: Any) -> dict[str, Any]:
    values = {
        "what:2": {"answer": {"type": "plain_text_input", "value": " Bookkeeping "}},
        "kind:2": {"answer": {"type": "radio_buttons", "selected_option": {"value": "skills"}}},
        "areas:2": {"answer": {"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}},
        "note:2": {"answer": {"type": "plain_text_input", "value": None}},
        "none:2": {"answer": {"type": "checkboxes", "selected_options": []}},
        "menu:2": {"answer": {"type": "static_select", "selected_option": None}},
    }
    shown = {
        "id": "V1",
        "hash": "7.7",
        "callback_id": "form",
        "private_metadata": "K7:2",
        "state": {"values": values},
        "blocks": [],
        **fields,
    }
    return {**BY_ANA, "type": kind, "trigger_id": trigger, "view": shown}


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("offer some  words", "offer", "some  words"),
        ("", "help", ""),
        ("   ", "help", ""),
        ("OFFER", "offer", ""),
        ("/mine", "mine", ""),
        ("coordinate A1-B2", "coordinate", "A1-B2"),
        ("offer tea &amp; cake &lt;free&gt;", "offer", "tea & cake <free>"),
    ],
)
def test_the_first_word_of_a_command_is_its_name(text, name, rest):
    found = incoming(command(text), ME)

    assert found == Command(origin=found.origin, name=name, rest=rest)
    assert found.origin.live
    assert found.origin.event == "1.2.3"
    assert found.origin.organisation == "Leeds Print"


def test_a_command_in_a_channel_says_so():
    found = incoming(command("offer", channel_id="C0ALL"), ME)

    assert (found.origin.private, found.origin.chat.id) == (False, "C0ALL")


def test_a_direct_message_is_said_in_the_chat_of_the_person():
    found = incoming(event(text="I can help &amp; cook"), ME)

    assert found == Said(origin=found.origin, text="I can help & cook", message="D0ANA/1764000000.000100")
    assert (found.origin.chat.id, found.origin.private, found.origin.live) == ("U0ANA", True, False)
    assert found.origin.event == "Ev1"


def test_a_reply_in_a_thread_says_what_it_answers():
    assert incoming(event(thread_ts="17.1"), ME).reply_to == "D0ANA/17.1"


def test_a_mention_in_a_channel_is_said_without_the_mention():
    found = incoming(event("app_mention", text="<@U0BOT>, queue please <@U0BOT>"), ME)

    assert found == Said(origin=found.origin, text="queue please", message="C0COORD/1764000000.000100")
    assert (found.origin.chat.id, found.origin.private) == ("C0COORD", False)


def test_nothing_but_a_mention_asks_for_help():
    assert incoming(event("app_mention", text="<@U0BOT>"), ME).name == "help"


def test_an_answer_to_us_in_a_channel_is_heard_and_other_talk_is_not():
    answer = event(channel="C0COORD", channel_type="channel", thread_ts="1.1", parent_user_id="U0BOT")
    other = event(channel="C0COORD", channel_type="channel", thread_ts="1.1", parent_user_id="U0SAM")
    mention = event(
        channel="C0COORD", channel_type="channel", thread_ts="1.1", parent_user_id="U0BOT", text="<@U0BOT> hi"
    )

    assert incoming(answer, ME).reply_to == "C0COORD/1.1"
    assert incoming(other, ME) is None
    assert incoming(mention, ME) is None  # comes as app_mention


def test_a_file_is_said_with_words_or_without():
    alone = incoming(event(text="", subtype="file_share", files=[{"id": "F1"}]), ME)
    captioned = incoming(event(text="our poster", subtype="file_share", files=[{"id": "F1"}]), ME)

    assert (alone.text, [file.id for file in alone.files]) == ("", ["F1"])
    assert (captioned.text, [file.id for file in captioned.files]) == ("our poster", ["F1"])


def test_a_change_of_words_is_an_edit_and_a_preview_of_a_link_is_not():
    before = {"type": "message", "user": "U0ANA", "ts": "17.1", "text": "helo"}
    change = {"subtype": "message_changed", "hidden": True, "previous_message": before}

    found = incoming(event(**change, message=before | {"text": "hello &amp; hi"}), ME)
    preview = incoming(event(**change, message=before | {"attachments": [{}]}), ME)

    assert isinstance(found, Edited) and (found.message, found.text) == ("D0ANA/17.1", "hello & hi")
    assert preview is None


def test_a_deleted_message_is_taken_back_and_what_the_bot_changes_is_nothing():
    before = {"type": "message", "user": "U0ANA", "ts": "17.1", "text": "helo"}
    bots = before | {"bot_id": "B1"}
    gone = {"subtype": "message_deleted", "hidden": True, "deleted_ts": "17.1"}

    found = incoming(event(**gone, previous_message=before), ME)

    assert isinstance(found, TakenBack) and found.message == "D0ANA/17.1"
    assert incoming(event(**gone, previous_message=bots), ME) is None


def test_a_mark_on_a_message_is_said_in_words():
    item = {"type": "message", "channel": "D0ANA", "ts": "17.1"}

    put = incoming(event("reaction_added", reaction="+1::skin-tone-2", item=item), ME)
    gone = incoming(event("reaction_removed", reaction="green_heart", item=item), ME)

    assert isinstance(put, Reacted) and (put.message, put.added) == ("D0ANA/17.1", ("thumbs up",))
    assert isinstance(gone, Reacted) and gone.removed == ("green heart",)


@pytest.mark.parametrize(
    "payload",
    [
        event(bot_id="B0OTHER"),
        event(user="U0BOT"),
        event(user=None),
        event(subtype="message_changed", hidden=True),
        event(subtype="message_deleted"),
        event(subtype="channel_join"),
        event(user_team="T0OTHER"),
        event() | {"team_id": "T0OTHER"},
        event("app_home_opened", tab="messages"),
        event("reaction_added"),
        event("team_join", user={"id": "U0NEW"}),
        command("offer", team_id="T0OTHER"),
        press() | {"team": {"id": "T0OTHER"}},
        press() | {"user": {**USER, "team_id": "T0OTHER"}},
        BY_ANA | {"type": "interactive_message"},
        view("view_closed", callback_id="other"),
    ],
)
def test_what_no_person_of_the_workspace_did_to_us_is_nothing(payload):
    assert incoming(payload, ME) is None


def test_opening_the_home_tab_is_noticed():
    found = incoming(event("app_home_opened", tab="home", channel="D0ANA"), ME)

    assert found == OpenedHome(origin=found.origin)
    assert found.origin.private


def test_a_press_brings_back_the_action_and_the_message():
    found = incoming(press(), ME)

    action = Action(verb="match.approve", subject="7Q", revision=3)
    assert found == Pressed(origin=found.origin, action=action, message="D0ANA/4.4")
    assert (found.origin.live, found.origin.chat.id) == (True, "U0ANA")


def test_a_press_in_a_channel_and_on_the_home_page_know_where_they_are():
    in_channel = incoming(press(channel="C0COORD"), ME)
    at_home = incoming({**press(), "channel": None, "container": {"type": "view", "view_id": "V9"}}, ME)

    assert (in_channel.origin.chat.id, in_channel.message) == ("C0COORD", "C0COORD/4.4")
    assert (at_home.origin.chat.id, at_home.origin.private, at_home.message) == ("U0ANA", True, "")


def test_a_note_that_only_one_person_sees_is_no_message_to_edit():
    assert incoming(press(is_ephemeral=True), ME).message == ""


@pytest.mark.parametrize("value", [None, "", "a:b:c:d:e", "match.approve:7Q:three", "x" * 65, ":7Q:1"])
def test_a_button_that_is_not_ours_is_unreadable(value):
    found = incoming(press(value), ME)

    assert found == Unreadable(origin=found.origin, what="button")


def test_two_presses_are_two_events_and_one_press_told_twice_is_one():
    first, again = incoming(press(), ME), incoming(press(), ME)
    second = incoming(press() | {"trigger_id": "1.2.4"}, ME)

    assert first.origin.event == again.origin.event
    assert first.origin.event != second.origin.event


def test_a_submitted_form_brings_its_answers_by_question():
    found = incoming(view(), ME)

    answers = {"what": ("Bookkeeping",), "kind": ("skills",), "areas": ("a", "b")}
    assert found == Filled(origin=found.origin, conversation="K7", revision=2, answers=answers)
    assert found.origin.private


def test_a_second_try_after_errors_is_a_new_event_though_the_view_is_the_same():
    assert incoming(view(trigger="9.9"), ME).origin.event == incoming(view(trigger="9.9"), ME).origin.event
    assert incoming(view(trigger="9.9"), ME).origin.event != incoming(view(trigger="9.8"), ME).origin.event


def test_a_closed_form_brings_what_was_typed():
    found = incoming(view("view_closed"), ME)

    assert isinstance(found, Dismissed)
    assert (found.conversation, found.answers["what"]) == ("K7", ("Bookkeeping",))
    assert not found.origin.live


@pytest.mark.parametrize(
    "fields", [{"private_metadata": ""}, {"private_metadata": "K7:x"}, {"callback_id": "z"}]
)
def test_a_form_that_is_not_ours_is_unreadable(fields):
    found = incoming(view(**fields), ME)

    assert found == Unreadable(origin=found.origin, what="form")


def test_shortcuts_begin_an_offer():
    common = BY_ANA | {"trigger_id": "1.2.3", "action_ts": "5.5"}
    message = {"text": "I could teach &lt;Excel&gt;"}
    anywhere = incoming(common | {"type": "shortcut", "callback_id": "offer_help"}, ME)
    on_message = incoming(
        common
        | {
            "type": "message_action",
            "callback_id": "turn_into_offer",
            "message": message,
            "channel": {"id": "C1"},
        },
        ME,
    )
    unknown = incoming(common | {"type": "shortcut", "callback_id": "other"}, ME)

    assert anywhere == Command(origin=anywhere.origin, name="offer")
    assert on_message == Command(origin=on_message.origin, name="offer", rest="I could teach <Excel>")
    assert (on_message.origin.private, on_message.origin.chat.id) == (True, "U0ANA")
    assert isinstance(unknown, Unreadable)


def damaged(whole: Any) -> Iterator[Any]:
    """The same JSON with something else, or nothing, in each of its places in turn."""
    yield from (None, 0, "", "x", [], {}, [None], {"id": None}, True)
    if isinstance(whole, dict):
        for key, value in whole.items():
            yield {k: v for k, v in whole.items() if k != key}
            yield from ({**whole, key: other} for other in damaged(value))
    elif isinstance(whole, list):
        for at, value in enumerate(whole):
            yield from ([*whole[:at], other, *whole[at + 1 :]] for other in damaged(value))


@pytest.mark.parametrize(
    "whole",
    [
        command("offer"),
        event(),
        event("app_mention"),
        event("app_home_opened"),
        press(),
        view(),
        view("view_closed"),
    ],
)
async def test_no_damage_to_a_payload_breaks_the_desk_or_reaches_the_core_unread(whole):
    heard = []

    async def handle(event: Incoming) -> tuple[Reply, ...]:
        heard.append(event)
        return ()

    client = AsyncWebClient(base_url="http://127.0.0.1:9/api/", retry_handlers=[])
    desk = Desk(client=client, sender=Sender(client), names=Names(client, lambda: 0.0), me=ME, handle=handle)

    answers = [await desk.settle(payload) for payload in damaged(whole) if isinstance(payload, dict)]

    assert len(answers) > 50
    assert {answer.status for answer in answers} == {200}
    assert all(isinstance(one.origin.event, str) and one.origin.event for one in heard)
    assert {one.origin.sender.tenant for one in heard} == {"T0LEEDS"}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("fish &amp; chips", "fish & chips"),
        ("&lt;b&gt;", "<b>"),
        ("&amp;lt;", "&lt;"),
        ("see <https://x.example/a?b=1&amp;c=2>", "see https://x.example/a?b=1&c=2"),
        ("see <https://x.example|our page>", "see our page"),
        ("write to <mailto:a@b.org|a@b.org>", "write to a@b.org"),
        ("write to <mailto:a@b.org>", "write to a@b.org"),
        ("call <tel:0113>", "call 0113"),
        ("ask <@U1|sam>", "ask @sam"),
        ("ask <@U1>", "ask"),
        ("in <#C1|help>", "in #help"),
        ("<!here> hello", "@here hello"),
        ("<!subteam^S1|@crew> hello", "@crew hello"),
        ("<!date^1^{date}|today>", "today"),
    ],
)
def test_the_text_of_slack_becomes_what_was_typed(sent, read):
    assert typed(sent) == read
