"""Called off shortly before, or nobody came: the second time in a year is for the coordinators alone."""

from datetime import timedelta

from bot.domain.matches import Match
from bot.services import absences, dates, matches, settling
from tests.services.test_series import A_WEEK, TUESDAY, every_week
from tests.services.world import World

KEPT = "dates that were not kept"


async def calls_off(world: World, name: str, match: Match) -> None:
    async with world.turn(name) as turn:
        await dates.call_off(turn, match.id, "", "ill")


async def told(world: World, name: str) -> list[str]:
    return [text for text in await world.told(name) if KEPT in text]


async def test_the_second_date_not_kept_is_for_the_coordinators_to_talk_about(world: World) -> None:
    match = await every_week(world)
    await world.until(TUESDAY - timedelta(hours=20))
    await calls_off(world, "Priya", match)
    assert await told(world, "desk") == []

    await world.until(TUESDAY + A_WEEK + timedelta(hours=3))
    async with world.turn("Maria") as turn:
        await absences.missed(turn, match.id)

    [said] = await told(world, "desk")
    assert said.startswith("Priya: ") and "not there 1, called off less than two days before 1" in said
    assert await told(world, "Priya") == await told(world, "Maria") == []


async def test_a_group_that_was_not_there_is_counted_as_a_volunteer_is(world: World) -> None:
    match = await every_week(world)
    for week in range(2):
        await world.until(TUESDAY + A_WEEK * week + timedelta(hours=3))
        async with world.turn("Priya") as turn:
            await absences.missed(turn, match.id)

    [said] = await told(world, "desk")
    assert said.startswith("Maria: ") and "not there 2, called off less than two days before 0" in said
    assert await told(world, "Priya") == await told(world, "Maria") == []


async def test_so_it_is_when_a_coordinator_says_so(world: World) -> None:
    match = await every_week(world)
    for week in range(2):
        await world.until(TUESDAY + A_WEEK * week + timedelta(hours=3))
        async with world.turn("Sam") as turn:
            await settling.not_delivered(turn, match.id, "group_away")

    [said] = await told(world, "desk")
    assert said.startswith("Maria: ") and "not there 2" in said


async def test_what_is_called_off_in_good_time_does_not_count(world: World) -> None:
    match = await every_week(world)
    await world.until(TUESDAY - timedelta(hours=20))
    await calls_off(world, "Maria", match)
    await world.until(TUESDAY + timedelta(days=3))
    await calls_off(world, "Maria", match)

    async with world.turn("Maria") as turn:
        await matches.cancel(turn, match.id, "not_needed")

    assert await told(world, "desk") == []


async def test_a_group_that_ends_a_match_the_day_before_twice_is_talked_to_as_well(world: World) -> None:
    match = await every_week(world)
    await world.until(TUESDAY - timedelta(hours=20))
    await calls_off(world, "Maria", match)
    await world.until(TUESDAY + A_WEEK - timedelta(hours=20))

    async with world.turn("Maria") as turn:
        await matches.cancel(turn, match.id, "not_needed")

    [said] = await told(world, "desk")
    assert said.startswith("Maria: ") and "not there 0, called off less than two days before 2" in said


async def test_what_is_longer_ago_than_a_year_is_over(world: World) -> None:
    match = await every_week(world, times=2)
    await world.until(TUESDAY - timedelta(hours=20))
    await calls_off(world, "Priya", match)
    world.now += timedelta(days=366)

    async with world.turn("Maria") as turn:
        await dates.propose(turn, match.id, world.now + timedelta(hours=20), None)
    async with world.begin() as tx:
        [*_, near] = await tx.sessions.of(match.id)
    async with world.turn("Priya") as turn:
        await dates.agree(turn, match.id, near.sequence, near.id)
    async with world.turn("Priya") as turn:
        await dates.call_off(turn, match.id, near.id, "ill")

    assert await told(world, "desk") == []
