"""What is loaded where it is not used: each library costs every process its memory and its start."""

import subprocess
import sys

import pytest

WARM = """
import os, sys
from bot.year.run import warm_up
warm_up({name: value for name, value in os.environ.items() if not name.startswith(("SLACK", "TELEGRAM"))})
"""


@pytest.mark.parametrize(
    ("first", "left_out"),
    [
        ("import bot.main", {"telegram", "slack_sdk", "slack_bolt", "aiohttp", "cryptography.fernet"}),
        ("import adapters.slack.platform", {"telegram", "httpx"}),
        ("import adapters.telegram.platform", {"slack_sdk", "slack_bolt", "aiohttp"}),
        (WARM, {"telegram", "slack_sdk", "alembic"}),
    ],
    ids=["neither platform", "only Slack", "only Telegram", "the simulated year"],
)
def test_what_is_not_switched_on_is_not_loaded(first: str, left_out: set[str]) -> None:
    assert loaded_by(first) & left_out == set()


def test_what_both_simulated_years_need_is_loaded_before_there_are_two() -> None:
    assert {"scipy.optimize", "icalendar"} <= loaded_by(WARM)


def loaded_by(first: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{first}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.split())
