"""Second stage: what a text is about, as skills, word stems and letter triples."""

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
class Features:
    """`skills` maps each skill found to the words that said it; `weights` each telling stem to its rarity."""

    skills: Mapping[str, str]
    weights: Mapping[str, float]
    length: float
    triples: Set[str]
    said: Mapping[str, str]


def features(text: str, lexicon: Lexicon) -> Features:
    """What a text is about; of a very long one, its beginning."""
    typed = words(text)[:MANY_WORDS]
    meant = tuple(lexicon.spelling.corrected(word) for word in typed)
    stems = tuple(stem(word) for word in meant)
    telling = {short: word for word, short in zip(meant, stems, strict=True) if word not in EMPTY}
    weights = {short: lexicon.rarity.get(short, 1.0) for short in telling}
    return Features(
        skills={skill: " ".join(typed[at : at + size]) for at, size, skill in found_in(stems, lexicon)},
        weights=weights,
        length=sum(weight * weight for weight in weights.values()) ** 0.5,
        triples=frozenset(triple for short in telling for triple in _triples(short)),
        said=telling,
    )


def found_in(stems: tuple[str, ...], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    """Place, number of words and skill of every phrase, the longest at each place, none inside another."""
    at = 0
    while at < len(stems):
        phrases = _longest_at(stems, at, lexicon.phrases.get(stems[at], ()))
        size = len(phrases[0].stems) if phrases else 1
        yield from ((at, size, phrase.skill) for phrase in phrases)
        at += size


def _longest_at(stems: tuple[str, ...], at: int, phrases: tuple[Phrase, ...]) -> list[Phrase]:
    fitting = [phrase for phrase in phrases if stems[at : at + len(phrase.stems)] == phrase.stems]
    return [phrase for phrase in fitting if len(phrase.stems) == len(fitting[0].stems)]


@lru_cache(maxsize=50_000)
def _triples(short: str) -> frozenset[str]:
    edged = f" {short} "
    return frozenset(edged[at : at + 3] for at in range(len(edged) - 2))
