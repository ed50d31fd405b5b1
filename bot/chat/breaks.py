"""Where a text may be broken: never inside what a reader sees as one character."""

import unicodedata

_JOINER = "\u200d"
_MARKS = ("Mn", "Mc", "Me")
_FARTHEST = 64  # a longer run of marks is no word of any language, and is broken somewhere


def whole(text: str, at: int) -> int:
    """The nearest place, at or before this one, that is not inside an emoji or a combining sequence."""
    for place in range(at, max(at - _FARTHEST, 0), -1):
        if place >= len(text) or not _glued(text, place):
            return place
    return at


def _glued(text: str, at: int) -> bool:
    """Whether the characters before and after this place are seen as one."""
    before, after = text[at - 1], text[at]
    if _JOINER in (before, after) or _belongs_to_the_one_before(after):
        return True
    return _is_flag_half(after) and _flag_halves_before(text, at) % 2 == 1


def _belongs_to_the_one_before(character: str) -> bool:
    skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    tag = "\U000e0020" <= character <= "\U000e007f"
    hangul_part = "\u1160" <= character <= "\u11ff"
    return skin_tone or tag or hangul_part or unicodedata.category(character) in _MARKS


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_halves_before(text: str, at: int) -> int:
    start = at
    while start > 0 and at - start < _FARTHEST and _is_flag_half(text[start - 1]):
        start -= 1
    return at - start
