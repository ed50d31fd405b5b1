"""Undoing slips of the keyboard in words that name a skill."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Self

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.stem import stem

SHORTEST = 5
"""Letters; of shorter words every slip is another word."""
LONG = 8
"""Letters from which two slips are forgiven, below it one."""


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """`known` stems are never corrected; `near` holds the words to correct to, by first letter and length."""

    known: Set[str]
    near: Mapping[tuple[str, int], tuple[str, ...]]

    @classmethod
    def of(cls, targets: Iterable[str], *, known: Iterable[str]) -> Self:
        near: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(targets):
            if len(word) >= SHORTEST and word.isalpha():
                near[word[0], len(word)].append(word)
        frozen = {place: tuple(some) for place, some in near.items()}
        return cls(known=frozenset(stem(word) for word in known), near=frozen)

    def corrected(self, word: str) -> str:
        """The skill word that was meant; the word itself when it is known, short, or like no skill word."""
        if len(word) < SHORTEST or stem(word) in self.known or not word.isalpha():
            return word
        slips = 2 if len(word) >= LONG else 1
        found = process.extractOne(word, self._like(word, slips), scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found else word

    def _like(self, word: str, slips: int) -> list[str]:
        lengths = range(len(word) - slips, len(word) + slips + 1)
        return [near for length in lengths for near in self.near.get((word[0], length), ())]
