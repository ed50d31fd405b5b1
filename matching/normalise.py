"""First stage: from what was typed to plain words, in British spelling."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape

LONGEST_TEXT = 20_000
"""Characters that are read of one text: the rest of a longer one says nothing new about a skill."""

_TAG = re.compile(r"<[^<>]{0,200}>")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_INFORMATION_TECHNOLOGY = re.compile(r"\bIT\b")

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


def _plain(text: str) -> str:
    readable = text[:LONGEST_TEXT]
    if "<" in readable or "&" in readable:
        readable = unescape(_TAG.sub(" ", readable))
    if not readable.isascii():
        readable = unicodedata.normalize("NFKC", readable)
    return _INFORMATION_TECHNOLOGY.sub("infotech", _SLASHED.sub(_written_out, readable)).casefold()


def _written_out(short: re.Match[str]) -> str:
    return _ABBREVIATIONS[short[0].casefold()]


def _words(plain: str) -> Iterator[str]:
    for match in _WORD.finditer(plain.replace("’", "'").replace("&", " and ")):
        word = match[0].removesuffix("'s").replace("'", "")
        yield _SAID_SHORT.get(word, word)
