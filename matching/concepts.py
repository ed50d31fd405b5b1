"""A text's vector leans towards the one skill or occupation whose names it is nearest to.

People call one thing by many names: "do the books", "keep accounts". A concept's vector is the middle of all
the names that a taxonomy has for it, so two texts that lean towards the same one come nearer to each other
than their own words bring them.
"""

from pathlib import Path

import numkong
import numpy as np

from matching.columns import Array
from matching.encoder import SCALE, Encoder, rounded

FILE = "concepts.npy"
_LEAN, _LEAST = 0.5, 0.3
"""How far a text leans that says exactly what a concept is called, and the cosine below which none leans.
Chosen on the development halves (docs/matching.md)."""


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
        own = self._encoder.vector(text)
        near = numkong.cdist(own[None], self._concepts, metric="dot", out_dtype="float32")
        cosines = np.asarray(near)[0] / SCALE**2
        nearest = int(cosines.argmax())
        lean = _LEAN * max(0.0, (float(cosines[nearest]) - _LEAST) / (1 - _LEAST))
        return rounded(own.astype(np.float32) + lean * self._concepts[nearest])


def leaning(encoder: Encoder, folder: Path) -> Encoder:
    """The encoder with the concepts beside its model, or as it is where there are none."""
    path = folder / FILE
    return ConceptEncoder(encoder, np.load(path)) if path.is_file() else encoder
