"""A text's vector leans towards the one skill or occupation whose names it is nearest to.

People call one thing by many names: "do the books", "keep accounts". A concept's vector is the middle of all
the names that a taxonomy has for it, so two texts that lean towards the same one come nearer to each other
than their own words bring them.
"""

from collections.abc import Sequence
from pathlib import Path

import numkong
import numpy as np

from matching.columns import Array
from matching.encoder import SCALE, Encoder, Reading, rounded

FILE = "concepts.npy"
_LEAN, _LEAST = 0.5, 0.3
"""How far a text leans that says exactly what a concept is called, and the cosine below which none leans.
Chosen on the development halves (docs/matching.md)."""
_A_SLIP = 0.25
"""How much nearer to a concept a reading must be that supposes a slip more."""


class ConceptEncoder:
    """The vectors of another encoder, leaning; `concepts`: one row of 8-bit whole numbers each.

    The name says so, as vectors kept from before are of another kind.
    """

    def __init__(self, encoder: Encoder, concepts: Array) -> None:
        self._encoder = encoder
        self._concepts = concepts
        self.name = f"{encoder.name}+concepts"
        self.size = encoder.size

    def vector(self, text: str) -> Array:
        return self._leaning(text)[1]

    def clearest(self, readings: Sequence[Reading]) -> Array:
        """Of the reading that comes nearest to what something is called: "wrie reports" is to write."""
        found = [(*self._leaning(reading.text), reading.behind) for reading in readings]
        return max(found, key=lambda one: one[0] - _A_SLIP * one[2])[1]

    def _leaning(self, text: str) -> tuple[float, Array]:
        """How near the text is to the concept that it leans towards, and its vector."""
        own = self._encoder.vector(text)
        near = numkong.cdist(own[None], self._concepts, metric="dot", out_dtype="float32")
        products = np.asarray(near)[0]
        nearest = int(products.argmax())
        cosine = float(products[nearest]) / SCALE**2
        lean = _LEAN * max(0.0, (cosine - _LEAST) / (1 - _LEAST))
        return cosine, rounded(own.astype(np.float32) + lean * self._concepts[nearest])


def leaning(encoder: Encoder, folder: Path) -> Encoder:
    """The encoder with the concepts beside its model, or as it is where there are none."""
    path = folder / FILE
    return ConceptEncoder(encoder, np.load(path)) if path.is_file() else encoder
