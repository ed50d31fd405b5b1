"""How well the skills of many listings answer those that one is about."""

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

    def __len__(self) -> int:
        return len(self.rows)

    def places(self, held: Array) -> Array:
        """Where those of some rows stand that are compared."""
        if self._places is None:
            return held
        found = self._places[held]
        return found[np.flatnonzero(found >= 0)]

    def with_trust(self, held: Array, steps: Array) -> tuple[Array, Array]:
        """The same, with how surely each of these holds it."""
        if self._places is None:
            return held, Postings.trust(steps)
        found = self._places[held]
        here = np.flatnonzero(found >= 0)  # few are: numbers are quicker than a mask
        return found[here], Postings.trust(steps[here])


def answered(index: Index, side: Side, lexicon: Lexicon, passing: Passing) -> tuple[Array, Array]:
    """How well each row's skills answer the ones sought, mostly the best of them, partly all.

    And 1 for each row where one of them was chosen on both sides.
    """
    best, total, worth = (np.zeros(len(passing), np.float32) for _ in range(3))
    some = sorted(side.trusts().items(), key=lambda one: -one[1])[:_MOST_SKILLS]
    fields = {category for name, _ in some if has_relatives(category := lexicon.category(name))}
    near = {field: passing.with_trust(*index.fields.with_trust(field)) for field in fields if field}
    for name, trust in some:
        for held in _put_worth(index, near.get(lexicon.category(name) or ""), name, worth, passing):
            answered = worth[held] * np.float32(trust)
            best[held] = np.maximum(best[held], answered)
            total[held] += answered
            worth[held] = 0  # who holds the skill and one like it is met again, and counted once
    skill = _BEST_SHARE * best + ((1 - _BEST_SHARE) / max(len(some), 1)) * total
    return skill, (best >= CHOSEN).astype(np.float32)


def _put_worth(
    index: Index, related: tuple[Array, Array] | None, skill: str, worth: Array, passing: Passing
) -> list[Array]:
    """Writes what a skill is worth to those who hold it or one like it; returns where they stand."""
    found = []
    if related is not None:
        near, trust = related
        worth[near] = np.float32(RELATED) * trust
        found.append(near)
    same, trust = passing.with_trust(*index.skills.with_trust(skill))
    worth[same] = np.maximum(worth[same], trust)
    return [*found, same]
