"""Several dates of one match: each is followed up, also while nobody has said what came of the one before."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.matches import Match, MatchState, SessionState
from bot.domain.refusal import Refusal
from bot.services import dates, delivery, evidence, settling
from tests.services.world import World

TUESDAY = datetime(2027, 1, 12, 14, tzinfo=UTC)
A_WEEK = timedelta(days=7)


async def every_week(world: World, times: int = 4) -> Match:
    """Two hours every Tuesday from 12 January on, agreed at once."""
    match = await world.introduced()
    starts = [TUESDAY + A_WEEK * number for number in range(times)]
    async with world.turn("Maria") as turn:
        found = await dates.propose_series(turn, match.id, [(at, at + timedelta(hours=2)) for at in starts])
    async with world.turn("Priya") as turn:
        await dates.agree(turn, match.id, 0, found[0].series)
    return await world.the_match()


async def states_of(world: World, match: Match) -> list[SessionState]:
    async with world.begin() as tx:
        return [each.state for each in await tx.sessions.of(match.id)]


async def test_the_second_date_is_reminded_of_and_doubted_like_the_first(world: World) -> None:
    await every_week(world)

    await world.until(TUESDAY + A_WEEK - timedelta(hours=20))
    for name in ("Priya", "Maria"):
        assert "Coming up with" in (await world.told(name))[-1]
    await world.until(TUESDAY + A_WEEK - timedelta(minutes=30))

    for name in ("Priya", "Maria"):
        assert "Today\nWhen: Tuesday 19 January 2027, 14:00 to 16:00" in (await world.told(name))[-1]
    doubts = [text for text in await world.told("desk") if "not confirmed" in text]
    assert "is on Tuesday 19 January 2027" in doubts[-1]


async def test_of_the_date_before_the_host_is_asked_once_more_then_it_stands_in_the_morning(
    world: World,
) -> None:
    await every_week(world)

    await world.until(TUESDAY + timedelta(days=6, hours=4))
    told = await world.told("Maria")
    assert sum(text.startswith("Was it delivered?") for text in told) == 1
    assert "Did it happen? bookkeeping" in told[-1]
    morning = await world.morning()

    assert "Maria (Seacroft Pantry) has not said whether it happened, for 7 days: bookkeeping." in morning


async def test_what_is_said_late_ends_the_asking(world: World) -> None:
    match = await every_week(world)
    await world.until(TUESDAY + timedelta(days=4))
    async with world.begin() as tx:
        [before, *_] = await tx.sessions.of(match.id)

    async with world.turn("Maria") as turn:
        await delivery.report_hours(turn, match.id, Decimal(2), before.id)
    await world.until(TUESDAY + timedelta(days=6, hours=4))

    assert sum(text.startswith("Was it delivered?") for text in await world.told("Maria")) == 1
    assert "has not said" not in await world.morning()
    assert (await states_of(world, match))[:2] == [SessionState.DONE, SessionState.AGREED]


async def test_nobody_is_asked_for_ever_what_came_of_a_date(world: World) -> None:
    await every_week(world, times=2)

    await world.until(TUESDAY + timedelta(days=60), step=timedelta(hours=6))

    assert "has not said" not in await world.morning()
    assert (await world.the_match()).state is MatchState.CLOSED_NOT_DELIVERED


async def moved_on(world: World) -> tuple[Match, str]:
    """Nobody has said what came of the first date, and the match is about the second."""
    match = await every_week(world)
    await world.until(TUESDAY + timedelta(days=4))
    async with world.begin() as tx:
        [before, *_] = await tx.sessions.of(match.id)
    return match, before.id


async def test_a_coordinator_settles_a_date_that_the_match_has_left_behind(world: World) -> None:
    match, before = await moved_on(world)

    async with world.turn("Sam") as turn:
        await evidence.add(turn, match.id, "photo of the sign-in sheet")
        await settling.verify_for_host(turn, match.id, Decimal(2), before)

    assert (await states_of(world, match))[:2] == [SessionState.DONE, SessionState.AGREED]
    assert (await world.funnel()).verified == 2
    assert (await world.the_match()).state is MatchState.SCHEDULED
    with pytest.raises(Refusal, match="match.moved_on"):
        async with world.turn("Sam") as turn:
            await settling.verify_for_host(turn, match.id, Decimal(2), before)


async def test_or_says_that_nothing_came_of_it_and_can_still_hear_otherwise(world: World) -> None:
    match, before = await moved_on(world)

    async with world.turn("Sam") as turn:
        await settling.not_delivered(turn, match.id, "ill", before)
    assert (await states_of(world, match))[:2] == [SessionState.MISSED, SessionState.AGREED]
    async with world.turn("Sam") as turn:
        await evidence.add(turn, match.id, "Maria rang")
        await settling.verify_for_host(turn, match.id, Decimal(1), before)

    assert (await world.funnel()).verified == 1


async def test_figures_that_differ_about_an_earlier_date_are_for_a_coordinator_and_the_next_stands(
    world: World,
) -> None:
    match, before = await moved_on(world)
    async with world.turn("Priya") as turn:
        await delivery.report_hours(turn, match.id, Decimal(2), before)

    async with world.turn("Maria") as turn:
        await delivery.report_hours(turn, match.id, Decimal(1), before)

    [told] = [text for text in await world.told("desk") if "the hours differ" in text]
    assert "Priya: 2 hours" in told and "Maria, Seacroft Pantry: 1 hour" in told
    assert (await world.the_match()).state is MatchState.SCHEDULED
    assert (await world.funnel()).verified == 0
    with pytest.raises(Refusal, match="match.answered"):
        async with world.turn("Maria") as turn:
            await delivery.report_hours(turn, match.id, Decimal(1), before)
    asked = sum(text.startswith("Was it delivered?") for text in await world.told("Maria"))
    await world.until(TUESDAY + timedelta(days=6, hours=4))
    assert "The two say different things" in await world.morning()
    assert sum(text.startswith("Was it delivered?") for text in await world.told("Maria")) == asked
