"""What people can take on is kept to, however often anybody approves, proposes or agrees."""

import contextlib
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.capacity import Capacity, usual
from bot.domain.listings import ListingKind
from bot.domain.matches import RESERVING, MatchState, Party
from bot.domain.refusal import Refusal
from bot.services import capacities, dates, matches
from tests.services.world import World

SKILLS = ("bookkeeping", "gardening", "web design", "painting", "cooking", "driving")


async def says(world: World, name: str, capacity: Capacity) -> None:
    async with world.turn(name) as turn:
        await capacities.say(turn, replace(capacity, person=world.people[name].id))


async def test_a_host_with_a_largest_group_is_not_offered_a_larger_one(world: World) -> None:
    for name, organisation in (("Sam", ""), ("Priya", "Aire Ltd"), ("Maria", "Seacroft Pantry")):
        await world.meets(name, organisation)
    await says(world, "Maria", replace(usual("", Party.HOST), largest=6))
    team = {"kind": ListingKind.TEAM_DAY, "people": 8}

    await world.approves(
        await world.offer("Priya", "painting", **team), await world.need("Maria", "painting", **team)
    )

    assert await world.all_matches() == []


async def test_one_match_too_many_is_refused_at_the_approval_and_said_on_the_card(world: World) -> None:
    await world.suggested()
    await says(world, "Priya", replace(usual("", Party.VOLUNTEER), at_once=1))
    await world.approves(await world.offer("Priya", "gardening"), await world.need("Maria", "gardening"))
    first, second = sorted(await world.all_matches(), key=lambda match: match.created_at)
    async with world.turn("Sam") as turn:
        await matches.approve(turn, first.id)

    with pytest.raises(Refusal, match="capacity.full"):
        async with world.turn("Sam") as turn:
            await matches.approve(turn, second.id)


async def test_at_capacity_the_bot_says_so_and_suggests_nothing_more(world: World) -> None:
    match = await world.asked()
    await says(world, "Priya", replace(usual("", Party.VOLUNTEER), at_once=1))
    await world.says_yes("Maria", match)
    await world.says_yes("Priya", match)
    await world.passes(timedelta(minutes=2), step=timedelta(minutes=1))

    await world.approves(await world.offer("Priya", "gardening"), await world.need("Maria", "gardening"))

    assert any(
        "I suggest nothing new until one of them is done" in text for text in await world.told("Priya")
    )
    assert len(await world.all_matches()) == 1


async def test_a_date_sooner_than_the_hosts_notice_is_for_the_host_alone_to_suggest(world: World) -> None:
    match = await world.introduced()
    await says(world, "Maria", replace(usual("", Party.HOST), notice=5))
    tomorrow = world.now + timedelta(days=1)

    with pytest.raises(Refusal, match="capacity.notice"):
        async with world.turn("Priya") as turn:
            await dates.propose(turn, match.id, tomorrow, None)

    async with world.turn("Maria") as turn:
        await dates.propose(turn, match.id, tomorrow, None)


@pytest.mark.parametrize(
    ("kind", "days"), [(ListingKind.TEAM_DAY, 10), (ListingKind.SKILLS, 5), (ListingKind.ONGOING, 0)]
)
async def test_a_host_who_never_said_has_the_usual_notice_for_that_kind_of_help(
    world: World, kind: ListingKind, days: int
) -> None:
    for name, organisation in (("Sam", ""), ("Priya", "Aire Ltd"), ("Maria", "Seacroft Pantry")):
        await world.meets(name, organisation)
    terms = {"kind": kind, "people": 4 if kind is ListingKind.TEAM_DAY else 1}
    await world.approves(await world.offer("Priya", **terms), await world.need("Maria", **terms))
    match = await world.the_match()
    async with world.turn("Sam") as turn:
        await matches.approve(turn, match.id)
    await world.says_yes("Maria", match)
    await world.says_yes("Priya", match)
    async with world.turn() as turn:
        soonest = turn.house.calendar.shift(turn.now, days) + timedelta(hours=1)

    if days:
        with pytest.raises(Refusal, match="capacity.notice"):
            async with world.turn("Priya") as turn:
                await dates.propose(turn, match.id, soonest - timedelta(days=1), None)
    async with world.turn("Priya") as turn:
        session = await dates.propose(turn, match.id, soonest, None)
    world.now = soonest - timedelta(hours=3)
    async with world.turn("Maria") as turn:  # who agrees has the notice that they need
        await dates.agree(turn, match.id, session.sequence)


async def test_what_somebody_can_take_on_is_asked_once(world: World) -> None:
    await world.suggested()
    await world.approves(await world.offer("Priya", "gardening"), await world.need("Maria", "gardening"))

    for name in ("Priya", "Maria"):
        assert len([text for text in await world.told(name) if "how much" in text]) == 1


@pytest.mark.parametrize("seed", range(6))
async def test_no_order_of_approvals_and_dates_goes_beyond_what_was_said(world: World, seed: int) -> None:
    chance = random.Random(seed)
    people = {"Priya": "Aire Ltd", "Ben": "Calder Ltd", "Maria": "Seacroft Pantry", "Joan": "Harehills Hub"}
    await world.meets("Sam")
    limits: dict[str, Capacity] = {}
    for name, organisation in people.items():
        await world.meets(name, organisation)
        party = Party.VOLUNTEER if organisation.endswith("Ltd") else Party.HOST
        month = Decimal(chance.choice([3, 6])) if party is Party.VOLUNTEER else None
        limits[name] = replace(usual("", party), at_once=chance.randint(1, 3), month=month)
        await says(world, name, limits[name])
    for skill in SKILLS:
        await world.approves(
            await world.offer(chance.choice(["Priya", "Ben"]), skill, hours=Decimal(2)),
            await world.need(chance.choice(["Maria", "Joan"]), skill, hours=Decimal(2)),
        )
    for _ in range(40):
        with contextlib.suppress(Refusal):
            await _anything(world, chance)
        await _within(world, limits)


async def _anything(world: World, chance: random.Random) -> None:
    match = chance.choice(await world.all_matches())
    by_id = {person.id: name for name, person in world.people.items()}
    host, volunteer = by_id[match.host], by_id[match.volunteer]
    match match.state:
        case MatchState.SUGGESTED:
            async with world.turn("Sam") as turn:
                await matches.approve(turn, match.id)
        case MatchState.ASKED_HOST:
            await world.says_yes(host, match)
        case MatchState.ASKED_VOLUNTEER:
            await (world.says_no if chance.random() < 0.2 else world.says_yes)(volunteer, match)
        case _:
            starts = datetime(2026, 12, chance.randint(2, 28), 10, tzinfo=UTC)
            which = chance.choice(["", dates.ONE_MORE])
            async with world.turn(host) as turn:
                session = await dates.propose(turn, match.id, starts, None, which)
            async with world.turn(volunteer) as turn:
                await dates.agree(turn, match.id, session.sequence, session.id)


async def _within(world: World, limits: dict[str, Capacity]) -> None:
    found = await world.all_matches()
    for name, capacity in limits.items():
        person = world.people[name].id
        mine = [match for match in found if match.party(person) is capacity.party]
        assert len([match for match in mine if match.state in RESERVING]) <= capacity.at_once
        if capacity.month is not None:
            async with world.turn() as turn:
                month = await capacities.month_of(turn, person, datetime(2026, 12, 15, tzinfo=UTC))
            assert month <= capacity.month


async def test_who_looks_after_a_volunteer_is_said_with_the_date(world: World) -> None:
    match = await world.introduced()
    await says(world, "Maria", replace(usual("", Party.HOST), supervision="the kitchen manager"))
    async with world.turn("Maria") as turn:
        session = await dates.propose(turn, match.id, world.now + timedelta(days=14), None)
    async with world.turn("Priya") as turn:
        await dates.agree(turn, match.id, session.sequence)

    assert any("Looked after by: the kitchen manager" in text for text in await world.told("Priya"))
    assert not any("Looked after by" in text for text in await world.told("Maria"))
