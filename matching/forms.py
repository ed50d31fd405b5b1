"""Whether a word that no list has is made of words that are on it: "reprocessor", "funders", "powerplant".

Such a word is taken for a slip only where a common word and a likely slip speak for it ("proces").
"""

from collections.abc import Iterator, Mapping

_ENDINGS = (
    "ers", "ors", "er", "or", "s", "es", "ed", "ing", "ings", "ly", "less", "ness", "able", "ist", "ists",
    "ise", "ised", "ising", "ize", "ized", "izing", "ship", "wise", "ful",
)  # fmt: skip
_BEGINNINGS = (
    "re", "un", "non", "pre", "over", "under", "out", "inter", "intra", "multi", "micro", "mini", "co",
    "anti", "post", "sub", "super", "semi", "self", "eco", "bio", "tele", "auto", "photo", "electro", "hydro",
)  # fmt: skip
_SHORTEST = 4
_AFTER = {"es": "sxzho", "or": "ts", "ors": "ts"}
"""Letters that these endings follow."""
_KNOWN, _COMMON = 10**-6.5, 10**-5.2
"""Of all words: the share of one to which an ending may be put, and one that may stand in a longer word."""


def is_formed(word: str, shares: Mapping[str, float]) -> bool:
    """Whether the word is a known one with an ending or a beginning, or two common ones written as one."""
    return (
        any(shares.get(base, 0) >= _KNOWN for base in _without_ending(word))
        or any(shares.get(rest, 0) >= _COMMON for rest in _without_beginning(word))
        or any(
            shares.get(word[:at], 0) >= _COMMON and shares.get(word[at:], 0) >= _COMMON
            for at in range(_SHORTEST, len(word) - _SHORTEST + 1)
        )
    )


def _without_ending(word: str) -> Iterator[str]:
    """What is left of the word, as it is written without the ending."""
    for ending in _ENDINGS:
        base = word.removesuffix(ending)
        if base == word or len(base) < _SHORTEST or base[-1] == ending[0]:
            continue
        if base[-1] not in _AFTER.get(ending, base[-1]):
            continue
        yield base
        if ending[0] in "eio" and ending != "es":
            yield base + "e"
            yield base[:-1] + "y" if base.endswith("i") else base
            if base[-1] == base[-2] and len(base) > _SHORTEST:
                yield base[:-1]


def _without_beginning(word: str) -> Iterator[str]:
    for beginning in _BEGINNINGS:
        rest = word.removeprefix(beginning)
        if rest != word and len(rest) >= _SHORTEST:
            yield rest
