"""The page's clock goes through everything that is due, and does not jump over it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from adapters.simulator.clock import MovableClock, walk
from adapters.simulator.controls import Controls

EVENING = datetime(2026, 11, 26, 22, 15, tzinfo=UTC)


def at(moment: datetime) -> MovableClock:
    clock = MovableClock()
    clock.forward(moment - clock())
    return clock


async def seen(
    clock: MovableClock, until: datetime, next_due: Callable[[], Awaitable[datetime | None]]
) -> list[str]:
    """The moments at which the bot looks whether something is to be done."""
    looked: list[str] = []

    async def settle() -> None:
        looked.append(f"{clock():%d %H:%M}")

    await walk(clock, until, Controls(next_due=next_due, settle=settle))
    return looked


async def test_a_day_from_evening_to_evening_has_a_morning_in_it() -> None:
    clock = at(EVENING)

    async def nothing() -> None:
        return None

    looked = await seen(clock, EVENING + timedelta(days=1), nothing)

    assert "27 09:00" in looked and looked[-1] == "27 22:15"
    assert clock() - (EVENING + timedelta(days=1)) < timedelta(seconds=30)


async def test_what_is_due_on_the_way_happens_at_its_time_and_what_is_stuck_stops_nothing() -> None:
    clock = at(EVENING)
    due = [EVENING - timedelta(days=2), EVENING + timedelta(hours=11, minutes=7)]

    async def next_due() -> datetime | None:
        return due[0] if clock() < EVENING + timedelta(hours=3) else due[1]

    looked = await seen(clock, EVENING + timedelta(days=1), next_due)

    assert "27 09:22" in looked
    assert len(looked) < 40
