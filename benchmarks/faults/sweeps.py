"""Deaths at every point of the story and of the follow-up, and while files are passed on: the tests' harness,
and a count.
"""

import contextlib
import json
import re
import sqlite3
from collections import Counter
from pathlib import Path

from benchmarks.faults.table import Found
from benchmarks.measuring import progress
from bot.nudge_schedule import DEFAULT
from storage.engine import open_engine
from storage.migrate import upgrade
from tests.system import test_killed, test_talk_killed
from tests.system.city import City, When, as_read, city, words_of_letter
from tests.system.dying import Dying
from tests.system.follow_ups import FOLLOW_UPS, copies
from tests.system.months import TOLD as MONTHS
from tests.system.months import the_months
from tests.system.mortal import Doom, Fate
from tests.system.playing import the_story

TRIES_TO_STOP = 9


async def story(folder: Path, when: When) -> Found:
    """From an offer and a need to verified hours and feedback."""
    at = await test_killed.play(folder, when)
    test_killed.nothing_else_said(at)
    test_killed.verified(at)
    test_killed.died_everywhere(at)
    return counted(at)


async def months(folder: Path, when: When) -> Found:
    """Real processes, whose clock goes ahead by days: from an ask that nobody answers to feedback."""
    async with city(folder, when, schedule=DEFAULT.read_text("utf-8")) as at:
        await the_months(at)
        assert await at.program.stop() == 0
    return counted(at, MONTHS)


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


async def follow_up(folder: Path, name: str, doom: Doom) -> Found:
    """Months of it: everybody must have been told what they are told where nothing goes wrong."""
    one = FOLLOW_UPS[name]
    template = folder / "template.db"
    engine = open_engine(f"sqlite:///{template}")
    await upgrade(engine)
    await engine.dispose()
    calm = await one.played(template, test_killed.made(folder / "calm"), Fate(doom=Doom.NOWHERE))
    killed = await one.played(template, test_killed.made(folder / "killed"), Fate(doom=doom))
    asked, told = one.told(calm), one.told(killed)
    again = copies(killed)
    missing, more = asked - told, told - asked
    for each in (*missing, *more):
        progress(each)
    return Found(
        tries=killed.fate.tries,
        asked=asked.total(),
        lost=missing.total(),
        twice=more.total() + again["office"] + again["phone"],
        excused=again["excused"],
        note=f"{len(one.codes)} kinds of reminders",
    )


def counted(at: City, told: test_killed.Told = test_killed.TOLD) -> Found:
    """Each message that had to come, as it stands in its chat at the end.

    On Telegram one is excused for each death that left it under way, and for each answer that a living
    process waited for in vain, as its log says. Of what is not excused all is told that is known.
    """
    lost = twice = excused = asked = 0
    wrong: list[str] = []
    unheard = lost_answers(at)
    for chat, texts in test_killed.shown(at).items():
        for beginnings in told.get(chat, ()):
            asked += 1
            count = sum(text.startswith(beginnings) for text in texts)
            lost += count == 0
            twice += max(0, count - 1)
            known = 0
            if chat == test_killed.CHAT_OF_MARIA:
                known = sum(
                    any(text.startswith(beginnings) for text in death.unanswered) for death in at.deaths
                )
                known += sum(times for text, times in unheard.items() if text.startswith(beginnings))
                excused += min(max(0, count - 1), known)
            if count == 0 or count > 1 + known:
                wrong.append(f"{beginnings[0].splitlines()[0]!r} {count} times in {chat}")
                explained(at, beginnings)
    return Found(
        tries=len(at.deaths),
        asked=asked,
        lost=lost,
        twice=twice,
        excused=excused,
        note=", ".join(wrong),
    )


def letters(at: City) -> dict[str, tuple[str, str]]:
    """By number: what each letter says, and what is known of how it went."""
    with contextlib.closing(sqlite3.connect(at.folder / "var" / "makegood.db")) as database:
        rows = database.execute(
            "select id, chat, state, attempt, maybe_sent, outgoing from outbox"
        ).fetchall()
    found = {}
    for id, chat, state, attempt, maybe_sent, outgoing in rows:
        letter = json.loads(outgoing)
        if "card" in letter or "caption" in letter:
            about = f"letter {id} to {chat}: {state}, {attempt} claims, maybe sent: {maybe_sent}"
            found[str(id)] = (as_read(words_of_letter(letter)), about)
    return found


def lost_answers(at: City) -> Counter[str]:
    """What the program said it never had an answer to, while it lived."""
    known, count = letters(at), Counter[str]()
    for line in _logged(at):
        if "letter.not_sent" in line and "AnswerLost" in line and (found := _LETTER.search(line)):
            count[known.get(found[1], ("", ""))[0]] += 1
    return count


def explained(at: City, beginnings: tuple[str, ...]) -> None:
    """To standard error: each letter that says it, and what the log says of that."""
    for id, (said, about) in letters(at).items():
        if said.startswith(beginnings):
            progress(about)
            for line in _logged(at):
                if (found := _LETTER.search(line)) and found[1] == id:
                    progress(f"  {line}")
    for death in at.deaths:
        if any(text.startswith(beginnings) for text in (*death.shown, *death.unanswered)):
            progress(f"  a death: shown {len(death.shown)}, under way {len(death.unanswered)}")


_LETTER = re.compile(r"\bletter=(\d+)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def _logged(at: City) -> list[str]:
    return _COLOUR.sub("", (at.folder / "program.log").read_text(errors="replace")).splitlines()
