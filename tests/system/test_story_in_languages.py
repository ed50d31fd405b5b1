"""The whole loop where nobody reads English: nothing is hard-coded, and everything fits on both platforms."""

import re
import sqlite3
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from bot.chat.outgoing import Outgoing, Post
from bot.story import Transcript, play
from bot.texts.drawing import drawn_for
from bot.texts.locales import codes, locale
from bot.texts.pseudo import CHANGES
from tests.cards import faults

SKILLS = "Bookkeeping"  # are called by their English names (docs/languages.md)
NAMES = "Priya Shah Sam Okafor Maria Kowalska Aire and Calder Engineering Seacroft Food Pantry km"
OF_THE_STAND_INS = "File"  # how they show one
NO_WORDS = re.compile(r"ID\d+|[\w-]+\.(?:ics|png)")  # numbers, and names of files


@pytest.mark.timeout(90)
async def test_the_story_is_told_without_a_word_of_english_but_what_people_wrote(tmp_path: Path) -> None:
    transcript = Transcript(out=None)

    funnel = await play(transcript, tmp_path, language="en-XA")

    wrote = " ".join(
        (NAMES, SKILLS, OF_THE_STAND_INS, *(line for line in transcript.lines if " writes: " in line))
    )
    theirs = set(re.findall(r"[A-Za-z]{2,}", wrote))
    left = {
        (word, message.text[:200])
        for message in transcript.messages
        for word in re.findall(r"[A-Za-z]{2,}", NO_WORDS.sub("", message.text))
        if word not in theirs
    }
    assert (funnel.promised, funnel.verified) == (4, 4)
    assert left == set()
    assert misfits(tmp_path / "makegood.db") == []


def misfits(database: Path) -> list[tuple[str, str]]:
    """Every message of the story, drawn in every language for both platforms."""
    reader = TypeAdapter(Outgoing)
    with sqlite3.connect(database) as rows:
        letters = [reader.validate_json(row[0]) for row in rows.execute("SELECT outgoing FROM outbox")]
    cards = [each.card for each in letters if isinstance(each, Post)]
    assert len(cards) > 30
    return [
        (code, fault)
        for card in dict.fromkeys(cards)
        for code in (*codes(), *CHANGES)
        for fault in faults(drawn_for(card, locale(code)), most=75 if code in CHANGES else 40)
    ]
