"""How much of what was promised happened, whatever the rows are."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.instalments import Instalment, InstalmentState
from bot.domain.matches import MatchState
from bot.domain.measures import Adjustment, Adjusts, Counts, Frozen, net
from bot.domain.pledges import (
    Change,
    Pledge,
    PledgeMove,
    PledgeState,
    Share,
    Terms,
    changed,
    must_make_sense,
    with_share,
)
from bot.domain.progress import Counted, Level, names_by, progress, totals
from bot.domain.refusal import Refusal

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
TERMS = Terms(
    contract="C-1",
    commissioner="Leeds City Council",
    measure="hours",
    unit="hours",
    quantity=Decimal(200),
    starts=date(2026, 4, 1),
    ends=date(2027, 3, 31),
)
PLEDGE = Pledge(
    id="P1",
    organisation="O1",
    terms=TERMS,
    state=PledgeState.ACTIVE,
    entered_by="p",
    created_at=NOW,
    entered_at=NOW,
    frozen=Frozen(version="1", label="Hours", counts=Counts.ANY),
)
hours = st.decimals(0, 5000, places=2)
shares = st.decimals("0.01", 100, places=2)


@st.composite
def rows(draw: st.DrawFn) -> Counted:
    verified = draw(hours)
    return Counted(
        pledge="P1",
        match=draw(st.uuids()).hex,
        percent=draw(shares),
        state=draw(st.sampled_from(MatchState)),
        hours=draw(hours),
        dated=draw(st.booleans()),
        claimed=draw(hours),
        verified=verified,
        additional=draw(hours),
        drawn=draw(st.decimals(0, 5000, places=2)),
        own_time=draw(st.booleans()),
    )


@given(st.lists(rows(), max_size=8))
def test_each_step_is_part_of_the_one_before_and_none_is_negative(some: list[Counted]):
    came = progress(PLEDGE, some)

    steps = [came.promised, came.allocated, came.claimed, came.verified]
    assert steps == sorted(steps, reverse=True)
    assert came.allocated >= came.scheduled
    assert 0 <= came.verified <= came.forecast <= came.promised
    assert came.gap >= 0 and came.open >= 0 and came.additional >= 0
    for day in (TERMS.starts, TERMS.ends - timedelta(30), TERMS.ends + timedelta(400)):
        assert 0 <= came.at_risk(day) <= came.gap
        assert 0 <= came.due(day) <= came.pledge.expected


@st.composite
def instalments(draw: st.DrawFn) -> Instalment:
    quantity, state = draw(st.integers(1, 400)), draw(st.sampled_from(InstalmentState))
    arrived = draw(st.integers(1, quantity)) if state is InstalmentState.VERIFIED else 0
    return Instalment(
        id=draw(st.uuids()).hex,
        pledge=draw(st.sampled_from(("P1", "P2"))),
        organisation="G",
        quantity=Decimal(quantity),
        only_whole=True,
        day=draw(st.sampled_from((None, date(2026, 5, 3)))),
        state=state,
        said_by="p",
        said_at=NOW,
        verified=Decimal(arrived),
    )


@given(st.lists(instalments(), max_size=8), st.lists(rows(), max_size=3))
def test_what_is_in_another_unit_comes_as_far_by_the_same_steps_and_never_by_hours(
    given_: list[Instalment], in_hours: list[Counted]
):
    laptops = replace(PLEDGE, terms=replace(TERMS, measure="", unit="laptops"))
    came, hours_of = progress(laptops, in_hours, given_), progress(PLEDGE, in_hours, given_)

    steps = [came.promised, came.allocated, came.scheduled, came.claimed, came.verified]
    assert steps == sorted(steps, reverse=True)
    assert came.verified <= came.forecast <= came.promised
    confirmed = sum(each.verified for each in given_ if each.pledge == "P1")
    assert came.verified + came.additional == confirmed
    assert hours_of == progress(PLEDGE, in_hours)
    units = {each.unit for each in totals((came, hours_of), names_by(Level.CITY, {}, {}), date(2026, 12, 1))}
    assert units == {"laptops", "hours"}


@given(st.lists(st.tuples(st.integers(0, 3), st.decimals(-10, 120, places=2)), max_size=20))
def test_shares_never_come_to_more_than_all_of_it(wishes: list[tuple[int, Decimal]]):
    kept: tuple[Share, ...] = ()
    for which, percent in wishes:
        try:
            kept = with_share(kept, f"P{which}", percent)
        except Refusal as refusal:
            assert refusal.key in ("share.percent", "share.too_much")
        assert sum(each.percent for each in kept) <= 100
        assert all(each.percent > 0 for each in kept)
        assert len({each.pledge for each in kept}) == len(kept)


@given(hours, hours, st.lists(shares, min_size=2, max_size=5))
def test_an_hour_that_is_shared_between_pledges_counts_once(agreed: Decimal, verified: Decimal, parts):
    kept: tuple[Share, ...] = ()
    for number, percent in enumerate(parts):
        try:
            kept = with_share(kept, f"P{number}", percent)
        except Refusal:
            continue
    big = replace(TERMS, quantity=Decimal(1_000_000))
    counted = [
        Counted(
            pledge=each.pledge,
            match="m",
            percent=each.percent,
            state=MatchState.CLOSED,
            hours=agreed,
            dated=True,
            verified=verified,
        )
        for each in kept
    ]
    came = [progress(replace(PLEDGE, id=each.pledge, terms=big), counted) for each in kept]

    assert sum(each.verified for each in came) <= verified


def test_what_is_too_much_for_one_pledge_fills_no_others_gap():
    other = replace(PLEDGE, id="P2")
    row = Counted(
        pledge="P1",
        match="m",
        percent=Decimal(100),
        state=MatchState.CLOSED,
        hours=Decimal(300),
        dated=True,
        verified=Decimal(300),
    )
    came = [progress(PLEDGE, [row]), progress(other, [row])]
    (total,) = totals(came, names_by(Level.CITY, {}, {}), date(2026, 12, 1))

    assert (total.promised, total.verified, total.gap, total.additional) == (400, 200, 200, 100)


def test_behind_is_by_twenty_points_of_an_even_pace():
    half = TERMS.starts + (TERMS.ends - TERMS.starts) / 2

    def verified(amount: str) -> Counted:
        return Counted(
            pledge="P1",
            match="m",
            percent=Decimal(100),
            state=MatchState.CLOSED,
            hours=Decimal(amount),
            dated=True,
            verified=Decimal(amount),
        )

    assert progress(PLEDGE, [verified("59")]).behind(half)
    assert not progress(PLEDGE, [verified("61")]).behind(half)
    assert not progress(PLEDGE, []).behind(TERMS.starts)


def test_a_measure_without_a_value_is_told_in_hours_and_never_as_nothing():
    assert progress(PLEDGE, []).pounds(Decimal(10)) is None


def test_what_is_taken_off_is_taken_off_one_after_the_other_and_drop_off_from_the_second_year():
    some = (
        Adjustment(kind=Adjusts.DEADWEIGHT, percent=Decimal(50), reason="would have come anyway"),
        Adjustment(kind=Adjusts.DROP_OFF, percent=Decimal(10), reason="fades"),
    )

    assert net(Decimal(100), ()) == 100
    assert net(Decimal(100), some) == 50
    assert net(Decimal(100), some, year=3) == Decimal("40.50")


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"quantity": Decimal(-5)}, "pledge.quantity"),
        ({"quantity": Decimal(0)}, "pledge.quantity"),
        ({"quantity": Decimal("1e9")}, "pledge.quantity"),
        ({"quantity": Decimal("0.001")}, "pledge.quantity"),
        ({"quantity": Decimal("NaN")}, "pledge.quantity"),
        ({"ends": date(2026, 4, 1)}, "pledge.ends"),
        ({"ends": date(2020, 1, 1)}, "pledge.ends"),
        ({"review": date(2028, 1, 1)}, "pledge.review"),
        ({"review": date(2026, 1, 1)}, "pledge.review"),
    ],
)
def test_what_cannot_be_promised_is_refused_with_what_is_wrong(wrong: dict[str, object], key: str):
    with pytest.raises(Refusal) as refused:
        must_make_sense(replace(TERMS, **wrong))  # type: ignore[arg-type]

    assert refused.value.key == key


def change(move: PledgeMove, **what: object) -> Change:
    return Change(
        id="c",
        pledge="P1",
        move=move,
        asked_by="p",
        asked_at=NOW,
        reason="because",
        **what,  # type: ignore[arg-type]
    )


@given(st.lists(st.tuples(st.sampled_from([PledgeMove.FUND, PledgeMove.SUBSTITUTE]), hours), max_size=8))
def test_no_more_goes_another_way_than_is_left(moves: list[tuple[PledgeMove, Decimal]]):
    pledge, verified = PLEDGE, Decimal("50.25")
    for move, amount in moves:
        try:
            pledge = changed(pledge, change(move, amount=amount), verified)
        except Refusal as refusal:
            assert refusal.key == "pledge.left"
    assert pledge.expected >= verified
    assert pledge.promised == TERMS.quantity - pledge.substituted


def test_what_goes_to_the_fund_stays_promised_and_is_never_delivered():
    less = changed(PLEDGE, change(PledgeMove.FUND, amount=Decimal(40)), Decimal(0))
    came = progress(less, [])

    assert (came.promised, came.gap, came.verified, less.expected) == (200, 200, 0, 160)
