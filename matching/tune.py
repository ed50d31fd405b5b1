"""Fitting the weights to decisions: logistic regression with named parts, held to what was known before.

Few weights, none below zero, each pulled towards its old value, so that a few dozen decisions move them a
little and no decision can turn the matcher against what it was asked for.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np

from matching.columns import Array
from matching.score import NAMES, Weights, likely

PULL = 1.0
"""How strongly a weight is held to its old value: as by about four decisions that say nothing else."""
FEWEST = 20
"""Decisions, of which some must be yes and some no: from fewer nothing can be learned."""
_FOLDS = 5
_SMALL = 1e-6


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """A pair that somebody judged: the parts of its score by name, and whether it was right."""

    parts: dict[str, float]
    right: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Quality:
    """`loss` is the mean surprise per decision (log loss, lower is better).

    `order`: how often a right pair stands above a wrong one (area under the curve). `off`: by how much the
    shown share differs from the real one, on average (expected calibration error in ten steps).
    """

    loss: float
    order: float
    off: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """Of the pairs shown with a share between two tenths: the mean share, the share that was right, how
    many.
    """

    shown: float
    right: float
    pairs: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Tuned:
    """New weights, and how good the old and the new ones are on decisions that they had not seen.

    `steps`: of the new ones, which shares they showed for those, and how many were right.
    """

    weights: Weights
    before: Quality
    after: Quality
    decisions: int
    right: int
    steps: tuple[Step, ...]


class TooFew(Exception):
    """There is nothing to learn from yet; the message says how much is missing."""


def tune(
    decided: Sequence[Decided],
    old: Weights,
    *,
    version: str,
    pull: float = PULL,
    fixed: Set[str] = frozenset(),
) -> Tuned:
    """Fits the weights that are not `fixed`, by name.

    The qualities are of five parts, each judged by weights fitted to the other four.
    """
    right = sum(one.right for one in decided)
    if len(decided) < FEWEST or not 0 < right < len(decided):
        told = f"There are {len(decided)} decisions, {right} of them yes."
        raise TooFew(f"{told} It takes {FEWEST}, some yes and some no.")
    table, answers = _as_arrays(decided)
    unseen = np.zeros(len(decided))
    for fold in range(_FOLDS):
        judged = np.arange(len(decided)) % _FOLDS == fold
        learned = _fitted((table[~judged], answers[~judged]), old, pull, fixed)
        unseen[judged] = likely(_odds(table[judged], learned))
    return Tuned(
        weights=replace(_fitted((table, answers), old, pull, fixed), version=version),
        before=quality(likely(_odds(table, old)), answers),
        after=quality(unseen, answers),
        decisions=len(decided),
        right=right,
        steps=tuple(reliability(unseen, answers)),
    )


def quality(shares: Array, answers: Array) -> Quality:
    """Of shares shown, from 0 to 1, for pairs that were right (1) or wrong (0)."""
    loss = _surprises(shares, answers).mean()
    yes, no = shares[answers == 1], shares[answers == 0]
    above = (yes[:, None] > no[None, :]).mean() + 0.5 * (yes[:, None] == no[None, :]).mean()
    off = sum(abs(step.shown - step.right) * step.pairs for step in reliability(shares, answers)) / len(
        shares
    )
    return Quality(loss=float(loss), order=float(above), off=float(off))


def reliability(shares: Array, answers: Array) -> list[Step]:
    """The tenths in which there are pairs, lowest first."""
    tenth = np.minimum((shares * 10).astype(int), 9)
    return [
        Step(
            shown=float(shares[tenth == step].mean()),
            right=float(answers[tenth == step].mean()),
            pairs=int((tenth == step).sum()),
        )
        for step in range(10)
        if (tenth == step).any()
    ]


def _surprises(shares: Array, answers: Array) -> Array:
    """Of each answer, how much it surprises who was shown that share (log loss)."""
    safe = np.clip(shares, _SMALL, 1 - _SMALL)
    return -(answers * np.log(safe) + (1 - answers) * np.log(1 - safe))


def _as_arrays(decided: Sequence[Decided]) -> tuple[Array, Array]:
    table = np.array([[one.parts.get(name, 0.0) for name in NAMES] for one in decided])
    answers = np.array([float(one.right) for one in decided])
    return table, answers


def _odds(table: Array, weights: Weights) -> Array:
    return weights.bias + table @ np.array([getattr(weights, name) for name in NAMES])


def _fitted(data: tuple[Array, Array], old: Weights, pull: float, fixed: Set[str]) -> Weights:
    from scipy.optimize import minimize

    table, answers = data
    before = np.array([old.bias, *(getattr(old, name) for name in NAMES)])
    whole = np.column_stack([np.ones(len(table)), table])
    free = np.array([name not in fixed for name in NAMES])
    moves = np.concatenate([[True], (np.ptp(table, axis=0) > _SMALL) & free])
    scale = np.maximum(np.abs(before), 1.0)

    def surprise(values: Array) -> tuple[float, Array]:
        shown = likely(whole @ values)
        apart = (values - before) / scale
        loss = _surprises(shown, answers).sum()
        slope = whole.T @ (shown - answers) + pull * apart / scale
        return float(loss + pull * (apart**2).sum() / 2), np.where(moves, slope, 0.0)

    bounds = [(None, None), *[(0.0, None)] * len(NAMES)]
    found = minimize(surprise, before, jac=True, method="L-BFGS-B", bounds=bounds).x
    named = dict(zip(("bias", *NAMES), (round(float(value), 4) for value in found), strict=True))
    return Weights(version=old.version, **named)
