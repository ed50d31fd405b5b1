"""A phone number and an e-mail address as people type them. Whether they are anybody's, nobody knows here."""

import re
import unicodedata

from bot.domain.details import Details
from bot.reading.unread import Unread, unread

MOST = 300
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202c\u2060-\u2069\ufeff]")
_EMAIL = re.compile(
    r"(?<![\w.+'@-])[\w+'-]+(?:\.[\w+'-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?![\w@-])",
    re.IGNORECASE | re.ASCII,
)
_PHONE = re.compile(
    r"(?<![\w+])\+?\(?\d[\d ().–-]{6,24}\d(?: ?(?:ext\.?|extension|x) ?\d{1,6})?(?!\w)",
    re.IGNORECASE | re.ASCII,
)
_BESIDE = re.compile(
    r"(?:my|is|or|and|e-?mail|mail|mobile|phone|tel|telephone|number|address|[\s,;:./()&-])*", re.IGNORECASE
)
"""What may stand around them, and says nothing of its own."""
_EXTENSION = re.compile(r"\D*(?:ext\.?|extension|x) ?\d+$", re.IGNORECASE)


def read_details(typed: str) -> Details | Unread:
    """One of each at most, and nothing else: it is shown as it was typed, so it is no place for words."""
    if len(typed) > MOST:
        return unread("reach", phone=PHONE, email=EMAIL)
    rest = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", typed)).split())
    rest, email = _taken(_EMAIL, rest)
    rest, phone = _taken(_PHONE, rest)
    if not (email or phone) or not _BESIDE.fullmatch(rest):
        return unread("reach", phone=PHONE, email=EMAIL)
    if email and (len(email) > 254 or len(email.partition("@")[0]) > 64):
        return unread("reach_email", email=EMAIL)
    if phone and not _a_number(phone):
        return unread("reach_phone", phone=PHONE, abroad=ABROAD)
    return Details(phone=phone, email=email)


PHONE, ABROAD, EMAIL = "0113 496 0123", "+48 22 555 01 23", "ana@example.org"
"""Nobody's: set aside for examples."""


def _taken(what: re.Pattern[str], text: str) -> tuple[str, str]:
    """The text without the first of them, and that."""
    found = what.search(text)
    return (text, "") if found is None else (text[: found.start()] + text[found.end() :], found.group())


def _a_number(phone: str) -> bool:
    """With its country, 8 to 15 digits; else as it is dialled in the United Kingdom."""
    digits = re.sub(r"\D", "", _EXTENSION.sub("", phone))
    if phone.startswith("+"):
        return 8 <= len(digits) <= 15 and digits[0] != "0"
    return digits[0] == "0" and 10 <= len(digits) <= (15 if digits.startswith("00") else 11)
