"""Word stems for English, so that "plumber", "plumbing" and "plumb" are one word.

Coarser than Porter's stemmer on purpose: in this field the doer, the doing and the deed mean the same.
"""

import re
from functools import lru_cache

_VOWEL = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"([bdfglmnprt])\1$")
_SUFFIXES = (
    "isation",
    "ization",
    "ational",
    "ising",
    "izing",
    "iser",
    "izer",
    "ised",
    "ized",
    "fulness",
    "ousness",
    "ation",
    "ement",
    "ities",
    "ancy",
    "ance",
    "ator",
    "ible",
    "able",
    "ment",
    "ness",
    "ists",
    "ist",
    "ant",
    "ise",
    "ize",
    "ity",
    "ive",
    "ful",
    "ing",
    "ers",
    "ors",
    "ion",
    "ate",
    "at",
    "ed",
    "er",
    "or",
    "ly",
    "al",
    "e",
    "y",
    "i",
)
_SHORTEST = 4
_LEFT_OVER = 3


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one lower-case word; words of up to four letters only lose a plural s."""
    short = _singular(word)
    for suffix in _SUFFIXES:
        if len(short) <= _SHORTEST:
            break
        short = _without(short, suffix)
    return short


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]


def _without(word: str, suffix: str) -> str:
    rest = word[: -len(suffix)]
    if not word.endswith(suffix) or len(rest) < _LEFT_OVER or not _VOWEL.search(rest):
        return word
    if suffix in ("ion", "or", "ors") and rest[-1] not in "tsl":
        return word
    return _DOUBLED.sub(r"\1", rest)
