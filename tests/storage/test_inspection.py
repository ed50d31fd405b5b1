"""What must never be is seen in the rows: each thing is planted, and has to be noticed."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.bank_holidays import bank_holiday
from bot.domain.calendar import WorkingDays
from bot.domain.history import Subject
from bot.domain.listings import ListingState, Quantity
from bot.domain.matches import Delivery, MatchState
from bot.domain.nudges import Nudge, Then
from bot.nudge_schedule import DEFAULT, read_schedule
from bot.services.ports import Tx
from storage.engine import open_engine
from storage.inspection import Inspection
from storage.unit_of_work import Storage
from tests.storage.examples import ANA, ANAS_CONTACT, BEN, CARA, NEED, OFFER, at, match, post

HOURS = Decimal("7.25")
RESERVED = Quantity(total=Decimal(15), reserved=HOURS)
ASKING, ENDING = (
    next(step for step in read_schedule(DEFAULT).steps if step.code == "N2" and step.then is then).number
    for then in (Then.REMIND, Then.EXPIRE)
)
NEXT, END = (
    Nudge(id=f"n-{step}", subject=Subject.MATCH, subject_id="m-1", code="N2", step=step, due_at=at(9 * step))
    for step in (ASKING, ENDING)
)
Plant = Callable[[Tx], Awaitable[None]]


async def seen(storage: Storage, plant: Plant, *sql: str) -> list[str]:
    """What is said of an honest city in which this was planted, by the door or past every check."""
    async with storage.begin() as tx:
        for person in (ANA, BEN, CARA):
            await tx.people.put(person)
        await tx.people.join(ANAS_CONTACT)
        for listing in (OFFER, NEED):
            await tx.listings.put(replace(listing, quantity=RESERVED, state=ListingState.PART_FILLED))
        await tx.matches.put(match(state=MatchState.ASKED_HOST))
        await tx.nudges.add(NEXT)
        await tx.nudges.add(END)
        await tx.commit()
    calendar = WorkingDays(zone=ZoneInfo("Europe/London"), holiday=bank_holiday)
    inspection = Inspection(calendar=calendar, schedule=read_schedule(DEFAULT), clock=lambda: at(99))
    async with storage.reading() as connection:
        assert await inspection.broken(connection) == []
    async with storage.begin() as tx:
        await plant(tx)
        await tx.commit()
    async with storage.reading() as connection:
        for each in sql:
            await connection.execute(text(each))
        return await inspection.broken(connection)


async def nothing(tx: Tx) -> None:
    """Only what SQL plants."""


@pytest.mark.parametrize("wrong", ["reserved = -100", "delivered = -1", "total = 100"])
async def test_a_quantity_below_nothing_or_beyond_the_whole(
    tmp_path: Path, sqlite_template: Path, wrong: str
):
    tmp_path.joinpath("x.db").write_bytes(sqlite_template.read_bytes())  # noqa: ASYNC240
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    async with engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")

    found = await seen(Storage(engine), nothing, f"UPDATE listings SET {wrong} WHERE id = 'l-offer'")

    assert "listing l-offer: a quantity is negative, or too much is reserved" in found
    await engine.dispose()


async def test_hours_that_neither_the_host_nor_a_coordinator_confirmed(storage: Storage):
    async def by_the_volunteer(tx: Tx) -> None:
        done = Delivery(match="m-1", verified=HOURS, verified_by=ANA.id, verified_at=at(1))
        await tx.outcomes.put_delivery(done)

    assert "match m-1: verified by neither its host nor a coordinator" in await seen(
        storage, by_the_volunteer
    )


@pytest.mark.parametrize("who", [BEN, CARA])
async def test_hours_that_the_host_or_a_coordinator_confirmed_are_right(storage: Storage, who):
    async def by_them(tx: Tx) -> None:
        await tx.outcomes.put_delivery(Delivery(match="m-1", verified=HOURS, verified_by=who.id))

    assert await seen(storage, by_them) == []


async def test_hours_reserved_by_no_match(storage: Storage):
    async def ended(tx: Tx) -> None:
        await tx.matches.put(match(state=MatchState.EXPIRED, revision=2))

    assert await seen(storage, ended) == [
        f"listing {id}: 7.25 h reserved, 0 h held by its matches" for id in ("l-need", "l-offer")
    ]


async def test_a_match_without_a_next_step(storage: Storage):
    async def forgotten(tx: Tx) -> None:
        await tx.nudges.cancel(Subject.MATCH, "m-1")

    assert await seen(storage, forgotten) == [
        "match m-1: asked_host, and nobody has a next step",
        "match m-1: asked_host, and nothing ends it",
    ]


async def test_an_ask_that_nothing_ends(storage: Storage):
    """It is still reminded of, and still stands in the morning list: for ever."""

    async def lost(tx: Tx) -> None:
        await tx.nudges.done(END, at(10))

    assert await seen(storage, lost) == ["match m-1: asked_host, and nothing ends it"]


async def test_a_reminder_after_they_said_stop(storage: Storage):
    async def reminded(tx: Tx) -> None:
        await tx.people.put(replace(ANA, stopped_at=at(5)))
        await tx.outbox.put(post("still?"), dedupe="round:p-ana:1", now=at(6))

    (line,) = await seen(storage, reminded)
    assert line.endswith("unasked, to p-ana, who said stop")


async def test_two_unasked_messages_on_a_day(storage: Storage):
    async def reminded(tx: Tx) -> None:
        for hour in (1, 3):
            await tx.outbox.put(post("still?"), dedupe=f"round:p-ana:{hour}", now=at(3600 * hour))

    (line,) = await seen(storage, reminded)
    assert line.endswith("the second unasked message of a day to p-ana")


async def test_four_unasked_messages_in_a_week(storage: Storage):
    async def reminded(tx: Tx) -> None:
        for day in range(4):
            now = at(0) + timedelta(days=day)
            await tx.outbox.put(post("still?"), dedupe=f"round:p-ana:{day}", now=now)

    (line,) = await seen(storage, reminded)
    assert line.endswith("more than 3 unasked messages in a week to p-ana")
