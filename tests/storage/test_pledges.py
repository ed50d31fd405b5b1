"""Pledges on a real database: kept as they are, and shares that the database itself holds to 100 %."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.listings import Side
from bot.domain.matches import Delivery, MatchState, Party, Session, SessionState
from bot.domain.measures import Adjustment, Adjusts, Counts, Frozen
from bot.domain.pledges import (
    Change,
    ChangeState,
    Lever,
    Novelty,
    Pledge,
    PledgeMove,
    PledgeState,
    Rhythm,
    Share,
    Terms,
)
from bot.domain.progress import Level, Total, names_by, progress, totals
from bot.services.ports import Transactions, Tx
from tests.storage.examples import ANA, BEN, HOSTILE, WORKS, at, listing, match

TODAY = date(2026, 12, 1)
TERMS = Terms(
    contract=HOSTILE,
    commissioner=HOSTILE,
    measure="time_general",
    unit="hours",
    quantity=Decimal("200.25"),
    starts=date(2026, 4, 1),
    ends=date(2027, 3, 31),
    review=date(2026, 10, 1),
    novelty=Novelty.EXISTING,
    rhythm=Rhythm.RECURRING,
    in_core=True,
    priority="digital",
    area="LS9",
    adjustments=(Adjustment(kind=Adjusts.DEADWEIGHT, percent=Decimal("12.5"), reason=HOSTILE),),
)
FROZEN = Frozen(
    version="1",
    label="General",
    counts=Counts.GENERAL,
    codes=("x",),
    pounds=Decimal("20.44"),
    price_year=2025,
    source="ONS",
    licence="OGL",
)


def pledge(id: str = "PL1", **changes: object) -> Pledge:
    whole = Pledge(
        id=id,
        organisation=WORKS.id,
        terms=TERMS,
        state=PledgeState.ACTIVE,
        entered_by=ANA.id,
        created_at=at(1),
        entered_at=at(2),
        frozen=FROZEN,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


async def city(tx: Tx) -> None:
    for person in (ANA, BEN):
        await tx.people.put(person)
    await tx.organisations.put(WORKS)
    await tx.listings.put(listing("l-1", organisation=WORKS.id))


async def pairing(tx: Tx, id: str, state: MatchState, hours: str) -> None:
    await tx.listings.put(listing(f"n-{id}", Side.NEED, BEN))
    await tx.matches.put(match(id, offer="l-1", need=f"n-{id}", hours=Decimal(hours), state=state))


async def test_a_pledge_and_its_changes_come_back_as_they_were(begin: Transactions):
    change = Change(
        id="c1",
        pledge="PL1",
        move=PledgeMove.SUBSTITUTE,
        asked_by=ANA.id,
        asked_at=at(3),
        reason=HOSTILE,
        amount=Decimal("1.25"),
        measure="goods",
        quantity=Decimal(7),
        ends=date(2028, 2, 29),
    )
    async with begin() as tx:
        await city(tx)
        await tx.pledges.put(pledge())
        await tx.pledges.put(pledge("PL2", reference="their 1", instead_of="PL1", frozen=None))
        await tx.pledges.put_change(change)
        await tx.pledges.put_networks(WORKS.id, ["Inclusive Anchors", "LCAN"])
        await tx.commit()
    async with begin() as tx:
        assert await tx.pledges.get("PL1") == replace(
            pledge(), terms=replace(TERMS, contract=TERMS.contract, commissioner=TERMS.commissioner)
        )
        assert [each.id for each in await tx.pledges.of_organisation(WORKS.id)] == ["PL1", "PL2"]
        assert (await tx.pledges.referred("their 1")) is not None
        assert await tx.pledges.changes("PL1", ChangeState.ASKED) == [change]
        assert await tx.pledges.networks() == {WORKS.id: ["Inclusive Anchors", "LCAN"]}
        assert await tx.pledges.employers_called(WORKS.name.upper()) == [WORKS.id]


VALUES = "(:a, :b, :c, :d, :e)"
WRONG = {
    "more than all of it in one": [(0, 10001, None)],
    "more than all of it in two": [(0, 6000, None), (6000, 11000, 6000)],
    "two that begin together": [(0, 6000, None), (0, 5000, None)],
    "one that begins where none ends": [(0, 6000, None), (5000, 9000, 5000)],
    "one that begins nowhere": [(3000, 9000, None)],
    "none of it": [(0, 0, None)],
    "less than nothing": [(-100, 5000, None)],
    "turned round": [(5000, 100, 5000)],
    "in a ring": [(4000, 6000, 4000), (6000, 4000, 6000)],
}


@pytest.mark.parametrize("rows", WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("table", ["match_shares", "offer_shares"])
async def test_the_database_refuses_shares_of_more_than_all_of_it(
    begin: Transactions, engine: AsyncEngine, table: str, rows: list[tuple[int, int, int | None]]
):
    async with begin() as tx:
        await city(tx)
        await pairing(tx, "m-1", MatchState.CLOSED, "8")
        await tx.pledges.put(pledge())
        await tx.pledges.put(pledge("PL2"))
        await tx.commit()
    of, whose = ("match", "m-1") if table == "match_shares" else ("offer", "l-1")

    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            for number, (starts, ends, follows) in enumerate(rows, start=1):
                await connection.execute(
                    text(f"INSERT INTO {table} ({of}, pledge, starts, ends, follows) VALUES {VALUES}"),
                    {"a": whose, "b": f"PL{number}", "c": starts, "d": ends, "e": follows},
                )


async def test_whole_shares_and_shares_of_a_third_fit(begin: Transactions):
    async with begin() as tx:
        await city(tx)
        await pairing(tx, "m-1", MatchState.CLOSED, "8")
        for id in ("PL1", "PL2", "PL3"):
            await tx.pledges.put(pledge(id))
        thirds = [Share(pledge=f"PL{n}", percent=Decimal("33.33")) for n in (1, 2, 3)]
        await tx.pledges.put_shares_of_match("m-1", thirds)
        await tx.pledges.put_shares_of_offer("l-1", [Share(pledge="PL1", percent=Decimal(100))])
        await tx.commit()
    async with begin() as tx:
        assert await tx.pledges.shares_of_match("m-1") == thirds
        assert await tx.pledges.shares_of_offer("l-1") == [Share(pledge="PL1", percent=Decimal(100))]


# in hundredths of an hour, times hundredths of a percent; SQLite keeps hours in hundredths
STEPS_BY_HAND = """
WITH part AS (
  SELECT s.pledge AS pledge, s.ends - s.starts AS share, m.state AS state,
    {h}m.hours AS hours, {h}COALESCE(d.verified, 0) AS verified,
    CASE WHEN COALESCE(d.claimed, 0) > COALESCE(d.verified, 0) THEN {h}d.claimed
         ELSE {h}COALESCE(d.verified, 0) END AS said,
    CASE WHEN m.state IN ('in_delivery', 'claimed', 'disputed', 'verified', 'closed', 'closed_part')
      OR EXISTS (SELECT 1 FROM sessions x WHERE x.match = m.id AND x.state IN ('agreed', 'held', 'done'))
      THEN 1 ELSE 0 END AS dated
  FROM match_shares s JOIN matches m ON m.id = s.match LEFT JOIN deliveries d ON d.match = m.id
  WHERE m.state NOT IN ('suggested', 'dismissed', 'declined_host', 'declined_volunteer', 'expired',
    'failed_check', 'cancelled', 'no_show', 'closed_not_delivered')
), summed AS (
  SELECT p.id AS id, p.organisation AS organisation, p.priority AS priority, p.area AS area,
    COALESCE(p.lever, '') AS lever, p.novelty AS novelty, '' AS everywhere,
    {h}(p.quantity - p.substituted) * 10000 AS promised,
    COALESCE(SUM(share * CASE WHEN said > hours THEN said ELSE hours END), 0) AS allocated,
    COALESCE(SUM(share * dated * CASE WHEN said > hours THEN said ELSE hours END), 0) AS scheduled,
    COALESCE(SUM(share * said), 0) AS claimed, COALESCE(SUM(share * verified), 0) AS verified
  FROM pledges p LEFT JOIN part ON part.pledge = p.id WHERE p.state = 'active'
  GROUP BY p.id, p.organisation, p.priority, p.area, p.lever, p.novelty, p.quantity, p.substituted
)
SELECT {name}, SUM(promised), SUM(CASE WHEN allocated > promised THEN promised ELSE allocated END),
  SUM(CASE WHEN scheduled > promised THEN promised ELSE scheduled END),
  SUM(CASE WHEN claimed > promised THEN promised ELSE claimed END),
  SUM(CASE WHEN verified > promised THEN promised ELSE verified END),
  SUM(CASE WHEN verified > promised THEN promised ELSE verified END) * 2044 * 875 FROM summed {join}
GROUP BY {name} ORDER BY {name}
"""
BY_HAND = {
    Level.CITY: ("everywhere", ""),
    Level.ORGANISATION: ("o.name", "JOIN organisations o ON o.id = summed.organisation"),
    Level.NETWORK: ("n.name", "JOIN networks n ON n.organisation = summed.organisation"),
    Level.PRIORITY: ("priority", ""),
    Level.AREA: ("area", ""),
    Level.LEVER: ("lever", ""),
    Level.NOVELTY: ("novelty", ""),
    Level.PLEDGE: ("id", ""),
}
CITY_HALL = replace(WORKS, id="o-hall", name="City Hall", workspace="")


@pytest.mark.parametrize("level", Level)
async def test_every_figure_is_what_one_query_of_its_own_says(
    begin: Transactions, engine: AsyncEngine, level: Level
):
    chance = random.Random(7)
    async with begin() as tx:
        await city(tx)
        await tx.organisations.put(CITY_HALL)
        await tx.pledges.put_networks(WORKS.id, ["Anchors", "LCAN"])
        await tx.pledges.put_networks(CITY_HALL.id, ["Anchors"])
        some = [_promised(chance, n) for n in range(6)]
        for each in some:
            await tx.pledges.put(each)
        for n in range(60):
            await _made_up(tx, chance, f"m-{n}", [each.id for each in some])
        await tx.commit()
    async with begin() as tx:
        rows = await tx.pledges.counted([each.id for each in some])
    came = [progress(each, rows) for each in some]
    called = {WORKS.id: WORKS.name, CITY_HALL.id: CITY_HALL.name}
    networks = {WORKS.id: ["Anchors", "LCAN"], CITY_HALL.id: ["Anchors"]}
    told = totals(came, names_by(level, called, networks), TODAY)

    hundredths = "" if engine.dialect.name == "sqlite" else "100 * "
    name, join = BY_HAND[level]
    query = STEPS_BY_HAND.format(h=hundredths, name=name, join=join)
    async with engine.connect() as connection:
        by_hand = (await connection.execute(text(query))).all()
    assert [_by_hand(row) for row in by_hand] == [_told(each) for each in told]
    assert len(told) == {Level.CITY: 1, Level.PLEDGE: 6}.get(level, 2)
    assert sum(each.verified for each in told) > 0


def _by_hand(row: Sequence[Any]) -> tuple[Any, ...]:
    steps = [Decimal(each) / 1_000_000 for each in row[1:6]]
    return (row[0], *steps, Decimal(row[6]) / 1_000_000 / 100 / 1000)


def _told(total: Total) -> tuple[Any, ...]:
    steps = (total.promised, total.allocated, total.scheduled, total.claimed, total.verified)
    return (total.name, *steps, total.pounds_verified)


def _promised(chance: random.Random, number: int) -> Pledge:
    quantity = Decimal(chance.randrange(100, 9000)) / 100
    terms = replace(
        TERMS,
        quantity=quantity,
        priority=("health", "digital")[number % 2],
        area=("LS9", "LS11")[number % 2],
        lever=(None, Lever.ANCHOR)[number % 2],
        novelty=(Novelty.NEW, Novelty.EXISTING)[number % 2],
    )
    return pledge(f"PL{number}", terms=terms, organisation=(WORKS, CITY_HALL)[number % 2].id)


async def _made_up(tx: Tx, chance: random.Random, id: str, pledges: list[str]) -> None:
    await pairing(tx, id, chance.choice(list(MatchState)), str(chance.randrange(1, 40) / 4))
    if chance.random() < 0.6:
        session = Session(
            id=f"s-{id}",
            match=id,
            starts_at=at(1),
            ends_at=at(2),
            state=chance.choice(list(SessionState)),
            proposed_by=Party.HOST,
        )
        await tx.sessions.put(session)
    if chance.random() < 0.6:
        said = [Decimal(chance.randrange(0, 40)) / 4 for _ in range(3)]
        await tx.outcomes.put_delivery(
            Delivery(match=id, claimed=said[0], verified=said[1], additional=said[2])
        )
    left, shares = 10000, []
    for of in chance.sample(pledges, chance.randrange(0, 4)):
        part = chance.randrange(1, left) if left > 1 else 0
        if part:
            shares.append(Share(pledge=of, percent=Decimal(part) / 100))
        left -= part
    await tx.pledges.put_shares_of_match(id, shares)
