"""The funnel: every hour once at each step, and each step part of the one before."""

from dataclasses import replace
from decimal import Decimal

from bot.domain.history import Moved, Subject
from bot.domain.listings import ListingState, Quantity, Side
from bot.domain.matches import Delivery, MatchState, Party, Session, SessionState, Source
from bot.services.figure_ports import Funnel
from bot.services.ports import Transactions, Tx
from tests.storage.examples import ANA, BEN, at, listing, match

S = MatchState


async def offer(tx: Tx, id: str, hours: int, state: ListingState) -> None:
    await tx.listings.put(listing(id, quantity=Quantity(total=Decimal(hours)), state=state))


async def pairing(tx: Tx, id: str, hours: int, state: MatchState, **changes) -> None:
    await tx.matches.put(match(id, offer="l-1", need=f"l-{id}", hours=Decimal(hours), state=state, **changes))
    await tx.listings.put(listing(f"l-{id}", Side.NEED, BEN))


def withdrawn(id: str, before: ListingState) -> Moved:
    return Moved(
        id=f"w-{id}",
        subject=Subject.LISTING,
        subject_id=id,
        move="withdraw",
        before=before,
        after="withdrawn",
        person=ANA.id,
        platform="slack",
        at=at(1),
    )


async def test_an_empty_house_has_promised_nothing(begin: Transactions):
    nothing = Decimal(0)
    async with begin() as tx:
        assert await tx.figures.funnel() == Funnel(
            promised=nothing, allocated=nothing, scheduled=nothing, claimed=nothing, verified=nothing
        )


async def test_promised_are_the_hours_of_offers_that_were_approved(begin: Transactions):
    async with begin() as tx:
        await tx.people.put(ANA)
        await offer(tx, "l-1", 1, ListingState.OPEN)
        await offer(tx, "l-2", 2, ListingState.USED)
        await offer(tx, "l-3", 4, ListingState.SUBMITTED)
        await offer(tx, "l-4", 8, ListingState.DECLINED)
        await offer(tx, "l-5", 16, ListingState.WITHDRAWN)
        await tx.record.add(withdrawn("l-5", ListingState.OPEN))
        await offer(tx, "l-6", 32, ListingState.WITHDRAWN)
        await tx.record.add(withdrawn("l-6", ListingState.SUBMITTED))
        await tx.listings.put(listing("l-7", Side.NEED))

        assert (await tx.figures.funnel()).promised == 1 + 2 + 16


async def test_each_match_counts_as_far_as_it_came(begin: Transactions):
    async with begin() as tx:
        for person in (ANA, BEN):
            await tx.people.put(person)
        await offer(tx, "l-1", 100, ListingState.OPEN)
        await pairing(tx, "suggested", 64, S.SUGGESTED)
        await pairing(tx, "cancelled", 64, S.CANCELLED)
        await pairing(tx, "asked", 1, S.ASKED_HOST)
        await pairing(tx, "dated", 2, S.CONFIRMED)
        agreed = Session(
            id="s",
            match="dated",
            starts_at=at(1),
            ends_at=at(2),
            state=SessionState.AGREED,
            proposed_by=Party.HOST,
        )
        await tx.sessions.put(agreed)
        await tx.sessions.put(replace(agreed, id="s2", state=SessionState.HELD))
        await pairing(tx, "claimed", 4, S.CLAIMED)
        await tx.outcomes.put_delivery(Delivery(match="claimed", claimed=Decimal("3.5")))
        await pairing(tx, "closed", 8, S.CLOSED)
        await tx.outcomes.put_delivery(Delivery(match="closed", claimed=Decimal(8), verified=Decimal("7.25")))
        await pairing(tx, "missed", 16, S.NO_SHOW)
        await tx.outcomes.put_delivery(Delivery(match="missed", claimed=Decimal(16)))

        assert await tx.figures.funnel() == Funnel(
            promised=Decimal(100),
            allocated=Decimal(1 + 2 + 4 + 8),
            scheduled=Decimal(2 + 4 + 8),
            claimed=Decimal("11.5"),
            verified=Decimal("7.25"),
        )


async def test_hours_beyond_what_was_agreed_count_at_every_step(begin: Transactions):
    async with begin() as tx:
        for person in (ANA, BEN):
            await tx.people.put(person)
        await offer(tx, "l-1", 20, ListingState.OPEN)
        await pairing(tx, "more", 8, S.VERIFIED)
        await tx.outcomes.put_delivery(Delivery(match="more", verified=Decimal(10)))

        funnel = await tx.figures.funnel()
        assert [funnel.allocated, funnel.scheduled, funnel.claimed, funnel.verified] == [Decimal(10)] * 4


async def test_matches_are_counted_by_who_began_them(begin: Transactions):
    async with begin() as tx:
        await tx.people.put(ANA)
        await tx.people.put(BEN)
        await offer(tx, "l-1", 9, ListingState.OPEN)
        await pairing(tx, "m-1", 1, S.CLOSED)
        await pairing(tx, "m-2", 1, S.SCHEDULED, source=Source.VOLUNTEER)
        await pairing(tx, "m-3", 1, S.ASKED_HOST, source=Source.VOLUNTEER)
        await pairing(tx, "m-4", 1, S.DISMISSED, source=Source.HOST)

        assert await tx.figures.sources() == {Source.MATCHER: 1, Source.VOLUNTEER: 2}
