"""Finding by words and typos: how well a name answers to what was asked. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

SURE_ENOUGH = 0.7
"""Likeness of two words below which one is not the other mistyped: "boilr" is boiler, "coach" is not couch
surfing."""

_WORD = re.compile(r"\w+")


def words_of(text: str) -> tuple[str, ...]:
    """Small letters, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(_WORD.findall("".join(each for each in plain if not unicodedata.combining(each))))


def answering(asked: str, named: Iterable[tuple[str, str]], most: int) -> Sequence[str]:
    """The ids whose words answer to everything that was asked, the best first."""
    wanted = words_of(asked)
    if not wanted:
        return ()
    spoken = [(id, words_of(text)) for id, text in named]
    vocabulary = {word for _, words in spoken for word in words}
    worth = [{word: _likeness(one, word) for word in vocabulary} for one in wanted]
    scored = [(_score(worth, words), id) for id, words in spoken]
    best = sorted((-score, id) for score, id in scored if score)
    return [id for _, id in best[:most]]


def _score(worth: list[dict[str, float]], words: tuple[str, ...]) -> float:
    """0 where a word that was asked for is not there; a short name counts more than a long one."""
    each = [max((table[word] for word in words), default=0.0) for table in worth]
    return sum(each) / len(each) + 0.01 / (1 + len(words)) if all(each) else 0.0


def _likeness(asked: str, word: str) -> float:
    if asked == word:
        return 1.0
    if len(asked) >= 2 and word.startswith(asked):
        return 0.95
    if min(len(asked), len(word)) < 4:
        return 0.0
    alike = OSA.normalized_similarity(asked, word)
    return 0.9 * alike if alike >= SURE_ENOUGH else 0.0
