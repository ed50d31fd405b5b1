"""What the coordinators' desk keeps, on both databases."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date

from bot.chat.address import private
from bot.domain.batches import Batch
from bot.domain.history import Moved, Subject
from bot.domain.listings import Side
from bot.domain.matches import MatchState
from bot.services.desk_ports import Pace
from bot.services.ports import Transactions
from bot.texts.cards import note
from tests.storage.examples import ANA, BEN, CARA, HOSTILE, NEED, OFFER, SLACK, at, listing, match


async def put_match(begin: Transactions) -> None:
    async with begin() as tx:
        for person in (ANA, BEN, CARA):
            await tx.people.put(person)
        for one in (OFFER, NEED):
            await tx.listings.put(one)
        await tx.matches.put(match(entered_at=at(5)))
        await tx.commit()


async def test_what_is_taken_is_in_one_persons_hands(begin: Transactions):
    await put_match(begin)
    async with begin() as tx:
        await tx.desk.claim("m-1", CARA.id, at(1))
        await tx.desk.claim("m-1", BEN.id, at(2))
        await tx.desk.claim("m-2", CARA.id, at(3))
        assert await tx.desk.claimed_by("m-1") == BEN.id
        await tx.desk.drop_claims(BEN.id)
        assert await tx.desk.claimed_by("m-1") == ""
        assert await tx.desk.claimed_by("m-2") == CARA.id


async def test_a_list_comes_back_as_it_was_put_in(begin: Transactions):
    batch = Batch(id="b-1", items=(("m-1", 1), (HOSTILE, 7)), at=at(0))
    async with begin() as tx:
        for one in (batch, batch.without(frozenset({1})), batch.decided(HOSTILE, at(1))):
            await tx.desk.put_batch(one)
            assert await tx.desk.batch("b-1") == one
        assert await tx.desk.batch("b-2") is None


async def test_of_two_who_decide_on_a_list_one_does(begin: Transactions):
    async with begin() as tx:
        await tx.desk.put_batch(Batch(id="b-1", items=(("m-1", 1),), at=at(0)))
        await tx.commit()

    async def decide(name: str) -> bool:
        async with begin() as tx:
            batch = await tx.desk.batch("b-1")
            assert batch is not None
            await asyncio.sleep(0.01)
            if batch.over:
                return False
            await tx.desk.put_batch(batch.decided(name, at(1)))
            await tx.commit()
            return True

    assert Counter(await asyncio.gather(decide("Cara"), decide("Dev"))) == {True: 1, False: 1}


async def test_of_many_replicas_one_says_good_morning(begin: Transactions):
    day = date(2026, 3, 2)

    async def greet(name: str) -> bool:
        async with begin() as tx:
            first = await tx.desk.first_morning(day, [name, HOSTILE], at(0))
            await tx.commit()
            return first

    said = await asyncio.gather(*(greet(f"r-{n}") for n in range(5)))

    assert Counter(said) == {True: 1, False: 4}
    async with begin() as tx:
        assert await tx.desk.newest_morning() == (f"r-{said.index(True)}", HOSTILE)
        assert await tx.desk.first_morning(date(2026, 3, 3), [], at(1))
        assert list(await tx.desk.newest_morning()) == []


async def test_how_long_a_need_took_is_counted_from_when_it_was_posted(begin: Transactions):
    await put_match(begin)
    untouched = listing("l-other", Side.NEED, BEN, created_at=at(50))
    steps = [
        (Subject.LISTING, NEED.id, "approve", 10),
        (Subject.LISTING, NEED.id, "ask", 20),
        (Subject.LISTING, OFFER.id, "approve", 1),
        (Subject.MATCH, "m-1", "introduce", 30),
        (Subject.MATCH, "m-1", "verify", 40),
    ]
    async with begin() as tx:
        await tx.listings.put(untouched)
        for number, (subject, id, move, when) in enumerate(steps):
            moved = Moved(
                id=f"v-{number}",
                subject=subject,
                subject_id=id,
                move=move,
                before="",
                after="",
                person=CARA.id,
                platform="slack",
                at=at(when),
            )
            await tx.record.add(moved)
        paces = {pace.posted: pace for pace in await tx.desk.paces()}

    assert paces == {
        at(0): Pace(posted=at(0), answered=at(10), introduced=at(30), delivered=at(40)),
        at(50): Pace(posted=at(50)),
    }


async def test_matches_are_found_by_when_they_came_into_their_state(begin: Transactions):
    await put_match(begin)
    async with begin() as tx:
        assert [one.id for one in await tx.matches.entered_since(at(5), MatchState.SUGGESTED)] == ["m-1"]
        assert await tx.matches.entered_since(at(6), MatchState.SUGGESTED) == []
        assert await tx.matches.entered_since(at(0), MatchState.CLOSED) == []


async def test_a_message_that_nobody_knows_is_known_by_a_key_of_its_own_where_the_chat_has_one(
    begin: Transactions,
):
    chat = private(SLACK)
    async with begin() as tx:
        assert await tx.cards.adopt(chat, "ref-1", note("card.below"), "match:m-1") == "match:m-1"
        assert await tx.cards.adopt(chat, "ref-2", note("card.below"), "match:m-1") == "~ref-2"
        assert await tx.outbox.posted(chat, "ref-2") == ("~ref-2", note("card.below"))

        assert await tx.cards.let_go(chat, "match:m-1") == "~ref-1"
        assert await tx.cards.let_go(chat, "match:m-1") is None
        assert await tx.outbox.posted(chat, "ref-1") == ("~ref-1", note("card.below"))


async def test_roles_are_taken_away_one_after_the_other(begin: Transactions):
    """Of two coordinators who remove each other at once, one is left."""
    async with begin() as tx:
        for person in (CARA, replace(CARA, id="p-dev", name="Dev")):
            await tx.people.put(person)
        await tx.commit()

    async def remove(id: str) -> bool:
        async with begin() as tx:
            await tx.desk.one_role_at_a_time()
            if len(await tx.people.coordinators()) == 1:
                return False
            await asyncio.sleep(0.01)
            await tx.people.put(replace(await tx.people.get(id), roles=frozenset()))
            await tx.commit()
            return True

    assert Counter(await asyncio.gather(remove(CARA.id), remove("p-dev"))) == {True: 1, False: 1}
