"""Undoing slips of the keyboard: an unknown word becomes the known one that was meant, if there is one."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.columns import Array
from matching.forms import is_formed
from matching.slips import BY_EAR, cost, heard

SHORTEST = 3
"""Letters; of shorter words every slip is another word."""
LONG = 6
"""Letters from which two slips are looked for, below it one."""
_TELLS_SLIPS_APART = 0.12
"""What ten times as common is worth against a slip: of equal distance the more common word was meant."""
_DEAREST, _DEARER_A_LETTER = 1.4, 0.12
"""What a correction may cost: a long word is itself in spite of slips. Dearer: the word stays as it is."""
_DEAREST_OF_FORMED = 1.25
"""The same for a word made of known ones. Of made-up slips that look like one eight in ten are undone, of
right words that no list has one in thirty is changed.
"""
_COMPARED = 12
"""Of the words a slip or two away, the likeliest, of which the slips are told apart."""
_CLOSE = 0.2
"""Another word that is so little dearer may as well have been meant: what stands beside it decides."""
_AS_ONE = 10**2.5
"""How much likelier the whole word must be than its two parts beside each other by chance."""


class Spelling:
    """Finds the nearest of many words: by letters had and length, all at once, then by what went wrong.

    `shares`: the words to correct to, and of how many words each is one; `known` are never corrected either.
    """

    def __init__(self, shares: Mapping[str, float], *, known: Iterable[str]) -> None:
        self._targets = sorted(
            word for word in shares if len(word) >= SHORTEST and word.isalpha() and word.isascii()
        )
        self._shares = shares
        self._letters = _letters_of(self._targets)
        self._lengths = np.array([len(word) for word in self._targets], np.int8)
        self._known = frozenset(known) | shares.keys()
        self._meant = lru_cache(maxsize=50_000)(self._guessed)

    def knows(self, word: str) -> bool:
        return word in self._known

    def corrected(self, word: str) -> str:
        """The word that was meant; the word itself when it is known, short, or like no other."""
        guesses = self._meant(word)
        return guesses[0][1] if guesses else word

    def others(self, word: str) -> Iterator[tuple[float, str]]:
        """Words that were meant nearly as likely as the corrected one, with how far each is behind it."""
        guesses = self._meant(word)
        for price, other in guesses[1:]:
            yield price - guesses[0][0], other

    def _guessed(self, word: str) -> tuple[tuple[float, str], ...]:
        """What may have been meant, the likeliest first, and what is close behind it; no slip, nothing."""
        if len(word) < SHORTEST or word in self._known or not (word.isalpha() and word.isascii()):
            return ()
        prices: dict[str, float] = {}
        for price, other in self._guesses(word):
            prices[other] = min(price, prices.get(other, math.inf))
        found = sorted((price, other) for other, price in prices.items())
        if not found or found[0][0] > self._dearest(word):
            return ()
        return tuple(one for one in found if one[0] - found[0][0] < _CLOSE)

    def _dearest(self, word: str) -> float:
        return (
            _DEAREST_OF_FORMED if is_formed(word, self._shares) else _DEAREST + _DEARER_A_LETTER * len(word)
        )

    def _guesses(self, word: str) -> Iterator[tuple[float, str]]:
        """Words that may have been meant, with what that supposes: slips, and how rare the word is."""
        slips = 2 if len(word) >= LONG else 1
        found = process.extract(
            word, self._near(word, slips), scorer=OSA.distance, score_cutoff=slips, limit=None
        )
        likeliest = sorted((self._price(other, slips), other) for other, slips, _ in found)[:_COMPARED]
        for _, other in likeliest:
            yield self._price(other, cost(word, other)), other
        for other in heard(word):
            if other in self._shares:
                yield self._price(other, BY_EAR), other

    def _near(self, word: str, slips: int) -> Sequence[str]:
        same_length = np.abs(self._lengths - np.int8(min(len(word), 100))) <= slips
        same_letters = np.bitwise_count(self._letters ^ _letters_of([word])) <= 2 * slips
        return [self._targets[at] for at in np.flatnonzero(same_length & same_letters)]

    def _price(self, other: str, slips: float) -> float:
        return slips - _TELLS_SLIPS_APART * math.log10(self._shares[other])

    def joined(self, one: str, other: str) -> str | None:
        """The word that two pieces make, when they are pieces: "shedu le" is one word, "for ever" are two."""
        whole = one + other
        if len(whole) <= SHORTEST or whole not in self._known:
            return None
        by_chance = self._shares.get(one, 0) * self._shares.get(other, 0)
        broken = (
            not (self.knows(one) and self.knows(other)) or self._shares.get(whole, 0) > by_chance * _AS_ONE
        )
        return whole if broken else None


def _letters_of(some: Sequence[str]) -> Array:
    """For each word the letters that it has, as bits."""
    width = max(map(len, some), default=1)
    codes = np.array(some, f"S{width}").view(np.uint8).reshape(len(some), width)
    bits = np.where(codes > 0, np.uint32(1) << ((codes.astype(np.uint32) - 97) % 26), np.uint32(0))
    return np.bitwise_or.reduce(bits, axis=1)
