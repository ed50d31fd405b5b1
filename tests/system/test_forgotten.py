"""Somebody asks to be forgotten in the middle of a match, through the real clients of both platforms.

Then neither their name nor their number nor what they wrote is in the database file, its journal, the logs
(see conftest), or anything that the bot shows on either platform.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.fuzz import introduced
from bot.stage import CHANNEL, stage

TRACES = ("Kowalska", "07700 900123", "Quenby", "side door", "0113 496 0123", "maria@example.org")


@pytest.mark.timeout(120)
async def test_nothing_is_left_anywhere_of_whoever_was_forgotten(tmp_path: Path) -> None:
    starts = datetime(2026, 12, 1, 9, 0, 5, tzinfo=UTC)
    async with stage(tmp_path, starts=starts, undo_minutes=0) as on:
        await introduced(on)
        assert "07700 900123" in "\n".join(on.priya.sees())
        assert "Quenby" in "\n".join(on.sam.sees(CHANNEL))

        await on.maria.says("/mycontact 0113 496 0123, maria@example.org")
        await on.settle()
        await on.maria.presses("Share my phone or e-mail")
        await on.settle()
        assert "0113 496 0123" in "\n".join(on.priya.sees())

        await on.maria.says("forget me")
        await on.settle()
        for label in ("Go on", "Yes, forget me"):
            await on.maria.presses(label)
            await on.settle()

        said = [
            str(each.get("text", ""))
            for each in on.telegram.messages(on.maria.user)
            if each["from"]["is_bot"]
        ]
        shown = {"Telegram": said, "Slack": [*on.priya.sees(), *on.sam.sees(CHANNEL)]}
        assert any("I have forgotten you" in words for words in said)
        for where, texts in shown.items():
            assert not [trace for trace in TRACES if any(trace in text for text in texts)], where
    for file in tmp_path.rglob("*"):  # noqa: ASYNC240
        stored = file.read_bytes().decode(errors="replace") if file.is_file() else ""
        assert not [trace for trace in TRACES if trace in stored], file.name
