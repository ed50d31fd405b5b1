"""Who is chased, when, and when it stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.history import Subject
from bot.domain.listings import Availability, ListingState
from bot.domain.matches import MatchState
from bot.schedule import Ticker
from bot.services import dates, delivery
from bot.services.ports import Tx
from tests.services.world import World

FRIDAY = datetime(2026, 12, 18, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def times(texts: list[str], words: str) -> int:
    return sum(words in text for text in texts)


async def test_a_silent_host_is_asked_again_twice_and_then_the_search_goes_on(world: World) -> None:
    match = await world.asked()

    await world.passes(timedelta(days=3))
    assert times(await world.told("Maria"), "I asked a few days ago") == 1

    await world.passes(timedelta(days=14))

    assert times(await world.told("Maria"), "I asked a few days ago") == 2
    assert times(await world.told("desk"), "stands still") == 0
    assert (await world.all_matches())[0].state is MatchState.EXPIRED
    assert (await world.listing(match.need)).quantity.reserved == 0


async def test_who_has_answered_is_not_asked_again(world: World) -> None:
    match = await world.asked()
    await world.says_yes("Maria", match)

    await world.passes(timedelta(days=9))

    assert times(await world.told("Maria"), "I asked a few days ago") == 0
    assert times(await world.told("Priya"), "I asked a few days ago") == 2


async def test_after_the_introduction_both_are_asked_whether_they_spoke(world: World) -> None:
    await world.introduced()

    await world.passes(timedelta(days=15))

    assert times(await world.told("Maria"), "Did you speak?") == 2
    assert times(await world.told("Priya"), "Did you speak?") == 2
    assert "No date yet, 16 days after Priya and Maria were introduced: bookkeeping." in await world.morning()


async def test_whoever_has_suggested_a_date_is_not_asked_whether_they_spoke(world: World) -> None:
    match = await world.introduced()
    async with world.turn("Maria") as turn:
        await dates.propose(turn, match.id, FRIDAY, None)

    await world.passes(timedelta(days=4))

    assert times(await world.told("Maria"), "Did you speak?") == 0
    assert times(await world.told("Priya"), "Did you speak?") == 1


async def test_a_date_is_reminded_and_an_unconfirmed_one_reaches_the_coordinators(world: World) -> None:
    match = await world.scheduled()

    await world.until(datetime(2026, 12, 17, 11, tzinfo=UTC))
    assert times(await world.told("Priya"), "Coming up") == 2
    assert times(await world.told("desk"), "not confirmed") == 0
    await world.until(datetime(2026, 12, 17, 12, tzinfo=UTC))
    assert times(await world.told("desk"), f"Match {match.id}: not confirmed") == 1
    await world.until(FRIDAY - timedelta(minutes=30))

    assert times(await world.told("Priya"), "Coming up") == 2
    assert times(await world.told("Priya"), "Today") == 1
    assert times(await world.told("desk"), f"Match {match.id}: not confirmed") == 1


async def test_a_confirmed_date_worries_nobody(world: World) -> None:
    match = await world.scheduled()
    await world.until(FRIDAY - timedelta(hours=23))

    async with world.turn("Maria") as turn:
        await dates.confirm(turn, match.id)
    await world.until(FRIDAY - timedelta(minutes=30))

    assert times(await world.told("desk"), "not confirmed") == 0
    assert times(await world.told("desk"), "stands still") == 0


async def test_after_the_day_the_host_is_asked_then_both_then_a_coordinator(world: World) -> None:
    await world.scheduled()

    await world.until(datetime(2026, 12, 21, 15, tzinfo=UTC))
    assert times(await world.told("Maria"), "Was it delivered?") == 1
    assert times(await world.told("Priya"), "Is it done?") == 0

    await world.until(datetime(2027, 1, 5, tzinfo=UTC))

    assert times(await world.told("Maria"), "Was it delivered?") == 2
    assert times(await world.told("Priya"), "Is it done?") == 1
    assert times(await world.told("desk"), "stands still") == 0
    assert "Maria (Seacroft Pantry) has not said whether it happened" in await world.morning()


async def test_a_volunteer_who_has_said_that_it_is_done_is_not_asked_again(world: World) -> None:
    match = await world.scheduled()
    await world.until(datetime(2026, 12, 18, 15, tzinfo=UTC))
    await world.reports("Priya", match, "4")

    await world.until(datetime(2027, 1, 5, tzinfo=UTC))

    assert times(await world.told("Priya"), "Is it done?") == 0
    assert times(await world.told("Maria"), "Was it delivered?") == 2


async def test_feedback_is_asked_twice_at_most_and_not_of_who_gave_it(world: World) -> None:
    match = await world.scheduled()
    await world.reports("Maria", match, "4")
    async with world.turn("Maria") as turn:
        await delivery.give_feedback(turn, match.id, 5, "", again=True)

    await world.passes(timedelta(days=30), step=timedelta(hours=6))

    assert times(await world.told("Maria"), "How was it") == 0
    assert times(await world.told("Priya"), "How was it with") == 2


async def test_after_a_downtime_several_reminders_become_one(world: World) -> None:
    await world.asked()

    world.now += timedelta(days=8)
    await world.tick()

    assert times(await world.told("Maria"), "I asked a few days ago") == 1


async def test_after_a_long_downtime_the_host_is_reminded_first_and_has_as_long_again_to_answer(
    world: World,
) -> None:
    await world.asked()
    await world.passes(DAY)

    world.now += timedelta(days=25)
    await world.passes(timedelta(days=12))

    assert times(await world.told("Maria"), "I asked a few days ago") == 1
    assert (await world.the_match()).state is MatchState.ASKED_HOST
    await world.passes(timedelta(days=5))
    assert (await world.all_matches())[0].state is MatchState.EXPIRED


async def test_what_would_have_run_out_in_a_downtime_is_asked_about_first(world: World) -> None:
    await world.suggested()
    offer = (await world.the_match()).offer
    world.now += timedelta(days=45)
    await world.tick()

    assert (await world.listing(offer)).state is ListingState.OPEN
    await world.passes(timedelta(days=8))

    assert times(await world.told("Priya"), "Still true?") == 1
    assert (await world.listing(offer)).state is ListingState.EXPIRED


async def test_a_need_for_a_day_that_is_over_runs_out_however_late_that_is_seen(world: World) -> None:
    await world.meets("Sam")
    await world.meets("Maria", "Seacroft Pantry")
    day = world.now.date() + timedelta(days=10)
    need = await world.need("Maria", when=Availability(said="on the day", starts=day, until=day))
    await world.approves(need)

    world.now += timedelta(days=20)
    await world.tick()

    assert (await world.listing(need)).state is ListingState.EXPIRED


async def test_nothing_is_sent_twice_when_the_clock_ticks_twice(world: World) -> None:
    await world.asked()
    world.now += timedelta(days=3)

    await world.tick()
    await world.tick()

    assert times(await world.told("Maria"), "I asked a few days ago") == 1


async def test_a_nudge_whose_firing_crashed_comes_again_when_its_lease_is_over(world: World) -> None:
    await world.asked()
    world.now += timedelta(days=3)
    async with world.begin() as tx:
        claimed = await tx.nudges.claim("dead", now=world.now, lease=timedelta(seconds=30), most=1)
        assert claimed
        await tx.commit()

    await world.tick()
    assert times(await world.told("Maria"), "I asked a few days ago") == 0
    world.now += timedelta(minutes=1)
    await world.tick()

    assert times(await world.told("Maria"), "I asked a few days ago") == 1


async def test_what_was_claimed_when_the_process_stops_is_let_go_and_fired_by_the_next(world: World) -> None:
    await world.asked()
    world.now += timedelta(days=3)

    @asynccontextmanager
    async def slowly() -> AsyncIterator[Tx]:
        await asyncio.sleep(0)
        async with world.begin() as tx:
            yield tx

    ticker = Ticker(slowly, house=world.house, owner="ours", clock=lambda: world.now, new_id=world.ids)
    fired, _ = await asyncio.gather(ticker.tick(), ticker.stop())
    assert fired == 0
    await world.tick()
    assert times(await world.told("Maria"), "I asked a few days ago") == 0

    async with world.begin() as tx:
        assert await tx.nudges.let_go("ours") > 0
        await tx.commit()
    await world.tick()
    assert times(await world.told("Maria"), "I asked a few days ago") == 1


@pytest.mark.parametrize(("days", "reminds"), [(1, 0), (3, 1)])
async def test_a_reminder_the_day_before_is_promised_where_there_is_one(
    world: World, days: int, reminds: int
):
    match = await world.introduced()
    async with world.turn("Maria") as turn:
        session = await dates.propose(turn, match.id, world.now + timedelta(days=days), None)
    async with world.turn("Priya") as turn:
        await dates.agree(turn, match.id, session.sequence)

    for name in ("Maria", "Priya"):
        (told,) = [text for text in await world.told(name) if "press a button here: they are told" in text]
        assert told.count("I will remind you the day before.") == reminds


async def test_whoever_said_stop_gets_no_reminder_and_a_coordinator_knows(world: World) -> None:
    await world.asked()
    async with world.begin() as tx:
        await tx.people.put(replace(world.people["Maria"], stopped_at=world.now))
        await tx.commit()

    await world.passes(timedelta(days=3))

    assert times(await world.told("Maria"), "I asked a few days ago") == 0
    assert times(await world.told("desk"), "gets no messages from me") == 1


@pytest.mark.parametrize("gone_for", [timedelta(days=1), timedelta(days=90)])
async def test_a_move_takes_back_what_was_planned(world: World, gone_for: timedelta) -> None:
    match = await world.asked()
    await world.says_no("Maria", match)

    async with world.begin() as tx:
        waiting = [await tx.nudges.waiting(Subject.MATCH, match.id, code) for code in ("N2", "N4", "N7")]
    world.now += gone_for
    await world.tick()

    assert waiting == [None, None, None]
    assert times(await world.told("Maria"), "I asked a few days ago") == 0
