"""How well the matcher finds the right offers, beside its peers, on labelled needs and offers.

python -m benchmarks.matching_quality DIR [--json] [--only ours,minilm] [--sets uk_pairs]
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.matching_peers import Fts5, MiniLm, Peer, Postgres, Rapidfuzz, Tantivy, minilm, postgres
from benchmarks.matching_sets import Labelled, Scores, need_of, offer_of, scores, sets_in
from benchmarks.measuring import progress
from matching.index import Keeps
from matching.rank import Matcher
from matching.standard import matcher_without
from matching.suggested import suggested

_OURS, _WORDS_ONLY = "ours", "ours_without_model"
_CHOSEN = {"ours_offers_chosen": (False, True), "ours_both_chosen": (True, True)}
"""Ours with the skills that people chose: of needs, and of offers. Left out where a set has none."""
_ASKED = "ours_asked"
"""Ours with what people would choose where the bot asks: a skill of theirs if it is among those suggested.
What is only read back to them stands as it was read, right or wrong.
"""
_DRAWS = 2_000
_RECORDED = "^"
_LONG = 5
_Ranks = Callable[[Sequence[str]], list[list[str]]]


@dataclass(frozen=True, kw_only=True)
class _Method:
    """`ranks` of needs, given as texts: offer ids, best first."""

    name: str
    ranks: _Ranks


def main() -> None:
    said = _arguments()
    with ExitStack() as stack:
        document = _measured(said, stack)
    if said.json:
        json.dump(document, sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write("\n".join(_table(document)) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="with SET.queries.jsonl and CORPUS.corpus.jsonl files")
    parser.add_argument("--json", action="store_true", help="print a document instead of a table")
    parser.add_argument("--only", default="", help="some of the methods, by name and comma")
    parser.add_argument("--sets", default="", help="some of the sets, by name and comma")
    return parser.parse_args()


def _measured(said: argparse.Namespace, stack: ExitStack) -> dict[str, object]:
    document: dict[str, object] = {}
    violators: int | None = None
    only = {name for name in said.only.split(",") if name}
    few = {name for name in said.sets.split(",") if name}
    labelled = [one for one in sets_in(said.folder) if not few or one.name in few]
    if not labelled:
        raise SystemExit(f"No set in {said.folder}: it needs files such as uk_pairs.queries.jsonl.")
    methods = _Methods(only, stack)
    for one in labelled:
        document |= _of_set(one, methods)
        if any(asked.violator for asked in one.asked) and methods.wants(_OURS):
            violators = (violators or 0) + _violators(one)
    return {"sets": document, "violators_suggested": violators}


def _of_set(one: Labelled, methods: "_Methods") -> dict[str, object]:
    """Each form of the texts: as written, with typing errors, and with recorded misspellings where there
    are.
    """
    found: dict[str, dict[str, Scores]] = {}
    for method in methods.of(one):
        for mark, texts in _forms(one):
            progress(f"{one.name}{mark}: {method.name}")
            rankings = method.ranks(texts)
            found.setdefault(f"{one.name}{mark}", {})[method.name] = scores(one.asked, rankings)
    return {name: _with_intervals(some) for name, some in found.items()}


def _forms(one: Labelled) -> Iterator[tuple[str, list[str]]]:
    yield "", [asked.text for asked in one.asked]
    yield "~", [asked.noisy for asked in one.asked]
    recorded = _misspellings()
    if recorded:
        yield _RECORDED, [_misspelt(asked.text, recorded) for asked in one.asked]


def _with_intervals(found: dict[str, Scores]) -> dict[str, object]:
    ours = found.get(_OURS)
    return {
        name: score.document()
        | ({"hard_negatives_between": misled} if (misled := _interval(score.hard_negatives_above)) else {})
        | ({"ours_more_by": _interval(ours.ndcg5 - score.ndcg5)} if ours and name != _OURS else {})
        for name, score in found.items()
    }


def _interval(values: np.ndarray) -> list[float]:
    """The 95 % interval of the mean, need by need, by the bootstrap; nothing where there are no values."""
    chance = np.random.default_rng(1)
    known = values[~np.isnan(values)]
    if not len(known):
        return []
    means = chance.choice(known, (_DRAWS, len(known))).mean(axis=1)
    return [round(float(edge), 3) for edge in np.quantile(means, [0.025, 0.975])]


class _Methods:
    """Ours and the peers, each built of a set's offers when its turn comes."""

    def __init__(self, only: set[str], stack: ExitStack) -> None:
        self._only = only
        self._minilm = stack.enter_context(minilm()) if self.wants("minilm") else None
        self._postgres = stack.enter_context(postgres()) if self.wants("postgres_fts") else None

    def wants(self, name: str) -> bool:
        return not self._only or name in self._only

    def of(self, one: Labelled) -> Iterator[_Method]:
        labels = frozenset(asked.text for asked in one.asked)
        for name, modelled in ((_OURS, True), (_WORDS_ONLY, False)):
            if self.wants(name):
                yield _Method(name=name, ranks=_ours(one, matcher_without(labels, modelled=modelled)))
        for name, chosen in _CHOSEN.items():
            if self.wants(name) and any(asked.fields.get("skills") for asked in one.asked):
                ranks = _ours(one, matcher_without(labels, modelled=True), *chosen)
                yield _Method(name=name, ranks=ranks)
        if self.wants(_ASKED) and any(asked.fields.get("skills") for asked in one.asked):
            yield _Method(name=_ASKED, ranks=_asked(one, matcher_without(labels, modelled=True)))
        for name, built in self._peers().items():
            if self.wants(name):
                yield _Method(name=name, ranks=_peer(one, built))

    def _peers(self) -> dict[str, Callable[[list[str]], Peer]]:
        found: dict[str, Callable[[list[str]], Peer]] = {
            "rapidfuzz_wratio": lambda texts: Rapidfuzz(texts, "WRatio"),
            "rapidfuzz_token_set": lambda texts: Rapidfuzz(texts, "token_set_ratio"),
            "sqlite_fts5": Fts5,
            "tantivy": Tantivy,
        }
        if base := self._postgres:
            found["postgres_fts"] = lambda texts: Postgres(texts, base)
        if encoder := self._minilm:
            found["minilm"] = lambda texts: MiniLm(texts, encoder)
        return found


def _depth(one: Labelled) -> int:
    """Ten are scored; where a misleading offer is looked for, all are ranked."""
    return len(one.plain) if any(asked.misleading for asked in one.asked) else 10


def _ours(one: Labelled, matcher: Matcher, needs_chosen: bool = False, offers_chosen: bool = False) -> _Ranks:
    index = matcher.index(Keeps.OFFERS, (offer_of(offer, chosen=offers_chosen) for offer in one.plain))

    def ranks(texts: Sequence[str]) -> list[list[str]]:
        both = zip(one.asked, texts, strict=True)
        needs = (need_of(asked, text, chosen=needs_chosen) for asked, text in both)
        found = (matcher.search(index, need, top=_depth(one)) for need in needs)
        return [[hit.id for hit in each.hits] for each in found]

    return ranks


def _asked(one: Labelled, matcher: Matcher) -> _Ranks:
    """As the bot asks for skills (`matching.suggested`), on both sides."""

    def chosen(text: str, theirs: tuple[str, ...]) -> tuple[str, ...]:
        found = suggested(matcher.reader.side(text, ()))
        return tuple(skill for skill in theirs if skill in found.skills) if found.open else found.said

    offers = (offer_of(offer, chosen=True) for offer in one.plain)
    index = matcher.index(
        Keeps.OFFERS, (replace(each, skills=chosen(each.text, each.skills)) for each in offers)
    )

    def ranks(texts: Sequence[str]) -> list[list[str]]:
        needs = [need_of(asked, text, chosen=True) for asked, text in zip(one.asked, texts, strict=True)]
        asked = (replace(each, skills=chosen(each.text, each.skills)) for each in needs)
        return [[hit.id for hit in matcher.search(index, each, top=_depth(one)).hits] for each in asked]

    return ranks


def _peer(one: Labelled, built: Callable[[list[str]], Peer]) -> _Ranks:
    ids = [offer.id for offer in one.plain]
    peer = built([offer.text for offer in one.plain])
    return lambda texts: [[ids[row] for row in peer.best(text, _depth(one))] for text in texts]


def _violators(one: Labelled) -> int:
    """How often an offer that breaks a limit is suggested for its need, among all the offers of the set."""
    matcher = matcher_without(frozenset(asked.text for asked in one.asked), modelled=True)
    index = matcher.index(Keeps.OFFERS, (offer_of(offer, fields=True) for offer in one.offers))
    found = (
        (asked.violator, matcher.search(index, need_of(asked, asked.text, fields=True)))
        for asked in one.asked
        if asked.violator
    )
    return sum(violator in {hit.id for hit in each.hits} for violator, each in found)


def _misspellings() -> dict[str, str]:
    """Right word to a recorded misspelling of it, from codespell's dictionary; nothing where it is
    missing.
    """
    try:
        import codespell_lib
    except ImportError:
        return {}
    path = Path(codespell_lib.__file__).parent / "data" / "dictionary.txt"
    pairs = (
        line.strip().split("->") for line in path.read_text(encoding="utf-8").splitlines() if "->" in line
    )
    return {
        right: wrong for wrong, right in pairs if "," not in right and right.isalpha() and len(right) >= _LONG
    }


def _misspelt(text: str, recorded: dict[str, str]) -> str:
    """Every second word that has a recorded misspelling, misspelt so."""
    words, turn = text.split(" "), 0
    for at, word in enumerate(words):
        wrong = recorded.get(word.lower())
        if wrong:
            turn += 1
            words[at] = wrong if turn % 2 else word
    return " ".join(words)


def _table(document: dict[str, object]) -> Iterator[str]:
    yield (
        f"{'set':12} {'method':22} {'nDCG@5':>7} {'rec@10':>7} {'MRR@10':>7} {'misled':>7}"
        f" {'between':>12}  ours more by"
    )
    sets = document["sets"]
    assert isinstance(sets, dict)
    for name, methods in sets.items():
        for method, found in methods.items():
            shown = [found[key] for key in ("ndcg5", "recall10", "mrr10", "hard_negatives_above")]
            cells = " ".join(f"{'-' if value is None else f'{value:.3f}':>7}" for value in shown)
            more, misled = found.get("ours_more_by"), found.get("hard_negatives_between")
            between = f"{misled[0]:.2f} to {misled[1]:.2f}" if misled else ""
            shown_more = f"{more[0]:+.3f} to {more[1]:+.3f}" if more else ""
            yield f"{name:12} {method:22} {cells} {between:>12}  {shown_more}"
    yield f"Offers suggested in spite of a limit: {document['violators_suggested']}"


if __name__ == "__main__":
    main()
