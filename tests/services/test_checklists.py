"""Checks hold up the start and not the approval; whoever sees to them is asked, and it ends or goes on."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.checklists import PATH, Item
from bot.domain.history import Subject
from bot.domain.listings import ListingKind, ListingState
from bot.domain.matches import MatchState, SessionState
from bot.domain.refusal import Refusal
from bot.services import dates, delivery, matches, organisations, pauses, ticking
from bot.services.moves import view_of
from bot.services.ticking import Answer
from tests.services.world import World

FRIDAY = datetime(2026, 12, 18, 10, tzinfo=UTC)
MAY = date(2027, 5, 31)


async def world_with(world: World, need: dict[str, object], offer: dict[str, object]) -> None:
    """Introduced, with a date agreed for 18 December."""
    await world.meets("Sam")
    await world.meets("Priya", "Aire Ltd")
    await world.meets("Maria", "Seacroft Pantry")
    posted = await world.offer("Priya", **offer), await world.need("Maria", **need)
    await world.approves(*posted)
    match = await world.the_match()
    async with world.turn("Sam") as turn:
        await matches.approve(turn, match.id)
    await world.says_yes("Maria", match)
    await world.says_yes("Priya", match)


async def agreed(world: World, starts: datetime = FRIDAY) -> None:
    match = await world.the_match()
    async with world.turn("Maria") as turn:
        session = await dates.propose(turn, match.id, starts, None)
    async with world.turn("Priya") as turn:
        await dates.agree(turn, match.id, session.sequence)


async def ticks(world: World, name: str, item: Item, **said: object) -> None:
    match = await world.the_match()
    async with world.turn(name) as turn:
        await ticking.tick(turn, match.id, item, Answer(**said))  # type: ignore[arg-type]


async def missing(world: World) -> set[Item]:
    match = await world.the_match()
    async with world.turn() as turn:
        view = await view_of(turn, match)
    return {each.item for each in view.checklist.missing}


DBS = {"checks": ("enhanced DBS",)}
TEAM = {"kind": ListingKind.TEAM_DAY, "people": 6, "hours": Decimal(4)}


async def test_a_check_holds_up_the_start_and_not_the_approval(world: World) -> None:
    await world_with(world, DBS, {"checks": ("enhanced DBS",)})
    await agreed(world)

    assert (await world.the_match()).state is MatchState.SCHEDULED
    assert await missing(world) == {Item.DBS}
    match = await world.the_match()
    with pytest.raises(Refusal) as refused:
        async with world.turn("Priya") as turn:
            await dates.confirm(turn, match.id)
    assert refused.value.key == "check.missing"


async def test_whoever_sees_to_it_is_asked_and_the_last_line_lets_it_start(world: World) -> None:
    await world_with(world, DBS, {"checks": ("enhanced DBS",)})
    await agreed(world)

    await ticks(world, "Maria", Item.DBS, level="enhanced", until=MAY)

    assert await missing(world) == set()
    assert any("please see to these" in said for said in await world.told("Maria"))
    assert not any("please see to these" in said for said in await world.told("Priya"))
    for name in ("Priya", "Maria"):
        assert any("Everything is in place" in said for said in await world.told(name))
    await world.until(FRIDAY + timedelta(minutes=1))
    assert (await world.the_match()).state is MatchState.IN_DELIVERY


async def test_a_date_that_comes_too_early_is_off_and_the_match_goes_on(world: World) -> None:
    await world_with(world, {}, {"leave": "to_ask"})
    await agreed(world, datetime(2026, 12, 4, 10, tzinfo=UTC))

    await world.until(datetime(2026, 12, 4, 10, 1, tzinfo=UTC))

    match = await world.the_match()
    async with world.begin() as tx:
        sessions = await tx.sessions.of(match.id)
    assert match.state is MatchState.REARRANGING
    assert [each.state for each in sessions] == [SessionState.CANCELLED]
    for name in ("Priya", "Maria", "desk"):
        assert any("could not go ahead" in said and "line manager" in said for said in await world.told(name))


async def test_hours_of_a_date_that_could_not_begin_are_not_taken(world: World) -> None:
    await world_with(world, {}, {"leave": "to_ask"})
    await agreed(world)

    match = await world.the_match()
    with pytest.raises(Refusal) as refused:
        await world.reports("Maria", match, "4")

    assert refused.value.key == "check.missing"
    async with world.turn("Maria") as turn:  # a problem may always be told
        await delivery.dispute(turn, match.id, "Nobody was there.")


async def test_what_runs_out_before_the_date_is_missing_on_the_date(world: World) -> None:
    await world_with(world, DBS, {"checks": ("enhanced DBS",)})
    await ticks(world, "Maria", Item.DBS, until=date(2026, 12, 10))
    assert await missing(world) == set()

    await agreed(world)

    assert await missing(world) == {Item.DBS}


async def test_a_pack_is_shown_once_and_is_good_for_the_next_match_too(world: World) -> None:
    await world_with(world, {**TEAM}, {**TEAM, "leave": "agreed"})
    assert await missing(world) == {Item.RISK_ASSESSMENT, Item.PUBLIC_LIABILITY, Item.OWN_COVER}

    await ticks(world, "Maria", Item.RISK_ASSESSMENT, until=MAY)
    await ticks(world, "Maria", Item.PUBLIC_LIABILITY, until=MAY)
    await ticks(world, "Priya", Item.OWN_COVER, until=MAY)
    assert await missing(world) == set()

    await world.meets("Tom", "Calder Ltd")
    more = {**TEAM, "what": "gardening", "skills": ("gardening",)}
    await world.approves(
        await world.offer("Tom", **{**more, "leave": "own"}), await world.need("Maria", **more)
    )
    match = await world.the_match()
    async with world.turn("Sam") as turn:
        await matches.approve(turn, match.id)
    await world.says_yes("Maria", match)
    await world.says_yes("Tom", match)
    assert await missing(world) == set()


async def test_the_other_side_and_strangers_cannot_tick(world: World) -> None:
    await world_with(world, DBS, {"checks": ("enhanced DBS",)})
    await world.meets("Tom", "Calder Ltd")

    for name in ("Priya", "Tom"):
        with pytest.raises(Refusal):
            await ticks(world, name, Item.DBS, until=MAY)
    with pytest.raises(Refusal) as refused:
        await ticks(world, "Maria", Item.DBS, until=date(2026, 11, 30))
    assert refused.value.key == "check.past"
    assert await missing(world) == {Item.DBS}


async def test_only_what_the_host_decides_can_be_left_out(world: World) -> None:
    await world_with(world, DBS, {"checks": ("enhanced DBS",), "leave": "to_ask"})

    await ticks(world, "Maria", Item.DBS, needed=False)
    with pytest.raises(Refusal) as refused:
        await ticks(world, "Priya", Item.LINE_MANAGER, needed=False)

    assert refused.value.key == "check.cannot_spare"
    assert await missing(world) == {Item.LINE_MANAGER}


async def test_a_coordinator_can_tick_anything_and_open_it_again(world: World) -> None:
    await world_with(world, DBS, {"checks": ("enhanced DBS",)})

    await ticks(world, "Sam", Item.DBS, until=MAY)
    assert await missing(world) == set()
    await ticks(world, "Sam", Item.DBS, seen=False)
    assert await missing(world) == {Item.DBS}


async def test_open_checks_are_asked_twice_then_a_coordinator_hears_then_it_ends(world: World) -> None:
    await world_with(world, {}, {"leave": "to_ask"})
    need = (await world.the_match()).need

    await world.passes(timedelta(days=15), step=timedelta(hours=3))
    morning = await world.morning()
    await world.passes(timedelta(days=25), step=timedelta(hours=3))

    match = await world.the_match()
    told = await world.told("Priya")
    assert sum("Still open before the start" in said for said in told) >= 2
    assert "Something is still open before the start, 16 days after Priya and Maria" in morning
    async with world.begin() as tx:
        ended = await tx.record.of(Subject.MATCH, match.id)
        listing = await tx.listings.get(need)
    assert [each.move for each in ended][-1] == "fail_check"
    assert match.state is MatchState.FAILED_CHECK
    assert listing.quantity.reserved == 0
    assert listing.state is ListingState.OPEN
    assert any("could not start" in said for said in told)


async def test_the_side_with_nothing_to_see_to_is_not_asked(world: World) -> None:
    await world_with(world, {}, {"leave": "to_ask"})

    await world.passes(timedelta(days=12), step=timedelta(hours=3))

    assert not any("Still open before the start" in said for said in await world.told("Maria"))


async def test_what_runs_out_is_said_before_it_does(world: World) -> None:
    await world.meets("Sam")
    maria = await world.meets("Maria", "Seacroft Pantry")
    async with world.turn("Maria") as turn:
        until = date(2027, 2, 15)
        await ticking.tick_pack(turn, maria.organisation, Item.PUBLIC_LIABILITY, Answer(until=until))

    await world.until(datetime(2027, 2, 17, 12, tzinfo=UTC), step=timedelta(hours=6))

    told = [said for said in await world.told("Maria") if "run out soon" in said]
    assert len(told) == 2
    assert any("ran out on 15 February 2027" in said for said in await world.told("desk"))


async def test_verifying_a_group_is_to_have_seen_its_constitution(world: World) -> None:
    await world.meets("Sam")
    maria = await world.meets("Maria", "Seacroft Pantry", verified=False)

    async with world.turn("Sam") as turn:
        await organisations.verify(turn, maria.organisation)

    async with world.begin() as tx:
        pack = await tx.checks.of(Subject.ORGANISATION, maria.organisation)
    assert [(each.item, each.seen_by) for each in pack] == [(Item.CONSTITUTION, world.people["Sam"].id)]


async def test_a_trustee_goes_through_the_stages_and_is_asked_after_three_months(world: World) -> None:
    trustee = {"kind": ListingKind.TRUSTEE}
    await world_with(world, trustee, trustee)

    with pytest.raises(Refusal) as refused:
        await ticks(world, "Maria", Item.APPOINTED)
    assert refused.value.key == "check.stage_first"
    for item in PATH:
        await ticks(world, "Maria", item)
    await world.until(datetime(2027, 3, 1, 12, tzinfo=UTC), step=timedelta(hours=6))
    async with world.begin() as tx:
        for name in ("Priya", "Maria"):  # they are there: somebody who never answers is left alone
            await tx.reminders.heard(world.people[name].id, world.now)
        await tx.commit()
    await world.until(datetime(2027, 3, 4, 12, tzinfo=UTC), step=timedelta(hours=6))

    for name in ("Priya", "Maria"):
        assert any("how does it go with the new trustee" in said for said in await world.told(name))


async def test_who_is_appointed_is_not_asked_whether_they_spoke_or_for_a_date(world: World) -> None:
    trustee = {"kind": ListingKind.TRUSTEE}
    await world_with(world, trustee, trustee)
    for item in PATH:
        await ticks(world, "Maria", item)

    await world.passes(timedelta(days=35), step=timedelta(hours=3))

    for name in ("Priya", "Maria"):
        told = await world.told(name)
        assert not any("Did you speak" in said or "Is there a date yet" in said for said in told)
    assert "Standing still" not in await world.morning()


async def test_who_is_appointed_after_it_was_put_down_is_not_asked_whether_they_spoke(world: World) -> None:
    trustee = {"kind": ListingKind.TRUSTEE}
    await world_with(world, trustee, trustee)
    async with world.turn("Maria") as turn:  # so that it waits for them until then
        until = await pauses.snooze(turn)
    await world.until(until - timedelta(hours=3))
    for item in PATH:
        await ticks(world, "Maria", item)

    await world.until(until + timedelta(days=2))

    assert not any("Did you speak" in said for said in await world.told("Maria"))


async def test_nobody_is_appointed_while_a_check_is_open(world: World) -> None:
    await world_with(world, {"kind": ListingKind.TRUSTEE, **DBS}, {"kind": ListingKind.TRUSTEE, **DBS})
    for item in PATH[:3]:
        await ticks(world, "Maria", item)

    with pytest.raises(Refusal) as refused:
        await ticks(world, "Maria", Item.APPOINTED)

    assert refused.value.key == "check.missing"


async def test_nobody_is_told_of_a_certificate_and_no_number_is_kept(world: World) -> None:
    """What is stored of a check is its level, days and who has seen it."""
    await world_with(world, DBS, {"checks": ("enhanced DBS",)})
    await ticks(world, "Maria", Item.DBS, level="enhanced", until=MAY)

    match = await world.the_match()
    async with world.begin() as tx:
        (check,) = await tx.checks.of(Subject.MATCH, match.id)

    assert (check.level, check.until, check.note) == ("enhanced", MAY, "")
    assert check.seen_by == world.people["Maria"].id
