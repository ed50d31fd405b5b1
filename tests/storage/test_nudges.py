"""A nudge is a row: it is sent once, whoever takes it, whatever dies."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.history import Subject
from bot.domain.nudges import ROUND, Nudge, NudgeState
from bot.services.ports import Transactions, Tx
from tests.storage.examples import ANA, ANAS_CONTACT, BEN, SLACK, TELEGRAM, at

LEASE = timedelta(seconds=30)


def nudge(id: str, due: float = 10, code: str = "N2", step: int = 1) -> Nudge:
    return Nudge(id=id, subject=Subject.MATCH, subject_id="m-1", code=code, step=step, due_at=at(due))


async def claim(tx: Tx, owner: str, now: datetime) -> Nudge | None:
    """The one longest due."""
    claimed = await tx.nudges.claim(owner, now=now, lease=LEASE, most=1)
    return claimed[0] if claimed else None


async def test_the_same_nudge_waits_once(begin: Transactions):
    async with begin() as tx:
        for id in ("a", "b"):
            await tx.nudges.add(nudge(id))
        assert await tx.nudges.waiting(Subject.MATCH, "m-1", "N2") == nudge("a")
        assert await tx.nudges.cancel(Subject.MATCH, "m-1") == 1


async def test_nothing_is_claimed_before_its_time_and_the_longest_due_comes_first(begin: Transactions):
    async with begin() as tx:
        await tx.nudges.add(nudge("late", 20))
        await tx.nudges.add(nudge("early", 10))
        assert await tx.nudges.next_due() == at(10)
        assert await claim(tx, "one", at(9)) is None

        claimed = [await claim(tx, "one", at(21)) for _ in range(3)]
        assert claimed == [replace(nudge("early"), attempt=1), replace(nudge("late", 20), attempt=1), None]


async def test_several_are_claimed_together_and_each_is_fenced_by_itself(begin: Transactions):
    async with begin() as tx:
        for id, due in (("third", 30), ("first", 10), ("second", 20), ("later", 99)):
            await tx.nudges.add(nudge(id, due))
        claimed = await tx.nudges.claim("one", now=at(50), lease=LEASE, most=2)
        assert [each.id for each in claimed] == ["first", "second"]
        rest = await tx.nudges.claim("two", now=at(50), lease=LEASE, most=9)
        assert [each.id for each in rest] == ["third"]

        await tx.nudges.cancel(Subject.MATCH, "m-1")
        assert not any([await tx.nudges.done(each, at(51)) for each in (*claimed, *rest)])


async def test_no_more_are_claimed_than_asked_for_however_few_the_database_expects(
    begin: Transactions, engine: AsyncEngine
):
    """PostgreSQL asks what stands in an IN once for every row, where it thinks that there is one."""
    async with begin() as tx:
        await tx.nudges.add(nudge("n0", step=0))
        await tx.commit()
    async with engine.begin() as connection:
        await connection.execute(text("ANALYZE nudges"))
    async with begin() as tx:
        for number in range(1, 60):
            await tx.nudges.add(nudge(f"n{number}", step=number))
        assert len(await tx.nudges.claim("one", now=at(50), lease=LEASE, most=16)) == 16
        assert len(await tx.nudges.claim("two", now=at(50), lease=LEASE, most=99)) == 44


async def test_a_nudge_that_is_done_is_over(begin: Transactions):
    async with begin() as tx:
        await tx.nudges.add(nudge("a"))
        mine = await claim(tx, "one", at(10))
        assert mine is not None
        assert await tx.nudges.done(mine, at(11))
        assert not await tx.nudges.done(mine, at(11))
        await tx.nudges.add(nudge("b"))
        assert await claim(tx, "one", at(99)) is None
        assert await tx.nudges.next_due() is None


async def test_a_nudge_taken_over_is_done_by_the_new_owner_only(begin: Transactions):
    async with begin() as tx:
        await tx.nudges.add(nudge("a"))
        mine = await claim(tx, "one", at(10))
        theirs = await claim(tx, "two", at(41))
        assert mine is not None
        assert theirs is not None
        assert not await tx.nudges.done(mine, at(42))
        await tx.nudges.failed(mine, None)
        assert await tx.nudges.done(theirs, at(42))


async def test_a_nudge_cancelled_under_way_is_not_done(begin: Transactions):
    async with begin() as tx:
        await tx.nudges.add(nudge("a"))
        mine = await claim(tx, "one", at(10))
        assert mine is not None
        assert await tx.nudges.cancel(Subject.MATCH, "m-1") == 1
        assert not await tx.nudges.done(mine, at(11))


async def test_only_the_named_codes_are_cancelled(begin: Transactions):
    async with begin() as tx:
        await tx.nudges.add(nudge("a"))
        await tx.nudges.add(nudge("b", code="N6"))
        assert await tx.nudges.cancel(Subject.MATCH, "m-1", codes=frozenset({"N6"})) == 1
        assert await tx.nudges.cancel(Subject.MATCH, "m-1", codes=frozenset()) == 0
        assert await tx.nudges.waiting(Subject.MATCH, "m-1", "N6") is None
        assert await tx.nudges.waiting(Subject.MATCH, "m-1", "N2") == nudge("a")


async def test_a_nudge_taken_back_can_be_wanted_again(begin: Transactions):
    async with begin() as tx:
        await tx.nudges.add(nudge("a"))
        mine = await claim(tx, "one", at(10))
        assert mine is not None
        await tx.nudges.cancel(Subject.MATCH, "m-1")
        await tx.nudges.add(nudge("b"))

        assert not await tx.nudges.done(mine, at(11)), "the claim was on the one taken back"
        again = await claim(tx, "one", at(11))
        assert again is not None
        assert again.due_at == at(10)


async def test_after_trouble_it_is_tried_again_or_stuck(begin: Transactions):
    async with begin() as tx:
        await tx.nudges.add(nudge("a"))
        first = await claim(tx, "one", at(10))
        assert first is not None
        await tx.nudges.failed(first, at(15))
        assert await tx.nudges.next_due() == at(15)
        second = await claim(tx, "one", at(15))
        assert second == replace(nudge("a"), attempt=2, state=NudgeState.WAITING)
        await tx.nudges.failed(second, None)
        assert await claim(tx, "one", at(99)) is None


async def test_a_dead_owner_is_relieved_of_its_nudges(begin: Transactions):
    async with begin() as tx:
        await tx.nudges.add(nudge("a"))
        await claim(tx, "dead", at(10))
        assert await tx.nudges.release("dead") == 0
        assert await tx.nudges.release("alive") == 1
        assert await claim(tx, "alive", at(11)) is not None


async def test_many_who_claim_get_each_nudge_once(begin: Transactions):
    async with begin() as tx:
        for number in range(40):
            await tx.nudges.add(nudge(f"n{number}", step=number))
        await tx.commit()
    taken: list[str] = []

    async def take(owner: str) -> None:
        while True:
            async with begin() as tx:
                mine = await claim(tx, owner, at(10))
                await tx.commit()
            if mine is None:
                return
            taken.append(mine.id)

    await asyncio.gather(*(take(owner) for owner in "abcd"))
    assert sorted(taken) == sorted(f"n{number}" for number in range(40))


async def test_whoever_is_about_to_be_reminded_is_asked_for_once_a_while(begin: Transactions):
    chat = replace(ANAS_CONTACT, account=TELEGRAM, unreachable="blocked")
    async with begin() as tx:
        for person in (ANA, BEN):
            await tx.people.put(person)
        for contact in (ANAS_CONTACT, chat):
            await tx.people.join(contact)
        for number, (person, due) in enumerate(((ANA, 10), (BEN, 99))):
            await tx.nudges.add(
                Nudge(
                    id=f"n-{number}",
                    subject=Subject.PERSON,
                    subject_id=person.id,
                    code=ROUND,
                    step=1,
                    due_at=at(due),
                )
            )
        assert await tx.people.about_to_hear(ROUND, at(9), at(0)) == []
        assert await tx.people.about_to_hear("N2", at(10), at(0)) == []
        assert await tx.people.about_to_hear(ROUND, at(10), at(0)) == [ANAS_CONTACT]

        await tx.people.rests(SLACK, at(50), at(10))

        seen = replace(ANAS_CONTACT, rests_until=at(50), rest_asked_at=at(10))
        assert await tx.people.about_to_hear(ROUND, at(60), at(10)) == []
        assert await tx.people.about_to_hear(ROUND, at(60), at(11)) == [seen]
        await tx.people.rests(SLACK, None, at(61))
        assert (await tx.people.contacts(ANA.id))[0].rests_until is None


async def test_what_a_later_release_planned_about_something_else_holds_up_nothing(
    engine: AsyncEngine, begin: Transactions
):
    async with begin() as tx:
        await tx.nudges.add(nudge("of tomorrow", 5))
        await tx.nudges.add(nudge("ours", 10, code="N4"))
        await tx.commit()
    of_tomorrow = text("UPDATE nudges SET subject = 'comet' WHERE id = 'of tomorrow'")
    async with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            await connection.execute(text("PRAGMA ignore_check_constraints=ON"))
            await connection.execute(of_tomorrow)
            await connection.execute(text("PRAGMA ignore_check_constraints=OFF"))
        else:
            await connection.execute(text("ALTER TABLE nudges DROP CONSTRAINT ck_nudges_subject"))
            await connection.execute(of_tomorrow)

    async with begin() as tx:
        assert await tx.nudges.next_due() == at(10)
        mine = await claim(tx, "one", at(21))
        assert mine is not None
        assert mine.id == "ours"
        assert await claim(tx, "one", at(21)) is None
