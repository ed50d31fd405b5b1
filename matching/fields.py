"""How surely each listing has some skill of a field, for the fields in which one skill helps with another."""

import numpy as np

from matching.columns import Array
from matching.postings import STEPS


class Fields:
    """A column for each field: 0 where a listing has none of it.

    Whole columns, as a field is that of every tenth listing or so, and reading on is quicker than looking up.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._columns: dict[str, Array] = {}

    def put(self, field: str, row: int, trust: float) -> None:
        if field not in self._columns:
            self._columns[field] = np.zeros(self._room, np.uint8)
        self._columns[field][row] = round(trust * STEPS)

    def steps(self, field: str) -> Array | None:
        """For every row; None where no listing has any of it. See `Postings.trust`."""
        return self._columns.get(field)

    def grow(self, room: int) -> None:
        more = np.zeros(room - self._room, np.uint8)
        self._room = room
        self._columns = {field: np.concatenate([held, more]) for field, held in self._columns.items()}

    def close_up(self, stay: Array) -> None:
        """Keeps these listings only, in this order."""
        self._room = len(stay)
        self._columns = {field: held[stay] for field, held in self._columns.items()}
