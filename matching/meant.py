"""Which skills a text speaks of by what it means.

Words name some that it is not about ("I restore old ledgers"), and people ask for help without naming any
("none of us can face the receipts").
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numkong
import numpy as np

from matching.columns import Array
from matching.encoder import SCALE, Encoder, rounded
from matching.lexicon import Lexicon, Skill

FILE = "skills.npy"
_FALLS = 0.1
"""Of two skills the one whose names are so much less near, as a cosine, is e times less likely meant."""
_MOST, _LEAST_LIKELY = 3, 0.2
"""Skills that are read from the meaning alone, and how likely beside the nearest each must be."""
_NOTHING, _SURE = 0.5, 0.7
"""Nearness to a skill from which a text is taken to speak of some, and from which it surely does."""


@dataclass(frozen=True, slots=True)
class Near:
    """How likely each skill is meant beside the nearest one, which is 1; `sure`: that any is, from 0 to 1."""

    _names: Mapping[str, int]
    _shares: Array
    sure: float

    def share(self, skill: str) -> float:
        """1 of a skill of the city's own: there is nothing to hold against it."""
        at = self._names.get(skill)
        return 1.0 if at is None else float(self._shares[at])

    def best(self) -> Mapping[str, float]:
        """The likeliest few."""
        names = tuple(self._names)
        few = (
            np.argpartition(-self._shares, _MOST)[:_MOST].tolist()
            if len(names) > _MOST
            else range(len(names))
        )
        return {names[at]: float(self._shares[at]) for at in few if self._shares[at] >= _LEAST_LIKELY}


class Meanings:
    """The middle of the vectors of each skill's names, one row each, in the order of `skills`."""

    def __init__(self, skills: Iterable[str], vectors: Array) -> None:
        self._names = {skill: at for at, skill in enumerate(skills)}
        self._packed = numkong.dots_pack(vectors)

    def near(self, vector: Array) -> Near:
        cosines = np.asarray(numkong.dots_packed(vector[None], self._packed))[0] / SCALE**2
        nearest = float(cosines.max())
        sure = min(1.0, max(0.0, (nearest - _NOTHING) / (_SURE - _NOTHING)))
        return Near(self._names, np.exp((cosines - nearest) / _FALLS), sure)


def named(skill: Skill, encoder: Encoder) -> Array:
    """The middle of what a skill is called."""
    vectors = [encoder.vector(name) for name in (skill.name, *skill.called)]
    return rounded(np.array(vectors, np.float32).mean(axis=0))


def meanings_in(folder: Path, skills: Sequence[str]) -> Meanings | None:
    """Those that come with a model; None where there are none, or they are of other skills."""
    vectors = kept_in(folder)
    return None if vectors is None or len(vectors) != len(skills) else Meanings(skills, vectors)


def kept_in(folder: Path) -> Array | None:
    path = folder / FILE
    return np.load(path) if path.is_file() else None


def meanings_without(folder: Path, whole: Lexicon, struck: Lexicon, encoder: Encoder) -> Meanings | None:
    """The same, made anew of what is left of those skills of whose names some were struck."""
    kept = kept_in(folder)
    if kept is None:
        return None
    vectors = kept.copy()
    for at, skill in enumerate(struck.skills.values()):
        if skill != whole.skills[skill.name]:
            vectors[at] = named(skill, encoder)
    return Meanings(struck.skills, vectors)
