"""The same need posted twice, or on another platform: who asks, for what, where and when, compared."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz

from matching.columns import Array
from matching.encoder import SCALE
from matching.listing import NeedListing, last_day
from matching.normalise import words

SURE_ENOUGH = 0.5
"""From here a pair is shown to a coordinator. Its precision and recall are in docs/matching.md."""
_BIAS, _MEANING, _SKILLS, _GROUP, _DISTRICT = -12.0, 6.0, 2.3, 1.8, 4.5
"""Fitted to half of the pairs in benchmarks/duplicates, with unrelated pairs beside them."""
_ANOTHER_DAY = 4.0
_UNKNOWN = 0.5
_AT_HAND = 2_000  # texts and names


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """A need as it was posted: by which group, the skills it names, and its vector, if there is a model."""

    need: NeedListing
    group: str
    skills: Set[str] = frozenset()
    vector: Array | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Twin:
    """Another posting that is probably the same; `share` from 0 to 1."""

    other: Posted
    share: float


def twins(one: Posted, others: Iterable[Posted], *, least: float = SURE_ENOUGH) -> Sequence[Twin]:
    """The postings that are probably the same need, the likeliest first; never the posting itself."""
    found = [Twin(other=other, share=same(one, other)) for other in others if other.need.id != one.need.id]
    likely = [twin for twin in found if twin.share >= least]
    return sorted(likely, key=lambda twin: (-twin.share, twin.other.need.id))


def same(one: Posted, other: Posted) -> float:
    """How likely the two are one need, from 0 to 1."""
    odds = (
        _BIAS
        + _MEANING * _meanings(one, other)
        + _SKILLS * _skills(one, other)
        + _GROUP * _groups(one.group, other.group)
        + _DISTRICT * _districts(one.need, other.need)
        - _ANOTHER_DAY * _apart(one.need, other.need)
    )
    return float(1 / (1 + np.exp(-odds)))


def _meanings(one: Posted, other: Posted) -> float:
    """The cosine; without a sentence model the words have to do."""
    if one.vector is None or other.vector is None:
        return fuzz.token_sort_ratio(_plain(one.need.text), _plain(other.need.text)) / 100
    return max(0.0, float(one.vector.astype(np.int32) @ other.vector.astype(np.int32)) / SCALE**2)


def _skills(one: Posted, other: Posted) -> float:
    if not one.skills or not other.skills:
        return _UNKNOWN
    return float(bool(one.skills & other.skills))


def _groups(one: str, other: str) -> float:
    """Names of groups are written in many ways: "St Aidan's Lunch Club", "st aidans lunch"."""
    likeness = fuzz.token_set_ratio(_plain(one), _plain(other)) / 100
    return max(0.0, 2 * likeness - 1)


@lru_cache(maxsize=_AT_HAND)
def _plain(text: str) -> str:
    """The same needs are compared with every new one."""
    return " ".join(words(text))


def _districts(one: NeedListing, other: NeedListing) -> float:
    if one.place is None or other.place is None:
        return _UNKNOWN
    return float(one.place == other.place)


def _apart(one: NeedListing, other: NeedListing) -> bool:
    """Whether both have dates and these do not meet."""
    return _over_before(one, other) or _over_before(other, one)


def _over_before(one: NeedListing, other: NeedListing) -> bool:
    end = last_day(one)
    return end is not None and other.starts is not None and end < other.starts
