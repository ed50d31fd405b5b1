"""Dates, and what really happened."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain.listings import ListingState, filled
from bot.domain.matches import MatchState, Party, SessionState
from bot.domain.refusal import Refusal
from bot.services import absences, dates, delivery, evidence, settling
from bot.texts.drawing import english
from tests.services.world import World

FRIDAY = datetime(2026, 12, 18, 10, tzinfo=UTC)


async def test_a_date_counts_only_when_the_other_side_agrees(world: World) -> None:
    match = await world.introduced()

    async with world.turn("Maria") as turn:
        session = await dates.propose(turn, match.id, FRIDAY, None)
    assert (await world.the_match()).state is MatchState.INTRODUCED
    with pytest.raises(Refusal, match="date.wait"):
        async with world.turn("Maria") as turn:
            await dates.agree(turn, match.id, session.sequence)

    async with world.turn("Priya") as turn:
        await dates.agree(turn, match.id, session.sequence)

    assert (await world.the_match()).state is MatchState.SCHEDULED
    assert session.ends_at - session.starts_at == timedelta(hours=4)


async def test_agreeing_to_a_date_that_was_changed_meanwhile_is_refused(world: World) -> None:
    match = await world.introduced()
    async with world.turn("Maria") as turn:
        first = await dates.propose(turn, match.id, FRIDAY, None)
    async with world.turn("Maria") as turn:
        await dates.propose(turn, match.id, FRIDAY + timedelta(days=3), None)

    with pytest.raises(Refusal, match="date.changed"):
        async with world.turn("Priya") as turn:
            await dates.agree(turn, match.id, first.sequence)


async def test_a_date_in_the_past_is_refused(world: World) -> None:
    match = await world.introduced()

    with pytest.raises(Refusal, match="date.past"):
        async with world.turn("Maria") as turn:
            await dates.propose(turn, match.id, world.now - timedelta(hours=1), None)


async def test_moving_an_agreed_date_needs_the_other_side_again(world: World) -> None:
    match = await world.scheduled()

    async with world.turn("Priya") as turn:
        moved = await dates.propose(turn, match.id, FRIDAY + timedelta(days=3), None)
    assert (await world.the_match()).state is MatchState.REARRANGING

    async with world.turn("Maria") as turn:
        await dates.agree(turn, match.id, moved.sequence)
    assert (await world.the_match()).state is MatchState.SCHEDULED


async def test_the_hosts_word_verifies_the_hours_and_both_are_thanked(world: World) -> None:
    match = await world.scheduled()
    await world.until(FRIDAY + timedelta(hours=5))

    await world.reports("Maria", match, "4")

    record = await world.delivery(match)
    assert record is not None
    assert (record.claimed, record.verified) == (4, 4)
    assert (await world.the_match()).state is MatchState.CLOSED
    assert any("4 hours for Seacroft Pantry" in text for text in await world.told("Priya"))
    assert (await world.listing(match.need)).state is ListingState.MET
    assert (await world.listing(match.offer)).state is ListingState.USED


async def test_the_volunteers_word_only_claims_until_the_host_confirms(world: World) -> None:
    match = await world.scheduled()
    await world.until(FRIDAY + timedelta(hours=5))

    await world.reports("Priya", match, "4")
    assert (await world.the_match()).state is MatchState.CLAIMED
    assert (await world.funnel()).verified == 0
    assert any("Hours said by the volunteer: 4 hours" in text for text in await world.told("Maria"))

    await world.reports("Maria", match, "4")

    record = await world.delivery(match)
    assert record is not None
    assert (record.claimed, record.verified) == (4, 4)
    assert (await world.all_matches())[0].state is MatchState.CLOSED


async def test_two_figures_that_differ_count_for_nothing_until_a_coordinator_decides(world: World) -> None:
    match = await world.scheduled()
    await world.until(FRIDAY + timedelta(hours=5))
    await world.reports("Priya", match, "4")

    await world.reports("Maria", match, "3")

    assert (await world.the_match()).state is MatchState.DISPUTED
    assert (await world.funnel()).verified == 0
    [told] = [text for text in await world.told("desk") if "the hours differ" in text]
    assert "Priya: 4 hours" in told and "Maria, Seacroft Pantry: 3 hours" in told
    assert any("a coordinator will look at it" in text for text in await world.told("Priya"))

    with pytest.raises(Refusal, match="delivery.no_evidence"):
        async with world.turn("Sam") as turn:
            await settling.verify_for_host(turn, match.id, Decimal("3.5"))
    with pytest.raises(Refusal, match="role.coordinators_only"):
        async with world.turn("Maria") as turn:
            await evidence.add(turn, match.id, "photo of the sign-in sheet")
    async with world.turn("Sam") as turn:
        await evidence.add(turn, match.id, "photo of the sign-in sheet")
        await settling.verify_for_host(turn, match.id, Decimal("3.5"))

    record = await world.delivery(match)
    assert record is not None
    assert record.verified == Decimal("3.5")
    assert english(record.evidence).startswith("photo of the sign-in sheet (Sam")
    assert (await world.all_matches())[0].state is MatchState.CLOSED_PART


async def test_a_no_show_of_somebody_who_says_they_were_there_is_disputed(world: World) -> None:
    match = await world.scheduled()
    await world.until(FRIDAY + timedelta(hours=5))
    await world.reports("Priya", match, "4")

    async with world.turn("Maria") as turn:
        await absences.missed(turn, match.id)

    assert (await world.the_match()).state is MatchState.DISPUTED
    assert (await world.funnel()).verified == 0


async def test_a_part_delivered_leaves_the_rest_free_to_be_matched(world: World) -> None:
    match = await world.scheduled()

    await world.reports("Maria", match, "1.5")

    need = await world.listing(match.need)
    assert (need.quantity.delivered, need.quantity.remaining) == (Decimal("1.5"), Decimal("2.5"))
    assert need.state is ListingState.PART_FILLED


async def test_hours_beyond_what_was_agreed_are_kept_apart_and_counted_once(world: World) -> None:
    match = await world.scheduled()

    await world.reports("Maria", match, "6")
    with pytest.raises(Refusal, match="match.answered"):
        await world.reports("Maria", match, "6")

    funnel = await world.funnel()
    assert (funnel.verified, funnel.additional) == (4, 2)
    async with world.begin() as tx:
        assert sum(each.hours for each in await tx.figures.kinds()) == funnel.verified
    assert any("Beyond what was agreed: 2 hours" in text for text in await world.told("Priya"))
    assert (await world.listing(match.need)).quantity.remaining == 0


async def test_silence_is_never_counted_as_delivery(world: World) -> None:
    match = await world.scheduled()

    await world.until(FRIDAY + timedelta(days=60), step=timedelta(hours=6))

    assert (await world.the_match()).state is MatchState.CLOSED_NOT_DELIVERED
    assert (await world.funnel()).verified == 0
    assert await world.delivery(match) is None
    assert (await world.listing(match.offer)).quantity.reserved == 0


async def test_what_was_closed_in_silence_counts_when_a_coordinator_hears_that_it_did_happen(
    world: World,
) -> None:
    match = await world.scheduled()
    await world.until(FRIDAY + timedelta(days=60), step=timedelta(hours=6))
    assert any("If it did happen, press Tell a coordinator" in text for text in await world.told("Maria"))

    async with world.turn("Sam") as turn:
        await evidence.add(turn, match.id, "Maria rang: she was away")
        await settling.verify_for_host(turn, match.id, Decimal(3))

    assert (await world.all_matches())[0].state is MatchState.CLOSED_PART
    assert (await world.funnel()).verified == 3
    assert (await world.listing(match.offer)).quantity.delivered == 3
    assert any("3 hours" in text and "confirmed" in text for text in await world.told("Priya"))


async def test_hours_that_others_have_meanwhile_are_not_counted_twice(world: World) -> None:
    match = await world.scheduled()
    await world.until(FRIDAY + timedelta(hours=5))
    async with world.turn("Maria") as turn:
        await absences.missed(turn, match.id)
    async with world.turn() as turn:
        need = await turn.tx.listings.get(match.need, lock=True)
        await turn.tx.listings.put(filled(need, need.quantity.reserve(Decimal(3)), turn.now))

    async with world.turn("Sam") as turn:
        await evidence.add(turn, match.id, "she was at the other door")
        await settling.verify_for_host(turn, match.id, Decimal(4))

    quantity = (await world.listing(match.need)).quantity
    assert (quantity.reserved, quantity.delivered, quantity.remaining) == (3, 1, 0)
    record = await world.delivery(match)
    assert record is not None
    assert (record.verified, record.additional) == (1, 3)


async def test_a_no_show_is_between_the_coordinators_and_the_search_goes_on(world: World) -> None:
    match = await world.scheduled()
    await world.until(FRIDAY + timedelta(hours=5))

    async with world.turn("Maria") as turn:
        await absences.missed(turn, match.id)

    assert (await world.all_matches())[0].state is MatchState.NO_SHOW
    assert any("nobody came" in text for text in await world.told("desk"))
    assert not any("did not come" in text for text in await world.told("Priya"))
    assert (await world.listing(match.need)).quantity.remaining == 4


async def test_a_group_that_was_not_there_ends_it_without_blame_and_can_say_otherwise(world: World) -> None:
    match = await world.scheduled()
    await world.until(FRIDAY + timedelta(hours=5))

    async with world.turn("Priya") as turn:
        await absences.missed(turn, match.id)

    assert (await world.all_matches())[0].state is MatchState.CLOSED_NOT_DELIVERED
    [said] = [text for text in await world.told("desk") if "nobody was there" in text]
    assert "Priya says that nobody of Seacroft Pantry was there" in said
    told = await world.told("Maria")
    assert any("closed without hours" in text and "Tell a coordinator" in text for text in told)
    assert not any("nobody was there" in text for text in told)
    assert (await world.listing(match.offer)).quantity.remaining == 4


async def test_who_has_given_hours_cannot_say_as_well_that_nobody_was_there(world: World) -> None:
    match = await world.scheduled()
    await world.until(FRIDAY + timedelta(hours=5))
    await world.reports("Priya", match, "4")

    with pytest.raises(Refusal, match="match.answered"):
        async with world.turn("Priya") as turn:
            await absences.missed(turn, match.id)


async def test_a_problem_freezes_the_figures_until_a_coordinator_settles_it(world: World) -> None:
    match = await world.scheduled()
    await world.until(FRIDAY + timedelta(hours=5))

    async with world.turn("Maria") as turn:
        await delivery.dispute(turn, match.id, "only half of it was done")
    assert (await world.the_match()).state is MatchState.DISPUTED
    assert any("only half of it was done" in text for text in await world.told("desk"))
    assert not any("only half" in text for text in await world.told("Priya"))
    with pytest.raises(Refusal):
        await world.reports("Maria", match, "4")

    async with world.turn("Sam") as turn:
        await evidence.add(turn, match.id, "both agreed on the phone")
        await settling.verify_for_host(turn, match.id, Decimal(2))

    assert (await world.funnel()).verified == 2


async def test_feedback_is_kept_once_for_each_side(world: World) -> None:
    match = await world.scheduled()
    await world.reports("Maria", match, "4")

    for stars in (3, 5):
        async with world.turn("Priya") as turn:
            await delivery.give_feedback(turn, match.id, stars, "good", again=True)

    async with world.begin() as tx:
        kept = await tx.outcomes.feedback(match.id, Party.VOLUNTEER)
        none = await tx.outcomes.feedback(match.id, Party.HOST)
    assert kept is not None
    assert kept.stars == 5
    assert none is None


async def test_the_funnel_counts_each_step_from_the_rows(world: World) -> None:
    await world.scheduled()
    await world.approves(await world.offer("Priya", "gardening", hours=Decimal(10)))

    before = await world.funnel()
    await world.reports("Maria", (await world.all_matches())[0], "4")
    after = await world.funnel()

    assert (before.promised, before.allocated, before.scheduled, before.claimed, before.verified) == (
        14,
        4,
        4,
        0,
        0,
    )
    assert (after.promised, after.allocated, after.scheduled, after.claimed, after.verified) == (
        14,
        4,
        4,
        4,
        4,
    )


async def test_a_session_that_begins_is_held(world: World) -> None:
    match = await world.scheduled()

    await world.until(FRIDAY + timedelta(minutes=1))

    async with world.begin() as tx:
        [session] = await tx.sessions.of(match.id)
    assert session is not None
    assert session.state is SessionState.HELD
    assert (await world.the_match()).state is MatchState.IN_DELIVERY
