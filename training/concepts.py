"""Writes matching/model/concepts.npy: for every skill and occupation of ESCO and O*NET the middle of the
vectors of its names, by the packaged model.

python -m training.concepts
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.measuring import progress
from matching.concepts import FILE
from matching.encoder import OnnxEncoder, rounded
from matching.standard import packaged_model
from training.examples import rows

DATA = Path(__file__).parent / "data"
SOURCES = (
    ("esco_skills.csv.gz", "preferred_label", "alternative_labels"),
    ("esco_occupations.csv.gz", "preferred_label", "alternative_labels"),
    ("onet_occupations.csv.gz", "title", "alternate_titles"),
)
MOST_NAMES = 30
"""Names read of one concept; some occupations have hundreds."""


def main() -> None:
    encoder = OnnxEncoder(packaged_model())
    concepts = list(_names())
    vectors = np.empty((len(concepts), encoder.size), np.int8)
    for at, names in enumerate(concepts):
        if at % 500 == 0:
            progress(f"{at} of {len(concepts)} concepts")
        read = np.array([encoder.vector(name) for name in names], np.float32)
        vectors[at] = rounded(read.mean(axis=0))
    np.save(packaged_model() / FILE, vectors)


def _names() -> Iterator[list[str]]:
    for file, own, others in SOURCES:
        for row in rows(DATA / file):
            names = (name.strip() for name in (row[own], *row[others].split("|")))
            yield list(dict.fromkeys(name for name in names if name))[:MOST_NAMES]


if __name__ == "__main__":
    main()
