"""Typing errors, so that the model has seen some."""

import random

_NEAR = {
    "a": "qsz", "b": "vgn", "c": "xvd", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjy", "i":
    "uok",
    "j": "hku", "k": "jli", "l": "kop", "m": "nk", "n": "bmh", "o": "ipl", "p": "ol", "q": "wa", "r": "etf",
    "s": "adw", "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zcs", "y": "tuh", "z": "xa",
}  # fmt: skip
_SHARE = 0.2
_SHORTEST = 4


def slipped(text: str, chance: random.Random) -> str:
    """The text with about a fifth of its longer words mistyped."""
    return " ".join(
        _slip(word, chance) if len(word) >= _SHORTEST and chance.random() < _SHARE else word
        for word in text.split(" ")
    )


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    match chance.randrange(4):
        case 0:
            return before + after
        case 1:
            return before[:-1] + letter + before[-1] + after
        case 2:
            return before + letter + letter + after
        case _:
            return before + chance.choice(_NEAR.get(letter.lower(), letter)) + after
