"""What Telegram could bring that nobody should send: nothing breaks, nothing leaks, each gets a sentence."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.chat.action import Action, encode
from bot.stage import Stage, stage
from tests.system.posting import settled
from tests.system.stored import stored
from tests.system.test_rubbish import refusals

pytestmark = pytest.mark.timeout(120)

MALLORY, GROUP = 6001, -1001
SECRETS = ("Maria", "Kowalska", "Seacroft", "Quenby", "Priya", "Shah")
TABLES = ("organisations", "listings", "matches", "sessions", "deliveries", "people_roles", "person_roles")


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    """Maria's need and Priya's offer wait for Sam; Mallory has nothing to do with any of it."""
    async with stage(tmp_path, starts=datetime(2026, 12, 1, 9, 0, 5, tzinfo=UTC), undo_minutes=0) as opened:
        await opened.sam.commands(f"coordinate {opened.code}")
        await opened.maria.commands("need")
        need = (
            "skills",
            "bookkeeping for the Quenby fund",
            "LS9",
            "any time",
            "4",
            "1",
            "skip",
            "skip",
            "skip",
        )
        for words in (*need, "Seacroft Food Pantry", "post it"):
            await opened.maria.says(words)
            await opened.settle()
        await opened.maria.commands("offer")
        await opened.settle()
        opened.telegram.add_user(MALLORY, "Mallory")
        opened.telegram.start(MALLORY)
        await opened.settle()
        await settled(opened)
        yield opened


def everything(on: Stage) -> dict[str, list[Any]]:
    """What nobody but those concerned may change."""
    there = {name for (name,) in stored(on, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {name: stored(on, f"SELECT * FROM {name}") for name in sorted(there & set(TABLES))}


def seen(on: Stage, user: int = MALLORY) -> list[str]:
    return [str(message.get("text", "")) for message in on.telegram.messages(user)]


async def forgeries(on: Stage) -> dict[str, str]:
    """By what is wrong with it: the data of a button that was never shown to Mallory."""
    ((need,),) = stored(on, "SELECT id FROM listings")
    ((group,),) = stored(on, "SELECT id FROM organisations WHERE name LIKE 'Seacroft%'")
    talks = [row for (row,) in stored(on, "SELECT id FROM conversations WHERE state = 'asking'")]
    ((maria,),) = stored(on, "SELECT id FROM people WHERE name LIKE 'Maria%'")

    def of(verb: str, subject: str = "", revision: int = 1, option: str = "") -> str:
        return encode(Action(verb=verb, subject=subject, revision=revision, option=option))

    return {
        "nothing": "",
        "no verb": ":::",
        "an unknown verb": "drop.table:x:1",
        "a verb alone": "match.approve",
        "a row that is not there": of("match.approve", "NOSUCHROW1"),
        "a revision that is no number": f"listing.approve:{need}:one",
        "a negative revision": f"listing.approve:{need}:-1",
        "a revision beyond any": f"listing.approve:{need}:99999999999999999999",
        "a number in another script": f"listing.approve:{need}:٣",
        "too many parts": f"listing.approve:{need}:1:a:b:c",
        "64 bytes": "a" * 64,
        "pictures": "💥" * 16,
        "a turned-round name": "\u202etsop.c:x:1",
        "SQL": "'; DROP TABLE listings; --",
        "markup": "<b>c.post</b>:x:1",
        "another's need, approved": of("listing.approve", need),
        "another's need, declined": of("listing.decline", need),
        "another's need, withdrawn": of("listing.withdraw", need),
        "another's need, answered": of("listing.answer", need),
        "another's group, verified": of("org.verify", group),
        "another's group, refused": of("org.refuse", group),
        "another's group, answered for": of("org.answer", group),
        "another's conversation, answered": of("c.set", talks[0], 1, "kind=skills"),
        "another's conversation, posted": of("c.post", talks[0]),
        "another's conversation, cancelled": of("c.cancel", talks[0]),
        "another's conversation, opened": of("c.open", talks[0]),
        "a person's id where a match's belongs": of("match.yes", maria),
        "a need's id where a match's belongs": of("match.yes", need),
        "a reply to a person": of("desk.reply", need, 1, maria),
        "the coordinators' queue": of("go.queue"),
        "the report": of("go.report"),
        "hours of another's match": of("settle.verify", need),
        "a talk with another": of("talk.pick", need),
    }


async def test_no_forged_button_does_anything_and_each_gets_a_sentence(on: Stage) -> None:
    before = everything(on)
    message = on.telegram.messages(MALLORY)[-1]["message_id"]
    silent = []
    with capture_logs() as logs:
        for what, data in (await forgeries(on)).items():
            told = len(seen(on))
            press = on.telegram.forge(MALLORY, message, data)
            answer = await press
            await settled(on)
            if answer is None or not (answer.text or len(seen(on)) > told):
                silent.append(what)

    assert silent == []
    assert everything(on) == before
    assert not [secret for secret in SECRETS for said in told_to(on) if secret in said]
    assert [each for each in logs if each["log_level"] in ("error", "critical")] == []
    assert refusals(on) == []


def told_to(on: Stage, user: int = MALLORY) -> list[str]:
    """All that this person saw: messages, and notes at their buttons."""
    return [*seen(on, user), *(each.text for each in on.telegram.answers if each.user_id == user)]


async def test_a_command_for_another_bot_is_left_to_it(on: Stage) -> None:
    on.telegram.add_group(GROUP, "Allotments", [MALLORY, 5001])
    before = len(on.telegram.messages(GROUP))

    for words in ("/need@OtherBot", "/stop@OtherBot now", "/need@MakegoodBotX"):
        on.telegram.say(MALLORY, words, GROUP)
        on.telegram.say(MALLORY, words)
        await settled(on)

    assert [each for each in on.telegram.messages(GROUP)[before:] if each["from"]["is_bot"]] == []
    assert "OtherBot" not in "".join(text for text in seen(on) if not text.startswith("/"))


async def test_a_megabyte_of_text_a_name_without_end_and_hidden_characters(on: Stage) -> None:
    name = ("<b>\u202e*_@everyone|=cmd()\u200b" * 200)[:4097]
    on.telegram.add_user(6002, name)
    with capture_logs() as logs:
        on.telegram.start(6002)
        await settled(on)
        for words in ("x" * 1_000_000, "we need " * 125_000, "\u200b\u202e" * 2000, "👩‍👩‍👧‍👦" * 600):
            told = len(seen(on, 6002))
            on.telegram.deliver("message", _message(on, 6002, name, words), 6002)
            await settled(on)
            assert len(seen(on, 6002)) > told

    assert [each for each in logs if each["log_level"] in ("error", "critical")] == []
    assert refusals(on) == []
    assert not any("\u202e" in said or "\u200b" in said for said in bot_said(on, 6002))


def _message(on: Stage, user: int, name: str, words: str) -> dict[str, Any]:
    who = {"id": user, "is_bot": False, "first_name": name, "language_code": "en"}
    chat = {"id": user, "type": "private", "first_name": name}
    return {"message_id": 900_000, "from": who, "chat": chat, "date": 1_796_000_000, "text": words}


def bot_said(on: Stage, user: int) -> list[str]:
    return [str(each.get("text", "")) for each in on.telegram.messages(user) if each["from"]["is_bot"]]


async def test_edited_deleted_repeated_and_overtaking_messages_break_nothing(on: Stage) -> None:
    with capture_logs() as logs:
        on.telegram.faults.duplicate_next_events = 3
        said = on.telegram.say(MALLORY, "/need")
        await settled(on)
        on.telegram.edit(MALLORY, None, said["message_id"], "/offer")
        await settled(on)
        first = on.telegram.say(MALLORY, "skills")
        on.telegram.edit(MALLORY, None, first["message_id"], "team day")
        await settled(on)
        for message in [each["message_id"] for each in on.telegram.messages(MALLORY)]:
            del on.telegram.world.chat(MALLORY).messages[message]  # the person deletes the whole chat
        on.telegram.say(MALLORY, "paint a hall")
        await settled(on)
        late = _message(on, MALLORY, "Mallory", "back") | {"date": 1_700_000_000, "message_id": 1}
        on.telegram.deliver("message", late, MALLORY)
        await settled(on)

    talks = stored(on, "SELECT count(*) FROM conversations WHERE state IN ('asking', 'review')")
    assert talks[0][0] <= 2  # Maria's and Mallory's: nothing began twice
    assert bot_said(on, MALLORY)
    assert [each for each in logs if each["log_level"] in ("error", "critical")] == []
