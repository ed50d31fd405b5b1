"""Writes what lies beside the packaged model, each row the middle of some of its vectors.

concepts.npy: of the names of every skill and occupation of ESCO and O*NET; roles.npy: of what was written of
every role; skills.npy: of the names of every skill of ours.

python -m training.concepts [--only concepts,roles,skills]
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.measuring import progress
from matching.columns import Array
from matching.concepts import CONCEPTS, ROLES, ConceptEncoder
from matching.encoder import Encoder, OnnxEncoder, rounded
from matching.lexicon import standard_lexicon
from matching.meant import FILE as SKILLS
from matching.meant import named
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default="concepts,roles,skills")
    only, folder = parser.parse_args().only.split(","), packaged_model()
    encoder: Encoder = OnnxEncoder(folder)
    if "concepts" in only:
        np.save(folder / CONCEPTS.file, _middles(list(_names()), encoder))
    encoder = ConceptEncoder(encoder, np.load(folder / CONCEPTS.file), CONCEPTS)
    if "roles" in only:
        np.save(folder / ROLES.file, _middles(list(_told()), encoder))
    encoder = ConceptEncoder(encoder, np.load(folder / ROLES.file), ROLES)
    if "skills" in only:
        skills = standard_lexicon().skills.values()
        np.save(folder / SKILLS, np.stack([named(skill, encoder) for skill in skills]))


def _middles(all_names: Sequence[Iterable[str]], encoder: Encoder) -> Array:
    vectors = np.empty((len(all_names), encoder.size), np.int8)
    for at, names in enumerate(all_names):
        if at % 500 == 0:
            progress(f"{at} of {len(all_names)}")
        read = np.array([encoder.vector(name) for name in names], np.float32)
        vectors[at] = rounded(read.mean(axis=0))
    return vectors


def _names() -> Iterator[list[str]]:
    for file, own, others in SOURCES:
        for row in rows(DATA / file):
            names = (name.strip() for name in (row[own], *row[others].split("|")))
            yield list(dict.fromkeys(name for name in names if name))[:MOST_NAMES]


def _told() -> Iterator[list[str]]:
    """Of each role its name, and what was written as needs, postings and offers of it."""
    for path in sorted(DATA.glob("roles_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            role = json.loads(line)
            yield [role["role"], *role["needs"], *role["postings"], *role["offers"]]


if __name__ == "__main__":
    main()
