"""Deaths at every point of the story, and while files are passed on: the tests' harness, and a count."""

from pathlib import Path

from benchmarks.faults.table import Found
from tests.system import test_killed, test_talk_killed
from tests.system.city import City, When, city
from tests.system.dying import Dying
from tests.system.playing import the_story

TRIES_TO_STOP = 9


async def story(folder: Path, when: When) -> Found:
    """From an offer and a need to verified hours and feedback."""
    at = await test_killed.play(folder, when)
    test_killed.nothing_else_said(at)
    test_killed.verified(at)
    test_killed.died_everywhere(at)
    return counted(at)


async def commits(folder: Path, one_of: int) -> Found:
    """The same, with a death before and one after a commit of every kind."""
    async with city(folder, When.COMMIT, one_of) as at:
        await the_story(at)
        await _stopped(at)
    test_killed.nothing_else_said(at)
    test_killed.verified(at)
    kinds = set((folder / "commits").read_text().split())
    return counted(at).noting(f"{len(kinds)} kinds of commits")


async def _stopped(at: City) -> None:
    """It may die at what it commits while it stops."""
    assert isinstance(at.program, Dying)
    for _ in range(TRIES_TO_STOP):
        if await at.program.stop() == 0:
            return
        await at.program.start()
    raise AssertionError("it never stopped by itself")


async def files(folder: Path, when: When) -> Found:
    """A photo from Slack to Telegram, and a plan from Telegram to Slack."""
    at, photos, plans = await test_talk_killed.passed_on(folder, when)
    excused = 1 if when is When.AFTER else 0
    copies = (photos - 1, plans - 1)
    return Found(
        tries=len(at.kills),
        asked=2,
        lost=sum(each < 0 for each in copies),
        twice=sum(max(0, each) for each in copies),
        excused=excused,
    )


def counted(at: City) -> Found:
    """Each message of the story, as it stands in its chat at the end."""
    lost = twice = excused = asked = 0
    wrong: list[str] = []
    for chat, texts in test_killed.shown(at).items():
        for beginnings in test_killed.TOLD[chat]:
            asked += 1
            count = sum(text.startswith(beginnings) for text in texts)
            lost += count == 0
            twice += max(0, count - 1)
            if count != 1:
                wrong.append(f"{beginnings[0].splitlines()[0]!r} {count} times in {chat}")
            if chat == test_killed.CHAT_OF_MARIA:
                unknown = sum(
                    any(text.startswith(beginnings) for text in death.unanswered) for death in at.deaths
                )
                excused += min(max(0, count - 1), unknown)
    return Found(
        tries=len(at.deaths),
        asked=asked,
        lost=lost,
        twice=twice,
        excused=excused,
        note=", ".join(wrong),
    )
