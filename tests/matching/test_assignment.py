"""Sharing people out: the best plan there is, within everybody's room, and why."""

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.assignment import PRIORITY_WORTH, Because, Fit, Gives, Plan, Wants, assign

shares = st.integers(1, 99).map(lambda share: share / 100)


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[Wants], list[Gives], list[Fit]]:
    wants = [
        Wants(id=f"n{at}", room=draw(st.integers(0, 2)), waiting_days=draw(st.integers(0, 90)))
        for at in range(draw(st.integers(1, 3)))
    ]
    gives = [Gives(id=f"o{at}", room=draw(st.integers(0, 2))) for at in range(draw(st.integers(1, 4)))]
    pairs = [(want.id, give.id) for want in wants for give in gives]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=9))
    return wants, gives, [Fit(need=need, offer=offer, score=draw(shares)) for need, offer in chosen]


def allowed(plan: tuple[Fit, ...], wants: list[Wants], gives: list[Gives]) -> bool:
    return all(sum(fit.need == want.id for fit in plan) <= want.room for want in wants) and all(
        sum(fit.offer == give.id for fit in plan) <= give.room for give in gives
    )


def worth(plan: tuple[Fit, ...], wants: list[Wants]) -> float:
    return sum(
        assign([want], [Gives(id=fit.offer)], [fit]).worth
        for fit in plan
        for want in wants
        if want.id == fit.need
    )


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_no_other_plan_within_everybodys_room_is_worth_more(
    problem: tuple[list[Wants], list[Gives], list[Fit]],
) -> None:
    wants, gives, fits = problem

    plan = assign(wants, gives, fits)

    every = chain.from_iterable(combinations(fits, size) for size in range(len(fits) + 1))
    best = max(worth(other, wants) for other in every if allowed(other, wants, gives))
    assert allowed(plan.chosen, wants, gives)
    assert plan.worth == pytest.approx(best, abs=1e-6)


def test_a_pair_is_never_chosen_twice_however_much_room_there_is() -> None:
    plan = assign([Wants(id="n", room=5)], [Gives(id="o", room=5)], [Fit(need="n", offer="o", score=0.9)] * 3)
    assert len(plan.chosen) == 1


def test_what_is_unknown_or_has_no_room_is_left_aside() -> None:
    fits = [Fit(need="n", offer="o", score=0.9), Fit(need="?", offer="o", score=0.9)]
    assert assign([Wants(id="n", room=0)], [Gives(id="o")], fits) == Plan(chosen=(), kept=(), worth=0.0)


def contest(rival: Wants, *, mine: float, theirs: float, others: bool = True) -> Because:
    fits = [Fit(need="mine", offer="ana", score=mine), Fit(need=rival.id, offer="ana", score=theirs)]
    if others:
        fits.append(Fit(need=rival.id, offer="ben", score=0.01))
    plan = assign([Wants(id="mine"), rival], [Gives(id="ana"), Gives(id="ben")], fits)
    (kept,) = [one for one in plan.kept if one.wanted_by == "mine"]
    assert (kept.offer, kept.kept_for) == ("ana", rival.id)
    return kept.because


def test_an_offer_is_kept_for_the_need_that_it_fits_better() -> None:
    assert contest(Wants(id="rival"), mine=0.6, theirs=0.9) is Because.FITS_BETTER


def test_an_offer_is_kept_for_what_the_city_has_put_first() -> None:
    assert contest(Wants(id="rival", priority=1), mine=0.7, theirs=0.6) is Because.PRIORITY


def test_an_offer_is_kept_for_who_has_waited_longer() -> None:
    assert contest(Wants(id="rival", waiting_days=60), mine=0.65, theirs=0.6) is Because.WAITED


def test_an_offer_is_kept_for_who_has_nobody_else() -> None:
    fits = [
        Fit(need="mine", offer="ana", score=0.8),
        Fit(need="mine", offer="ben", score=0.7),
        Fit(need="rival", offer="ana", score=0.6),
    ]
    plan = assign([Wants(id="mine"), Wants(id="rival")], [Gives(id="ana"), Gives(id="ben")], fits)

    assert {(fit.need, fit.offer) for fit in plan.chosen} == {("mine", "ben"), ("rival", "ana")}
    assert [one.because for one in plan.kept] == [Because.NOBODY_ELSE]


def test_a_priority_never_lifts_a_fit_above_one_half_better() -> None:
    rival = Wants(id="rival", priority=1)
    fits = [Fit(need="mine", offer="ana", score=0.91), Fit(need="rival", offer="ana", score=0.6)]

    plan = assign([Wants(id="mine"), rival], [Gives(id="ana")], fits)

    assert 0.6 * (1 + PRIORITY_WORTH) < 0.91
    assert [fit.need for fit in plan.chosen] == ["mine"]
