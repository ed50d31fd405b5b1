"""From the chat to the pages and back, on the real server with the real adapters."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.domain.matches import MatchState
from bot.stage import CHANNEL, Stage, stage
from tests.system.posting import both_post

TUESDAY = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, starts=TUESDAY, undo_minutes=0, public=True) as on:
        await on.sam.commands(f"coordinate {on.code}")
        await on.settle()
        yield on


async def test_from_the_chat_to_the_desk_in_a_browser_and_back_to_everybodys_cards(on: Stage):
    await both_post(on)
    for button, card in (("Verify", "New group"), ("Approve", "New offer"), ("Approve", "New need")):
        await on.sam.presses(button, CHANNEL, card)
    await on.settle()

    await on.sam.commands("desk")
    await on.settle()
    door = re.search(r"http://\S+/desk/in/\w+", "\n".join(on.sam.sees()))
    assert door is not None
    assert "/desk/in/" not in "\n".join(on.sam.sees(CHANNEL))
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        await browser.post(door[0])
        queue = (await browser.get(door[0].partition("/in/")[0])).text
        match = re.search(r"/desk/(\w+)\"><bdi>[^<]*⇄", queue)
        assert match is not None
        page = f"{door[0].partition('/in/')[0]}/{match[1]}"
        fields = dict(
            re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', (await browser.get(page)).text)
        )
        await browser.post(page, data={**fields, "verb": "match.approve"})
    await on.settle()

    assert "Someone could help" in on.maria.sees()[-1]
    assert [text for text in on.sam.sees(CHANNEL) if "the group is asked" in text]
    async with on.bot.storage.begin() as tx:
        (match_row,) = await tx.matches.in_state(*MatchState)
    assert match_row.state is MatchState.ASKED_HOST


async def test_the_report_brings_a_picture_with_its_finding_and_the_link(on: Stage):
    await both_post(on)
    await on.sam.presses("Approve", CHANNEL, "New offer")
    await on.settle()

    await on.sam.commands("report", CHANNEL)
    await on.settle()

    seen = "\n".join(on.sam.sees(CHANNEL))
    assert "are still missing" in seen
    link = re.search(r"http://\S+/impact", seen)
    assert link is not None
    async with httpx.AsyncClient() as browser:
        assert "What came of it" in (await browser.get(link[0])).text
