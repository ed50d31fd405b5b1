"""A text's vector leans towards what it is nearest to of many things that have several names.

People call one thing by many names: "do the books", "keep accounts". The vector of a skill or an occupation
is the middle of all the names that a taxonomy has for it, that of a role the middle of what groups and
volunteers say of it. Two texts that lean towards the same one come nearer to each other than their own words
bring them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numkong
import numpy as np

from matching.columns import Array
from matching.encoder import SCALE, Encoder, Reading, rounded


@dataclass(frozen=True, kw_only=True, slots=True)
class Pull:
    """How far a text leans that says exactly what something is called, and the cosine below which none leans.

    Chosen on the development halves (docs/matching.md).
    """

    file: str
    mark: str
    strength: float
    least: float


CONCEPTS = Pull(file="concepts.npy", mark="+concepts", strength=0.5, least=0.3)
ROLES = Pull(file="roles.npy", mark="+roles", strength=1.0, least=0.6)
_A_SLIP = 0.25
"""How much nearer to a concept a reading must be that supposes a slip more."""


class ConceptEncoder:
    """The vectors of another encoder, leaning; `rows` of 8-bit whole numbers, one for each thing.

    The name says so, as vectors kept from before are of another kind.
    """

    def __init__(self, encoder: Encoder, rows: Array, pull: Pull = CONCEPTS) -> None:
        self._encoder, self._pull = encoder, pull
        self._rows, self._packed = rows, numkong.dots_pack(rows)
        self.name = f"{encoder.name}{pull.mark}"
        self.size = encoder.size

    def vector(self, text: str) -> Array:
        return self.seen(text)[1]

    def clearest(self, readings: Sequence[Reading]) -> Array:
        """Of the reading that comes nearest to what something is called: "wrie reports" is to write."""
        found = [(*self.seen(reading.text), reading.behind) for reading in readings]
        return max(found, key=lambda one: one[0] - _A_SLIP * one[2])[1]

    def seen(self, text: str) -> tuple[float, Array]:
        """How near the text is to a concept, and its vector."""
        inner = self._encoder.seen(text) if isinstance(self._encoder, ConceptEncoder) else None
        own = self._encoder.vector(text) if inner is None else inner[1]
        products = np.asarray(numkong.dots_packed(own[None], self._packed))[0]
        nearest = int(products.argmax())
        cosine = float(products[nearest]) / SCALE**2
        lean = self._pull.strength * max(0.0, (cosine - self._pull.least) / (1 - self._pull.least))
        leant = rounded(own.astype(np.float32) + lean * self._rows[nearest]) if lean else own
        return cosine if inner is None else inner[0], leant


def leaning(encoder: Encoder, folder: Path) -> Encoder:
    """The encoder with what lies beside its model: concepts, then roles; as it is where there is nothing."""
    for pull in (CONCEPTS, ROLES):
        path = folder / pull.file
        if path.is_file():
            encoder = ConceptEncoder(encoder, np.load(path), pull)
    return encoder
