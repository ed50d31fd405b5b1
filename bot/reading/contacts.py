"""Ways to reach somebody, found in what they typed: nobody gets them before both sides have said yes.

Found is what people write, also where they mean to slip it past: with other digits, signs between, in words.
Who takes more trouble than that is left to the coordinator, who reads an offer or a need before others do.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from bot.reading.plainly import plainly, together


class Reach(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    LINK = "link"


LONGEST = 5000
_AT = r"(?:\s{0,2}(?:@|[(\[{<*_-]\s?at\s?[)\]}>*_-])\s{0,2}|\sat\s)"
_DOT = r"(?:\s?\.\s?|\s?[(\[{<*_-]\s?dot\s?[)\]}>*_-]\s?|,?\sdot\s)"
_EMAIL = re.compile(rf"[\w.+'-]{{1,64}}{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,4}}[^\W\d_]{{2,24}}\b", re.IGNORECASE)
_ENDS = r"(?:com|org|net|uk|eu|me|info|pl|ro|de)"
_SAID_AT = re.compile(rf"\sat\s(?!.*(?:\bdot\b|\.{_ENDS}$))", re.IGNORECASE | re.DOTALL)
_AT_COM = re.compile(r"\w\sat\s[\w-]{2,63}\s(?:com|co\suk)\b", re.IGNORECASE)
_HANDLE = re.compile(
    r"(?<![\w@.])@(?:[^\W\d_][\w.]{3,31}|\s{1,2}[^\W\d_][a-z0-9.]{1,30}_\w{1,30})"
    r"|(?<![\w.@])[^\W\d_][a-z0-9]{1,30}_\w{2,30}(?!\.?\w)"
    r"|\b(?:account|handle|profile|user ?name)\s?(?::|is)\s?[^\W\d_]\w{1,30}[._]\w{2,30}",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\b[a-z][a-z0-9]{1,10}\s?:\s?//\s?\S|\bwww\s?\.\s?\w"
    r"|\b[\w-]{1,30}(?:\.|\s\.\s)me\s?/\s?\S"
    r"|(?<![\w@.])(?:[\w-]{1,40}\.){1,4}(?:com|org|uk|gg|ee|ly|gle|eu|info|us|chat|page|social|link)/[\w@+#~?]",
    re.IGNORECASE,
)
"""Addresses of pages, and where chats give out links to somebody's account or group."""

_NUMBER_WORD = r"(?:zero|one|two|three|four|five|six|seven|eight|nine|oh|o|nought|double|triple|hundred|\d+)"
_SPOKEN = re.compile(rf"\b{_NUMBER_WORD}(?:[\s,.-]{{1,3}}{_NUMBER_WORD}){{3,}}\b", re.IGNORECASE)
_VALUES = {
    word: str(value)
    for value, words in enumerate(
        ("zero oh o nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
    for word in words.split()
}
_ROUND = re.compile(r"(?<!\w)(?=[oil|]*\d)[\doil|]{2,}(?!\w)", re.IGNORECASE)
"""A group of digits in which a letter stands for the nought or the one that it looks like."""
_AS_DIGITS = str.maketrans("oOiIlL|", "0011111")
_DATE_OR_TIME = re.compile(
    r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?P<sign>[./ -])(?:0?[1-9]|1[0-2])(?P=sign)(?:20\d\d|(?<! )\d\d)(?!\d)"
    r"|(?<!\d)20\d\d-[01]\d-[0-3]\d(?!\d)"
    r"|(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)"
)
_GAP = r"[\s.\-()/*_:;,|~]{0,4}"
_DIGITS = re.compile(rf"(?<![\d£])(?:\+\s?)?\(?\d(?:{_GAP}\d){{8,15}}(?!\d)")
_HOUR = re.compile(r"(?:[01]\d|2[0-3])[0-5][05]")
_LISTED = re.compile(r"[,;]")


def way_to_reach(text: str) -> Reach | None:
    """The first kind of e-mail address, link, phone number or handle that stands in a text.

    Whole postcodes are not among them: those are cut to their district, which may be said.
    """
    plain = plainly(text[:LONGEST])
    for said in dict.fromkeys((plain, together(plain))):
        if _an_email(said):
            return Reach.EMAIL
        if _LINK.search(said):
            return Reach.LINK
        if _a_phone(said):
            return Reach.PHONE
        if _HANDLE.search(said):
            return Reach.HANDLE
    return None


def _an_email(text: str) -> bool:
    """ "We meet at st.aidan's" is no address: where "at" is spoken, "dot" has to be too, or a usual end."""
    if _AT_COM.search(text):
        return True
    return any(not _SAID_AT.search(hit.group()) for hit in _EMAIL.finditer(text))


def _a_phone(text: str) -> bool:
    rest = _DATE_OR_TIME.sub(" x ", _SPOKEN.sub(_spoken, text))
    rest = _ROUND.sub(lambda one: one.group().translate(_AS_DIGITS), rest)
    return any(_dialled(hit.group()) for hit in _DIGITS.finditer(rest))


def _spoken(said: re.Match[str]) -> str:
    """ "oh seven double seven" as 0 7 77."""
    if not re.search("[a-z]", said.group(), re.IGNORECASE):
        return said.group()
    digits, times = [], 1
    for word in re.findall(_NUMBER_WORD, said.group().lower()):
        if word in ("double", "triple"):
            times = 2 if word == "double" else 3
        elif word == "hundred":
            digits.append("00")
        else:
            digits.append(_VALUES.get(word, word) * times)
            times = 1
    return " ".join(digits)


def _dialled(number: str) -> bool:
    """As it is dialled here, or with its country: no list of amounts or of times of the day."""
    if number.startswith("+"):
        return True
    groups = re.findall(r"\d+", number)
    if _LISTED.search(number) and min(map(len, groups)) < 3:
        return False
    ends = range(1, len(groups) + 1)
    return any(_is_number(groups[start:end]) for end in ends for start in range(end))


def _is_number(groups: Sequence[str]) -> bool:
    digits = "".join(groups)
    if digits[0] == "0":
        return 10 <= len(digits) <= 14 and not _are_hours(groups)
    with_country = digits.startswith("44") and len(digits) == 12
    return with_country or (digits[0] == "7" and len(digits) == 10 and len(groups[0]) >= 4)


def _are_hours(groups: Sequence[str]) -> bool:
    """ "0930 1030 1130", "09.30-10.30"."""
    if {len(each) for each in groups} == {2} and len(groups) % 2 == 0:
        groups = list(map("".join, zip(groups[::2], groups[1::2], strict=True)))
    return all(_HOUR.fullmatch(each) for each in groups)
