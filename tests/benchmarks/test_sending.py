"""The benchmark of sending runs and tells what it measured; no figure is judged here."""

import json

import pytest

from benchmarks.city import Call
from benchmarks.events import PlatformName
from benchmarks.sending import AIM, Sent, many, measure, table

pytestmark = [pytest.mark.timeout(120), pytest.mark.xdist_group("benchmarks")]
ABOUT: dict[str, object] = {"cores": 2, "python": "3.11", "system": "Linux", "load_before": 0.0}


@pytest.mark.parametrize("platform", ["Slack", "Telegram"])
async def test_everybody_gets_it_once_and_the_platform_is_never_asked_too_much(
    platform: PlatformName,
) -> None:
    found = await measure(platform, chats=12)

    assert found.too_fast == 0
    assert found.unanswered == 0
    assert found.most(1, of_a_chat=True) == 1
    assert json.loads(json.dumps(found.document()))["to_send"] == len(many(platform, 12))


def test_the_share_is_of_what_is_allowed_in_the_long_run_and_the_peaks_are_of_any_stretch() -> None:
    calls = [Call(number / 4, "chat.postMessage", f"D{number % 10}") for number in range(81)]
    found = Sent(platform="Slack", asked_of_us=81, calls=calls)

    assert (found.seconds, found.share) == (20, 0.76)
    assert (found.most(1), found.most(1, of_a_chat=True), found.most(5, of_a_chat=True)) == (4, 1, 2)
    assert found.most(60, groups=True) == 0


def test_a_refusal_and_a_missed_aim_are_said() -> None:
    calls = [Call(float(number), "sendMessage", "-7") for number in range(61)]
    found = Sent(platform="Telegram", asked_of_us=61, calls=calls, too_fast=3)

    said = table([found], ABOUT)

    assert "refused with 429: 3" in said
    assert f"1.7% of the allowed rate (aim: {AIM:.0%})" in said
    assert "in a group 60 a minute" in said
