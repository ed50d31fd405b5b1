"""Which listings hold a word or a skill, and how surely: one growing list of rows for each."""

from array import array

import numpy as np

from matching.columns import Array

STEPS = 255


class Postings:
    """Rows in the order in which they were added; no row twice."""

    def __init__(self) -> None:
        self._rows: dict[str, array[int]] = {}
        self._trust: dict[str, array[int]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def add(self, key: str, row: int, trust: float = 1.0) -> None:
        if key not in self._rows:
            self._rows[key], self._trust[key] = array("I"), array("B")
        self._rows[key].append(row)
        self._trust[key].append(round(trust * STEPS))

    def rows(self, key: str) -> Array:
        held = self._rows.get(key)
        return np.empty(0, np.intp) if held is None else np.frombuffer(held, np.uint32).astype(np.intp)

    def with_trust(self, key: str) -> tuple[Array, Array]:
        """The rows that hold it, and how surely each does, in steps; see `trust`."""
        return self.rows(key), np.array(self._trust.get(key, ()), np.uint8)

    @staticmethod
    def trust(steps: Array) -> Array:
        """From 0 to 1."""
        return steps.astype(np.float32) / STEPS

    def renumber(self, places: Array) -> None:
        """Each row gets its new place; rows whose place is -1 are forgotten."""
        for key in list(self._rows):
            moved = places[self.rows(key)]
            kept = moved >= 0
            trust = np.array(self._trust[key], np.uint8)[kept]
            self._rows[key] = array("I", moved[kept].astype(np.uint32).tobytes())
            self._trust[key] = array("B", trust.tobytes())
            if not len(self._rows[key]):
                del self._rows[key], self._trust[key]
