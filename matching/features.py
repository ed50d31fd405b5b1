"""Second stage: what a text is about, as skills, word stems and letter triples."""

import math
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from matching.empty import EMPTY
from matching.lexicon import Lexicon, Phrase
from matching.normalise import words
from matching.stem import stem

MANY_WORDS = 400
"""Words read of one text: what is meant stands at its beginning."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """What a typed word stands for. `weight` is its rarity; 0 when it says nothing about a skill."""

    meant: str
    stem: str
    weight: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """How a text speaks of a skill: the words as typed, and before how many others they stand."""

    words: str
    at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Features:
    """`skills` maps each skill found to the words that said it; `weights` each telling stem to its rarity."""

    skills: Mapping[str, Said]
    weights: Mapping[str, float]
    length: float
    triples: Set[str]
    said: Mapping[str, str]


def features(text: str, lexicon: Lexicon) -> Features:
    """What a text is about; of a very long one, its beginning."""
    typed = words(text)[:MANY_WORDS]
    read = [known_word(word, lexicon) for word in typed]
    telling = {word.stem: word for word in read if word.weight}
    stems = tuple([word.stem for word in read])
    return Features(
        skills=_first_said(typed, stems, lexicon),
        weights={short: word.weight for short, word in telling.items()},
        length=math.sqrt(sum([word.weight * word.weight for word in telling.values()])),
        triples=frozenset().union(*[_triples(short) for short in telling]),
        said={short: word.meant for short, word in telling.items()},
    )


def _first_said(typed: tuple[str, ...], stems: tuple[str, ...], lexicon: Lexicon) -> dict[str, Said]:
    """Each skill with the words that said it first."""
    said: dict[str, Said] = {}
    for at, size, skill in found_in(stems, lexicon):
        said.setdefault(skill, Said(words=" ".join(typed[at : at + size]), at=at))
    return said


@lru_cache(maxsize=50_000)
def known_word(word: str, lexicon: Lexicon) -> Word:
    """One typed word, with slips undone."""
    meant = lexicon.spelling.corrected(word)
    short = stem(meant)
    return Word(meant=meant, stem=short, weight=0.0 if meant in EMPTY else lexicon.rarity.get(short, 1.0))


def found_in(stems: tuple[str, ...], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Place, number of words and skill of every phrase, the longest at each place, none inside another."""
    at = 0
    while at < len(stems):
        candidates = lexicon.phrases.get(stems[at])
        phrases = _longest_at(stems, at, candidates) if candidates else ()
        size = len(phrases[0].stems) if phrases else 1
        for phrase in phrases:
            yield at, size, phrase.skill
        at += size


def _longest_at(stems: tuple[str, ...], at: int, phrases: tuple[Phrase, ...]) -> list[Phrase]:
    fitting = [phrase for phrase in phrases if stems[at : at + len(phrase.stems)] == phrase.stems]
    return [phrase for phrase in fitting if len(phrase.stems) == len(fitting[0].stems)]


@lru_cache(maxsize=50_000)
def _triples(short: str) -> frozenset[str]:
    edged = f" {short} "
    return frozenset(edged[at : at + 3] for at in range(len(edged) - 2))
