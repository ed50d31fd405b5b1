"""Many at once: nothing is lost, nothing is done twice."""

import asyncio
from collections import Counter
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat.address import Chat
from bot.domain.listings import Quantity
from bot.domain.matches import MatchState
from bot.services.ports import Transactions, Tx
from storage import turns
from storage.repositories.door import Overtaken
from storage.unit_of_work import Storage
from tests.storage.examples import ANA, ANAS_CONTACT, BEN, NEED, OFFER, SLACK, at, listing, match, post

LEASE = timedelta(seconds=30)


@pytest.fixture
async def pair(begin: Transactions) -> None:
    """An offer, a need, and a match that waits to be approved."""
    async with begin() as tx:
        for person in (ANA, BEN):
            await tx.people.put(person)
        for one in (replace(OFFER, quantity=Quantity(total=Decimal(200))), NEED):
            await tx.listings.put(one)
        await tx.matches.put(match())
        await tx.commit()


@pytest.mark.usefixtures("pair")
async def test_of_two_coordinators_one_approves(begin: Transactions):
    async def approve(name: str) -> bool:
        async with begin() as tx:
            found = await tx.matches.get("m-1", lock=True)
            await asyncio.sleep(0.01)
            if found.state is not MatchState.SUGGESTED:
                return False
            state, revision = MatchState.APPROVED_TO_ASK, found.revision + 1
            await tx.matches.put(replace(found, state=state, revision=revision, decided_by=name))
            await tx.commit()
            return True

    assert Counter(await asyncio.gather(approve("Cara"), approve("Dev"))) == {True: 1, False: 1}


@pytest.mark.usefixtures("pair")
async def test_of_200_reservations_at_once_none_is_lost(begin: Transactions):
    async def reserve() -> None:
        async with begin() as tx:
            found = await tx.listings.get(OFFER.id, lock=True)
            less = found.quantity.reserve(Decimal(1))
            await tx.listings.put(replace(found, quantity=less, revision=found.revision + 1))
            await tx.commit()

    await asyncio.gather(*(reserve() for _ in range(200)))

    async with begin() as tx:
        assert (await tx.listings.get(OFFER.id)).quantity.reserved == 200


@pytest.mark.usefixtures("pair")
async def test_a_value_read_without_its_lock_does_not_overwrite_a_newer_one(begin: Transactions):
    async with begin() as tx:
        stale = await tx.listings.get(OFFER.id)
        await tx.listings.put(replace(stale, revision=2, reason="first"))
        await tx.listings.put(replace(stale, revision=3, reason="again"))  # the same transaction goes on
        for revision in (1, 2, 3):
            with pytest.raises(Overtaken):
                await tx.listings.put(replace(stale, revision=revision))
        await tx.matches.put(match(revision=2))
        with pytest.raises(Overtaken):
            await tx.matches.put(match(revision=2))


async def test_an_event_delivered_to_two_replicas_is_handled_by_one(engine: AsyncEngine):
    async def handle(replica: Storage) -> bool:
        async with replica.begin() as tx:
            first = await tx.inbox.first_time(SLACK, "e1", at(0))
            await asyncio.sleep(0.01)
            await tx.commit()
            return first

    replicas = (
        [Storage(engine)] * 2 if engine.dialect.name == "sqlite" else [Storage(engine), Storage(engine)]
    )
    assert Counter(await asyncio.gather(*map(handle, replicas))) == {True: 1, False: 1}


async def test_two_first_messages_of_one_person_make_one_person(begin: Transactions):
    async def meet(id: str) -> str:
        async with begin() as tx:
            known = await tx.people.of(SLACK, lock=True)
            await asyncio.sleep(0.01)
            if known is None:
                known = replace(ANA, id=id)
                await tx.people.put(known)
                await tx.people.join(replace(ANAS_CONTACT, person=id))
            await tx.commit()
            return known.id

    assert len({*await asyncio.gather(*map(meet, ("p-1", "p-2", "p-3")))}) == 1


async def test_two_claims_never_hold_the_same_chat(begin: Transactions):
    async with begin() as tx:
        for number in range(60):
            chat = Chat(platform="slack", tenant="T1", id=f"C{number % 12}")
            await tx.outbox.put(post(str(number), chat), dedupe=str(number), now=at(0))
        await tx.commit()
    sending: set[str] = set()
    sent: dict[str, list[int]] = {}

    async def relay(owner: str) -> None:
        for _ in range(40):
            async with begin() as tx:
                letters = await tx.outbox.claim(owner, now=at(1), lease=LEASE, most=4)
                await tx.commit()
            chats = [letter.outgoing.chat.id for letter in letters]
            assert not sending & {*chats}
            sending.update(chats)
            await asyncio.sleep(0)
            async with begin() as tx:
                for letter in letters:
                    await tx.outbox.sent(letter, f"r{letter.id}", at(1))
                sending.difference_update(chats)
                for letter in letters:
                    sent.setdefault(letter.outgoing.chat.id, []).append(int(letter.outgoing.card.title))
                await tx.commit()

    await asyncio.gather(*(relay(owner) for owner in "abcd"))

    assert sorted(number for chat in sent.values() for number in chat) == list(range(60))
    assert all(order == sorted(order) for order in sent.values())


async def test_a_locked_letter_is_passed_over_not_waited_for(engine: AsyncEngine):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: nobody else can hold a row")
    storage = Storage(engine)
    async with storage.begin() as tx:
        for name in ("a", "b"):
            chat = Chat(platform="slack", tenant="T1", id=name)
            await tx.outbox.put(post(name, chat), dedupe=name, now=at(0))
        await tx.commit()

    async with storage.begin() as taking_back, storage.begin() as relay:
        await taking_back.outbox.cancel("a")
        letters = await asyncio.wait_for(relay.outbox.claim("r", now=at(1), lease=LEASE, most=9), 2)

    assert [letter.outgoing.card.title for letter in letters] == ["b"]


async def test_a_crash_between_claim_and_send_loses_nothing(begin: Transactions):
    async with begin() as tx:
        await tx.people.put(ANA)
        await tx.listings.put(listing("l-1"))
        await tx.outbox.put(post("a"), dedupe="a", now=at(0))
        await tx.commit()

    async with begin() as tx:
        await tx.outbox.claim("crashing", now=at(1), lease=LEASE, most=9)

    async with begin() as tx:
        (letter,) = await tx.outbox.claim("next", now=at(1), lease=LEASE, most=9)
        assert (letter.attempt, letter.maybe_sent) == (1, False)


@pytest.mark.usefixtures("pair")
async def test_who_only_refers_to_a_locked_person_does_not_wait(engine: AsyncEngine):
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: everybody waits")
    storage = Storage(engine)
    async with storage.begin() as tx:
        await tx.people.join(ANAS_CONTACT)
        await tx.commit()

    async with storage.begin() as holder, storage.begin() as other:
        assert await holder.people.of(SLACK, lock=True) == ANA
        await other.listings.put(listing("l-new"))
        await asyncio.wait_for(other.commit(), 2)


async def test_a_third_waits_its_turn_and_not_for_ever(storage: Storage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.05)
    if storage._turns is None:
        pytest.skip("PostgreSQL lets them work side by side")
    async with storage.begin():
        with pytest.raises(TimeoutError):
            async with storage.begin():
                pass


async def test_an_event_goes_before_what_can_wait_and_that_does_not_wait_for_ever(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
):
    if storage._turns is None:
        pytest.skip("PostgreSQL lets them work side by side")
    monkeypatch.setattr(turns, "PATIENCE", 0.2)
    order: list[str] = []

    async def one(name: str, turn: AbstractAsyncContextManager[Tx], seconds: float = 0) -> None:
        async with turn:
            order.append(name)
            await asyncio.sleep(seconds)

    first = asyncio.create_task(one("first", storage.begin(), 0.05))
    await asyncio.sleep(0.01)
    others = [
        one("later", storage.begin_later()),
        one("event", storage.begin()),
        one("event", storage.begin()),
    ]
    await asyncio.gather(first, *others)
    assert order == ["first", "event", "event", "later"]

    async def one_after_the_other() -> None:
        while "later" not in order:
            await one("event", storage.begin(), 0.01)

    order.clear()
    async with asyncio.timeout(10):
        crowd = [one_after_the_other() for _ in range(3)]
        await asyncio.gather(*crowd, one("later", storage.begin_later()))
