"""Second stage: what a text is about, as skills, word stems and letter triples."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from zlib import crc32

import numpy as np

from matching.columns import Array
from matching.empty import EMPTY
from matching.encoder import Reading
from matching.lexicon import Lexicon, Phrase
from matching.normalise import initials, sentence, words, written_out
from matching.stem import stem

READING = 2
"""Names how texts are made ready for the sentence model. Raised with every change of that, and of the lists
of words that it goes by, so that vectors kept from before are known: `tests/matching/test_reading.py` tells.
"""
MANY_WORDS = 400
"""Words read of one text: what is meant stands at its beginning."""

_OTHER_READINGS = 3
"""Readings of one text that the model is asked of beside the likeliest; each takes as long as that."""
_LETTER_BITS = 256
LETTER_WORDS = _LETTER_BITS // 64


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
    """`skills` maps each skill found to the words that said it; `weights` each telling stem to its rarity.

    `letters` is a set of letter triples as bits, the same few bits for the same triple in every process.
    `related`: stems that others would say instead, with what each adds where it is met.
    """

    skills: Mapping[str, Said]
    weights: Mapping[str, float]
    length: float
    letters: Array
    said: Mapping[str, str]
    related: Mapping[str, float]


def features(text: str, lexicon: Lexicon) -> Features:
    """What a text is about; of a very long one, its beginning."""
    typed = tuple(word for word in joined(list(words(text)[:MANY_WORDS]), lexicon) if word)
    read = known_words(typed, text, lexicon)
    telling = {word.stem: word for word in read if word.weight}
    stems = tuple([word.stem for word in read])
    return Features(
        skills=_first_said(typed, stems, lexicon),
        weights={short: word.weight for short, word in telling.items()},
        length=math.sqrt(sum([word.weight * word.weight for word in telling.values()])),
        letters=_as_words(reduce(or_, map(_triples, telling), 0)),
        said={short: word.meant for short, word in telling.items()},
        related=_related({short: word.weight for short, word in telling.items()}, lexicon),
    )


def _related(weights: Mapping[str, float], lexicon: Lexicon) -> dict[str, float]:
    """Stems that others would say instead, with what they are worth: less than those that were said."""
    found: dict[str, float] = {}
    for short, weight in weights.items():
        for other, share in lexicon.related.get(short, ()):
            if other not in weights:
                worth = weight * share * lexicon.rarity.get(other, 1.0)
                found[other] = max(worth, found.get(other, 0.0))
    return found


def readings(text: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    """A text for the sentence model: slips undone, short forms written out, the rest as typed.

    After it some where one slip is undone in another way, if that is nearly as likely.
    """
    kept = initials(text)
    likeliest: list[str] = []
    others: list[tuple[float, int, str]] = []

    def mended(typed: list[str]) -> list[str]:
        for at, word in enumerate(joined(typed[:MANY_WORDS], lexicon)):
            small = word.casefold()
            likeliest.append(word if small in kept else _as_meant(word, lexicon))
            if small not in kept:
                others.extend((behind, at, other) for behind, other in lexicon.spelling.others(small))
        likeliest.extend(typed[MANY_WORDS:])
        return likeliest

    first = Reading(text=sentence(text, mended), behind=0.0)
    close = sorted(others)[:_OTHER_READINGS]
    return first, *(
        Reading(text=_with(text, likeliest, at, other), behind=behind) for behind, at, other in close
    )


def _with(text: str, read: Sequence[str], at: int, other: str) -> str:
    """The text as it was read, but for one word."""
    return sentence(text, lambda _: [*read[:at], other, *read[at + 1 :]])


def _as_meant(word: str, lexicon: Lexicon) -> str:
    long = written_out(word)
    small = long.casefold()
    right = lexicon.spelling.corrected(small)
    return long if right == small else right


def joined(typed: list[str], lexicon: Lexicon) -> list[str]:
    """As many words, those that a slip tore apart joined, with an empty word after each."""
    whole = list(typed)
    for at in range(len(whole) - 1):
        one = lexicon.spelling.joined(whole[at].casefold(), whole[at + 1].casefold()) if whole[at] else None
        if one:
            whole[at : at + 2] = [one, ""]
    return whole


def _first_said(typed: tuple[str, ...], stems: tuple[str, ...], lexicon: Lexicon) -> dict[str, Said]:
    """Each skill with the words that said it first."""
    said: dict[str, Said] = {}
    for at, size, skill in found_in(stems, lexicon):
        said.setdefault(skill, Said(words=" ".join(typed[at : at + size]), at=at))
    return said


def known_words(typed: Iterable[str], text: str, lexicon: Lexicon) -> list[Word]:
    """The words of a text with slips undone; what it writes in capitals has none."""
    kept = initials(text)
    return [_word(word, lexicon) if word in kept else known_word(word, lexicon) for word in typed]


def known_word(word: str, lexicon: Lexicon) -> Word:
    """One typed word, with slips undone."""
    return _word(lexicon.spelling.corrected(word), lexicon)


@lru_cache(maxsize=50_000)
def _word(meant: str, lexicon: Lexicon) -> Word:
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
def _triples(short: str) -> int:
    edged = f" {short} ".encode()
    return reduce(or_, (1 << crc32(edged[at : at + 3]) % _LETTER_BITS for at in range(len(edged) - 2)), 0)


def _as_words(bits: int) -> Array:
    return np.frombuffer(bits.to_bytes(_LETTER_BITS // 8, "little"), np.uint64)
