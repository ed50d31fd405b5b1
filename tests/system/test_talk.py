"""The conversation of a match through both stand-ins: files, edits, marks, and people who left."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.simulator.faults import Fault
from bot.stage import CHANNEL, Stage, stage
from tests.system.posting import both_post

TUESDAY = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
MEGABYTE = 1024 * 1024
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
pytestmark = pytest.mark.timeout(120)

Json = dict[str, Any]


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    """Priya and Maria are introduced."""
    async with stage(tmp_path, starts=TUESDAY, undo_minutes=0) as on:
        await on.sam.commands(f"coordinate {on.code}")
        await on.settle()
        await introduced(on)
        yield on


async def introduced(on: Stage) -> None:
    await both_post(on, "tea", "Seacroft Pantry")
    await on.sam.presses("Verify", CHANNEL)
    await on.sam.presses("Approve", CHANNEL, "New offer")
    await on.sam.presses("Approve", CHANNEL, "New need")
    await on.settle()
    await on.sam.presses("Approve", CHANNEL, "Match")
    await on.settle()
    await on.maria.presses("Yes")
    await on.settle()
    await on.priya.presses("Yes")
    await on.settle()


def thread(on: Stage) -> str:
    """The time stamp of the match's card in Priya's chat."""
    channel = on.slack.dm("U0PRIYA")
    found = [each for each in on.slack.messages(channel) if "You have a match" in each["text"]]
    return str(found[-1]["ts"])


def card(on: Stage) -> int:
    """The number of the match's card in Maria's chat."""
    found = [each for each in on.telegram.messages(5001) if "You have a match" in each.get("text", "")]
    return int(found[-1]["message_id"])


def at_priya(on: Stage) -> list[Json]:
    return [each for each in on.slack.messages(on.slack.dm("U0PRIYA")) if each.get("bot_id")]


def shown(message: Json) -> str:
    """The words of a message on Slack as they are drawn."""
    drawn = [
        each for block in message["blocks"] if block["type"] == "rich_text" for each in block["elements"]
    ]
    return "".join(element["text"] for section in drawn for element in section["elements"])


def at_maria(on: Stage) -> list[Json]:
    return [each for each in on.telegram.messages(5001) if each["from"]["is_bot"]]


async def priya_says(on: Stage, text: str) -> str:
    ts = await on.slack.say("U0PRIYA", text, thread_ts=thread(on))
    await on.settle()
    return ts


async def maria_says(on: Stage, text: str, reply_to: int | None = None) -> Json:
    said = on.telegram.say(5001, text, reply_to=reply_to)
    await handled(on)
    return said


async def handled(on: Stage) -> None:
    await on.maria.handled()
    await on.settle()


async def priya_shares(on: Stage, name: str, content: bytes, text: str = "") -> str:
    ts = await on.slack.share("U0PRIYA", name, content, text, thread_ts=thread(on))
    await on.settle()
    return ts


def spooled(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "spool").glob("*"))


async def test_words_stand_in_the_thread_and_as_replies_and_are_shown_as_typed(on: Stage):
    hostile = "<!channel> <b>*_@everyone|=cmd()"

    await priya_says(on, hostile)
    await maria_says(on, hostile, card(on))

    told = at_maria(on)[-2]
    assert told["text"] == f"Priya Shah: {hostile}"
    assert told["reply_to_message"]["message_id"] == card(on)
    copy = next(each for each in at_priya(on) if "@everyone" in each["text"])
    assert copy["thread_ts"] == thread(on)
    assert copy["text"].startswith("Maria Kowalska: &lt;!channel&gt; &lt;b&gt;*_@everyone|=cmd()")
    assert shown(copy) == f"Maria Kowalska: {hostile}"
    assert shown(at_priya(on)[-2]) == "Delivered to Maria Kowalska."
    assert at_maria(on)[-1]["text"] == "Delivered to Priya Shah."


async def test_a_photo_from_slack_is_a_photo_on_telegram_with_the_same_bytes(on: Stage, tmp_path: Path):
    await priya_shares(on, "garden.jpg", JPEG, "Our garden")

    photo = next(each for each in at_maria(on) if "photo" in each)
    assert on.telegram.file(photo["photo"][-1]["file_id"]) == JPEG
    assert photo["caption"] == "Priya Shah sent a photo.\nOur garden"
    assert photo["reply_to_message"]["message_id"] == card(on)
    assert spooled(tmp_path) == []


async def test_a_document_from_telegram_stands_in_the_thread_under_its_name(on: Stage, tmp_path: Path):
    await priya_says(on, "Hello")

    on.telegram.send_document(5001, b"%PDF-1.7 plan", "../plan\u202efdp.pdf", "The plan")
    await handled(on)

    brought = next(each for each in at_priya(on) if each.get("files"))
    assert brought["thread_ts"] == thread(on)
    assert "The plan" in brought["text"]
    assert brought["files"][0]["title"] == "_planfdp.pdf"
    assert on.slack.file(brought["files"][0]["id"]) == b"%PDF-1.7 plan"
    assert spooled(tmp_path) == []


async def test_a_voice_note_goes_through(on: Stage):
    await priya_says(on, "Hello")

    on.telegram.send_voice(5001, b"OggS a voice")
    await handled(on)

    brought = next(each for each in at_priya(on) if each.get("files"))
    assert on.slack.file(brought["files"][0]["id"]) == b"OggS a voice"
    assert "a voice note" in brought["text"]


async def test_the_first_file_is_said_aloud_as_nobody_is_told_of_a_thread_they_have_not_written_in(on: Stage):
    on.telegram.send_photo(5001, JPEG, "Our kitchen")
    await handled(on)

    said, brought = [each for each in at_priya(on) if each.get("thread_ts")][-2:]
    assert said["subtype"] == "thread_broadcast" and "Our kitchen" in said["text"]
    assert brought["files"]


async def test_a_file_above_the_limit_is_refused_in_a_sentence_both_ways(on: Stage):
    large = b"x" * (20 * MEGABYTE + 1)

    await priya_shares(on, "film.mp4", large, "The film")
    on.telegram.send_document(5001, large, "film.mp4")
    await handled(on)

    assert any(each.get("text") == "Priya Shah: The film" for each in at_maria(on))
    for told in (at_priya(on), at_maria(on)):
        assert any("I could not pass on film.mp4: it has 20 MB" in each.get("text", "") for each in told)


async def test_a_file_of_the_full_size_goes_through_both_ways(on: Stage):
    full = b"x" * (20 * MEGABYTE)
    await priya_shares(on, "full.bin", full)
    on.telegram.send_document(5001, full, "full.bin")
    await handled(on)

    document = next(each for each in at_maria(on) if "document" in each)
    assert len(on.telegram.file(document["document"]["file_id"])) == len(full)
    brought = next(each for each in at_priya(on) if each.get("files"))
    assert len(on.slack.file(brought["files"][0]["id"])) == len(full)


async def test_edits_change_the_copy_on_both_platforms(on: Stage):
    ts = await priya_says(on, "See you Mondya")
    await on.slack.edit("U0PRIYA", on.slack.dm("U0PRIYA"), ts, "See you Monday")
    await on.settle()
    said = await maria_says(on, "Grate", card(on))
    on.telegram.edit(5001, None, said["message_id"], "Great")
    await handled(on)

    assert [each["text"] for each in at_maria(on) if "See you" in each.get("text", "")] == [
        "Priya Shah (edited): See you Monday"
    ]
    assert "Maria Kowalska (edited): Great" in [shown(each) for each in at_priya(on)]
    assert not [each for each in at_priya(on) if "Grate" in each["text"]]


async def test_a_deleted_message_is_taken_back(on: Stage):
    ts = await priya_says(on, "0113 496 0000")

    await on.slack.delete("U0PRIYA", on.slack.dm("U0PRIYA"), ts)
    await on.settle()

    assert not [each for each in at_maria(on) if "0113" in each.get("text", "")]
    assert any(each.get("text") == "Priya Shah took this message back." for each in at_maria(on))


async def test_marks_are_one_short_line_on_both_platforms(on: Stage):
    await priya_says(on, "Shall I bring cake?")
    copy = next(each for each in at_maria(on) if "cake" in each.get("text", ""))
    on.telegram.react(5001, copy["message_id"], "👍")
    await handled(on)
    on.telegram.react(5001, copy["message_id"], "👍", "🎉")
    await handled(on)
    await maria_says(on, "Yes please", card(on))
    back = next(each for each in at_priya(on) if "Yes please" in each["text"])
    await on.slack.react("U0PRIYA", on.slack.dm("U0PRIYA"), back["ts"], "heart")
    await on.settle()

    assert [shown(each) for each in at_priya(on) if "reacted" in each["text"]] == [
        "Maria Kowalska reacted with thumbs up and party popper."
    ]
    assert [each["text"] for each in at_maria(on) if "reacted" in each.get("text", "")] == [
        "Priya Shah reacted with heart."
    ]


async def test_a_blocked_bot_is_seen_by_the_sender_and_once_by_a_coordinator_and_the_rest_is_kept(on: Stage):
    on.telegram.world.person(5001).blocked = True  # without the update: it is found out by sending
    await priya_says(on, "Are you well?")
    await priya_shares(on, "map.pdf", b"%PDF map")

    lost = [each for each in at_priya(on) if each["text"].startswith("Not delivered yet")]
    told = [text for text in on.sam.sees(CHANNEL) if "Maria Kowalska" in text and "another way" in text]
    on.telegram.start(5001)
    await handled(on)

    assert len(lost) == 2 and len(told) == 1
    assert any(each.get("text") == "Priya Shah: Are you well?" for each in at_maria(on))
    assert any("document" in each for each in at_maria(on))


async def test_a_deactivated_colleague_is_seen_by_the_group(on: Stage):
    on.slack.deactivate("U0PRIYA")

    await maria_says(on, "Are you there?", card(on))

    assert at_maria(on)[-1]["text"].startswith("Not delivered yet: Priya Shah")


async def test_an_upload_whose_answer_was_lost_is_found_and_not_shown_twice(on: Stage):
    await priya_says(on, "Hello")
    on.slack.faults.plan("files.completeUploadExternal", Fault.LOST_ANSWER)

    on.telegram.send_document(5001, b"once", "once.txt")
    await handled(on)
    await on.forward(timedelta(seconds=5))

    assert len([each for each in at_priya(on) if each.get("files")]) == 1
    assert any(each.get("text") == "Delivered to Priya Shah." for each in at_maria(on))


async def test_an_event_twice_is_one_message(on: Stage):
    on.slack.faults.duplicate_next_events = 1
    on.telegram.faults.duplicate_next_events = 1

    await priya_says(on, "Once")
    await maria_says(on, "Once too", card(on))

    assert len([each for each in at_maria(on) if each.get("text") == "Priya Shah: Once"]) == 1
    assert len([each for each in at_priya(on) if shown(each) == "Maria Kowalska: Once too"]) == 1
