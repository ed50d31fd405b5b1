"""Pages of people's own: whose may look different, and ten changes that make one letter."""

from dataclasses import replace
from datetime import timedelta

from bot.chat.address import Account
from bot.chat.outgoing import ShowHome
from bot.domain.matches import MatchState, Party, Session, SessionState
from bot.domain.people import Contact, Role
from bot.services.ports import Transactions, Tx
from tests.storage.examples import ANA, BEN, SLACK, TELEGRAM, WORKS, at, listing, match

LEASE = timedelta(seconds=30)


async def people(tx: Tx) -> None:
    await tx.people.put(ANA)
    await tx.people.put(BEN)
    await tx.people.join(Contact(account=SLACK, person=ANA.id))
    await tx.people.join(Contact(account=TELEGRAM, person=BEN.id))
    await tx.commit()


async def opened(begin: Transactions, account: Account) -> bool:
    async with begin() as tx:
        first = await tx.pages.opened(account, at(0))
        await tx.commit()
    return first


async def test_a_page_is_opened_for_the_first_time_once(begin: Transactions):
    async with begin() as tx:
        await people(tx)

    assert [await opened(begin, SLACK), await opened(begin, SLACK)] == [True, False]


async def test_only_pages_that_were_opened_and_are_concerned_are_stale(begin: Transactions):
    async with begin() as tx:
        await people(tx)
    async with begin() as tx:
        await tx.listings.put(listing("l-1"))
        assert await tx.pages.stale() == []
    await opened(begin, SLACK)

    async with begin() as tx:
        assert await tx.pages.stale() == ()
        await tx.listings.put(listing("l-1"))
        assert await tx.pages.stale() == [SLACK]
    async with begin() as tx:
        await tx.people.put(BEN)
        assert await tx.pages.stale() == []


async def test_a_date_concerns_both_sides_of_its_match(begin: Transactions):
    async with begin() as tx:
        await people(tx)
    await opened(begin, SLACK)
    await opened(begin, TELEGRAM)
    async with begin() as tx:
        await tx.listings.put(listing("l-1"))
        await tx.listings.put(listing("l-2", owner=BEN))
        await tx.matches.put(match("m-1", offer="l-1", need="l-2", state=MatchState.INTRODUCED))
        await tx.commit()

    async with begin() as tx:
        await tx.sessions.put(
            Session(
                id="s-1",
                match="m-1",
                starts_at=at(60),
                ends_at=at(120),
                state=SessionState.PROPOSED,
                proposed_by=Party.HOST,
            )
        )

        assert {*await tx.pages.stale()} == {SLACK, TELEGRAM}


async def test_a_colleagues_hours_concern_the_champion(begin: Transactions):
    async with begin() as tx:
        await people(tx)
    async with begin() as tx:
        await tx.organisations.put(WORKS)
        await tx.people.put(replace(BEN, organisation=WORKS.id, roles=frozenset({Role.CHAMPION})))
        await tx.pages.opened(TELEGRAM, at(0))
        await tx.commit()

    async with begin() as tx:
        await tx.listings.put(listing("l-1", organisation=WORKS.id))

        assert await tx.pages.stale() == [TELEGRAM]


async def put(begin: Transactions, dedupe: str, seconds: int = 0) -> None:
    async with begin() as tx:
        await tx.outbox.put(
            ShowHome(account=SLACK),
            dedupe=dedupe,
            now=at(0),
            not_before=at(0) + timedelta(seconds=seconds),
        )
        await tx.commit()


async def claimed(begin: Transactions, owner: str, second: int) -> int:
    async with begin() as tx:
        letters = await tx.outbox.claim(owner, now=at(0) + timedelta(seconds=second), lease=LEASE, most=8)
        await tx.commit()
    return len(letters)


async def test_claiming_a_page_drops_those_that_wait_behind_it(begin: Transactions):
    for number in range(10):
        await put(begin, f"change {number}", seconds=1)

    assert await claimed(begin, "me", 0) == 0
    assert await claimed(begin, "me", 1) == 1
    async with begin() as tx:
        assert await tx.outbox.next_due() == at(0) + timedelta(seconds=31)  # the lease of the one


async def test_a_change_after_the_claim_makes_another_page(begin: Transactions):
    await put(begin, "before")
    async with begin() as tx:
        (letter,) = await tx.outbox.claim("me", now=at(0), lease=LEASE, most=8)
        await tx.commit()
    await put(begin, "after")

    async with begin() as tx:
        await tx.outbox.sent(letter, None, at(0))
        await tx.commit()

    assert await claimed(begin, "me", 1) == 1


async def test_a_page_whose_sender_died_is_sent_by_the_next(begin: Transactions):
    await put(begin, "one")
    await put(begin, "two")
    assert await claimed(begin, "dead", 0) == 1

    async with begin() as tx:
        await tx.outbox.release("new")
        await tx.commit()

    assert await claimed(begin, "new", 1) == 1
