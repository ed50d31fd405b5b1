"""A pledge closed, opened again, and put right: on record, and refused where it would say what is not so."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain.history import Subject
from bot.domain.pledges import Corrects, Pledge, PledgeMove, PledgeState
from bot.domain.refusal import Refusal
from bot.services import counting, matches, pledge_changes, pledge_claims, pledges
from bot.services.shares import inherit
from tests.services.test_pledges import about, came, entered, matched, world
from tests.services.world import World

__all__ = ["world"]


async def closed(world: World, pledge: Pledge, move: PledgeMove, who: str = "Sam") -> None:
    async with world.turn(who) as turn:
        await pledge_changes.close(turn, pledge.id, move, "the site closed")


async def refused(world: World, pledge: Pledge, move: PledgeMove) -> str:
    with pytest.raises(Refusal) as found:
        await closed(world, pledge, move)
    return found.value.key


async def test_what_lapsed_stays_in_the_figures_and_what_was_withdrawn_does_not(world: World):
    lapsed, withdrawn = await entered(world), await entered(world)
    assert await refused(world, lapsed, PledgeMove.LAPSE) == "pledge.not_over"
    assert await refused(world, lapsed, PledgeMove.REACH) == "pledge.not_reached"
    world.now = datetime(2027, 11, 2, 12, tzinfo=UTC)  # at once: nobody is reminded on the way
    assert (await came(world, lapsed.id)).at_risk(date(2027, 11, 2)) == 100

    await closed(world, lapsed, PledgeMove.LAPSE)
    await closed(world, withdrawn, PledgeMove.WITHDRAW)

    now = await came(world, lapsed.id)
    assert (now.pledge.state, now.gap, now.open) == (PledgeState.LAPSED, 100, 0)
    assert now.at_risk(date(2027, 11, 2)) == 0
    async with world.turn() as turn:
        city = await pledges.city_total(turn)
        handed_on = [each.pledge.id for each in await pledge_claims.claims(turn)]
        moves = list(await turn.tx.record.of(Subject.PLEDGE, lapsed.id))
        (kept,) = await turn.tx.pledges.changes(lapsed.id)
    assert city is not None and (city.pledges, city.promised) == (1, 100)
    assert handed_on == [lapsed.id]
    assert (moves[-1].move, moves[-1].before, moves[-1].after) == ("lapse", "active", "lapsed")
    assert (kept.reason, kept.decided_by) == ("the site closed", world.people["Sam"].id)


async def test_a_champion_asks_and_a_coordinator_decides(world: World):
    pledge = await entered(world)
    await closed(world, pledge, PledgeMove.WITHDRAW, who="Chris")
    assert (await came(world, pledge.id)).pledge.state is PledgeState.ACTIVE
    await world.meets("Olga", "Else Ltd")
    with pytest.raises(Refusal) as found:
        await closed(world, pledge, PledgeMove.WITHDRAW, who="Olga")
    assert found.value.key == "pledge.who"

    async with world.turn("Sam") as turn:
        (change,) = await turn.tx.pledges.changes(pledge.id)
        await pledge_changes.agree(turn, change.id)

    assert (await came(world, pledge.id)).pledge.state is PledgeState.WITHDRAWN
    assert await about(world, "Chris", "It is agreed: Withdrawn")


async def test_a_closed_one_takes_nothing_more_until_it_is_opened_again(world: World):
    pledge = await entered(world)
    offer = await matched(world)
    async with world.turn("Chris") as turn:
        await counting.count(turn, offer, pledge.id, Decimal(100))
    await closed(world, pledge, PledgeMove.WITHDRAW)

    match = await world.the_match()
    async with world.turn("Sam") as turn:
        await matches.approve(turn, match.id)
        await inherit(turn, match)
        assert await turn.tx.pledges.shares_of_match(match.id) == []
    assert await refused(world, pledge, PledgeMove.REACH) == "pledge.is_closed"
    with pytest.raises(Refusal) as found:
        async with world.turn("Chris") as turn:
            await counting.count(turn, match.id, pledge.id, Decimal(100))
    assert found.value.key == "pledge.is_closed"

    async with world.turn("Sam") as turn:
        await pledge_changes.reopen(turn, pledge.id, "by mistake")
    now = (await came(world, pledge.id)).pledge
    assert (now.state, now.frozen) == (PledgeState.ACTIVE, pledge.frozen)
    async with world.turn("Chris") as turn:
        await counting.count(turn, match.id, pledge.id, Decimal(100))
    assert await refused(world, pledge, PledgeMove.WITHDRAW) == "pledge.has_hours"


async def test_reached_is_only_what_was_confirmed(world: World):
    pledge = await entered(world, quantity=Decimal(2))
    offer = await matched(world)
    async with world.turn("Chris") as turn:
        await counting.count(turn, offer, pledge.id, Decimal(50))
    async with world.turn("Sam") as turn:
        await pledge_changes.to_fund(turn, pledge.id, Decimal("0.5"), "no more people")
    assert await refused(world, pledge, PledgeMove.REACH) == "pledge.not_reached"
    assert await refused(world, pledge, PledgeMove.WITHDRAW) == "pledge.converted"

    async with world.turn("Sam") as turn:
        await pledge_changes.to_fund(turn, pledge.id, Decimal("1.5"), "all of it")
    await closed(world, pledge, PledgeMove.REACH)

    assert (await came(world, pledge.id)).pledge.state is PledgeState.REACHED


async def test_what_was_entered_wrongly_is_put_right_with_what_it_said_before_on_record(world: World):
    pledge = await entered(world)
    async with world.turn("Sam") as turn:
        await pledge_changes.correct(turn, pledge.id, Corrects.CONTRACT, "C-8", "mistyped")
        await pledge_changes.correct(turn, pledge.id, Corrects.STARTS, "2026-10-01", "mistyped")
        await pledge_changes.correct(turn, pledge.id, Corrects.PRIORITY, "Skills", "forgotten")
    for corrects, value, key in (
        (Corrects.CONTRACT, "", "correct.empty"),
        (Corrects.CONTRACT, "C-8", "correct.same"),
        (Corrects.ENDS, "2020-01-01", "pledge.ends"),
        (Corrects.REVIEW, "2040-01-01", "pledge.review"),
        (Corrects.ENDS, "soon", "correct.no_day"),
    ):
        with pytest.raises(Refusal) as found:
            async with world.turn("Sam") as turn:
                await pledge_changes.correct(turn, pledge.id, corrects, value, "no")
        assert found.value.key == key

    now = (await came(world, pledge.id)).pledge
    assert (now.terms.contract, now.terms.starts, now.terms.priority) == ("C-8", date(2026, 10, 1), "Skills")
    assert (now.terms.quantity, now.state) == (pledge.terms.quantity, PledgeState.ACTIVE)
    async with world.turn() as turn:
        kept = [(each.corrects, each.was, each.value) for each in await turn.tx.pledges.changes(pledge.id)]
    assert (Corrects.CONTRACT, "C-7", "C-8") in kept and len(kept) == 3
    assert await about(world, "Chris", "Contract reference: C-8 instead of C-7")
