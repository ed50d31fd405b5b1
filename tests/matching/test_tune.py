"""Weights learned from decisions."""

import random

import numpy as np
import pytest

from matching.score import NAMES
from matching.tune import FEWEST, Decided, TooFew, quality, reliability, tune
from matching.weights import WITH_MODEL


def decisions(count: int, *, decides: str) -> list[Decided]:
    """Coordinators who go by one part only, and are wrong in one case of ten."""
    chance = random.Random(1)
    found = []
    for _ in range(count):
        parts = {name: chance.random() for name in NAMES}
        right = (parts[decides] > 0.5) != (chance.random() < 0.1)
        found.append(Decided(parts=parts, right=right))
    return found


def test_the_part_that_decides_gets_more_weight_and_the_quality_rises() -> None:
    tuned = tune(decisions(300, decides="place"), WITH_MODEL, version="mine")

    assert tuned.weights.version == "mine"
    assert tuned.weights.place > WITH_MODEL.place
    assert tuned.after.loss < tuned.before.loss
    assert tuned.after.order > tuned.before.order


def test_no_weight_falls_below_zero_whatever_was_decided() -> None:
    against = [Decided(parts=one.parts, right=not one.right) for one in decisions(200, decides="meaning")]
    assert all(getattr(tune(against, WITH_MODEL, version="x").weights, name) >= 0 for name in NAMES)


def test_a_few_decisions_move_the_weights_a_little() -> None:
    few = tune(decisions(FEWEST, decides="place"), WITH_MODEL, version="x").weights.place
    many = tune(decisions(400, decides="place"), WITH_MODEL, version="x").weights.place
    assert abs(few - WITH_MODEL.place) < abs(many - WITH_MODEL.place)


@pytest.mark.parametrize("right", [True, False])
def test_from_one_answer_alone_nothing_is_learned(right: bool) -> None:
    same = [Decided(parts={}, right=right)] * 50
    with pytest.raises(TooFew, match="50 decisions"):
        tune(same, WITH_MODEL, version="x")


def test_too_few_decisions_say_how_many_it_takes() -> None:
    with pytest.raises(TooFew, match=f"It takes {FEWEST}"):
        tune([], WITH_MODEL, version="x")


def test_shares_that_are_what_they_say_are_not_off() -> None:
    shares, answers = np.array([0.75] * 4 + [0.0] * 4), np.array([1, 1, 1, 0, 0, 0, 0, 0])

    assert quality(shares, answers).off == pytest.approx(0)
    assert [(step.shown, step.right, step.pairs) for step in reliability(shares, answers)] == [
        (0.0, 0.0, 4),
        (0.75, 0.75, 4),
    ]
