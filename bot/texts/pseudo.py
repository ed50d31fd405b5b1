"""Languages that nobody speaks, to see what a translation would do: is all in the catalogue, and does it fit?

`en-XA` has accents on every letter and is some 40 % longer, between brackets; `ar-XB` is the same from right
to left. Parts stay as they are.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

_KEPT = re.compile(r"(\*\*|\{[a-z_0-9]+\}|\n)")
_ACCENTS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž",
)
_HEBREW = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "אבגדהוזחטיכלמנסעפצקרשתאבגדאבגדהוזחטיכלמנסעפצקרשתאבגד",
)
_VOWELS = re.compile(r"([åéîöûאהטס])")


@lru_cache(maxsize=20_000)
def longer(sentence: str) -> str:
    """ "Post it" becomes "[Þööšţ îîţ]"."""
    return _between(sentence, _ACCENTS)


@lru_cache(maxsize=20_000)
def reversed_direction(sentence: str) -> str:
    return _between(sentence, _HEBREW)


def _between(sentence: str, letters: dict[int, int]) -> str:
    if not any(map(str.isalpha, _KEPT.sub("", sentence))):
        return sentence
    parts = _KEPT.split(sentence)
    said = "".join(
        part if at % 2 else _VOWELS.sub(r"\1\1", part.translate(letters)) for at, part in enumerate(parts)
    )
    return f"[{said}]"


CHANGES: Mapping[str, Callable[[str], str]] = {"en-XA": longer, "ar-XB": reversed_direction}
