"""Undoing slips of the keyboard: an unknown word becomes the known one that was meant, if there is one."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.stem import stem

SHORTEST = 4
"""Letters; of shorter words every slip is another word."""
LONG = 8
"""Letters from which two slips are forgiven, below it one."""
_TELLS_SLIPS_APART = 0.12
"""What ten times as common is worth against a slip: of equal distance the more common word was meant."""
_OTHER_FIRST_LETTER = 0.5
"""People seldom mistype the first letter."""


class Spelling:
    """Finds the nearest of many words: by letters had and length first, all at once, then by counting slips.

    `counts` are the words to correct to, with how often each occurs; `known` are never corrected.
    """

    def __init__(self, counts: Mapping[str, int], *, known: Iterable[str]) -> None:
        targets = sorted(
            word for word in counts if len(word) >= SHORTEST and word.isalpha() and word.isascii()
        )
        self._targets = targets
        self._counts = counts
        self._letters = np.array([_letters(word) for word in targets], np.uint32)
        self._lengths = np.array([len(word) for word in targets], np.int8)
        self._known = frozenset(known) | counts.keys()
        self._stems = frozenset(stem(word) for word in self._known)
        self.corrected = lru_cache(maxsize=50_000)(self._corrected)

    def knows(self, word: str) -> bool:
        return word in self._known or (len(word) >= SHORTEST and stem(word) in self._stems)

    def _corrected(self, word: str) -> str:
        """The word that was meant; the word itself when it is known, short, or like no other.

        What ends like an unlisted form of a known word ("menttal", "instaler") is only taken for another form
        of that word.
        """
        if len(word) < SHORTEST or word in self._known or not (word.isalpha() and word.isascii()):
            return word
        slips = 2 if len(word) >= LONG else 1
        near = self._near(word, slips)
        short = stem(word)
        if short in self._stems:
            near = [other for other in near if stem(other) == short]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=slips, limit=None)
        best = min(found, key=lambda one: self._cost(word, one[0], one[1]), default=None)
        return best[0] if best else word

    def _near(self, word: str, slips: int) -> Sequence[str]:
        same_length = np.abs(self._lengths - np.int8(min(len(word), 100))) <= slips
        same_letters = np.bitwise_count(self._letters ^ np.uint32(_letters(word))) <= 2 * slips
        return [self._targets[at] for at in np.flatnonzero(same_length & same_letters)]

    def _cost(self, word: str, other: str, slips: float) -> tuple[float, str]:
        common = math.log10(self._counts[other] + 1)
        return slips - _TELLS_SLIPS_APART * common + _OTHER_FIRST_LETTER * (word[0] != other[0]), other

    def joined(self, one: str, other: str) -> str | None:
        """The word that two pieces make, when they are pieces: "shedu le" is one word, "for ever" are two."""
        whole = one + other
        broken = not (self.knows(one) and self.knows(other))
        return whole if broken and len(whole) >= SHORTEST and self.knows(whole) else None


def _letters(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) - 97) % 26
    return bits
