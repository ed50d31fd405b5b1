"""From a suggestion to an introduction, with every way out."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.history import Subject
from bot.domain.matches import LIVE, Match, MatchState
from bot.domain.refusal import Refusal
from bot.services import listings, matches
from tests.services.world import World


async def test_a_need_and_an_offer_that_fit_are_suggested_with_three_reasons_and_a_doubt(
    world: World,
) -> None:
    match = await world.suggested()

    assert match.state is MatchState.SUGGESTED
    assert len(match.reasons) == 3
    assert match.doubt
    assert match.hours == 4
    assert any(text.startswith(f"Match {match.id}") for text in await world.told("desk"))


async def test_nothing_is_suggested_to_a_group_that_is_not_verified(world: World) -> None:
    await world.meets("Sam")
    await world.meets("Priya", "Aire Ltd")
    await world.meets("Maria", "New Group", verified=False)

    await world.approves(await world.offer("Priya"), await world.need("Maria"))

    assert await world.all_matches() == []


async def test_the_host_is_asked_first_and_the_volunteer_only_after_its_yes(world: World) -> None:
    match = await world.asked()

    assert any("Someone could help" in text for text in await world.told("Maria"))
    assert not any("A group needs you" in text for text in await world.told("Priya"))

    await world.says_yes("Maria", match)

    assert any("A group needs you" in text for text in await world.told("Priya"))


async def test_nobody_is_named_before_both_have_said_yes(world: World) -> None:
    match = await world.asked()
    await world.says_yes("Maria", match)

    to_host, to_volunteer = await world.told("Maria"), await world.told("Priya")

    assert not [text for text in to_host if "Priya" in text or "Aire" in text]
    assert not [text for text in to_volunteer if "Maria" in text or "Seacroft" in text]

    await world.says_yes("Priya", match)

    assert any("Priya" in text and "Aire Ltd" in text for text in await world.told("Maria"))
    assert any("Maria" in text and "Seacroft Pantry" in text for text in await world.told("Priya"))


async def test_of_two_coordinators_who_press_at_once_one_wins_and_the_other_is_told_who(world: World) -> None:
    match = await world.suggested()
    await world.meets("Alex")

    async def press(name: str) -> str:
        try:
            async with world.turn(name) as turn:
                await matches.approve(turn, match.id)
        except Refusal as refusal:
            return f"{refusal.key} {refusal.parts.get('name')}"
        return "done"

    outcomes = sorted(await asyncio.gather(press("Sam"), press("Alex")))

    assert outcomes[1] == "done"
    assert outcomes[0] in ("decided.by Sam", "decided.by Alex")


async def test_only_coordinators_decide_and_only_the_two_sides_answer(world: World) -> None:
    match = await world.suggested()
    with pytest.raises(Refusal, match="role.coordinators_only"):
        async with world.turn("Priya") as turn:
            await matches.approve(turn, match.id)
    async with world.turn("Sam") as turn:
        await matches.approve(turn, match.id)
    await world.meets("Stranger", "Other Group")

    with pytest.raises(Refusal, match="match.not_yours"):
        await world.says_yes("Stranger", match)
    with pytest.raises(Refusal, match="match.answered"):
        await world.says_yes("Priya", match)

    assert (await world.the_match()).state is MatchState.ASKED_HOST


async def test_an_answer_given_twice_changes_nothing(world: World) -> None:
    match = await world.asked()
    await world.says_yes("Maria", match)
    before = await world.the_match()

    with pytest.raises(Refusal, match="match.answered"):
        await world.says_yes("Maria", match)

    assert await world.the_match() == before


@pytest.mark.parametrize("who", ["Maria", "Priya"])
async def test_a_no_gives_the_hours_back_and_the_pair_is_not_suggested_again(world: World, who: str) -> None:
    match = await world.asked()
    assert (await world.listing(match.need)).quantity.reserved == 4
    if who == "Priya":
        await world.says_yes("Maria", match)

    await world.says_no(who, match)

    for id in (match.offer, match.need):
        assert (await world.listing(id)).quantity.reserved == 0
    assert [each for each in await world.all_matches() if each.state in LIVE] == []


async def test_after_a_no_the_next_best_is_suggested_at_once(world: World) -> None:
    match = await world.asked()
    await world.meets("Tom", "Aire Ltd")
    await world.approves(await world.offer("Tom"))
    assert len(await world.all_matches()) == 1  # nothing is left to fill while the hours are reserved

    await world.says_no("Maria", match)

    fresh = [each for each in await world.all_matches() if each.state is MatchState.SUGGESTED]
    assert [each.volunteer for each in fresh] == [world.people["Tom"].id]


async def test_a_decision_can_be_undone_until_the_host_is_told(world: World) -> None:
    match = await world.suggested()
    world.undo = timedelta(minutes=10)
    async with world.turn("Sam") as turn:
        await matches.approve(turn, match.id)
    assert not any("Someone could help" in text for text in await world.told("Maria"))

    async with world.turn("Sam") as turn:
        await matches.undo(turn, match.id)
    await world.passes(timedelta(hours=1))

    assert (await world.the_match()).state is MatchState.SUGGESTED
    assert not any("Someone could help" in text for text in await world.told("Maria"))
    assert (await world.listing(match.need)).quantity.reserved == 0


async def test_after_the_time_to_undo_the_host_is_asked_and_undo_is_too_late(world: World) -> None:
    match = await world.suggested()
    world.undo = timedelta(minutes=10)
    async with world.turn("Sam") as turn:
        await matches.approve(turn, match.id)

    await world.passes(timedelta(minutes=11), step=timedelta(minutes=11))

    assert any("Someone could help" in text for text in await world.told("Maria"))
    with pytest.raises(Refusal, match="undo.too_late"):
        async with world.turn("Sam") as turn:
            await matches.undo(turn, match.id)


async def test_ask_now_does_not_wait_and_asks_once(world: World) -> None:
    match = await world.suggested()
    world.undo = timedelta(minutes=10)
    async with world.turn("Sam") as turn:
        await matches.approve(turn, match.id)

    async with world.turn("Sam") as turn:
        await matches.ask_now(turn, match.id)
    await world.passes(timedelta(hours=1))

    assert sum("Someone could help" in text for text in await world.told("Maria")) == 1


async def test_cancelling_tells_the_other_side_at_once_and_looks_again(world: World) -> None:
    match = await world.scheduled()

    async with world.turn("Priya") as turn:
        await matches.cancel(turn, match.id, "ill")

    assert any("It is off" in text and "illness" in text for text in await world.told("Maria"))
    assert (await world.listing(match.offer)).quantity.reserved == 0
    assert (await world.the_match()).state is MatchState.CANCELLED


async def test_withdrawing_a_need_ends_its_matches_and_tells_the_volunteer(world: World) -> None:
    match = await world.introduced()

    async with world.turn("Maria") as turn:
        await listings.withdraw(turn, match.need)

    assert any("It is off" in text for text in await world.told("Priya"))
    assert (await world.listing(match.offer)).quantity.remaining == 4


async def test_nobody_takes_back_what_is_somebody_elses(world: World) -> None:
    match = await world.suggested()

    with pytest.raises(Refusal, match="listing.not_yours"):
        async with world.turn("Priya") as turn:
            await listings.withdraw(turn, match.need)


async def test_every_move_stores_who_when_where_and_why(world: World) -> None:
    match = await world.asked()
    await world.says_no("Maria", match)

    async with world.begin() as tx:
        moves = await tx.record.of(Subject.MATCH, match.id)

    assert [(each.move, each.after) for each in moves] == [
        ("suggest", "suggested"),
        ("approve", "approved_to_ask"),
        ("ask_host", "asked_host"),
        ("host_no", "declined_host"),
    ]
    assert moves[1].person == world.people["Sam"].id
    assert moves[3].reason == "no_time"
    assert {each.platform for each in moves} == {"chat"}
    assert all(each.at.tzinfo is not None for each in moves)


async def test_hours_can_be_edited_before_anybody_is_asked_but_not_beyond_what_is_left(world: World) -> None:
    match = await world.suggested()

    async with world.turn("Sam") as turn:
        await matches.edit_hours(turn, match.id, Decimal(2))
    assert (await world.the_match()).hours == 2

    with pytest.raises(Refusal, match="quantity.short"):
        async with world.turn("Sam") as turn:
            await matches.edit_hours(turn, match.id, Decimal(5))


async def test_two_approvals_never_reserve_the_same_hours(world: World) -> None:
    await world.suggested()
    await world.meets("Joseph", "Tenants")
    await world.approves(await world.need("Joseph"))
    both = [each for each in await world.all_matches() if each.state is MatchState.SUGGESTED]
    assert len(both) == 2

    async def press(match: Match) -> bool:
        try:
            async with world.turn("Sam") as turn:
                await matches.approve(turn, match.id)
        except Refusal:
            return False
        return True

    outcomes = await asyncio.gather(*(press(each) for each in both))

    assert sorted(outcomes) == [False, True]
    assert (await world.listing(both[0].offer)).quantity.reserved == 4


async def test_a_coordinator_answers_the_side_that_wrote_and_nobody_else_does(world: World) -> None:
    match = await world.asked()

    async with world.turn("Sam") as turn:
        await matches.reply(turn, match.id, match.host, "Mondays are fine", event="e1")
    with pytest.raises(Refusal, match="role.coordinators_only"):
        async with world.turn("Priya") as turn:
            await matches.reply(turn, match.id, match.host, "hello", event="e2")

    assert sum("Mondays are fine" in text for text in await world.told("Maria")) == 1
    assert not any("Mondays are fine" in text for text in await world.told("Priya"))
