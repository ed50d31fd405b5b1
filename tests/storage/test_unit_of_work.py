"""A transaction keeps all of what was done in it, or nothing."""

import asyncio

import pytest
from sqlalchemy.exc import InvalidRequestError, ResourceClosedError

from bot.services.ports import Transactions
from storage.unit_of_work import Storage
from tests.storage.examples import ANA, ANAS_CONTACT, SLACK, at


async def test_what_was_committed_is_there(begin: Transactions):
    async with begin() as tx:
        await tx.people.put(ANA)
        await tx.people.join(ANAS_CONTACT)
        await tx.commit()

    async with begin() as tx:
        assert await tx.people.of(SLACK) == ANA


async def test_leaving_without_commit_undoes_everything(begin: Transactions):
    async with begin() as tx:
        await tx.people.put(ANA)
        await tx.inbox.first_time(SLACK, "e1", at(0))

    async with begin() as tx:
        assert await tx.people.coordinators() == []
        assert await tx.inbox.first_time(SLACK, "e1", at(1))


async def test_an_exception_undoes_everything_and_frees_the_turn(begin: Transactions):
    with pytest.raises(ZeroDivisionError):
        async with begin() as tx:
            await tx.people.put(ANA)
            raise ZeroDivisionError

    async with begin() as tx:
        with pytest.raises(KeyError):
            await tx.people.get(ANA.id)


async def test_a_cancelled_task_undoes_everything_and_frees_the_turn(begin: Transactions):
    inside = asyncio.Event()

    async def hangs():
        async with begin() as tx:
            await tx.people.put(ANA)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hangs())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with begin() as tx:
        with pytest.raises(KeyError):
            await tx.people.get(ANA.id)


async def test_nothing_can_be_asked_after_the_commit(begin: Transactions):
    async with begin() as tx:
        await tx.commit()
        with pytest.raises((ResourceClosedError, InvalidRequestError)):
            await tx.people.put(ANA)


async def test_a_commit_wakes_whoever_waits_and_a_rollback_does_not(storage: Storage):
    woken: list[str] = []
    storage.on_commit = lambda: woken.append("relay")

    async with storage.begin():
        pass
    async with storage.begin() as tx:
        await tx.commit()

    assert woken == ["relay"]


async def test_readiness_asks_the_database(storage: Storage):
    await storage.ready()
