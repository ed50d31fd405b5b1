"""The benchmark of receiving runs and tells what it measured; no figure is judged here."""

import json

import pytest

from benchmarks.contest import ANSWERING, BARE_BOLT
from benchmarks.events import ACTS, PlatformName
from benchmarks.receiving import AT_ONCE, Figures, Received, measure, table

pytestmark = [pytest.mark.timeout(120), pytest.mark.xdist_group("benchmarks")]
ABOUT: dict[str, object] = {"cores": 2, "python": "3.11", "system": "Linux", "load_before": 0.0}


@pytest.mark.parametrize(("platform", "peer"), [("Slack", BARE_BOLT), ("Telegram", ANSWERING)])
async def test_every_event_is_answered_and_committed(platform: PlatformName, peer: str) -> None:
    found = await measure(platform, seconds=1, pace=40)

    events = AT_ONCE * len(ACTS[platform])
    presses = sum("Presses" in type(act).__name__ for act in ACTS[platform]) * AT_ONCE
    assert len(found.ours.answered) == len(found.ours.committed) == events
    assert (found.ours.failed, found.ours.unanswered_presses) == (0, 0)
    assert len(found.ours.pressed) == (presses if platform == "Telegram" else 0)
    assert found.too_fast == 0
    assert json.loads(json.dumps(found.document()))["peer"]["name"] == peer


async def test_what_the_poll_loop_fetches_is_committed_and_its_presses_are_answered() -> None:
    found = await measure("Telegram", seconds=1, pace=40, polls=True)

    presses = sum("Presses" in type(act).__name__ for act in ACTS["Telegram"]) * AT_ONCE
    assert len(found.ours.committed) == AT_ONCE * len(ACTS["Telegram"])
    assert (len(found.ours.pressed), found.ours.unanswered_presses, found.ours.failed) == (presses, 0, 0)
    assert "by polling; refused with 429: 0" in table([found], ABOUT)


def test_what_was_missed_is_said() -> None:
    ours = Received(answered=[10.0, 3500.0], committed=[9.0, 3400.0], missed=1, failed=2)
    found = Figures(
        platform="Slack", pace=50, ours=ours, peer=Received(answered=[1.0]), waiting=7, too_fast=1
    )

    said = table([found], ABOUT)

    assert "later than 3 s: 1, failed: 2" in said
    assert "3500.0 times the peer's; refused with 429: 1; waiting at the end: 7" in said
