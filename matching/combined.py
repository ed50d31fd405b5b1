"""Terms that many listings have alike, so that a limit on them is tested once for all that do.

A million offers come from a few thousand combinations of district, kinds and reach: looking up which of these
fit costs a tenth of testing every offer.
"""

from collections.abc import Hashable, Sequence

import numpy as np

from matching.columns import Array, Columns, Row, Shelf

_FIRST_ROOM = 64


class Combined:
    """The different combinations of some terms, and which of them each listing has."""

    def __init__(self, terms: Sequence[str], shelf: Shelf, room: int) -> None:
        self._terms = terms
        self._numbers: dict[tuple[Hashable, ...], int] = {}
        self._held = Columns.room_for(_FIRST_ROOM, shelf)
        self._of: Array = np.zeros(room, np.intp)
        self._distinct: Columns | None = None

    @property
    def distinct(self) -> Columns:
        """One row for each combination; only the terms that it is of are to be read."""
        if self._distinct is None:
            self._distinct = self._held.at(slice(len(self._numbers)))
        return self._distinct

    def put(self, at: int, row: Row) -> None:
        key = tuple(_comparable(getattr(row, term)) for term in self._terms)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            if number == len(self._held):
                self._held.grow(2 * number)
            self._held.put(number, row)
            self._distinct = None
        self._of[at] = number

    def grow(self, room: int) -> None:
        self._of = np.concatenate([self._of, np.zeros(room - len(self._of), np.intp)])

    def close_up(self, stay: Array) -> None:
        """Keeps these listings only, in this order; combinations that none of them has are forgotten."""
        kept, self._of = np.unique(self._of[stay], return_inverse=True)
        places = {int(number): at for at, number in enumerate(kept)}
        self._numbers = {key: places[number] for key, number in self._numbers.items() if number in places}
        self._held, self._distinct = self._held.at(kept), None

    def each(self, fits: Array, rows: Array | slice) -> Array:
        """What was found out for each combination, for each of these listings."""
        return fits.take(self._of[rows], mode="clip")


def _comparable(value: float) -> float | None:
    """An unknown place is like another; as a number it is not."""
    return None if value != value else value  # noqa: PLR0124
