"""Writes matching/data/related.csv: word stems that stand for each other in the other names of ESCO skills.

python -m training.related
"""

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from matching.empty import EMPTY
from matching.normalise import words
from matching.stem import stem
from training.examples import rows

HERE = Path(__file__).parent
OUT = HERE.parent / "matching" / "data" / "related.csv"
FEWEST = 3
"""Skills in whose names two stems must stand for each other."""
MOST = 4
"""Related stems kept of one."""
LEAST = 0.08
"""How often the two stand for each other, of all the times that either occurs: a cosine."""


def main() -> None:
    together: Counter[tuple[str, str]] = Counter()
    alone: Counter[str] = Counter()
    for names in _names():
        told = [frozenset(name) for name in names]
        alone.update(frozenset().union(*told))
        together.update(_swapped(told))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for one, found in sorted(_best(together, alone).items()):
            writer.writerow([one, *(f"{other}:{share:.2f}" for share, other in found)])


def _names() -> Iterator[list[tuple[str, ...]]]:
    for row in rows(HERE / "data" / "esco_skills.csv.gz"):
        labels = {row["preferred_label"], *row["alternative_labels"].split("|")} - {""}
        yield [tuple(stem(word) for word in words(label) if word not in EMPTY) for label in sorted(labels)]


def _swapped(told: list[frozenset[str]]) -> set[tuple[str, str]]:
    """Pairs of stems where one name has the one, another the other, and the rest is nearly the same."""
    found = set()
    for one, other in product(told, repeat=2):
        mine, theirs = one - other, other - one
        if len(mine) == len(theirs) == 1 and one & other:
            found.add((*mine, *theirs))
    return found


def _best(together: Counter[tuple[str, str]], alone: Counter[str]) -> dict[str, list[tuple[float, str]]]:
    found: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for (one, other), count in together.items():
        share = count / math.sqrt(alone[one] * alone[other])
        if count >= FEWEST and share >= LEAST:
            found[one].append((share, other))
    return {one: sorted(some, reverse=True)[:MOST] for one, some in found.items()}


if __name__ == "__main__":
    main()
