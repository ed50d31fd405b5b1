"""Instalments on a real database: what cannot have been is refused by the database itself."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.evidence import Evidence
from bot.domain.instalments import SAID, STANDING, Instalment, InstalmentState, Seen
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.progress import Level, names_by, progress, totals
from bot.services.ports import Transactions, Tx
from tests.storage.examples import ANA, BEN, HOSTILE, WORKS, at
from tests.storage.test_pledges import TERMS, TODAY, pledge

S = InstalmentState
GROUPS = [
    Organisation(
        id=f"G{n}",
        name=f"Group {n}",
        kind=OrganisationKind.COMMUNITY,
        state=(OrganisationState.VERIFIED, OrganisationState.PENDING)[n == 9],
    )
    for n in range(10)
]
LAPTOPS = replace(TERMS, measure="", unit="laptops", quantity=Decimal(15), adjustments=())


def instalment(id: str = "I1", **changes: object) -> Instalment:
    whole = Instalment(
        id=id,
        pledge="PL1",
        organisation="G1",
        quantity=Decimal(12),
        only_whole=True,
        day=date(2026, 5, 3),
        state=S.VERIFIED,
        said_by=ANA.id,
        said_at=at(1),
        verified=Decimal(8),
        settled_as=Seen.RECEIVER,
        settled_by=BEN.id,
        settled_at=at(2),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


async def city(tx: Tx) -> None:
    for person in (ANA, BEN):
        await tx.people.put(person)
    for organisation in (WORKS, *GROUPS):
        await tx.organisations.put(organisation)
    for id in ("PL1", "PL2", "PL3"):
        await tx.pledges.put(pledge(id, terms=LAPTOPS, frozen=None))


async def test_an_instalment_and_its_evidence_come_back_as_they_were(begin: Transactions):
    seen = Evidence(id="e1", instalment="I1", person=BEN.id, at=at(3), note=HOSTILE)
    async with begin() as tx:
        await city(tx)
        await tx.instalments.put(instalment())
        await tx.instalments.put(instalment("I2", day=None, state=S.PLANNED, **UNSETTLED))
        await tx.evidence.add(seen)
        await tx.commit()
    async with begin() as tx:
        assert await tx.instalments.get("I1") == instalment()
        assert [each.id for each in await tx.instalments.of_pledges(["PL1", "PL2"])] == ["I1", "I2"]
        assert await tx.evidence.of_instalment("I1") == [seen]
        assert [each.id for each in await tx.instalments.groups("gROUP 1")] == ["G1"]
        assert [each.id for each in await tx.instalments.groups("g1")] == ["G1"]
        assert len(await tx.instalments.groups()) == 9, "none that is not verified"


UNSETTLED = {"verified": Decimal(0), "settled_as": None, "settled_by": "", "settled_at": None}
WRONG = {
    "nothing": {"quantity": Decimal(0), "verified": Decimal(0), "state": S.CLAIMED},
    "less than nothing": {"quantity": Decimal(-3), **UNSETTLED, "state": S.CLAIMED},
    "more than a million": {"quantity": Decimal("1000000.5"), "only_whole": False},
    "half a laptop": {"quantity": Decimal("11.5")},
    "half of one arrived": {"verified": Decimal("0.5")},
    "more arrived than was said": {"verified": Decimal(13)},
    "verified without anything": {"verified": Decimal(0)},
    "counted though in doubt": {"state": S.DISPUTED},
    "counted though nobody answered": {"state": S.CLAIMED},
    "verified by nobody": {"settled_by": ""},
    "verified at no time": {"settled_at": None},
    "confirmed by whoever said it": {"settled_by": ANA.id},
    "claimed without a day": {"day": None, "state": S.CLAIMED, **UNSETTLED},
}


async def test_the_database_refuses_what_cannot_have_been(begin: Transactions):
    async with begin() as tx:
        await city(tx)
        await tx.instalments.put(instalment("I0"))
        await tx.commit()
    for name, changes in WRONG.items():
        with pytest.raises(IntegrityError):
            async with begin() as tx:
                await tx.instalments.put(instalment(organisation="G2", **changes))
                await tx.commit()
            pytest.fail(name)
    with pytest.raises(IntegrityError):
        async with begin() as tx:
            await tx.instalments.put(instalment("twice"))
            await tx.commit()
    async with begin() as tx:
        await tx.instalments.put(instalment("I0", state=S.TAKEN_BACK, revision=2, **UNSETTLED))
        await tx.instalments.put(instalment("again"))
        await tx.commit()
    with pytest.raises((IntegrityError, DBAPIError)):
        async with begin() as tx:
            await tx.evidence.add(Evidence(id="of-nothing", person=BEN.id, at=at(3)))
            await tx.commit()


STEPS_BY_HAND = """
SELECT {name}, SUM(most), SUM({a}), SUM({s}), SUM({c}), SUM({v}) FROM (
  SELECT p.id AS id, o.name AS organisation, '' AS everywhere, {h}(p.quantity - p.substituted) AS most,
    {h}COALESCE(SUM(CASE WHEN i.state IN ('planned','claimed','disputed','verified')
      THEN i.quantity END), 0) AS a,
    {h}COALESCE(SUM(CASE WHEN i.state IN ('claimed','disputed','verified')
      OR i.state = 'planned' AND i.day IS NOT NULL THEN i.quantity END), 0) AS s,
    {h}COALESCE(SUM(CASE WHEN i.state IN ('claimed','disputed','verified') THEN i.quantity END), 0) AS c,
    {h}COALESCE(SUM(CASE WHEN i.state = 'verified' THEN i.verified END), 0) AS v
  FROM pledges p JOIN organisations o ON o.id = p.organisation LEFT JOIN instalments i ON i.pledge = p.id
  WHERE p.unit <> 'hours' GROUP BY p.id, o.name, p.quantity, p.substituted
) AS each_one GROUP BY {name} ORDER BY {name}
"""
BY_HAND = {Level.CITY: "everywhere", Level.ORGANISATION: "organisation", Level.PLEDGE: "id"}


async def test_every_step_of_a_unit_is_what_one_query_of_its_own_says(
    begin: Transactions, engine: AsyncEngine
):
    chance = random.Random(3)
    some = [pledge(f"PL{n}", terms=LAPTOPS, frozen=None) for n in (1, 2, 3)]
    async with begin() as tx:
        await city(tx)
        for number in range(40):
            await tx.instalments.put(_made_up(chance, number))
        await tx.commit()
    async with begin() as tx:
        given = await tx.instalments.of_pledges([each.id for each in some])
    came = [progress(each, (), given) for each in some]

    hundredths = "" if engine.dialect.name == "sqlite" else "100 * "
    capped = {step: f"CASE WHEN {step} > most THEN most ELSE {step} END" for step in "ascv"}
    for level, name in BY_HAND.items():
        told = totals(came, names_by(level, {WORKS.id: WORKS.name}, {}), TODAY)
        async with engine.connect() as connection:
            query = text(STEPS_BY_HAND.format(h=hundredths, name=name, **capped))
            by_hand = (await connection.execute(query)).all()
        assert [(row[0], *(Decimal(each) / 100 for each in row[1:])) for row in by_hand] == [
            (each.name, each.promised, each.allocated, each.scheduled, each.claimed, each.verified)
            for each in told
        ]
    assert any(each.additional for each in came) and all(each.verified <= each.promised for each in came)


def _made_up(chance: random.Random, number: int) -> Instalment:
    state = chance.choice(list(S))
    quantity = Decimal(chance.randrange(1, 15))
    settled = (
        {"verified": min(quantity, Decimal(chance.randrange(1, 15)))} if state is S.VERIFIED else UNSETTLED
    )
    return instalment(
        f"I{number:02d}",
        pledge=f"PL{1 + number % 3}",
        organisation=f"G{number % 10}",
        quantity=quantity,
        day=date(2026, 5, 1 + number // 3) if state in SAID or number % 2 or state not in STANDING else None,
        state=state,
        **settled,
    )
