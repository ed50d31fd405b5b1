from datetime import timedelta

from bot.lease import StoredLease
from bot.services.ports import Transactions

BRIEF, LONG = timedelta(milliseconds=1), timedelta(minutes=5)


async def take(begin: Transactions, owner: str, lasts: timedelta = LONG) -> bool:
    async with begin() as tx:
        mine = await tx.leases.take("poll", owner, lasts)
        await tx.commit()
        return mine


async def test_one_at_a_time_holds_it_and_keeps_it(begin: Transactions):
    assert await take(begin, "a")
    assert not await take(begin, "b")
    assert await take(begin, "a")


async def test_what_has_run_out_is_free(begin: Transactions):
    assert await take(begin, "a", BRIEF)
    assert await take(begin, "b")
    assert not await take(begin, "a")


async def test_it_can_be_given_up_by_its_holder_alone(begin: Transactions):
    mine, theirs = StoredLease(begin, "poll", "a"), StoredLease(begin, "poll", "b")
    assert await mine.taken()

    await theirs.given_up()
    assert not await theirs.taken()

    await mine.given_up()
    assert await theirs.taken()
