"""Pledges from files: what is right is taken in once, what is wrong is said line by line, and not counted."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.interchange.pledges import pledges_of, read_pledges
from adapters.interchange.reading import table_of
from bot.command_pledges import import_pledges
from bot.domain.pledges import PledgeState
from bot.services.ports import Transactions
from tests.services.world import World

HEAD = "reference,organisation,contract,commissioner,measure,quantity,starts,ends"
EXAMPLE = Path(__file__).parents[3] / "examples" / "pledges.csv"
WRONG = {
    "A,Aire,C,Leeds,hours,-5,2026-04-01,2027-03-31": "quantity says “-5”",
    "A,Aire,C,Leeds,hours,=1+1,2026-04-01,2027-03-31": "quantity says “=1+1”",
    "A,Aire,C,Leeds,hours,1e9,2026-04-01,2027-03-31": "quantity says “1e9”",
    "A,Aire,C,Leeds,hours,9999999,2026-04-01,2027-03-31": "at most 1,000,000",
    "A,Aire,C,Leeds,hours,0,2026-04-01,2027-03-31": "more than 0",
    "A,Aire,C,Leeds,hours,,2026-04-01,2027-03-31": "quantity is empty",
    "A,Aire,C,Leeds,hours,10,2027-04-01,2026-03-31": "must come after the first",
    "A,Aire,C,Leeds,hours,10,31/02/2026,2027-03-31": "there is no such date",
    "A,Aire,C,Leeds,hours,10,=TODAY(),2027-03-31": "starts says “=TODAY()”",
    "A,Aire,C,Leeds,,10,2026-04-01,2027-03-31": "name a measure",
    ",Aire,C,Leeds,hours,10,2026-04-01,2027-03-31": "reference is empty",
    'A,Aire,C,Leeds,hours,"2,5",2026-04-01,2027-03-31': "such as 200 or 1,500",
}


async def taken(world: World, path: Path) -> tuple[int, str]:
    out = io.StringIO()
    async with world.turn("Sam") as turn:
        code = await import_pledges(turn, path, as_json=False, out=out)
    return code, out.getvalue()


@pytest.fixture
async def world(begin: Transactions) -> World:
    world = World(begin=begin)
    await world.meets("Sam")
    return world


async def test_the_example_is_taken_in_once_however_often_it_is_given(world: World):
    first, again = await taken(world, EXAMPLE), await taken(world, EXAMPLE)

    assert first[1].startswith("3 pledges taken in, 0 were there before.")
    assert "Line 4: 'apprentices' is in no list of measures" in first[1]
    assert again[1].startswith("0 pledges taken in, 3 were there before.")
    async with world.turn() as turn:
        found = {each.reference: each for each in await turn.tx.pledges.in_state(PledgeState.ACTIVE)}
        networks = await turn.tx.pledges.networks()
    assert found["AC-1"].terms.quantity == Decimal(1200)
    assert found["AC-1"].frozen is not None and found["AC-1"].frozen.pounds == Decimal("20.44")
    assert found["AC-2"].frozen is not None and found["AC-2"].frozen.pounds is None
    assert (found["WS-1"].terms.measure, found["WS-1"].counted) == ("", False)
    assert found["AC-1"].organisation == found["AC-2"].organisation
    assert networks == {found["AC-1"].organisation: ["Inclusive Anchors"]}
    assert len([said for said in await world.told("desk") if "3 pledges were taken in" in said]) == 1


@pytest.mark.parametrize(("row", "said"), WRONG.items())
async def test_what_is_wrong_is_said_and_nothing_of_it_is_counted(
    world: World, tmp_path: Path, row: str, said: str
):
    (tmp_path / "p.csv").write_text(f"{HEAD}\n{row}\nB,Aire,C,Leeds,hours,10,2026-04-01,2027-03-31\n")

    code, told = await taken(world, tmp_path / "p.csv")

    assert code == 0
    assert "Line 2 was left out: " in told and said in told
    async with world.turn() as turn:
        assert [each.reference for each in await turn.tx.pledges.in_state(*PledgeState)] == ["B"]


async def test_a_formula_where_text_stands_stays_text(world: World, tmp_path: Path):
    row = 'A,Aire,"=HYPERLINK(""http://x"")",@SUM(A1),hours,10,2026-04-01,2027-03-31'
    (tmp_path / "p.csv").write_text(f"{HEAD}\n{row}\n")
    await taken(world, tmp_path / "p.csv")

    async with world.turn() as turn:
        (pledge,) = await turn.tx.pledges.in_state(*PledgeState)
    assert (pledge.terms.contract, pledge.terms.commissioner) == ('=HYPERLINK("http://x")', "@SUM(A1)")


def test_what_is_taken_off_needs_its_reason():
    table = table_of(
        f"{HEAD},deadweight,deadweight_reason\n"
        "A,Aire,C,Leeds,hours,10,2026-04-01,2027-03-31,25%,would have come anyway\n"
        "B,Aire,C,Leeds,hours,10,2026-04-01,2027-03-31,25,\n"
        "C,Aire,C,Leeds,hours,10,2026-04-01,2027-03-31,125,too much\n",
        file="p.csv",
        known=frozenset(HEAD.split(",")),
    )
    read = pledges_of(table)

    assert [one.reference for one in read.listings] == ["A"]
    (adjustment,) = read.listings[0].terms.adjustments
    assert (adjustment.percent, adjustment.reason) == (Decimal(25), "would have come anyway")
    assert [one.line for one in read.problems] == [3, 4]


@given(st.text(max_size=200))
def test_whatever_stands_in_a_row_is_taken_or_said(rubbish: str):
    cells = ",".join('"' + rubbish.replace('"', '""') + '"' for _ in HEAD.split(","))
    read = pledges_of(table_of(f"{HEAD}\n{cells}\n", file="p.csv", known=frozenset(HEAD.split(","))))

    for one in read.listings:
        assert one.terms.quantity >= 0


def test_a_file_that_is_not_there_is_said():
    assert "There is no such file" in read_pledges(Path("/no/such.csv")).problems[0].reason
