"""Deliveries in other units: only what the receiver confirms, or a coordinator with evidence, ever counts."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.chat.address import Account
from bot.domain.instalments import Instalment, Seen
from bot.domain.people import Role
from bot.domain.pledges import Corrects, Pledge, PledgeMove, PledgeState
from bot.domain.refusal import Refusal
from bot.domain.retention import Retention
from bot.services import (
    company,
    counting,
    instalments,
    pledge_changes,
    pledge_claims,
    pledge_corrections,
    pledge_pace,
    pledges,
    rights,
)
from bot.services.retention import sweep
from bot.services.turn import Turn
from bot.texts.drawing import drawn
from bot.texts.locales import locale
from tests.flows.world import hasty_storage
from tests.services.test_pledges import about, came, entered, with_champion
from tests.services.world import World


@pytest.fixture
async def world(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[World]:
    """On SQLite; what the databases themselves refuse is looked at on both in tests/storage."""
    storage = hasty_storage(sqlite_template, tmp_path)
    yield await with_champion(World(begin=storage.begin))
    await storage.close()


MONDAY = date(2026, 11, 30)
Answer = Callable[[Turn, str], Awaitable[Instalment]]
ACCOUNT = Account(platform="chat", tenant="t", user="Sam")


async def promised(world: World, **changes: object) -> Pledge:
    """12 laptops, approved; Maria's group is there."""
    await world.meets("Maria", "Seacroft Pantry")
    return await entered(world, **{"measure": "", "unit": "laptops", "quantity": Decimal(12), **changes})


async def said(
    world: World, pledge: Pledge, quantity: object = 8, day: date | None = MONDAY, who: str = "Chris"
) -> Instalment:
    async with world.turn(who) as turn:
        group = world.people["Maria"].organisation
        return await instalments.say(turn, pledge.id, Decimal(str(quantity)), group, day)


async def refused(world: World, pledge: Pledge, **what: object) -> str:
    with pytest.raises(Refusal) as found:
        await said(world, pledge, **what)  # type: ignore[arg-type]
    return found.value.key


async def settled(world: World, id: str, quantity: int, who: str = "Sam") -> Instalment:
    async with world.turn(who) as turn:
        return await instalments.settle(turn, id, Decimal(quantity), "a delivery note", (), ACCOUNT)


def steps(one: object) -> tuple[object, ...]:
    return tuple(getattr(one, step) for step in ("allocated", "scheduled", "claimed", "verified", "gap"))


async def test_silence_and_doubt_never_count_and_evidence_does(world: World):
    pledge = await promised(world)
    first = await said(world, pledge)
    await world.passes(timedelta(days=40))
    assert steps(await came(world, pledge.id)) == (8, 8, 8, 0, 12)
    assert "Seacroft Pantry has not said whether 8 laptops from Aire Ltd arrived" in await world.morning()

    async with world.turn("Maria") as turn:
        await instalments.dispute(turn, first.id)
    world.now += timedelta(hours=1)
    assert "Seacroft Pantry says that 8 laptops from Aire Ltd did not arrive" in await world.morning()
    assert steps(await came(world, pledge.id)) == (8, 8, 8, 0, 12)
    assert await about(world, "Chris", "says that it did not arrive")
    done = await settled(world, first.id, 5)
    assert (done.settled_as, done.verified) == (Seen.COORDINATOR, 5)
    assert steps(await came(world, pledge.id)) == (8, 8, 8, 5, 7)
    assert await about(world, "Chris", "Only 5 laptops of 8 laptops arrived")

    await settled(world, first.id, 0)
    assert steps(await came(world, pledge.id)) == (0, 0, 0, 0, 12)


ASKED = "Did you get 8 laptops from Aire Ltd"


async def questions(world: World) -> int:
    return sum(ASKED in text for text in await world.told("Maria"))


async def test_who_has_not_said_whether_it_arrived_is_asked_twice_more_and_then_a_coordinator_sees_to_it(
    world: World,
):
    """Of Monday 30 November, said on Tuesday: asked again on Thursday and on Tuesday."""
    await said(world, await promised(world))
    assert await questions(world) == 1

    mornings = [await world.morning()]
    for asked in (1, 2, 2, 2, 3, 3, 3):  # until 9:00 of the working day after
        await world.passes(timedelta(hours=22))
        mornings.append(await world.morning())
        assert await questions(world) == asked, world.now

    told = "Seacroft Pantry has not said whether 8 laptops from Aire Ltd arrived"
    assert [told in said for said in mornings] == [False] * 5 + [True] * 3
    assert [f"Late: {told}" in said for said in mornings] == [False] * 7 + [True]


@pytest.mark.parametrize("answer", [instalments.confirm, instalments.dispute, instalments.take_back])
async def test_an_answer_ends_the_asking(world: World, answer: Answer):
    said_now = await said(world, await promised(world))
    await world.passes(timedelta(days=2, hours=1))
    before = await questions(world)
    async with world.turn("Chris" if answer is instalments.take_back else "Maria") as turn:
        await answer(turn, said_now.id)

    await world.passes(timedelta(days=14))

    assert await questions(world) == before == 2


async def test_several_that_are_not_answered_for_are_one_message(world: World):
    pledge = await promised(world)
    await said(world, pledge)
    await said(world, pledge, 4, date(2026, 11, 27))

    await world.passes(timedelta(days=2, hours=1))

    newest = (await world.told("Maria"))[-1]
    assert "2 things wait for you" in newest
    assert "Did 8 laptops from Aire Ltd arrive?" in newest and "Did 4 laptops from Aire Ltd arrive?" in newest


async def test_whoever_said_it_for_the_giver_is_not_asked_and_who_cannot_be_is_told_of(world: World):
    pledge = await promised(world)
    async with world.begin() as tx:
        stopped = replace(world.people["Maria"], stopped_at=world.now)
        await tx.people.put(stopped)
        await tx.commit()
    await said(world, pledge)

    await world.passes(timedelta(days=3))

    assert await questions(world) == 0
    assert any("Maria" in text for text in await world.told("desk"))


async def test_whoever_gave_it_never_confirms_it_alone(world: World):
    pledge = await promised(world)
    first = await said(world, pledge)
    world.people["Sam"] = replace(world.people["Sam"], organisation=world.people["Maria"].organisation)
    insider = await world.meets("Ines", "Aire Ltd")
    insider = replace(
        insider,
        organisation=world.people["Chris"].organisation,
        roles=frozenset({Role.COORDINATOR, Role.CHAMPION}),
    )
    world.people["Ines"] = insider
    async with world.begin() as tx:
        await tx.people.put(insider)
        await tx.people.put(world.people["Sam"])
        await tx.commit()
    own = await said(world, pledge, day=date(2026, 11, 27), who="Sam")

    async def confirmed(who: str, id: str) -> None:
        async with world.turn(who) as turn:
            await instalments.confirm(turn, id)

    for attempt, key in (
        (confirmed("Chris", first.id), "instalment.not_yours"),
        (settled(world, first.id, 8, "Ines"), "instalment.own_word"),
        (confirmed("Sam", own.id), "instalment.own_word"),
    ):
        with pytest.raises(Refusal) as found:
            await attempt
        assert found.value.key == key
    assert (await came(world, pledge.id)).verified == 0


async def test_a_day_that_is_over_is_not_counted_on_and_is_asked_about(world: World):
    pledge = await promised(world, ends=date(2027, 1, 31))
    late = await said(world, pledge, 12, date(2026, 12, 2))
    assert (await came(world, pledge.id)).forecast == 12
    assert "has not said whether" not in await world.morning()  # of the 2nd

    world.now += timedelta(days=1)
    now = await came(world, pledge.id)
    assert (now.scheduled, now.forecast, now.at_risk(date(2026, 12, 3))) == (12, 0, 12)
    asked = "Aire Ltd has not said whether Seacroft Pantry was given 12 laptops"
    assert f"{asked}. The day planned for it was 1 day ago" in await world.morning()
    async with world.turn("Chris") as turn:
        await instalments.arrived(turn, late.id)
    assert (await came(world, pledge.id)).forecast == 12


async def test_what_is_planned_is_not_claimed_until_it_was_given(world: World):
    pledge = await promised(world)
    some_day, dated = await said(world, pledge, 2, None), await said(world, pledge, 3, date(2027, 2, 1))
    assert steps(await came(world, pledge.id)) == (5, 3, 0, 0, 12)
    assert (await came(world, pledge.id)).forecast == 3
    assert not await about(world, "Maria", "Did you get")

    async with world.turn("Chris") as turn:
        await instalments.arrived(turn, dated.id)
    async with world.turn("Maria") as turn:
        await instalments.confirm(turn, dated.id)
    async with world.turn("Chris") as turn:
        await instalments.take_back(turn, some_day.id)

    assert steps(await came(world, pledge.id)) == (3, 3, 3, 3, 9)
    assert await about(world, "Maria", "Confirmed: 3 laptops arrived")


async def test_nothing_that_makes_no_sense_is_taken_in(world: World):
    pledge = await promised(world)
    hours = await entered(world)
    kilos = await entered(world, measure="", unit="kg", quantity=Decimal("12.5"))
    for quantity in (0, -3, "NaN", "1e9", "2.005"):
        assert await refused(world, pledge, quantity=quantity) == "instalment.quantity"
    assert await refused(world, pledge, quantity="2.5") == "instalment.whole"
    assert (await said(world, kilos, "2.5")).quantity == Decimal("2.5")
    assert await refused(world, hours) == "instalment.hours"
    assert await refused(world, pledge, day=date(2026, 10, 31)) == "instalment.too_early"
    assert await refused(world, pledge, day=date(2030, 1, 1)) == "instalment.too_late"
    await said(world, pledge)
    assert await refused(world, pledge, quantity=3) == "instalment.twice"
    await said(world, pledge, day=None)
    assert await refused(world, pledge, quantity=3, day=None) == "instalment.twice_planned"
    assert await refused(world, pledge, who="Maria") == "pledge.who"
    with pytest.raises(Refusal) as found:
        await entered(world, measure="", unit="laptops", quantity=Decimal("2.5"))
    assert found.value.key == "pledge.whole"
    for name, key in (
        ("Seacroft Pantri", "instalment.perhaps_group"),
        ("Nobody", "instalment.unknown_group"),
    ):
        with pytest.raises(Refusal) as found:
            async with world.turn("Chris") as turn:
                await instalments.group_called(turn, name)
        assert found.value.key == key


async def test_reached_is_only_what_was_counted_and_withdrawn_only_what_nothing_was_said_of(world: World):
    pledge = await promised(world, quantity=Decimal(10))
    first = await said(world, pledge, 12)
    for move, key in (
        (PledgeMove.REACH, "pledge.not_reached"),
        (PledgeMove.WITHDRAW, "pledge.has_instalments"),
    ):
        with pytest.raises(Refusal) as found:
            async with world.turn("Sam") as turn:
                await pledge_changes.close(turn, pledge.id, move, "why")
        assert found.value.key == key

    async with world.turn("Maria") as turn:
        await instalments.confirm(turn, first.id, Decimal(11))
    now = await came(world, pledge.id)
    assert (now.verified, now.gap, now.additional) == (10, 0, 1)
    async with world.turn("Sam") as turn:
        await pledge_changes.close(turn, pledge.id, PledgeMove.REACH, "all there")
    with pytest.raises(Refusal) as found:
        await said(world, pledge, day=date(2026, 12, 1))
    assert found.value.key == "pledge.is_closed"


async def test_units_are_told_each_by_itself_and_handed_on_with_who_saw_it(world: World):
    laptops, hours = await promised(world), await entered(world)
    meals = await entered(world, measure="", unit="meals", quantity=Decimal(100))
    for pledge, got in ((laptops, 8), (meals, 40)):
        each = await said(world, pledge, got)
        async with world.turn("Maria") as turn:
            await instalments.confirm(turn, each.id)

    async with world.turn() as turn:
        totals = await pledges.otherwise_measured(turn)
        in_hours = await pledges.city_total(turn)
        lines = {each.pledge.id: each for each in await pledge_claims.claims(turn)}
    assert [(each.unit, each.promised, each.verified) for each in totals] == [
        ("laptops", 12, 8),
        ("meals", 100, 40),
    ]
    assert in_hours is not None and (in_hours.promised, in_hours.verified) == (100, 0)
    told = lines[laptops.id]
    assert (told.delivered, told.verified_by, told.beneficiary) == (8, "receiver", "Seacroft Pantry")
    assert told.verified_on == date(2026, 12, 1) and told.evidence
    assert lines[hours.id].delivered == 0


async def test_what_falls_behind_in_another_unit_is_said_too(world: World):
    pledge = await promised(world)
    world.now = datetime(2027, 6, 1, 12, tzinfo=UTC)  # at once: nobody is reminded on the way
    async with world.turn() as turn:
        monthly = next(each for each in turn.house.schedule.steps if each.code == "N11" and each.every)
        chris = await turn.tx.people.get(world.people["Chris"].id)
        found = await pledge_pace.pace_of(turn, chris, pledge.id, monthly)
    assert found is not None
    card = drawn(found[1].words(), locale("en"))
    assert "0 laptops of 12 laptops have happened; at an even pace it would be 6 laptops by now" in card
    assert [each.action.verb for each in found[1].buttons[0]] == ["given.say", "pledge.show", "pledge.ways"]


async def test_a_company_whose_pledges_are_all_in_another_unit_hears_of_its_quarter(world: World):
    pledge = await promised(world)
    await settled(world, (await said(world, pledge)).id, 8)
    async with world.turn() as turn:
        chris = await turn.tx.people.get(world.people["Chris"].id)
        employer = await turn.tx.organisations.get(chris.organisation)
        found = await company.digest(turn, chris, employer)
    assert found is not None
    assert drawn(found[0], locale("en")).endswith("not in hours: 8 laptops confirmed so far.")


async def test_what_was_seen_is_forgotten_in_time_and_how_much_stays(world: World):
    pledge = await promised(world)
    first = await said(world, pledge)
    await settled(world, first.id, 8)

    await sweep(world.begin, Retention(), datetime(2030, 1, 1, tzinfo=UTC))

    async with world.begin() as tx:
        (kept,) = await tx.evidence.of_instalment(first.id)
        assert (kept.note, (await tx.instalments.get(first.id)).verified) == ("", 8)


async def test_whoever_is_forgotten_is_in_no_note_of_what_arrived(world: World):
    pledge = await promised(world)
    first = await said(world, pledge)
    async with world.turn("Sam") as turn:
        await instalments.settle(turn, first.id, Decimal(8), "Maria rang and said so", (), ACCOUNT)

    async with world.turn("Maria") as turn:
        await rights.forget(turn)

    async with world.begin() as tx:
        (kept,) = await tx.evidence.of_instalment(first.id)
    assert "Maria" not in kept.note and "rang and said so" in kept.note
    assert (await came(world, pledge.id)).verified == 8


async def test_an_approval_that_something_counts_on_is_not_undone(world: World):
    world.undo = timedelta(minutes=10)
    await world.meets("Maria", "Seacroft Pantry")
    laptops = await entered(world, "Chris", measure="", unit="laptops", quantity=Decimal(12))
    hours = await entered(world, "Chris")
    fund = await entered(world, "Chris", measure="", unit="meals")
    offer = await world.offer("Chris")
    async with world.turn("Sam") as turn:
        for pledge in (laptops, hours, fund):
            await pledges.approve(turn, pledge.id)
        await counting.count(turn, offer, hours.id, Decimal(50))
        await pledge_changes.to_fund(turn, fund.id, Decimal(40), "the site closed")
    given = await said(world, laptops)

    async def undone(pledge: Pledge) -> str:
        try:
            async with world.turn("Sam") as turn:
                await pledges.undo(turn, pledge.id)
        except Refusal as refusal:
            return refusal.key
        return ""

    assert [await undone(pledge) for pledge in (laptops, hours)] == ["pledge.relied_on"] * 2
    async with world.turn("Chris") as turn:
        await instalments.take_back(turn, given.id)
        await counting.count(turn, offer, hours.id, Decimal(0))
    assert [await undone(pledge) for pledge in (laptops, hours, fund)] == ["", "", "undo.too_late"]


async def test_whatever_is_no_longer_of_a_pledges_unit_is_in_no_claim(world: World):
    pledge = await promised(world)
    await settled(world, (await said(world, pledge)).id, 8)
    async with world.turn() as turn:
        now = await turn.tx.pledges.get(pledge.id)
        in_hours = replace(now, terms=replace(now.terms, unit="hours"), revision=now.revision + 1)
        (claim,) = await pledge_claims.claims(turn, [in_hours])
    assert claim.delivered == 0


async def test_a_pledge_nobody_decided_on_is_put_right_at_once_also_in_how_much_of_what(world: World):
    pledge = await entered(world, "Chris", measure="", unit="laptops", quantity=Decimal(2))

    async def right(corrects: Corrects, value: str, who: str = "Chris") -> str:
        try:
            async with world.turn(who) as turn:
                await pledge_corrections.put_right(turn, pledge.id, corrects, value, "mistyped")
        except Refusal as refusal:
            return refusal.key
        return ""

    assert await right(Corrects.QUANTITY, "20 laptops") == ""
    for corrects, value, key in (
        (Corrects.QUANTITY, "20", "correct.same"),
        (Corrects.QUANTITY, "30 meals", "correct.other_unit"),
        (Corrects.QUANTITY, "£300", "correct.other_unit"),
        (Corrects.QUANTITY, "1" * 30, "pledge.quantity"),
        (Corrects.QUANTITY, "-3", "correct.no_amount"),
        (Corrects.QUANTITY, "0", "pledge.quantity"),
        (Corrects.QUANTITY, "2.5", "pledge.whole"),
        (Corrects.MEASURE, "  ", "correct.empty"),
        (Corrects.ENDS, "2020-01-01", "pledge.ends"),
    ):
        assert await right(corrects, value) == key
    assert await right(Corrects.MEASURE, "Expert time", who="Sam") == ""
    assert await right(Corrects.CONTRACT, "C-8") == ""

    now = (await came(world, pledge.id)).pledge
    assert (now.terms.quantity, now.terms.measure, now.terms.unit) == (20, "time_expert", "hours")
    assert (now.state, now.terms.contract) == (PledgeState.SUBMITTED, "C-8")
    assert await about(world, "Chris", "Measure: Expert time instead of laptops")
    async with world.turn("Sam") as turn:
        await pledges.approve(turn, pledge.id)
        kept = [(each.was, each.value) for each in await turn.tx.pledges.changes(pledge.id)]
    assert kept == [("2", "20"), ("laptops", "Expert time"), ("C-7", "C-8")]
    assert await right(Corrects.QUANTITY, "30") == "decided.by"
