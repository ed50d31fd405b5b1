"""kill -9 while files are passed on: between fetching and sending, before and after each call."""

from pathlib import Path

import pytest

from adapters.simulator.actors import Actor
from tests.system import playing
from tests.system.city import PRIYA, City, When, city
from tests.system.playing import Seen, pressed, shows, until

PLAN, PHOTO = b"%PDF-1.7 a plan", b"\xff\xd8\xff\xe0 a picture"


@pytest.mark.timeout(280)
@pytest.mark.parametrize("when", [When.BEFORE, When.AFTER], ids=["before", "after"])
async def test_files_that_are_passed_on_survive_a_kill_at_every_call(tmp_path: Path, when: When) -> None:
    at, photos, plans = await passed_on(tmp_path, when)

    died = {call.method for call in at.kills}
    assert died >= {"files.info", "sendPhoto", "getFile", "files.completeUploadExternal"}
    assert photos in ((1,) if when is When.BEFORE else (1, 2))
    assert plans == 1
    assert list((tmp_path / "var" / "spool").iterdir()) == []


async def passed_on(folder: Path, when: When) -> tuple[City, int, int]:
    """The city afterwards, and how often the photo and the plan arrived, whole."""
    async with city(folder, when) as at:
        await introduced(at)

        at.peace = False
        await at.slack.share(PRIYA, "photo.jpg", PHOTO, "Our garden")
        await until(twice(at.priya, "Delivered to Maria"), "the photo was never delivered")
        at.telegram.send_document(at.maria.user, PLAN, "plan.pdf", "The plan")
        await until(twice(at.maria, "Delivered to Priya"), "the plan was never delivered")
        await at.still()
        at.peace = True
        await at.still()

        assert {*pictures(at)} <= {PHOTO} and {*plans(at)} <= {PLAN}
        assert await at.program.stop() == 0
        return at, len(pictures(at)), len(plans(at))


def twice(person: Actor, words: str) -> Seen:
    return lambda: sum(words in text for text in person.sees()) >= 2


def pictures(at: City) -> list[bytes]:
    found = [each["photo"][-1] for each in at.telegram.messages(at.maria.user) if "photo" in each]
    return [at.telegram.file(each["file_id"]) for each in found]


def plans(at: City) -> list[bytes]:
    messages = at.slack.messages(at.slack.dm(PRIYA))
    ours = [each for message in messages if message.get("bot_id") for each in message.get("files", [])]
    return [at.slack.file(each["id"]) for each in ours]


async def introduced(at: City) -> None:
    await playing.decided(at)
    await pressed(at, at.maria, "Yes", "You said yes", about="Someone could help")
    await pressed(at, at.priya, "Yes", "You have a match", about="A group needs you")
    await at.priya.says("Hello!")
    await until(shows(at.priya, "Delivered to Maria"), "the first words were never delivered")
    at.maria.stand_in.say(at.maria.user, "Hello back")
    await until(shows(at.maria, "Delivered to Priya"), "the answer was never delivered")
    await at.still()
