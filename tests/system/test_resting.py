"""Reminders keep to the hours of whoever gets them, and let them rest: the real bot, both stand-ins."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.simulator.faults import Fault
from bot.stage import CHANNEL, Stage, stage
from tests.system.posting import both_post

TUESDAY = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
THURSDAY = datetime(2026, 12, 3, tzinfo=UTC)
REMINDED = "I asked a few days ago"
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def on(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, starts=TUESDAY) as on:
        await on.sam.commands(f"coordinate {on.code}")
        await on.settle()
        yield on


async def priya_is_asked(on: Stage) -> None:
    await both_post(on)
    await on.sam.presses("Verify", CHANNEL)
    for about in ("New offer", "New need"):
        await on.sam.presses("Approve", CHANNEL, about)
    await on.forward(timedelta(minutes=11))
    await on.sam.presses("Approve", CHANNEL, "Match")
    await on.settle()
    await on.sam.presses("Ask now", CHANNEL)
    await on.settle()
    await on.maria.presses("Yes")
    await on.settle()


def reminded(on: Stage) -> int:
    return len([text for text in on.priya.sees() if REMINDED in text])


async def test_a_reminder_that_comes_due_while_somebody_rests_waits_until_they_do_not(on: Stage):
    await priya_is_asked(on)
    on.slack.do_not_disturb("U0PRIYA", THURSDAY + timedelta(hours=9), THURSDAY + timedelta(hours=14))

    await on.until(THURSDAY + timedelta(hours=12))
    assert reminded(on) == 0
    await on.until(THURSDAY + timedelta(hours=13, minutes=59))
    assert reminded(on) == 0
    await on.until(THURSDAY + timedelta(hours=14, seconds=1))
    assert reminded(on) == 1


async def test_a_rest_that_was_made_longer_is_seen_when_it_would_have_been_over(on: Stage):
    await priya_is_asked(on)
    on.slack.do_not_disturb("U0PRIYA", THURSDAY + timedelta(hours=9), THURSDAY + timedelta(hours=14))
    await on.until(THURSDAY + timedelta(hours=12))
    on.slack.do_not_disturb("U0PRIYA", THURSDAY + timedelta(hours=9), THURSDAY + timedelta(hours=16))

    await on.until(THURSDAY + timedelta(hours=15))
    assert reminded(on) == 0
    await on.until(THURSDAY + timedelta(hours=16, seconds=1))
    assert reminded(on) == 1


async def test_who_answers_meanwhile_is_not_reminded_after_it(on: Stage):
    await priya_is_asked(on)
    on.slack.do_not_disturb("U0PRIYA", THURSDAY + timedelta(hours=9), THURSDAY + timedelta(hours=14))
    await on.until(THURSDAY + timedelta(hours=12))

    await on.priya.presses("Yes")
    await on.until(THURSDAY + timedelta(hours=15))

    assert reminded(on) == 0


async def test_where_slack_cannot_be_asked_the_reminder_goes_out(on: Stage):
    await priya_is_asked(on)
    for _ in range(5):
        on.slack.faults.plan("dnd.teamInfo", Fault.SERVER_ERROR)

    await on.until(THURSDAY + timedelta(hours=12))

    assert reminded(on) == 1


async def test_hours_and_times_are_those_of_where_somebody_is(on: Stage):
    """Nine in the morning in New York is two in the afternoon here."""
    on.slack.add_user("U0PRIYA", "Priya Shah", tz="America/New_York", locale="es-US")
    await priya_is_asked(on)

    await on.until(THURSDAY + timedelta(hours=13, minutes=59))
    assert reminded(on) == 0
    await on.until(THURSDAY + timedelta(hours=14, seconds=1))
    assert reminded(on) == 1

    await on.priya.presses("Yes")
    await on.settle()
    await on.maria.presses("Set a date")
    await on.settle()
    await on.maria.says("next Tuesday 14:00 to 16:00")
    await on.settle()
    await on.maria.presses("Post it")
    await on.settle()
    assert "14:00 to 16:00, London time (09:00 to 11:00 your time)" in on.priya.sees()[-1]
    await on.priya.presses("Yes, that works")
    await on.settle()
    assert "Tuesday 8 December 2026, 14:00 to 16:00" in "\n".join(on.maria.sees())
    assert "your time" not in "\n".join([*on.maria.sees(), *on.sam.sees(CHANNEL)])
