"""How likely one word was typed for another: what each slip of the keyboard or of the ear costs.

A letter beside the right one, one typed twice, two changed about and one left out are the slips that people
make most; a wrong letter from the other end of the keyboard is rare. Words written as they sound come at one
price.
"""

from collections.abc import Iterator

_KEYBOARD = (("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75))
"""The rows of letters, and how far each begins to the right of the first, in keys."""
_PLACE = {
    letter: (at + off, row) for row, (keys, off) in enumerate(_KEYBOARD) for at, letter in enumerate(keys)
}
_NEXT_TO = 1.01
_SOUND_ALIKE = {
    frozenset(pair)
    for pair in (
        "ck",
        "cs",
        "sz",
        "iy",
        "ei",
        "ae",
        "ao",
        "gj",
        "kq",
        "ou",
        "fv",
        "dt",
        "mn",
        "sx",
        "ai",
        "eu",
        "eo",
    )
}
_VOWELS = frozenset("aeiou")

_DOUBLED, _DOUBLE_LOST = 0.55, 0.5
_SWAPPED = 0.7
_BESIDE = _ALIKE = 0.75
_LEFT_OUT = 0.8
_OTHER_VOWEL = 0.85
_BESIDE_ADDED = 0.9
_ADDED = 1.1
_OTHER = 1.15
_FIRST_LETTER = 0.5
"""People seldom mistype the first letter."""
BY_EAR = 0.7

_SOUNDS = (
    ("shun", "tion"), ("shun", "sion"), ("shun", "cian"), ("shul", "cial"), ("shul", "tial"), ("f", "ph"),
    ("ph", "f"), ("ff", "gh"), ("ks", "x"), ("k", "ch"), ("k", "ck"), ("c", "ck"), ("k", "que"), ("kw", "qu"),
    ("n", "kn"), ("r", "wr"), ("w", "wh"), ("j", "dge"), ("sh", "ch"), ("s", "sc"), ("z", "s"), ("t", "ght"),
    ("ite", "ight"), ("y", "ie"), ("ei", "ie"), ("ie", "ei"), ("ee", "ea"), ("ea", "ee"), ("oo", "u"),
    ("u", "oo"), ("us", "ous"), ("er", "or"), ("er", "re"), ("or", "our"), ("ize", "ise"),
)  # fmt: skip
"""What is heard, and a way to write it."""


def heard(word: str) -> Iterator[str]:
    """Other ways to write what this word sounds like, one sound changed in each; few of them are words."""
    for sound, written in _SOUNDS:
        at = word.find(sound)
        while at >= 0:
            yield word[:at] + written + word[at + len(sound) :]
            at = word.find(sound, at + 1)


def cost(typed: str, meant: str) -> float:
    """About 1 for each slip that lies between the two, a likely one less; slips beside each other add up.

    The cheapest way, as in the optimal string alignment, with a price for each kind of step.
    """
    last = [_LEFT_OUT * at for at in range(len(meant) + 1)]
    above = last
    for row in range(1, len(typed) + 1):
        now = [_ADDED * row]
        for at in range(1, len(meant) + 1):
            same = last[at - 1] + _instead(typed[row - 1], meant[at - 1])
            more = last[at] + _added(typed, row - 1, meant[at - 1])
            less = now[at - 1] + _left_out(meant, at - 1)
            now.append(min(same, more, less))
            if row > 1 and at > 1 and _crossed(typed, row, meant, at):
                now[at] = min(now[at], above[at - 2] + _SWAPPED)
        above, last = last, now
    return last[-1] + _FIRST_LETTER * (typed[0] != meant[0])


def _instead(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    if _are_beside(typed, meant):
        return _BESIDE
    if frozenset((typed, meant)) in _SOUND_ALIKE:
        return _ALIKE
    return _OTHER_VOWEL if typed in _VOWELS and meant in _VOWELS else _OTHER


def _added(typed: str, at: int, meant: str) -> float:
    before = typed[at - 1] if at else ""
    if before == typed[at]:
        return _DOUBLED
    return _BESIDE_ADDED if _are_beside(typed[at], meant) or _are_beside(typed[at], before) else _ADDED


def _left_out(meant: str, at: int) -> float:
    return _DOUBLE_LOST if at and meant[at - 1] == meant[at] else _LEFT_OUT


def _crossed(typed: str, row: int, meant: str, at: int) -> bool:
    return typed[row - 2] == meant[at - 1] and typed[row - 1] == meant[at - 2]


def _are_beside(one: str, other: str) -> bool:
    if one not in _PLACE or other not in _PLACE:
        return False
    (x, row), (other_x, other_row) = _PLACE[one], _PLACE[other]
    return abs(x - other_x) <= _NEXT_TO and abs(row - other_row) <= 1
