"""Fits the weights that come with the program to labelled needs and offers, and prints how reliable they are.

python training/fit_weights.py DIR [DIR ...] [--words-only] [--held-back DIR]
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.matching_sets import Labelled, need_of, offer_of, sets_in
from matching.index import Keeps
from matching.rank import Matcher
from matching.score import NAMES, Weights
from matching.standard import packaged_model, standard_matcher
from matching.tune import Decided, quality, reliability, tune

SHOWN = 3
"""What a coordinator sees of a need."""


def decided(one: Labelled, matcher: Matcher, shown: int, *, fields: bool) -> Iterator[Decided]:
    """The best few for each need, and what the labels say of them; with them the misleading ones."""
    index = matcher.index(Keeps.OFFERS, (offer_of(offer, fields=fields) for offer in one.plain))
    for asked in one.asked:
        found = matcher.search(index, need_of(asked, asked.text, fields=fields))
        for place, hit in enumerate(found.hits):
            if place < shown:
                yield Decided(parts=dict(hit.parts), right=asked.grades.get(hit.id, 0) >= 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--held-back", type=Path, nargs="*", default=[])
    parser.add_argument("--words-only", action="store_true")
    parser.add_argument("--pull", type=float, default=0.3)
    said = parser.parse_args()
    matcher = standard_matcher(model=None if said.words_only else packaged_model())
    old = matcher.weighing
    pairs = [one for folder in said.folders for one in sets_in(folder) if one.name == "uk_pairs"]
    learned = [each for one in pairs for each in decided(one, matcher, 10, fields=False)]
    found = tune(learned, old, version=old.version, pull=said.pull)
    print(found.before, found.after, sep="\n")
    print(", ".join(f"{name}={getattr(found.weights, name):.2f}" for name in ("bias", *NAMES)))
    for folder in said.held_back:
        for one in sets_in(folder):
            if one.name == "uk_pairs":
                show(one, matcher, found.weights)


def show(one: Labelled, matcher: Matcher, weights: Weights) -> None:
    index = matcher.index(Keeps.OFFERS, (offer_of(offer, fields=False) for offer in one.plain))
    asked = Matcher(reader=matcher.reader, weights=weights)
    shares, answers = [], []
    for need in one.asked:
        for hit in asked.search(index, need_of(need, need.text, fields=False), top=SHOWN).hits:
            shares.append(hit.score)
            answers.append(float(need.grades.get(hit.id, 0) >= 2))
    print(quality(np.array(shares), np.array(answers)))
    for step in reliability(np.array(shares), np.array(answers)):
        print(f"shown {step.shown:.2f}  right {step.right:.2f}  of {step.pairs}")


if __name__ == "__main__":
    main()
