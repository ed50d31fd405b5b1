"""Short answers: yes or no, one of the choices shown, a number."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from bot.reading.unread import Unread, unread
from bot.reading.words import spell

_YES = frozenset(
    [
        "y",
        "yes",
        "yeah",
        "yep",
        "yup",
        "ya",
        "yea",
        "yess",
        "ok",
        "okay",
        "k",
        "sure",
        "of course",
        "definitely",
        "absolutely",
        "aye",
        "correct",
        "right",
        "that's right",
        "thats right",
        "go ahead",
        "go on",
        "go for it",
        "fine",
        "sounds good",
        "good",
        "great",
        "perfect",
        "lovely",
        "please",
        "please do",
        "do it",
        "confirm",
        "confirmed",
        "post it",
        "all good",
        "agreed",
        "true",
        "happy with that",
        "that's fine",
        "thats fine",
        "i can",
        "we can",
        "it did",
        "it was",
        "no problem",
        "why not",
        "looks good",
        "looks right",
        "that works",
        "si",
        "oui",
        "tak",
        "da",
        "haan",
        "👍",
        "✅",
    ]
)
_NO = frozenset(
    [
        "n",
        "no",
        "nope",
        "nah",
        "not",
        "never",
        "none",
        "cancel",
        "wrong",
        "incorrect",
        "false",
        "nie",
        "non",
        "not now",
        "not yet",
        "not really",
        "sorry no",
        "i can't",
        "i cant",
        "we can't",
        "we cant",
        "can't",
        "cant",
        "don't",
        "dont",
        "it didn't",
        "it wasn't",
        "not today",
        "not this time",
        "afraid not",
        "maybe later",
        "that's wrong",
        "thats wrong",
        "not right",
        "don't post",
        "not quite",
        "👎",
        "❌",
    ]
)
_FIRST_WORD = re.compile(r"(?:yes|yeah|yep|yup|no|nope|nah|ok|okay|sure)\b")


def read_yes_no(text: str) -> bool | None:
    """None where it is neither, or may be both ("yes but not Friday" is left to a person to settle)."""
    plain = _plain(text)
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    opened = _FIRST_WORD.match(plain)
    if opened is None or re.search(
        r"\b(?:but|except|if|unless|only|not sure|maybe|what|when|how|why)\b", plain
    ):
        return None
    return None if len(plain) > 60 else not opened.group().startswith("n")


def read_choice(text: str, options: Sequence[str]) -> int | None:
    """The index of the option meant: by its number from 1, label, unambiguous start, or with one slip."""
    plain = _plain(text)
    if not plain:
        return None
    labels = [_plain(option) for option in options]
    if plain not in labels and (number := _numbered(plain, len(options))) is not None:
        return number
    for fits in (_same, _starts, _has_word, _slipped):
        found = [index for index, label in enumerate(labels) if fits(plain, label)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def read_count(text: str, *, least: int = 1, most: int = 100) -> int | Unread:
    """One whole number, in digits or in words to a hundred."""
    plain = spell(text.replace(",", "")).text
    numbers = re.findall(r"(?<![\d.])-?\d{1,9}(?!\d|\.\d)", plain)
    if len(numbers) == 1 and least <= int(numbers[0]) <= most:
        return int(numbers[0])
    return unread("count", least=f"{least:,}", most=f"{most:,}", example=str(min(max(least, 2), most)))


def _plain(text: str) -> str:
    words = "".join(
        c if c.isalnum() or c in " '+-👍👎✅❌" else "'" if c == "’" else " " for c in text[:200].lower()
    )
    return " ".join(words.split())


def _numbered(plain: str, count: int) -> int | None:
    match = re.fullmatch(
        r"(?:(?:option|number|no|choice|the)\s)?(\d{1,3}|\d{1,2}(?:th|nd))(?: (?:1|"
        r"please))?",
        spell(plain).text,
    )
    if match is None:
        return None
    number = int(re.sub(r"\D", "", match[1]))
    return number - 1 if 1 <= number <= count else None


def _same(plain: str, label: str) -> bool:
    return plain == label


def _starts(plain: str, label: str) -> bool:
    return label.startswith(plain)


def _has_word(plain: str, label: str) -> bool:
    return len(plain) >= 3 and re.search(rf"\b{re.escape(plain)}\b", label) is not None


def _slipped(plain: str, label: str) -> bool:
    return len(plain) >= 4 and OSA.distance(plain, label, score_cutoff=1) <= 1
