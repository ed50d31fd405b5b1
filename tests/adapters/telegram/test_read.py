from typing import Any

import pytest
import telegram

from adapters.telegram.read import Me, incoming, split_reference
from bot.chat.action import Action
from bot.chat.address import Account, Chat
from bot.chat.incoming import (
    ChatClosed,
    ChatJoined,
    ChatMoved,
    Command,
    Edited,
    Incoming,
    Left,
    Located,
    MemberLeft,
    Pressed,
    Reacted,
    Said,
    Unreadable,
)
from tests.adapters.telegram.updates import ASHA, BOT, GROUP, PRIVATE, membership, message, press

ME = Me(id=777000111, username="MakegoodBot")


def read(raw: dict[str, Any]) -> Incoming | None:
    return incoming(telegram.Update.de_json(raw), ME)


def test_a_person_is_known_by_the_bot_and_their_own_id():
    event = read(message(42, text="hello"))

    assert event is not None
    origin = event.origin
    assert origin.event == "42"
    assert origin.sender == Account(platform="telegram", tenant="777000111", user="1001")
    assert origin.chat == Chat(platform="telegram", tenant="777000111", id="1001")
    assert (origin.name, origin.language, origin.private, origin.live) == ("Asha Patel", "pa", True, False)


@pytest.mark.parametrize(
    "forged",
    [
        message(text="/mine", **{"from": ASHA | {"id": 5001}}),
        message(text="hello", chat=PRIVATE | {"id": 6105}),
        press("x.yes:ABC:1", chat=PRIVATE | {"id": 6105}),
        press("x.yes:ABC:1", chat=PRIVATE | {"id": 6105, "type": "of no kind"}),
        membership("kicked", chat=PRIVATE | {"id": 6105}),
    ],
    ids=["a command", "words", "a press", "a press in a chat of no kind", "blocked"],
)
def test_nobody_acts_in_the_private_chat_of_another(forged: dict[str, Any]):
    """Whoever reads there would read what is shown to the one who is said to have asked."""
    assert read(forged) is None


def test_who_sets_no_language_keeps_the_one_they_had():
    plain = {"id": 1001, "is_bot": False, "first_name": "Bo"}

    event = read(message(text="hello", **{"from": plain}))

    assert event is not None and event.origin.language == ""


def test_a_hostile_name_is_read_as_it_is():
    hostile = ASHA | {"first_name": "<b>*_@everyone|=cmd()", "last_name": "\u202etxt.exe"}

    event = read(message(text="hello", **{"from": hostile}))

    assert event is not None and event.origin.name == "<b>*_@everyone|=cmd() \u202etxt.exe"


@pytest.mark.parametrize(
    ("words", "name", "rest"),
    [
        ("/need", "need", ""),
        ("/NEED", "need", ""),
        ("/need@MakegoodBot a plumber, LS9", "need", "a plumber, LS9"),
        ("/need@makegoodbot", "need", ""),
        ("/start join_7Q2K9D", "start", "join_7Q2K9D"),
        ("/start", "start", ""),
        ("/need a plumber\nbefore winter", "need", "a plumber\nbefore winter"),
    ],
)
def test_a_slash_and_a_word_are_a_command(words, name, rest):
    event = read(message(text=words))

    assert isinstance(event, Command)
    assert (event.name, event.rest) == (name, rest)


def test_a_command_for_another_bot_is_not_ours():
    assert read(message(text="/need@OtherBot a plumber", chat=GROUP)) is None


@pytest.mark.parametrize("words", ["/", "/ need", "//", "1/2 day", "/need-more"])
def test_a_slash_alone_is_no_command(words):
    assert isinstance(read(message(text=words)), Said)


def test_words_carry_the_message_they_answer():
    answered = {"message_id": 3, "date": 1, "chat": PRIVATE, "from": BOT, "text": "When?"}

    event = read(message(text="Friday", reply_to_message=answered))

    assert isinstance(event, Said)
    assert (event.text, event.reply_to) == ("Friday", "1001/3")


def test_a_button_is_read_with_the_message_it_stands_on():
    event = read(press("match.approve:7Q2K9D:3"))

    assert isinstance(event, Pressed)
    assert event.action == Action(verb="match.approve", subject="7Q2K9D", revision=3)
    assert event.message == "1001/9"


@pytest.mark.parametrize("data", [None, "", ":", "a:b:c", "a:b:1:d:e", "x" * 65, "a:b:-1", "a:b:٣"])
def test_a_button_that_we_did_not_make_is_unreadable(data):
    event = read(press(data))

    assert isinstance(event, Unreadable) and event.what == "button"


def test_a_button_pressed_on_a_message_too_old_to_see_is_read():
    raw = press("mine")
    raw["callback_query"]["message"] = {"chat": GROUP, "message_id": 9, "date": 0}

    event = read(raw)

    assert isinstance(event, Pressed)
    assert event.message == "-1002003004005/9"
    assert event.origin.chat.id == "-1002003004005" and not event.origin.private


PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
FILE = {"file_id": "f", "file_unique_id": "u", "duration": 1, "width": 1, "height": 1, "length": 1}
STICKER = FILE | {"is_animated": False, "is_video": False, "type": "regular"}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"photo": PHOTO}, "photo"),
        ({"voice": FILE}, "voice"),
        ({"video_note": FILE}, "file"),
        ({"document": FILE}, "file"),
        ({"animation": FILE, "document": FILE}, "file"),
    ],
)
def test_a_file_is_said_with_the_id_it_is_fetched_by(content, kind):
    event = read(message(**content))

    assert isinstance(event, Said) and event.text == ""
    assert [(file.id, file.kind) for file in event.files] == [("f", kind)]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({"sticker": STICKER}, "sticker"),
        ({"contact": {"phone_number": "1", "first_name": "Bo"}}, "contact"),
    ],
)
def test_what_we_cannot_read_is_named(content, what):
    event = read(message(**content))

    assert isinstance(event, Unreadable) and event.what == what


@pytest.mark.parametrize(
    "content",
    [
        {"location": {"latitude": 53.8, "longitude": -1.5}},
        {
            "location": {"latitude": 53.8, "longitude": -1.5},
            "venue": {
                "location": {"latitude": 53.8, "longitude": -1.5},
                "title": "Town Hall",
                "address": "The Headrow",
            },
        },
    ],
)
def test_a_place_is_read_and_never_printed(content):
    event = read(message(**content))

    assert isinstance(event, Located) and (event.latitude, event.longitude) == (53.8, -1.5)
    assert "53.8" not in repr(event)


def test_the_words_under_a_photo_are_read():
    event = read(message(photo=PHOTO, caption="our boiler"))

    assert isinstance(event, Said) and event.text == "our boiler"


def test_in_a_group_words_between_others_are_not_ours():
    answered = {"message_id": 3, "date": 1, "chat": GROUP, "from": ASHA | {"id": 5}, "text": "Hi"}

    assert read(message(text="lunch?", chat=GROUP)) is None
    assert read(message(text="yes", chat=GROUP, reply_to_message=answered)) is None
    assert read(message(photo=PHOTO, chat=GROUP)) is None


def test_in_a_group_an_answer_to_us_is_ours():
    answered = {"message_id": 3, "date": 1, "chat": GROUP, "from": BOT, "text": "When?"}

    event = read(message(text="Friday", chat=GROUP, reply_to_message=answered))

    assert isinstance(event, Said)
    assert event.origin.chat.id == "-1002003004005" and not event.origin.private
    assert event.reply_to == "-1002003004005/3"


@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        ("@MakegoodBot we need a plumber", "we need a plumber"),
        ("@makegoodbot: we need one", "we need one"),
        ("we need a plumber @MakegoodBot", "we need a plumber @MakegoodBot"),
    ],
)
def test_in_a_group_words_that_name_us_are_ours(words, read_as):
    event = read(message(text=words, chat=GROUP))

    assert isinstance(event, Said) and event.text == read_as


def test_a_name_that_only_begins_like_ours_is_not_ours():
    assert read(message(text="@MakegoodBotty help", chat=GROUP)) is None


def test_those_who_share_an_account_are_not_taken_for_a_person():
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}

    assert read(message(text="/queue", chat=GROUP, **{"from": anonymous, "sender_chat": GROUP})) is None
    assert read(message(text="/queue", chat=GROUP, sender_chat=GROUP)) is None


def test_one_who_blocks_the_bot_has_left():
    event = read(membership("kicked"))

    assert isinstance(event, Left) and event.origin.sender.user == "1001"


def test_coming_back_is_no_event():
    assert read(membership("member")) is None


def test_being_taken_out_of_a_group_and_brought_in_are_read():
    assert isinstance(read(membership("kicked", chat=GROUP)), ChatClosed)
    assert isinstance(read(membership("left", chat=GROUP)), ChatClosed)
    assert isinstance(read(membership("member", chat=GROUP)), ChatJoined)


def test_a_group_that_moves_and_somebody_who_leaves_it_are_read():
    moved = read(message(chat=GROUP, migrate_to_chat_id=-1007))
    assert isinstance(moved, ChatMoved) and moved.to.id == "-1007"
    assert moved.origin.chat.id == str(GROUP["id"])

    left = read(message(chat=GROUP, left_chat_member={"id": 55, "is_bot": False, "first_name": "Bo"}))
    assert isinstance(left, MemberLeft) and left.account.user == "55"
    assert read(message(chat=GROUP, left_chat_member={"id": 9, "is_bot": True, "first_name": "X"})) is None


def test_an_edit_in_private_names_its_message_and_its_new_words():
    edited = message(text="later")
    edited["edited_message"] = edited.pop("message")

    event = read(edited)

    assert isinstance(event, Edited)
    assert (event.message, event.text) == ("1001/5", "later")


def test_a_mark_on_a_message_is_said_in_words():
    change = {
        "chat": {"id": 1001, "type": "private", "first_name": "Asha"},
        "message_id": 9,
        "date": 1790000000,
        "user": {"id": 1001, "is_bot": False, "first_name": "Asha"},
        "old_reaction": [{"type": "emoji", "emoji": "🙏"}],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    }

    event = read({"update_id": 1, "message_reaction": change})

    assert isinstance(event, Reacted)
    assert (event.message, event.added, event.removed) == ("1001/9", ("thumbs up",), ("folded hands",))


def test_edits_in_a_group_and_service_messages_are_no_events():
    edited = message(text="later", chat=GROUP)
    edited["edited_message"] = edited.pop("message")

    assert read(edited) is None
    assert read(message(new_chat_title="St Aidan's", chat=GROUP)) is None
    assert read(message(new_chat_title="St Aidan's")) is None


@pytest.mark.parametrize("named", ["", "C1/1.2", "5", "a/b", "1/"])
def test_a_reference_of_another_platform_is_not_ours(named):
    assert split_reference(named) is None
