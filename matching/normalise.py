"""First stage: from what was typed to plain words, in British spelling."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from html import unescape

LONGEST_TEXT = 20_000
"""Characters that are read of one text: the rest of a longer one says nothing new about a skill."""

_LONGEST_TERM = 5
_TAG = re.compile(r"<[^<>]{0,200}>")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_INFORMATION_TECHNOLOGY = re.compile(r"\bIT\b")
_INITIALS = re.compile(r"\b[A-Z]{2,5}s?\b")

_ABBREVIATIONS = {
    "a/c": "accounts",
    "acct": "accounts",
    "accts": "accounts",
    "admin": "administration",
    "appt": "appointment",
    "assoc": "association",
    "bldg": "building",
    "cttee": "committee",
    "comms": "communications",
    "fb": "facebook",
    "insta": "instagram",
    "mgmt": "management",
    "mgr": "manager",
    "mktg": "marketing",
    "org": "organisation",
    "orgs": "organisations",
    "photog": "photographer",
    "pls": "please",
    "plz": "please",
    "uni": "university",
    "vol": "volunteer",
    "vols": "volunteers",
    "w/chair": "wheelchair",
    "yrs": "years",
    "hrs": "hours",
}
_AMERICAN = {
    "attorney": "solicitor",
    "attorneys": "solicitors",
    "behavior": "behaviour",
    "center": "centre",
    "centers": "centres",
    "color": "colour",
    "counseling": "counselling",
    "counselor": "counsellor",
    "elementary": "primary",
    "gray": "grey",
    "jewelry": "jewellery",
    "labor": "labour",
    "math": "maths",
    "mom": "mum",
    "moms": "mums",
    "neighbor": "neighbour",
    "neighborhood": "neighbourhood",
    "program": "programme",
    "programs": "programmes",
    "resume": "cv",
    "resumes": "cvs",
    "senior": "older",
    "seniors": "older",
    "soccer": "football",
    "theater": "theatre",
    "trash": "rubbish",
    "yard": "garden",
}
_SAID_SHORT = _ABBREVIATIONS | _AMERICAN
_SLASHED = re.compile(r"(?<!\S)(?:a/c|w/chair)(?!\S)", re.IGNORECASE)


def words(text: str) -> tuple[str, ...]:
    """The words of a text in order, lower case, without mark-up, abbreviations written out."""
    return tuple(_words(_plain(text)))


def sentence(text: str, mended: Callable[[list[str]], list[str]]) -> str:
    """The text without mark-up, each word as it was meant; `mended` gets the words and returns as many.

    An empty word stands for one that was joined to the one before it.
    """
    shown = readable(text).replace("’", "'")
    found = list(_WORD.finditer(shown))
    meant = mended([match[0] for match in found])
    pieces, at = [], 0
    for match, word in zip(found, meant, strict=True):
        pieces += [shown[at : match.start()] if word else "", word]
        at = match.end()
    return " ".join("".join((*pieces, shown[at:])).split())


def beside(text: str, meanings: Mapping[tuple[str, ...], str]) -> str:
    """The text with a meaning in brackets after each run of words that has one."""
    found = list(_WORD.finditer(text))
    read = [word_of(match[0]) for match in found]
    pieces, at = [], 0
    for last in range(len(found)):
        for size in range(1, min(last + 1, _LONGEST_TERM) + 1):
            meaning = meanings.get(tuple(read[last + 1 - size : last + 1]))
            if meaning:
                pieces += [text[at : found[last].end()], f" ({meaning})"]
                at = found[last].end()
    return "".join((*pieces, text[at:]))


def readable(text: str) -> str:
    """What stands in a text, at most `LONGEST_TEXT` characters of it, without mark-up."""
    shown = text[:LONGEST_TEXT]
    if "<" in shown or "&" in shown:
        shown = unescape(_TAG.sub(" ", shown))
    return shown if shown.isascii() else unicodedata.normalize("NFKC", shown)


def initials(text: str) -> frozenset[str]:
    """What is written in capitals in a text that is not: names by their first letters, which no slip made."""
    shown = readable(text)
    return frozenset() if shown.isupper() else frozenset(map(str.casefold, _INITIALS.findall(shown)))


def written_out(word: str) -> str:
    """A short form in full, any other word as it is."""
    return _ABBREVIATIONS.get(word.casefold(), word)


def _plain(text: str) -> str:
    long = _SLASHED.sub(lambda short: _ABBREVIATIONS[short[0].casefold()], readable(text))
    return _INFORMATION_TECHNOLOGY.sub("infotech", long).casefold()


def _words(plain: str) -> Iterator[str]:
    for match in _WORD.finditer(plain.replace("&", " and ")):
        yield word_of(match[0])


def word_of(typed: str) -> str:
    """One word in small letters, without its apostrophes, written out and in British spelling."""
    word = typed.casefold().replace("’", "'").removesuffix("'s").replace("'", "")
    return _SAID_SHORT.get(word, word)
