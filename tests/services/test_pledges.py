"""Pledges followed until they are kept: pace, approvals, other ways, and what counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.history import Subject
from bot.domain.measures import Measure, MeasureList
from bot.domain.people import Role
from bot.domain.pledges import ChangeState, Pledge, PledgeState, Share, Terms
from bot.domain.progress import Progress
from bot.domain.refusal import Refusal
from bot.measure_list import shipped
from bot.services import counting, pauses, pledge_changes, pledges
from tests.services.world import World

TERMS = Terms(
    contract="C-7",
    commissioner="Leeds City Council",
    measure="time_expert",
    unit="hours",
    quantity=Decimal(100),
    starts=date(2026, 11, 1),
    ends=date(2027, 10, 31),
)


@pytest.fixture
async def world(begin) -> World:
    return await with_champion(World(begin=begin))


async def with_champion(world: World) -> World:
    """Sam coordinates, and Chris champions Aire Ltd."""
    await world.meets("Sam")
    chris = await world.meets("Chris", "Aire Ltd")
    world.people["Chris"] = replace(chris, roles=frozenset({Role.CHAMPION}))
    async with world.begin() as tx:
        await tx.people.put(world.people["Chris"])
        await tx.commit()
    return world


async def entered(world: World, who: str = "Sam", **changes: object) -> Pledge:
    terms = replace(TERMS, **changes)  # type: ignore[arg-type]
    async with world.turn(who) as turn:
        return await pledges.enter(turn, terms, world.people["Chris"].organisation)


async def came(world: World, id: str) -> Progress:
    async with world.turn() as turn:
        (found,) = await pledges.standing(turn, [await turn.tx.pledges.get(id)])
    return found


async def about(world: World, name: str, words: str) -> list[str]:
    return [each for each in await world.told(name) if words in each]


async def matched(world: World) -> str:
    """An approved match of one of Aire Ltd's people; the offer's id."""
    await world.meets("Maria", "Seacroft Pantry")
    offer, need = await world.offer("Chris"), await world.need("Maria")
    await world.approves(offer, need)
    return offer


async def test_one_that_a_champion_enters_counts_only_from_the_approval_on(world: World):
    world.undo = timedelta(minutes=10)
    pledge = await entered(world, "Chris")
    assert pledge.state is PledgeState.SUBMITTED and pledge.frozen is None

    async with world.turn("Sam") as turn:
        await pledges.approve(turn, pledge.id)
    assert await about(world, "Chris", "happened") == []
    await world.passes(timedelta(minutes=11))

    assert await about(world, "Chris", "0 hours of 100 hours happened")


async def test_an_approval_can_be_undone_until_it_is_told(world: World):
    world.undo = timedelta(minutes=10)
    pledge = await entered(world, "Chris")
    async with world.turn("Sam") as turn:
        await pledges.approve(turn, pledge.id)
    async with world.turn("Sam") as turn:
        undone = await pledges.undo(turn, pledge.id)
    assert (undone.state, undone.frozen) == (PledgeState.SUBMITTED, None)
    await world.passes(timedelta(hours=1))

    assert await about(world, "Chris", "happened") == []
    with pytest.raises(Refusal):
        async with world.turn("Sam") as turn:
            await pledges.undo(turn, pledge.id)


async def test_the_value_is_that_of_the_day_of_the_approval_whatever_the_list_says_later(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    pledge = await entered(world, measure="time_general")
    later = MeasureList(
        version="later", measures=(Measure(code="x", label="x", unit="hours", counts="any"),), values=()
    )
    monkeypatch.setattr("tests.services.world.shipped", lambda: later)

    kept = (await came(world, pledge.id)).pledge.frozen

    assert kept is not None
    assert (kept.version, kept.pounds, kept.price_year) == (shipped().version, Decimal("20.44"), 2025)
    assert "37.5" in kept.working and kept.check


async def test_nobody_else_enters_or_decides(world: World):
    await world.meets("Olga", "Else Ltd")
    for act in (pledges.approve, pledges.undo):
        pledge = await entered(world, "Chris")
        with pytest.raises(Refusal):
            async with world.turn("Chris") as turn:
                await act(turn, pledge.id)
    with pytest.raises(Refusal) as refused:
        await entered(world, "Olga")
    assert refused.value.key == "pledge.who"


async def test_hours_go_through_the_five_steps_by_their_share(world: World):
    pledge = await entered(world)
    offer = await matched(world)
    async with world.turn("Chris") as turn:
        await counting.count(turn, offer, pledge.id, Decimal(50))
    assert (await came(world, pledge.id)).allocated == 0

    match = await world.the_match()
    from bot.services import dates, matches

    async with world.turn("Sam") as turn:
        await matches.approve(turn, match.id)
    assert (await came(world, pledge.id)).allocated == 2
    await world.says_yes("Maria", match)
    await world.says_yes("Chris", match)
    async with world.turn("Maria") as turn:
        session = await dates.propose(turn, match.id, datetime(2026, 12, 18, 10, tzinfo=UTC), None)
    assert (await came(world, pledge.id)).scheduled == 0
    async with world.turn("Chris") as turn:
        await dates.agree(turn, match.id, session.sequence)
    now = await came(world, pledge.id)
    assert (now.scheduled, now.forecast, now.claimed) == (2, 2, 0)

    await world.until(datetime(2026, 12, 18, 15, tzinfo=UTC))
    await world.reports("Chris", match, "4")
    now = await came(world, pledge.id)
    assert (now.claimed, now.verified) == (2, 0)
    await world.reports("Maria", match, "4")
    now = await came(world, pledge.id)
    assert (now.verified, now.gap, now.forecast) == (2, 98, 2)


async def test_general_help_never_counts_for_expert_hours_nor_anybody_elses(world: World):
    pledge = await entered(world, measure="time_general")
    offer = await matched(world)
    with pytest.raises(Refusal) as refused:
        async with world.turn("Sam") as turn:
            await counting.count(turn, offer, pledge.id, Decimal(100))
    assert refused.value.key == "share.kind"

    await world.meets("Olga", "Else Ltd")
    other = await world.offer("Olga")
    expert = await entered(world)
    with pytest.raises(Refusal) as refused:
        async with world.turn("Sam") as turn:
            await counting.count(turn, other, expert.id, Decimal(100))
    assert refused.value.key == "share.not_theirs"


async def test_no_hour_counts_twice(world: World):
    one, two = await entered(world), await entered(world)
    offer = await matched(world)
    async with world.turn("Sam") as turn:
        await counting.count(turn, offer, one.id, Decimal(70))
    with pytest.raises(Refusal) as refused:
        async with world.turn("Sam") as turn:
            await counting.count(turn, offer, two.id, Decimal(31))
    assert (refused.value.key, refused.value.parts["left"]) == ("share.too_much", "30")
    async with world.turn("Sam") as turn:
        await counting.count(turn, offer, two.id, Decimal(30))
        assert await turn.tx.pledges.shares_of_offer(offer) == [
            Share(pledge=one.id, percent=Decimal(70)),
            Share(pledge=two.id, percent=Decimal(30)),
        ]


async def test_champions_are_asked_whether_a_live_offer_counts(world: World):
    await entered(world)
    await world.approves(await world.offer("Chris"))

    assert len(await about(world, "Chris", "Does it count for a pledge?")) == 1


async def test_without_a_pledge_that_fits_nobody_is_asked(world: World):
    await entered(world, measure="time_general")
    await world.approves(await world.offer("Chris"))

    assert await about(world, "Chris", "Does it count") == []


async def test_a_pledge_behind_its_pace_is_said_monthly_and_one_that_keeps_it_never(world: World):
    await entered(world)
    await world.until(datetime(2027, 1, 15, 12, tzinfo=UTC), timedelta(hours=6))
    assert await about(world, "Chris", "Your pledge under C-7") == []

    await world.until(datetime(2027, 2, 28, 12, tzinfo=UTC), timedelta(hours=6))
    (said,) = await about(world, "Chris", "Your pledge under C-7")
    assert "0 hours of 100 hours have happened" in said and "another end date" in said


async def test_before_the_end_and_the_review_it_is_said_again_and_coordinators_get_the_report(world: World):
    await entered(world, starts=date(2026, 11, 1), ends=date(2027, 3, 1), quantity=Decimal(40))
    for day in (date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 30)):
        await world.until(datetime(day.year, day.month, day.day, 23, tzinfo=UTC), timedelta(hours=6))
        await sign_of_life(world)
    await world.until(datetime(2027, 2, 5, tzinfo=UTC), timedelta(hours=6))

    assert len(await about(world, "desk", "Report on the pledge under C-7")) == 1
    assert len(await about(world, "Chris", "Your pledge under C-7")) >= 2
    (report,) = await about(world, "desk", "For Leeds City Council")
    assert "At risk: no date yet: 40 hours" in report


async def sign_of_life(world: World) -> None:
    async with world.turn("Chris") as turn:
        await turn.tx.reminders.heard(world.people["Chris"].id, world.now)


async def test_whoever_snoozed_or_stopped_is_not_reminded_of_a_pledge(world: World):
    await entered(world, starts=date(2026, 6, 1))
    async with world.turn("Chris") as turn:
        await pauses.snooze(turn, datetime(2027, 6, 1, tzinfo=UTC))
    await world.until(datetime(2027, 3, 1, tzinfo=UTC), timedelta(hours=6))

    assert await about(world, "Chris", "Your pledge under C-7") == []


async def test_where_nobody_champions_it_coordinators_hear(world: World):
    await world.meets("Olga", "Else Ltd")
    async with world.turn("Sam") as turn:
        await pledges.enter(turn, replace(TERMS, starts=date(2026, 6, 1)), world.people["Olga"].organisation)
    await world.passes(timedelta(days=32), timedelta(hours=6))

    assert await about(world, "desk", "Else Ltd has no champion here")


async def test_another_way_is_asked_for_decided_once_and_on_record(world: World):
    pledge = await entered(world)
    async with world.turn("Chris") as turn:
        change = await pledge_changes.to_fund(turn, pledge.id, Decimal(40), "the site closed")
    assert (await came(world, pledge.id)).pledge.to_fund == 0
    async with world.turn("Sam") as turn:
        await pledge_changes.agree(turn, change.id)
    with pytest.raises(Refusal) as refused:
        async with world.turn("Sam") as turn:
            await pledge_changes.refuse(turn, change.id)
    assert refused.value.key == "decided.by"

    now = await came(world, pledge.id)
    assert (now.promised, now.gap, now.pledge.to_fund, now.pledge.expected) == (100, 100, 40, 60)
    async with world.turn() as turn:
        (kept,) = await turn.tx.pledges.changes(pledge.id)
        moves = [each.move for each in await turn.tx.record.of(Subject.PLEDGE, pledge.id)]
    assert (kept.state, kept.reason) == (ChangeState.AGREED, "the site closed")
    assert moves == ["enter", "approve", "fund"]
    assert await about(world, "Chris", "It is agreed: 40 hours go to the fund instead")


async def test_more_than_is_left_cannot_go_another_way(world: World):
    pledge = await entered(world)
    for amount in (Decimal(101), Decimal(0), Decimal(-1)):
        with pytest.raises(Refusal) as refused:
            async with world.turn("Chris") as turn:
                await pledge_changes.to_fund(turn, pledge.id, amount, "no")
        assert refused.value.key == "pledge.left"


async def test_something_else_instead_is_promised_once_and_not_twice(world: World):
    pledge = await entered(world)
    async with world.turn("Sam") as turn:
        instead = ("General volunteering time", Decimal(30))
        await pledge_changes.substitute(turn, pledge.id, Decimal(25), instead, "fewer experts")
        old, new = await turn.tx.pledges.of_organisation(pledge.organisation)

    assert (old.promised, new.promised, new.instead_of) == (75, 30, pledge.id)
    assert new.terms.measure == "time_general" and new.frozen is not None


async def test_a_new_last_day_must_come_after_the_first(world: World):
    pledge = await entered(world)
    with pytest.raises(Refusal) as refused:
        async with world.turn("Sam") as turn:
            await pledge_changes.replan(turn, pledge.id, date(2020, 1, 1), "late")
    assert refused.value.key == "pledge.ends"
    async with world.turn("Sam") as turn:
        await pledge_changes.replan(turn, pledge.id, date(2028, 1, 1), "late")
    assert (await came(world, pledge.id)).pledge.terms.ends == date(2028, 1, 1)
