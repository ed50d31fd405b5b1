"""Typed characters as the plain ones that people take them for: for comparing, never for showing."""

import re
import unicodedata

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u20e3\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
"""What has no width, marks a direction, or draws a frame round a digit."""
_LOOK_ALIKE = str.maketrans(
    "аеорсухіјѕԁһАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧο。·•∙⋅‧‐‑‒–—―−",
    "aeopcyxijsdhABEKMHOPCTYXIJSABEZHIKMNOPTYXo......-------",
)
"""Cyrillic and Greek letters, dots and lines that nobody tells from ours by looking."""
_DIGIT = re.compile(r"[^\D0-9]")

_SPACED = re.compile(r"(?<!\S)\S(?:[ _-]\S){5,}(?!\S)")


def plainly(text: str) -> str:
    """In compatibility form, with ASCII digits of any script's, and without what cannot be seen."""
    if text.isascii():
        return text
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return _DIGIT.sub(_digit, seen).translate(_LOOK_ALIKE)


def _digit(one: re.Match[str]) -> str:
    return str(unicodedata.decimal(one.group()))


def together(text: str) -> str:
    """ "l i k e _ t h i s" as one word."""
    return _SPACED.sub(lambda one: re.sub(r"(?<=\S)[ _-](?=\S)", "", one.group()), text)
