"""Typed text in one regular spelling: lower case, numbers as digits, weekdays and months in full."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

LONGEST = 2_000

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
UNITS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: number * 10
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
# Ordinals end in "th" where digits were typed and in "nd" where a word was:
# "the 1st" is a date, "the first" may not be.
ORDINALS = {
    word: f"{number}nd"
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        start=1,
    )
}
SHORT = {
    "mon": "monday", "mons": "mondays", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday",
    "weds": "wednesday", "thu": "thursday", "thur": "thursday", "thurs": "thursday", "fri": "friday",
    "fris": "fridays", "sat": "saturday", "sats": "saturdays", "sun": "sunday", "suns": "sundays",
    "jan": "january", "feb": "february", "mar": "march", "apr": "april", "jun": "june", "jul": "july",
    "aug": "august", "sep": "september", "sept": "september", "oct": "october", "nov": "november",
    "dec": "december", "wensday": "wednesday", "wendsday": "wednesday", "wensdays": "wednesdays",
    "tommorow": "tomorrow", "tmrw": "tomorrow", "tmr": "tomorrow", "tomoz": "tomorrow", "tomos": "tomorrow",
    "tonite": "tonight",
    "xmas": "christmas", "hr": "hour", "hrs": "hours", "min": "minute", "mins": "minutes",
    "wk": "week", "wks": "weeks", "wkend": "weekend", "wkends": "weekends",
    "morn": "morning", "aft": "afternoon", "arvo": "afternoon", "till": "until", "til": "until",
    "every1": "everyone", "fourty": "forty", "ninty": "ninety", "tonnight": "tonight",
    "ist": "1th", "yr": "year", "yrs": "years", "mth": "month", "mths": "months", "bday": "birthday",
    "fortnite": "fortnight", "an": "a", "u": "you", "ppl": "people", "vols": "volunteers",
}  # fmt: skip
# Only long words are mended: one letter from a short month lie "match", "tune" and "eastern".
MENDED = (
    *WEEKDAYS, *(day + "s" for day in WEEKDAYS), *(month for month in MONTHS if len(month) > 5),
    "tomorrow", "tonight", "weekend", "weekends", "fortnight", "christmas", "fortnightly",
    "morning", "mornings", "afternoon", "afternoons", "evening", "evenings",
)  # fmt: skip
KEPT = frozenset(("sundry", "weekender", "weekended"))

_TOKEN = re.compile(r"[ap]\.m\b\.?|2mo?rr?ow?\b|\d+(?:st|nd|rd|th)\b|\d+|[^\W\d_]+|[^\w\s]|_", re.IGNORECASE)
_PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "−": "-", "~": "-"})
_SAT_DOWN = frozenset(
    ["we", "i", "he", "she", "they", "have", "has", "been", "was", "who", "and", "the", "just"]
)


@dataclass(frozen=True, kw_only=True)
class Words:
    """`text` is the regular spelling; positions in it lead back to the person's own `source`.

    A read passage is blanked with `~`, so that nothing is read twice and positions stay.
    """

    source: str
    text: str
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def blank(self, start: int, end: int) -> "Words":
        return replace(self, text=self.text[:start] + "~" * (end - start) + self.text[end:])

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the tokens that touch text[start:end] stand in the source."""
        if not self.spans:
            return 0, 0
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_left(self.starts, end) - 1, first)
        return self.spans[first][0], self.spans[last][1]

    def said(self, start: int, end: int) -> str:
        begin, finish = self.source_span(start, end)
        return self.source[begin:finish]


@dataclass(frozen=True, kw_only=True)
class _Token:
    word: str
    start: int
    end: int


def spell(text: str) -> Words:
    """Reads at most the first 2,000 characters."""
    source = text[:LONGEST]
    found = [_regular(match) for match in _TOKEN.finditer(source.translate(_PLAIN))]
    tokens = _merge_numbers(_undo_sat_and_sun(found, source))
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        gap = " " if before and _apart(before, token) else ""
        starts.append(length + len(gap))
        parts.append(gap + token.word)
        length += len(gap) + len(token.word)
    return Words(
        source=source,
        text="".join(parts),
        starts=tuple(starts),
        spans=tuple((token.start, token.end) for token in tokens),
    )


def _regular(match: re.Match[str]) -> _Token:
    return _Token(word=_one_word(match.group().lower()), start=match.start(), end=match.end())


def _one_word(word: str) -> str:
    if word in SHORT:
        return SHORT[word]
    if word in ORDINALS:
        return ORDINALS[word]
    if word[0].isdigit():
        return "tomorrow" if word.startswith("2m") else re.sub(r"(?:st|nd|rd)$", "th", word)
    if word[0] in "ap" and word[1:2] == ".":
        return word[0] + "m"
    return _mend(word)


def _mend(word: str) -> str:
    """One slip of the finger in a weekday, a month or a word like "tomorrow" is put right."""
    if not 5 <= len(word) <= 12 or word in MENDED or word in KEPT:
        return word
    close = [known for known in MENDED if abs(len(known) - len(word)) <= 1]
    return next((known for known in close if OSA.distance(word, known, score_cutoff=1) <= 1), word)


def _undo_sat_and_sun(tokens: list[_Token], source: str) -> list[_Token]:
    """ "We sat down", "in the sun" are no days."""
    result = tokens[:]
    for index in range(1, len(tokens)):
        token, before = tokens[index], tokens[index - 1].word
        typed = source[token.start : token.end].lower()
        if (typed == "sat" and before in _SAT_DOWN - {"and", "the"}) or (typed == "sun" and before == "the"):
            result[index] = replace(token, word=typed)
    return result


def _merge_numbers(tokens: list[_Token]) -> list[_Token]:
    merged: list[_Token] = []
    index = 0
    while index < len(tokens):
        token, used = _number_at(tokens, index)
        merged.append(token)
        index += used
    return merged


def _number_at(tokens: list[_Token], index: int) -> tuple[_Token, int]:
    token = tokens[index]
    if token.word in UNITS:
        return replace(token, word=str(UNITS[token.word])), 1
    if token.word == "hundred":
        return replace(token, word="100"), 1
    if token.word not in TENS:
        return token, 1
    rest = tokens[index + 1 : index + 3]
    used = 2 if rest and rest[0].word == "-" else 1
    unit = rest[used - 1] if len(rest) >= used else None
    if unit is not None and (0 < UNITS.get(unit.word, 0) < 10 or _small_ordinal(unit.word)):
        return _join(token, unit), used + 1
    return replace(token, word=str(TENS[token.word])), 1


def _small_ordinal(word: str) -> bool:
    return word.endswith("nd") and word[:-2].isdigit() and len(word) == 3


def _join(tens: _Token, unit: _Token) -> _Token:
    number = TENS[tens.word]
    if unit.word in UNITS:
        return _Token(word=str(number + UNITS[unit.word]), start=tens.start, end=unit.end)
    return _Token(word=str(number + int(unit.word[0])) + unit.word[1:], start=tens.start, end=unit.end)


def _apart(before: _Token, token: _Token) -> bool:
    return before.end < token.start or (before.word[-1].isalnum() and token.word[0].isalnum())
