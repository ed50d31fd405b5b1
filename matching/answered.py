"""How well the skills of many listings answer those that one is about."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from matching.columns import Array
from matching.index import Index
from matching.lexicon import Lexicon
from matching.postings import Postings
from matching.side import CHOSEN, RELATED, Side, has_relatives

_MOST_SKILLS = 8
_BEST_SHARE = 0.7


class Passing:
    """The rows that are compared, and where each of them stands among these."""

    def __init__(self, rows: Array, of: int) -> None:
        self.rows = rows
        self._places = None if len(rows) == of else np.full(of, -1, np.int32)
        if self._places is not None:
            self._places[rows] = np.arange(len(rows), dtype=np.int32)
        self._of = of

    def __len__(self) -> int:
        return len(self.rows)

    def places(self, held: Array) -> Array:
        """Where those of some rows stand that are compared: as numbers that numpy need not change first."""
        if self._places is None:
            return held
        found = self._places[held]
        return found[(found >= 0).nonzero()[0]].astype(np.intp)

    def with_trust(self, held: Array, steps: Array) -> tuple[Array, Array]:
        """The same, with how surely each of these holds it."""
        if self._places is None:
            return held, Postings.trust(steps)
        found = self._places[held]
        here = (found >= 0).nonzero()[0]  # few are: numbers are quicker than a mask
        return found[here].astype(np.intp), Postings.trust(steps[here])

    def each(self, values: Array) -> Array:
        """Of a value for every row those of the rows that are compared; not copied when they are all."""
        return values[: self._of] if self._places is None else values[self.rows]


def answered(index: Index, side: Side, lexicon: Lexicon, passing: Passing) -> tuple[Array, Array]:
    """How well each row's skills answer the ones sought, mostly the best of them, partly all.

    And 1 for each row where one of them was chosen on both sides. Who holds a skill and one like it counts
    once, with what is worth more.
    """
    best, total = np.zeros(len(passing), np.float32), np.zeros(len(passing), np.float32)
    some = sorted(side.trusts().items(), key=lambda one: -one[1])[:_MOST_SKILLS]
    for field, sought in _by_field(some, lexicon).items():
        trusts = [trust for _, trust in sought]
        near = _near(index, field, passing)
        if near is not None:
            total += near * np.float32(sum(trusts))
            np.maximum(best, near * np.float32(max(trusts)), out=best)
        for name, trust in sought:
            held, sure = passing.with_trust(*index.skills.with_trust(name))
            more = sure if near is None else np.maximum(sure - near[held], 0)
            total[held] += more * np.float32(trust)
            best[held] = np.maximum(best[held], sure * np.float32(trust))
    total *= np.float32((1 - _BEST_SHARE) / max(len(some), 1))
    chosen = (best >= CHOSEN).astype(np.float32)
    best *= np.float32(_BEST_SHARE)
    best += total
    return best, chosen


def _by_field(
    some: Iterable[tuple[str, float]], lexicon: Lexicon
) -> Mapping[str, Sequence[tuple[str, float]]]:
    """Skills by their field; under "" those of fields in which none is of use for another."""
    found: dict[str, list[tuple[str, float]]] = {}
    for name, trust in some:
        field = lexicon.category(name)
        found.setdefault(field if field and has_relatives(field) else "", []).append((name, trust))
    return found


def _near(index: Index, field: str, passing: Passing) -> Array | None:
    """What each row is worth that has some skill of the field; None where none has."""
    steps = index.fields.steps(field)
    if steps is None:
        return None
    near = Postings.trust(passing.each(steps))
    near *= np.float32(RELATED)
    return near
