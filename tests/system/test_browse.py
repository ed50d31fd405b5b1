"""Browsing and choosing through both stand-ins, with the real adapters and the real bot between them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.listings import Side
from bot.domain.matches import MatchState, Source
from bot.stage import CHANNEL, Stage, stage
from tests.system.posting import need_is_posted

TUESDAY = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, starts=TUESDAY) as on:
        await on.sam.commands(f"coordinate {on.code}")
        await on.settle()
        yield on


async def need_is_open(on: Stage) -> str:
    """Maria's need, approved and announced; its id."""
    await need_is_posted(on, "tea")
    await on.sam.presses("Verify", CHANNEL)
    await on.sam.presses("Approve", CHANNEL, "New need")
    await on.forward(timedelta(minutes=11))
    async with on.bot.storage.begin() as tx:
        (need,) = await tx.listings.seeking(Side.NEED)
    return need.id


async def test_from_the_menu_on_slack_to_the_question_on_telegram(on: Stage):
    await need_is_open(on)

    await on.priya.commands("browse")
    assert on.priya.form_title() == "Browse"
    assert await on.priya.fills({"kind": "Money and fundraising", "where": "LS9"}) == {}
    await on.settle()
    assert "A group asks for help" in on.priya.sees()[-2]
    assert not [text for text in on.priya.sees() if "Pantry" in text or "Maria" in text]
    await on.priya.presses("I can do this")
    assert on.priya.form_title() == "Offer help"
    await on.priya.fills({"leave": "own"})
    await on.priya.fills({})
    await on.settle()
    await on.sam.presses("Approve", CHANNEL, "New offer")
    await on.forward(timedelta(minutes=11))
    await on.sam.presses("Approve", CHANNEL, "The volunteer asked for this one.")
    await on.settle()
    await on.sam.presses("Ask now", CHANNEL)
    await on.settle()

    assert "Someone could help" in on.maria.sees()[-1]
    assert "Priya" not in on.maria.sees()[-1]
    assert on.slack.problems("U0PRIYA") == []
    async with on.bot.storage.begin() as tx:
        (match,) = await tx.matches.in_state(*MatchState)
    assert (match.state, match.source) == (MatchState.ASKED_HOST, Source.VOLUNTEER)


async def test_an_error_in_the_form_stands_under_its_field(on: Stage):
    await need_is_open(on)
    await on.priya.commands("browse")

    errors = await on.priya.fills({"kind": "Everything", "where": "somewhere nice"})

    assert set(errors) == {"where"}
    assert "postcode" in errors["where"]
    assert await on.priya.fills({"kind": "Everything", "where": "LS9"}) == {}


async def test_a_link_on_a_poster_and_the_menu_on_telegram(on: Stage):
    need = await need_is_open(on)
    on.telegram.add_user(5002, "Bo")
    bo = type(on.maria)(stand_in=on.telegram, user=5002, name="Bo")

    await bo.says(f"/start n_{need}")
    await on.settle()
    assert "accounts" in bo.sees()[-1]
    await bo.presses("I can do this")
    await on.settle()
    assert "Which group or organisation" in bo.sees()[-1]
    await bo.says("Bo's Club")
    await on.settle()
    await bo.presses("Post it")
    await on.settle()
    assert "Your offer is posted" in bo.sees()[-1]
    await bo.says("/browse needs")
    await on.settle()
    assert {"Everything", "Money and fundraising", "Cancel"} <= set(bo.buttons())
    await bo.presses("Everything")
    await on.settle()

    assert [text for text in bo.sees() if "That one is with a coordinator already" in text]


async def test_the_same_link_opens_the_card_on_slack(on: Stage):
    need = await need_is_open(on)

    await on.priya.commands(f"browse n_{need.lower()}")
    await on.settle()

    assert "accounts" in on.priya.sees()[-1]
    assert "I can do this" in on.priya.buttons()


@pytest.mark.parametrize(
    "payload", ["n_", "n_NOSUCHID00", "n_'; DROP TABLE listings;--", "n_" + "Z" * 62, "x_y"]
)
async def test_a_link_that_leads_nowhere_gets_a_sentence(on: Stage, payload: str):
    await on.maria.says(f"/start {payload}")
    await on.settle()

    assert "Ask for help" in " ".join(on.maria.buttons()) or "I do not know" in on.maria.sees()[-1]
