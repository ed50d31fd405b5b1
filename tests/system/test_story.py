"""The whole loop, told as a story: its words are a golden file, its figures come from the database."""

import io
import json
import re
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.story import Transcript, play, story

GOLDEN = Path(__file__).parent / "golden" / "story.txt"


@pytest.mark.timeout(60)
async def test_the_story_reads_as_it_was_agreed(tmp_path: Path) -> None:
    """To accept new words, read them aloud first: `makegood story > tests/system/golden/story.txt`."""
    out = io.StringIO()

    code = await story(as_json=False, out=out)

    assert code == 0
    assert lines(out.getvalue()) == lines(GOLDEN.read_text("utf-8"))


def lines(told: str) -> list[str]:
    """Without scores: the 8-bit model rounds a little differently on another processor."""
    return re.sub(r"(Match ID\d+:) \d+ %", r"\1 __ %", told).splitlines()


@pytest.mark.timeout(60)
async def test_the_story_as_json_ends_with_verified_hours() -> None:
    out = io.StringIO()

    code = await story(as_json=True, out=out)

    told = json.loads(out.getvalue())
    assert code == 0
    assert told["funnel"] == {
        "promised_hours": 4.0,
        "allocated_hours": 4.0,
        "scheduled_hours": 4.0,
        "claimed_hours": 4.0,
        "verified_hours": 4.0,
    }
    assert {each["platform"] for each in told["messages"]} == {"slack", "telegram"}
    assert told["seconds"] > 0


@pytest.mark.timeout(90)
async def test_the_loop_closes_on_either_database(
    engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    funnel = await play(Transcript(out=None), tmp_path, database_url)

    assert (funnel.promised, funnel.verified) == (4, 4)


@pytest.mark.timeout(60)
async def test_nobody_is_named_before_both_said_yes(tmp_path: Path) -> None:
    transcript = Transcript(out=None)

    await play(transcript, tmp_path)

    texts = [(each.to, each.text) for each in transcript.messages]
    introduced = next(at for at, (_, text) in enumerate(texts) if text.startswith("You have a match"))
    to_host = [text for to, text in texts[:introduced] if to.startswith("Maria")]
    to_volunteer = [text for to, text in texts[:introduced] if to.startswith("Priya")]
    assert to_host
    assert to_volunteer
    assert not [text for text in to_host if "Priya" in text or "Aire and Calder" in text]
    assert not [text for text in to_volunteer if "Maria" in text or "Seacroft" in text]
