"""How well an offer that may be suggested fits: a weighted sum of named parts, as a probability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.columns import ALWAYS, NEVER, TEAM_DAY, UNSAID, Array, Columns
from matching.limits import apart_km, both_remote, by_sets

_UNKNOWN = 0.5
_FAR = 0.8
MANY_HANDS = 0.75
"""What a team is worth as a skill, whatever there is to do."""
_LEAST_REACH_KM = 0.1


class Parts(NamedTuple):
    """Each from 0 to 1, one number a pair. What was not asked for counts as given, what is not said half.

    `meaning`: cosine of the two texts' vectors; `words`: likeness by telling words; `letters`: by letter
    triples; `skill`: the skills that both name; `chosen`: 1 where both people chose the same one, or a team
    day; `known`: the group was glad of this organisation's help before.
    """

    meaning: Array
    words: Array
    letters: Array
    skill: Array
    chosen: Array
    place: Array
    days: Array
    dates: Array
    hours: Array
    team: Array
    known: Array

    def of(self, rows: Sequence[int]) -> list[Mapping[str, float]]:
        """Of each of these rows what every part is worth."""
        values = zip(*[part[rows].tolist() for part in self], strict=True)
        return [dict(zip(self._fields, each, strict=True)) for each in values]


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """What each part adds to the log-odds that a coordinator would call the match right.

    `version` names them wherever a score is stored.
    """

    version: str
    bias: float
    meaning: float
    words: float
    letters: float
    skill: float
    chosen: float
    place: float = 0.8
    days: float = 0.5
    dates: float = 0.2
    hours: float = 0.5
    team: float = 0.2
    known: float = 0.4


NAMES = Parts._fields


def odds(parts: Parts, weights: Weights) -> Array:
    """The weighted sum: the higher, the better; 0 is as likely right as wrong."""
    found = np.full(len(parts.meaning), weights.bias, np.float32)
    for name in NAMES:
        found += np.float32(getattr(weights, name)) * getattr(parts, name)
    return found


def likely(log_odds: Array) -> Array:
    """The share of such matches that are right, from 0 to 1."""
    return 1 / (1 + np.exp(-log_odds))


def place(needs: Columns, offers: Columns) -> Array:
    apart = apart_km(needs, offers)
    reach = np.maximum(np.maximum(offers.travel, apart), _LEAST_REACH_KM)
    near = np.where(np.isnan(apart), _UNKNOWN, 1 - _FAR * apart / reach)
    return np.where(both_remote(needs, offers), 1.0, near)


def days(needs: Columns, offers: Columns) -> Array:
    asked = (needs.weekdays != 0) | needs.one_day
    return np.where(asked & (offers.weekdays == 0), _UNKNOWN, 1.0)


def dates(needs: Columns, offers: Columns) -> Array:
    asked = (needs.starts != NEVER) | (needs.ends != ALWAYS)
    unsaid = (offers.starts == NEVER) & (offers.ends == ALWAYS)
    return np.where(asked & unsaid, _UNKNOWN, 1.0)


def hours(needs: Columns, offers: Columns) -> Array:
    covered = np.minimum(1.0, offers.hours / np.maximum(needs.hours, 1))
    given = np.where(offers.hours == UNSAID, _UNKNOWN, covered)
    return np.where(needs.hours <= 0, 1.0, given)


def team(needs: Columns, offers: Columns) -> Array:
    asked = (needs.least != UNSAID) | (needs.most != UNSAID)
    return np.where(asked & (offers.most == UNSAID), _UNKNOWN, 1.0)


def team_days(needs: Columns, offers: Columns) -> Array:
    """1 where both sides chose a day of a team: it takes on what there is to do, without naming it first."""
    return (needs.kinds & offers.kinds & TEAM_DAY != 0).astype(np.float32)


def known(needs: Columns, offers: Columns) -> Array:
    shelves = (needs.shelf.organisations, offers.shelf.organisations)
    return by_sets(needs.organisations, offers.organisations, shelves, _have_met).astype(np.float32)


def _have_met(partners: frozenset[str], own: frozenset[str]) -> bool:
    return bool(partners & own)
