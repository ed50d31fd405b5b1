"""Searching an index: limits for all, meaning, words and skills for those left, every part for the best of
these.

Exact: no listing is skipped by an approximate structure.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numkong
import numpy as np

from matching import score
from matching.answered import Passing, answered
from matching.columns import Array, Columns, Shelf, row_of
from matching.encoder import SCALE
from matching.index import Index, Keeps
from matching.lexicon import Lexicon
from matching.limits import Limit, all_of, broken, first_of, passing
from matching.listing import Listing
from matching.score import Parts, Weights
from matching.side import Side

_CANDIDATES = 256
"""Compared by every part of the score, after all were compared by meaning, words and skills."""
_FEW = 8
"""When the limits leave less than one in so many listings, only the vectors of those are read."""
_WORDS_SCALE, _LETTERS_SCALE = 2.0, 1.5
"""Two short texts about one thing share half of their weight at best, so half counts as all."""
_GONE = 1 << 15
_BLOCK = 64
_AT_HAND = 4096
_DECIMALS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A listing found: `odds` order them, `score` from 0 to 1 is the share of such that are right."""

    id: str
    odds: float
    score: float
    parts: Mapping[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """What an index is searched for: a listing of the other side, what it says, and how to weigh that.

    `without`: listings that are not asked for, whatever they say. `top`: how many to return (None: all).
    """

    listing: Listing
    side: Side
    lexicon: Lexicon
    weights: Weights
    top: int | None = None
    without: Set[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Found:
    """`hits` best first, equals by the longest wait.

    What stands in the way of the others is found out when somebody asks, of the index as it is then.
    """

    hits: tuple[Hit, ...]
    _index: Index
    _sought: Sought

    @property
    def ids(self) -> Sequence[str | None]:
        return self._index.ids

    @cached_property
    def bits(self) -> Array:
        """The limits that each row breaks, 0 for none."""
        return _broken(self._index, self._sought)

    @cached_property
    def left_out(self) -> Counter[Limit]:
        """How many fell to each limit; who breaks several counts for the first."""
        told: Counter[Limit] = Counter()
        for bits, count in self._counted():
            told[first_of(bits)] += count
        return told

    @cached_property
    def would_open(self) -> Counter[Limit]:
        """How many would pass if that one limit were not there."""
        return Counter({first_of(bits): count for bits, count in self._counted() if bits.bit_count() == 1})

    def broken(self) -> dict[str, Limit]:
        """The limit that each of the others breaks, by id."""
        fallen = np.flatnonzero((self.bits > 0) & (self.bits < _GONE)).tolist()
        return {id: first_of(int(self.bits[row])) for row in fallen if (id := self.ids[row]) is not None}

    def all_broken(self) -> dict[str, tuple[Limit, ...]]:
        """Every limit that each of the others breaks, by id."""
        fallen = np.flatnonzero((self.bits > 0) & (self.bits < _GONE)).tolist()
        return {id: all_of(int(self.bits[row])) for row in fallen if (id := self.ids[row]) is not None}

    def _counted(self) -> Iterator[tuple[int, int]]:
        bits, counts = np.unique(self.bits, return_counts=True)
        told = zip(bits.tolist(), counts.tolist(), strict=True)
        return ((broken, count) for broken, count in told if 0 < broken < _GONE)


@dataclass(frozen=True, slots=True)
class _Compared:
    """What is compared for every row that passes the limits, in the order of `rows`."""

    rows: Array
    meaning: Array
    words: Array
    skill: Array
    chosen: Array

    def at(self, places: Array) -> "_Compared":
        return _Compared(*(getattr(self, part)[places] for part in self.__slots__))


def search(index: Index, sought: Sought) -> Found:
    """The best listings for this one; of the rest the limit that each breaks, when asked for."""
    one = _row(sought)
    rows = passing(lambda some: _pair(index, one, some), index.combined, _may(index, sought))
    best = _candidates(index, sought, _compared(index, sought, Passing(rows, len(index.ids))))
    parts = _parts(index, sought, one, best)
    return Found(hits=_best(index, sought, best.rows, parts), _index=index, _sought=sought)


def _row(sought: Sought) -> Columns:
    return Columns.of_one(row_of(sought.listing, shelf := Shelf()), shelf)


def _pair(index: Index, one: Columns, table: Columns) -> tuple[Columns, Columns]:
    """Needs first."""
    return (one, table) if index.keeps is Keeps.OFFERS else (table, one)


def _may(index: Index, sought: Sought) -> Array:
    """The rows that are held and asked for, and were not refused before."""
    may = ~(index.gone[: len(index.ids)] | index.turned_down(sought.listing))
    may[index.rows_of(sought.without)] = False
    return may


def _broken(index: Index, sought: Sought) -> Array:
    needs, offers = _pair(index, _row(sought), index.columns.at(slice(len(index.ids))))
    bits = broken(needs, offers, turned_down=index.turned_down(sought.listing))
    bits[index.gone[: len(bits)]] = _GONE
    bits[index.rows_of(sought.without)] = _GONE
    return bits


def _compared(index: Index, sought: Sought, passing: Passing) -> _Compared:
    skill, chosen = answered(index, sought.side, sought.lexicon, passing)
    return _Compared(
        rows=passing.rows,
        meaning=_meaning(index, sought.side, passing),
        words=_words(index, sought.side, passing),
        skill=skill,
        chosen=chosen,
    )


def _candidates(index: Index, sought: Sought, compared: _Compared) -> _Compared:
    rows, weights = compared.rows, sought.weights
    wanted = len(rows) if sought.top is None else max(_CANDIDATES, sought.top)
    if len(rows) <= wanted:
        return compared
    rough = weights.meaning * compared.meaning
    held = np.empty_like(rough)
    for weight, part in (
        (weights.words, compared.words),
        (weights.skill, compared.skill),
        (weights.chosen, compared.chosen),
    ):
        rough += np.multiply(part, weight, out=held)
    return compared.at(_highest(rough, index.columns.since[rows], wanted))


def _highest(rough: Array, since: Array, wanted: int) -> Array:
    """As many places as wanted: of those that are level at the cut, the ones that have waited longest."""
    high = np.flatnonzero(rough >= _floor(rough, wanted))
    held = rough[high]
    cut = np.partition(held, len(held) - wanted)[len(held) - wanted]
    above, level = high[held > cut], high[held == cut]
    waited = np.argsort(since[level], kind="stable")[: wanted - len(above)]
    return np.concatenate([above, level[waited]])


def _floor(rough: Array, wanted: int) -> float:
    """A value that at least as many as wanted reach, and few more: so many blocks have their highest there.

    Sorting out the highest of a million takes longer than all the rest; of the blocks it takes nothing.
    """
    blocks = len(rough) // _BLOCK
    if blocks <= wanted:
        return float("-inf")
    highest = rough[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
    return float(np.partition(highest, blocks - wanted)[blocks - wanted])


def _parts(index: Index, sought: Sought, one: Columns, compared: _Compared) -> Parts:
    needs, offers = _pair(index, one, index.columns.at(compared.rows))
    together = score.team_days(needs, offers)
    return Parts(
        meaning=compared.meaning,
        words=compared.words,
        letters=_letters(index, sought.side, compared.rows),
        skill=np.maximum(compared.skill, score.MANY_HANDS * together),
        chosen=np.maximum(compared.chosen, together),
        place=score.place(needs, offers),
        days=score.days(needs, offers),
        dates=score.dates(needs, offers),
        hours=score.hours(needs, offers),
        team=score.team(needs, offers),
        known=score.known(needs, offers),
    )


def _best(index: Index, sought: Sought, rows: Array, parts: Parts) -> tuple[Hit, ...]:
    odds = np.round(score.odds(parts, sought.weights), _DECIMALS)
    shares = np.round(score.likely(odds), _DECIMALS)
    high = _highest_of_all(odds, sought.top)
    names = [index.ids[row] or "" for row in rows[high].tolist()]
    waited = index.columns.since[rows[high]].tolist()
    order = sorted(zip((-odds[high]).tolist(), waited, names, high.tolist(), strict=True))[: sought.top]
    best = [at for *_, at in order]
    found = zip(order, odds[best].tolist(), shares[best].tolist(), parts.of(best), strict=True)
    return tuple(
        Hit(id=name, odds=odd, score=share, parts=each) for (_, _, name, _), odd, share, each in found
    )


def _highest_of_all(odds: Array, top: int | None) -> Array:
    """Where the best few stand, and all that are level with the last of them."""
    if top is None or top >= len(odds):
        return np.arange(len(odds))
    return np.flatnonzero(odds >= np.partition(odds, len(odds) - top)[len(odds) - top])


def _meaning(index: Index, side: Side, passing: Passing) -> Array:
    """The cosine of the two vectors, no less than 0."""
    if side.vector is None or not index.width or not len(passing):
        return np.zeros(len(passing), np.float32)
    if len(passing) * _FEW < len(index.ids):
        alike = _products_of_few(side.vector, index.vectors, passing.rows)
    else:
        alike = passing.each(_products(side.vector, index.vectors[: len(index.ids)]))
    cosine = alike.astype(np.float32)
    cosine /= SCALE**2
    return np.maximum(cosine, 0, out=cosine)


def _products(one: Array, vectors: Array) -> Array:
    return np.asarray(numkong.dots_packed(vectors, numkong.dots_pack(one[None])))[:, 0]


def _products_of_few(one: Array, vectors: Array, rows: Array) -> Array:
    """As many at a time as the processor keeps at hand."""
    found = np.empty(len(rows), np.float32)
    held = np.empty((min(_AT_HAND, len(rows)), vectors.shape[1]), vectors.dtype)
    for at in range(0, len(rows), _AT_HAND):
        some = rows[at : at + _AT_HAND]
        taken = held[: len(some)]
        np.take(vectors, some, axis=0, out=taken, mode="clip")
        found[at : at + len(some)] = _products(one, taken)
    return found


def _words(index: Index, side: Side, passing: Passing) -> Array:
    """Likeness by telling words, rare ones counting more: the cosine of their weights, doubled."""
    found, held = np.zeros(len(passing), np.float32), index.words
    for word, weight in side.features.weights.items():
        if word in held:
            found[passing.places(held.rows(word))] += weight * weight
    for word, worth in side.features.related.items():
        if word in held:
            found[passing.places(held.rows(word))] += worth
    lengths = passing.each(index.lengths) * np.float32(side.features.length)
    found *= _WORDS_SCALE
    found /= np.maximum(lengths, 1e-6, out=lengths)
    return np.minimum(1, found, out=found)


def _letters(index: Index, side: Side, rows: Array) -> Array:
    mine, theirs = side.features.letters, index.letters[rows]
    ones = np.ones(theirs.shape[1], np.uint16)  # a product is summed quicker than a short axis
    common = np.bitwise_count(theirs & mine) @ ones
    sizes = np.sqrt((np.bitwise_count(theirs) @ ones) * np.bitwise_count(mine).sum(dtype=np.uint32))
    return np.minimum(1, _LETTERS_SCALE * common / np.maximum(sizes, 1))
