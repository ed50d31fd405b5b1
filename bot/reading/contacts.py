"""Ways to reach somebody, found in what they typed: nobody gets them before both sides have said yes."""

import re
import unicodedata
from enum import StrEnum


class Reach(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    LINK = "link"


_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_GAP = r"[\s.\-–()/]{0,3}"
_PHONE = re.compile(rf"(?<![\d£])(?:\+|00{_GAP}|\(?0)(?:{_GAP}\d){{9,13}}(?!\d)")
_AT = r"\s?(?:@|\(at\)|\[at\]|\{at\}|\sat\s)\s?"
_DOT = r"(?:\.|\s?(?:\(dot\)|\[dot\]|\sdot\s)\s?)"
_EMAIL = re.compile(rf"[\w.+'-]{{1,64}}{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,4}}[a-z]{{2,24}}\b", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@.])@[a-z][\w.]{3,31}", re.IGNORECASE)
_LINK = re.compile(r"\b(?:[\w-]{1,30}\.me|chat\.[\w-]{1,30}\.com)/\S+", re.IGNORECASE)
"""Where chats give out links to somebody's account or group."""

_WAYS = ((Reach.EMAIL, _EMAIL), (Reach.LINK, _LINK), (Reach.PHONE, _PHONE), (Reach.HANDLE, _HANDLE))
_SAID_AT = re.compile(r"\sat\s", re.IGNORECASE)


def way_to_reach(text: str) -> Reach | None:
    """The first kind of phone number, e-mail address, handle or chat link that stands in a text.

    Whole postcodes are not among them: those are cut to their district, which may be said.
    """
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text[:5000]))
    return next((reach for reach, way in _WAYS if _found(way, plain)), None)


def _found(way: re.Pattern[str], text: str) -> bool:
    """ "We meet at st.aidan's" is no address: where "at" is spoken, "dot" has to be too."""
    return any(
        not _SAID_AT.search(hit.group()) or " dot " in hit.group().lower() for hit in way.finditer(text)
    )
