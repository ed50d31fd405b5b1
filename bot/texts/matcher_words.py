"""The matcher's reasons and doubts, which it gives in English, in the language of whoever reads them.

What it may say is closed: each sentence stands under "why" in the texts as well, so what was said is found
there by its shape, also where it was written down long ago.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, lru_cache

from bot.texts.catalogue import sentences, words
from bot.texts.times import hours
from bot.texts.whens import weekdays

_PART = re.compile(r"\\\{([a-z_]+)\\\}")
MOST_KNOWN = 1_000  # sentences of which it is known what they are made of; a card of a match has four
_HOURS = re.compile(r"(\d+(?:\.\d+)?) hours?")


@lru_cache(maxsize=MOST_KNOWN)
def why(said: str) -> str:
    """A reason or a doubt; what the matcher never says is shown as it is."""
    for key, pattern in _patterns().items():
        if found := pattern.fullmatch(said):
            return words(
                key, **{name: _PARTS.get(name, str)(part) for name, part in found.groupdict().items()}
            )
    return said


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """Those with fewer parts first, as a part may be anything."""
    ours = {key: text for key, text in sentences().items() if key.startswith("why.")}
    return {
        key: re.compile(_PART.sub(r"(?P<\1>.+)", re.escape(ours[key])))
        for key in sorted(ours, key=lambda key: (ours[key].count("{"), -len(ours[key])))
    }


def _time(said: str) -> str:
    found = _HOURS.fullmatch(said)
    return hours(Decimal(found[1])) if found else said


def _of(section: str) -> Callable[[str], str]:
    def part(said: str) -> str:
        key = _keys(section).get(said)
        return said if key is None else words(key)

    return part


@cache
def _keys(section: str) -> Mapping[str, str]:
    """By what they say."""
    return {said: key for key, said in sentences().items() if key.startswith(f"{section}.")}


_PARTS: Mapping[str, Callable[[str], str]] = {
    "left": _time,
    "asked": _time,
    "days": weekdays,
    "kind": _of("why_kind"),
    "verb": _of("why_verb"),
}
