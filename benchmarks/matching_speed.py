"""How long one need takes against many open offers, and what they cost to build and to keep, beside the
peers.

python -m benchmarks.matching_speed [--offers N[,N]] [--json] [--only ours,sqlite_fts5]

Every method runs in a process of its own. Ours is timed from the need's text to the ranked offers, the
sentence model included, by the same code that the quality is measured with. Offers are made up of skills and
phrases; their
vectors are mixed from those of real texts, as reading a million texts would take an hour and is done once
a listing.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import psutil

from benchmarks.matching_peers import Fts5, MiniLm, Peer, Postgres, Rapidfuzz, Tantivy, minilm, postgres
from benchmarks.measuring import progress
from matching.index import Keeps
from matching.lexicon import standard_lexicon
from matching.listing import Availability, Kind, NeedListing, OfferListing
from matching.rank import Matcher
from matching.standard import packaged_model, standard_matcher

SIZES = (1_000, 10_000, 100_000, 1_000_000)
MOST = {
    "rapidfuzz_wratio": 10_000,
    "rapidfuzz_token_set": 100_000,
    "minilm": 10_000,
    "ours_without_model": 100_000,
}
"""Above these it takes too long to be worth waiting for: rapidfuzz in searching, MiniLM in reading."""
TOP = 5
ASKED = 200
_WARM = 20
_ADDED = 20
_REAL = 2_000
_DISTRICTS = [
    *(f"LS{number}" for number in (*range(1, 23), *range(25, 29)) if number != 3),
    *(f"BD{number}" for number in (1, 2, 3, 5, 8, 10, 16, 18)),
    *("HX1", "HX3", "HD1", "HD5", "WF1", "WF3", "WF9", "HG1"),
]
_BEGINS = (
    "I can do",
    "Happy to help with",
    "Retired, did",
    "Student of",
    "Our team does",
    "Ten years of",
    "Keen on",
)
_ENDS = (
    "for a small charity", "at weekends", "two evenings a month", "with older people", "in your church hall",
    "for the food bank", "if it is near a bus", "and can bring tools", "with patience", "as a team of four",
)  # fmt: skip
_THE_DAY = date(2027, 1, 4)


def texts(count: int, seed: int = 1) -> Iterator[str]:
    """Made-up offers, no two alike for long, as long as written ones: of the 4,809 offers of the data that
    quality is measured with (`offers_onet`) a quarter are shorter than 81 characters, half than 118, three
    quarters than 152."""
    chance = random.Random(seed)
    phrases = [name for skill in standard_lexicon().skills.values() for name in (skill.name, *skill.called)]
    for number in range(count):
        named = chance.sample(phrases, chance.choices((1, 2, 4, 6, 8, 10, 12), (9, 8, 16, 20, 23, 16, 8))[0])
        yield f"{chance.choice(_BEGINS)} {', '.join(named)} {chance.choice(_ENDS)} ({number % 997})"


def offers(count: int, seed: int = 2) -> Iterator[OfferListing]:
    chance = random.Random(seed)
    for number, text in enumerate(texts(count)):
        yield OfferListing(
            id=f"o{number}",
            text=text,
            kinds=frozenset({chance.choice((Kind.SKILLS, Kind.ONGOING, Kind.TEAM_DAY))}),
            place=chance.choice(_DISTRICTS),
            remote=chance.random() < 0.1,
            available=Availability(
                weekdays=frozenset(chance.sample(range(7), 2)),
                starts=_THE_DAY + timedelta(days=chance.randrange(200)) if chance.random() < 0.3 else None,
                hours=Decimal(chance.randrange(2, 40)),
            ),
        )


def needs(count: int, *, limited: bool) -> list[NeedListing]:
    """Needs in words of their own; `limited`: about one offer in thirteen passes."""
    chance = random.Random(3)
    skills = list(standard_lexicon().skills.values())
    found = []
    for number in range(count):
        skill = chance.choice(skills)
        text = (
            f"we need somebody for {chance.choice((skill.name, *skill.called))} at our {chance.choice(_ENDS)}"
        )
        need = NeedListing(id=f"n{number}", text=text)
        if limited:
            need = replace(
                need,
                kind=chance.choice((Kind.SKILLS, Kind.ONGOING)),
                place=chance.choice(_DISTRICTS[:25]),
                weekdays=frozenset(chance.sample(range(7), 2)),
                starts=_THE_DAY,
                ends=_THE_DAY + timedelta(days=60),
                hours=Decimal(4),
            )
        found.append(need)
    return found


def main() -> None:
    said = _arguments()
    if said.child:
        json.dump(_child(said.child, int(said.offers)), sys.stdout)
        return
    only = [name for name in said.only.split(",") if name] or list(METHODS)
    sizes = [int(size) for size in said.offers.split(",")] if said.offers else list(SIZES)
    document = {str(size): _all(only, size) for size in sizes}
    if said.json:
        json.dump(document, sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.write("\n".join(_table(document)) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--offers", default="", help="how many, by comma; default 1000 to 1000000")
    parser.add_argument("--only", default="", help="some of the methods, by name and comma")
    parser.add_argument("--json", action="store_true", help="print a document instead of a table")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _all(only: Sequence[str], size: int) -> dict[str, Mapping[str, float]]:
    found = {}
    for name in only:
        if size <= MOST.get(name, size):
            progress(f"{size:,} offers: {name}")
            command = [
                sys.executable,
                "-m",
                "benchmarks.matching_speed",
                "--child",
                name,
                "--offers",
                str(size),
            ]
            found[name] = json.loads(
                subprocess.run(command, check=True, capture_output=True, text=True).stdout
            )
    return found


def _child(name: str, size: int) -> dict[str, float]:
    with ExitStack() as stack:
        return METHODS[name](size, stack)


def _ours(size: int, *, limited: bool, modelled: bool = True) -> dict[str, float]:
    matcher = standard_matcher(model=packaged_model() if modelled else None)
    mixed = _Mixed(matcher)
    before = time.perf_counter()
    index = matcher.index(Keeps.OFFERS, room=size + _ADDED)
    for offer in offers(size):
        index.put(offer, matcher.side(offer, mixed.next()))
    built = time.perf_counter() - before
    found = _timed(lambda need: matcher.search(index, need, top=TOP), needs(ASKED + _WARM, limited=limited))
    added = _added(lambda text: index.put(one := OfferListing(id=text, text=text), matcher.side(one)))
    return {"build_s": round(built, 2), "mb": _megabytes(), **found, "add_ms": added}


class _Mixed:
    """Vectors for made-up texts: between two real ones, with a little of chance."""

    def __init__(self, matcher: Matcher) -> None:
        self._chance = np.random.default_rng(4)
        encoder = matcher.reader.encoder
        self._real = None if encoder is None else np.stack([encoder.vector(text) for text in texts(_REAL, 5)])

    def next(self) -> np.ndarray | None:
        if self._real is None:
            return None
        one, other = self._chance.integers(0, len(self._real), 2)
        mixed = (self._real[one].astype(np.int16) + self._real[other]) * 0.6
        return np.clip(mixed, -127, 127).astype(np.int8)


def _peer(size: int, built: Callable[[list[str]], Peer]) -> dict[str, float]:
    offered = list(texts(size))
    before = time.perf_counter()
    peer = built(offered)
    took = time.perf_counter() - before
    found = _timed(lambda need: peer.best(need.text, TOP), needs(_asked(size) + _WARM, limited=False))
    return {"build_s": round(took, 2), "mb": _megabytes(), **found, "add_ms": _added(peer.add)}


def _asked(size: int) -> int:
    return ASKED if size < 1_000_000 else ASKED // 5


def _timed(search: Callable[[NeedListing], object], asked: Sequence[NeedListing]) -> dict[str, float]:
    """The first few warm the caches and are not counted."""
    took = []
    for need in asked:
        before = time.perf_counter()
        search(need)
        took.append((time.perf_counter() - before) * 1000)
    counted = np.array(took[_WARM:])
    return {
        "p50_ms": round(float(np.quantile(counted, 0.5)), 2),
        "p95_ms": round(float(np.quantile(counted, 0.95)), 2),
    }


def _added(add: Callable[[str], object]) -> float:
    took = []
    for text in texts(_ADDED, 6):
        before = time.perf_counter()
        add(text)
        took.append((time.perf_counter() - before) * 1000)
    return round(float(np.median(took)), 2)


def _megabytes() -> float:
    """Of the process, with the programs and models that it needs."""
    return round(psutil.Process().memory_info().rss / 1e6, 1)


def _minilm(size: int, stack: ExitStack) -> dict[str, float]:
    encoder = stack.enter_context(minilm())
    return _peer(size, lambda texts: MiniLm(texts, encoder))


def _postgres(size: int, stack: ExitStack) -> dict[str, float]:
    base = stack.enter_context(postgres())
    if base is None:
        return {}
    found = _peer(size, lambda texts: Postgres(texts, base))
    held = base.execute("SELECT pg_total_relation_size('t')").fetchone()
    return found | {"mb": round(held[0] / 1e6, 1) if held else 0.0}


METHODS: dict[str, Callable[[int, ExitStack], dict[str, float]]] = {
    "ours": lambda size, _: _ours(size, limited=True),
    "ours_no_limits": lambda size, _: _ours(size, limited=False),
    "ours_without_model": lambda size, _: _ours(size, limited=True, modelled=False),
    "rapidfuzz_wratio": lambda size, _: _peer(size, lambda texts: Rapidfuzz(texts, "WRatio")),
    "rapidfuzz_token_set": lambda size, _: _peer(size, lambda texts: Rapidfuzz(texts, "token_set_ratio")),
    "sqlite_fts5": lambda size, _: _peer(size, Fts5),
    "postgres_fts": _postgres,
    "tantivy": lambda size, _: _peer(size, Tantivy),
    "minilm": _minilm,
}


def _table(document: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Iterator[str]:
    yield f"{'offers':>9} {'method':20} {'build s':>9} {'MB':>8} {'p50 ms':>8} {'p95 ms':>8} {'add ms':>8}"
    for size, methods in document.items():
        for name, found in methods.items():
            cells = [found.get(key, float("nan")) for key in ("build_s", "mb", "p50_ms", "p95_ms", "add_ms")]
            yield f"{int(size):9,} {name:20} {cells[0]:9.2f} {cells[1]:8.1f} " + " ".join(
                f"{cell:8.2f}" for cell in cells[2:]
            )


if __name__ == "__main__":
    main()
