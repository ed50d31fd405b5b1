"""Choosing from the menu: what stands in the way is said in a sentence of its own, and nothing is made."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.capacity import AT_ONCE
from bot.domain.history import Subject
from bot.domain.listings import ListingKind, Side
from bot.domain.matches import MatchState, Party, Source
from bot.domain.refusal import Refusal
from bot.services import listings, matches, organisations, wishing
from bot.services.capacities import PARTY
from bot.texts.catalogue import words
from tests.services.world import World


async def wishes(world: World, name: str, listing: str) -> None:
    async with world.turn(name) as turn:
        person = await turn.tx.people.get(world.people[name].id)
        await wishing.wish(turn, person, listing)


async def refused(world: World, name: str, listing: str) -> str:
    with pytest.raises(Refusal) as refusal:
        await wishes(world, name, listing)
    return refusal.value.key


async def two_sides(world: World, *, offer: bool = True) -> str:
    """Ana of Works Ltd, perhaps with an open offer, and the Pantry's open need; no match yet."""
    await world.meets("Sam")
    await world.meets("Ana", "Works Ltd")
    await world.meets("Host", "Pantry")
    need = await world.need("Host")
    await world.approves(need)
    if offer:
        await world.approves(await world.offer("Ana", "gardening"))
    return need


async def paused(world: World, name: str) -> None:
    async with world.begin() as tx:
        person = await tx.people.get(world.people[name].id)
        await tx.people.put(replace(person, paused_until=world.now + timedelta(days=2)))
        await tx.commit()


async def busy(world: World, name: str, side: Side) -> None:
    """As many matches under way as this side takes at once."""
    for number in range(AT_ONCE[PARTY[side]]):
        other = f"Other {number}"
        await world.meets(other, f"{other} Ltd")
        mine = await world.posts(name, side, f"painting {number}")
        theirs = await world.posts(other, wishing.OTHER[side], f"painting {number}")
        need, offer = (mine, theirs) if side is Side.NEED else (theirs, mine)
        async with world.turn("Sam") as turn:
            first, second = await turn.tx.listings.get(need), await turn.tx.listings.get(offer)
            weighed = await (await wishing.weighing(turn, first))(second)
            assert isinstance(weighed, wishing.Suggestion)
            view = await wishing.propose(turn, wishing.Pairing(need=first, offer=second, suggestion=weighed))
            await matches.approve(turn, view.match.id)


async def test_a_wish_without_a_fitting_offer_makes_nothing(world: World):
    need = await two_sides(world)

    async with world.turn("Ana") as turn:
        assert await wishing.wish(turn, world.people["Ana"], need) is None
    assert await world.all_matches() == []


async def test_what_the_matcher_had_suggested_is_taken_up(world: World):
    need = await two_sides(world, offer=False)
    await world.approves(await world.offer("Ana"))
    suggested = await world.the_match()
    assert suggested.source is Source.MATCHER

    await wishes(world, "Ana", need)

    assert (await world.the_match()).source is Source.VOLUNTEER
    async with world.begin() as tx:
        record = await tx.record.of(Subject.MATCH, suggested.id)
    assert [line.move for line in record] == ["suggest", "volunteer_wish"]
    assert await refused(world, "Ana", need) == "wish.waits"


async def test_ones_own_is_not_to_be_chosen(world: World):
    need = await two_sides(world)

    assert await refused(world, "Host", need) == "wish.own"


async def test_a_break_is_said(world: World):
    need = await two_sides(world)
    await paused(world, "Ana")

    assert await refused(world, "Ana", need) == "wish.you_rest"


async def test_a_break_of_the_other_side_is_said(world: World):
    need = await two_sides(world)
    await paused(world, "Host")

    assert await refused(world, "Ana", need) == "wish.they_rest"


async def test_a_volunteer_with_enough_matches_is_told(world: World):
    need = await two_sides(world)
    await busy(world, "Ana", Side.OFFER)

    assert await refused(world, "Ana", need) == "wish.busy"


async def test_a_group_with_enough_matches_is_told_of(world: World):
    need = await two_sides(world)
    await busy(world, "Host", Side.NEED)

    assert await refused(world, "Ana", need) == "wish.full_need"


async def test_a_need_that_was_taken_back_is_closed(world: World):
    need = await two_sides(world)
    async with world.turn("Host") as turn:
        await listings.withdraw(turn, need)

    assert await refused(world, "Ana", need) == "wish.closed"


async def test_what_was_turned_down_is_not_asked_again(world: World):
    need = await two_sides(world, offer=False)
    await world.approves(await world.offer("Ana"))
    await wishes(world, "Ana", need)
    match = await world.the_match()
    async with world.turn("Sam") as turn:
        await matches.dismiss(turn, match.id, "not_fit")

    assert await refused(world, "Ana", need) == "wish.before"
    assert "It did not work out this time" in (await world.told("Ana"))[-1]


async def test_a_host_who_says_no_is_not_named_to_whoever_asked(world: World):
    need = await two_sides(world, offer=False)
    await world.approves(await world.offer("Ana"))
    await wishes(world, "Ana", need)
    match = await world.the_match()
    async with world.turn("Sam") as turn:
        await matches.approve(turn, match.id)
    async with world.turn("Host") as turn:
        await matches.answer_no(turn, match.id, "capacity")

    told = (await world.told("Ana"))[-1]
    assert "It did not work out this time" in told
    assert "Pantry" not in told and "room" not in told


async def test_what_was_made_for_a_need_waits_until_its_own_group_is_verified(world: World):
    await two_sides(world)
    await world.meets("Bo", "Club", verified=False)
    gift = await world.offer("Ana", "a hall")
    await world.approves(gift)
    async with world.turn("Bo") as turn:
        terms = (await turn.tx.listings.get(gift)).terms
        mine = await listings.submit(
            turn, Side.NEED, replace(terms, what="a room"), world.people["Bo"].organisation, meant_for=gift
        )
    await world.approves(mine.id)
    assert not [match for match in await world.all_matches() if match.need == mine.id]
    assert "cannot be had" not in "".join(await world.told("Bo"))

    async with world.turn("Sam") as turn:
        await organisations.verify(turn, world.people["Bo"].organisation)

    (match,) = [match for match in await world.all_matches() if match.need == mine.id]
    assert (match.state, match.source) == (MatchState.SUGGESTED, Source.HOST)


async def test_what_was_made_for_a_need_that_is_gone_stays_open_and_its_owner_is_told_once(world: World):
    need = await two_sides(world, offer=False)
    async with world.turn("Ana") as turn:
        terms = (await turn.tx.listings.get(need)).terms
        mine = await listings.submit(
            turn, Side.OFFER, terms, world.people["Ana"].organisation, meant_for=need
        )
    async with world.turn("Host") as turn:
        await listings.withdraw(turn, need)

    await world.approves(mine.id)

    told = [text for text in await world.told("Ana") if "cannot be had now" in text]
    assert len(told) == 1
    async with world.begin() as tx:
        assert (await tx.listings.get(mine.id)).seeking


async def test_what_was_made_for_a_need_can_be_used_later_where_its_group_had_enough_then(world: World):
    need = await two_sides(world, offer=False)
    async with world.turn("Ana") as turn:
        terms = (await turn.tx.listings.get(need)).terms
        works = world.people["Ana"].organisation
        mine = await listings.submit(turn, Side.OFFER, terms, works, meant_for=need)
    assert await refused(world, "Ana", need) == "wish.waits"
    await paused(world, "Host")
    await world.approves(mine.id)
    assert await refused(world, "Ana", need) == "wish.they_rest"
    world.now += timedelta(days=3)

    await wishes(world, "Ana", need)

    assert (await world.the_match()).source is Source.VOLUNTEER


async def test_a_team_that_is_too_large_for_the_group_is_not_put_together_with_it(world: World):
    await two_sides(world, offer=False)
    need = await world.need("Host", "painting", kind=ListingKind.TEAM_DAY, people=8)
    await world.approves(need)
    async with world.begin() as tx:
        host = await tx.capacities.get(world.people["Host"].id, Party.HOST)
        await tx.capacities.put(replace(host, largest=5, at=world.now))
        await tx.commit()
    async with world.turn("Ana") as turn:
        terms = (await turn.tx.listings.get(need)).terms
        with pytest.raises(Refusal) as refusal:
            await wishing.must_fit(turn, world.people["Ana"], terms, need)

        assert refusal.value.parts == {"limit": words("limit.team")}
        await wishing.must_fit(turn, world.people["Ana"], replace(terms, people=5), need)
