"""Fits the weights that come with the program to labelled needs and offers, and prints how reliable they are.

Limits are left out: those of the sets were drawn by chance and would give the right offers away.

python -m training.fit_weights DIR [DIR ...] [--words-only] [--held-back DIR]
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.matching_sets import Asked, Labelled, need_of, offer_of, sets_in
from matching.index import Keeps
from matching.rank import Matcher
from matching.score import NAMES, Weights
from matching.standard import packaged_model, standard_matcher
from matching.tune import Decided, quality, reliability, tune

TERMS = {"place": 1.0, "days": 1.0, "dates": 1.0, "hours": 1.0, "team": 1.0, "known": 0.0}
"""The labels speak of texts and skills; what terms are worth is our own, until coordinators have decided."""
FIXED = frozenset({"words", "letters", "chosen"})
"""Words mislead in these pairs, which were made so; on other data they help. A skill that both chose is right
here by construction, so what it is worth is our own as well."""
SHOWN = 3
"""What a coordinator sees of a need."""


def decided(one: Labelled, matcher: Matcher, shown: int, *, chosen: bool) -> Iterator[Decided]:
    """The best few for each need, and what the labels say of them; with them the misleading ones."""
    if chosen and not any(asked.fields.get("skills") for asked in one.asked):
        return
    index = matcher.index(Keeps.OFFERS, (offer_of(offer, chosen=chosen) for offer in one.plain))
    for asked in one.asked:
        found = matcher.search(index, need_of(asked, asked.text, chosen=chosen))
        for place, hit in enumerate(found.hits):
            if place < shown and _judged(one, asked, hit.id):
                yield Decided(parts=dict(hit.parts) | TERMS, right=asked.grades.get(hit.id, 0) >= 2)


def _judged(one: Labelled, asked: Asked, offer: str) -> bool:
    """Whether a label says something: an offer of the very skill, written for another need, may fit."""
    if offer in asked.grades or offer in asked.misleading:
        return True
    given = next(each for each in one.offers if each.id == offer)
    return not asked.fields.get("skills") or given.fields.get("skills") != asked.fields["skills"]


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
    learned = [each for one in pairs for each in decided(one, matcher, 10, chosen=False)]
    found = tune(learned, old, version=old.version, pull=said.pull, fixed=FIXED)
    print(found.before, found.after, sep="\n")
    print(", ".join(f"{name}={getattr(found.weights, name):.2f}" for name in ("bias", *NAMES)))
    for step in found.steps:
        print(f"unseen: shown {step.shown:.2f}  right {step.right:.2f}  of {step.pairs}")
    for folder in said.held_back:
        for one in sets_in(folder):
            if one.name == "uk_pairs":
                for chosen in (False, True):
                    show(one, matcher, found.weights, chosen=chosen)


def show(one: Labelled, matcher: Matcher, weights: Weights, *, chosen: bool) -> None:
    index = matcher.index(Keeps.OFFERS, (offer_of(offer, chosen=chosen) for offer in one.plain))
    asked = Matcher(reader=matcher.reader, weights=weights)
    shares, answers = [], []
    for need in one.asked:
        for hit in asked.search(index, need_of(need, need.text, chosen=chosen), top=SHOWN).hits:
            if _judged(one, need, hit.id):
                shares.append(hit.score)
                answers.append(float(need.grades.get(hit.id, 0) >= 2))
    print("with the skills that people chose" if chosen else "texts alone")
    print(quality(np.array(shares), np.array(answers)))
    for step in reliability(np.array(shares), np.array(answers)):
        print(f"shown {step.shown:.2f}  right {step.right:.2f}  of {step.pairs}")


if __name__ == "__main__":
    main()
