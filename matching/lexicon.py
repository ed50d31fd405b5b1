"""The words that the matcher knows: skills and what people call them, and how common English words are."""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from matching.empty import EMPTY
from matching.normalise import beside, words
from matching.spelling import SHORTEST, Spelling
from matching.stem import stem

_OF_THE_FIELD = 100
_FIRST_WORD = 1996
"""Where the words begin in a BERT vocabulary."""
_SHORTEST_NAME = 4
"""Letters from which what that vocabulary has is a name or a word, and no abbreviation or piece."""
_OFTEN = 10
_STEPS = 10
"""Steps of rarity for each power of ten."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Skill:
    name: str
    category: str
    called: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """One way to say a skill: its stems in order."""

    stems: tuple[str, ...]
    skill: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Lexicon:
    """`phrases` are found by their first stem, longest first. `rarity` of a stem: from 0, common, to 1.

    `related`: for a stem others that stand for it, and how often, from 0 to 1. `means`: a city's own words.
    """

    skills: Mapping[str, Skill]
    phrases: Mapping[str, tuple[Phrase, ...]]
    rarity: Mapping[str, float]
    spelling: Spelling
    names: Mapping[str, str]
    categories: Mapping[str, tuple[str, ...]]
    related: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    means: Mapping[tuple[str, ...], str] = field(default_factory=dict)

    def category(self, skill: str) -> str | None:
        found = self.skills.get(skill)
        return found.category if found else None

    def taught(self, synonyms: Mapping[str, str]) -> "Lexicon":
        """This lexicon with words of a city's own: each is read as if its meaning stood beside it."""
        return replace(
            self, means={words(term): meaning for term, meaning in synonyms.items() if words(term)}
        )

    def spoken(self, text: str) -> str:
        """The text with the meaning of each of the city's own words after it, in brackets."""
        return beside(text, self.means) if self.means else text

    def in_category(self, category: str | None) -> tuple[str, ...]:
        return self.categories.get(category or "", ())


def lexicon(
    skills: Iterable[Skill],
    counts: Mapping[str, int],
    english: Mapping[str, float] = MappingProxyType({}),
    names: Iterable[str] = (),
) -> Lexicon:
    """A lexicon of these skills; `counts`: in how many of many texts each word occurs.

    `english`: words of general English, and of how many words each is one. `names`: what else is no slip.
    """
    listed = tuple(skills)
    phrases = tuple(_phrases(listed))
    wanted = {word for skill in listed for name in _names(skill) for word in words(name)}
    return Lexicon(
        skills={skill.name: skill for skill in listed},
        phrases=_by_first_stem(phrases),
        rarity=_rarity(counts),
        spelling=Spelling(_shares(counts, wanted | EMPTY, english), known=names),
        names={skill.name.casefold(): skill.name for skill in listed},
        categories=_by_category(listed),
    )


@cache
def standard_lexicon(without: frozenset[str] = frozenset()) -> Lexicon:
    """The lexicon that comes with the program; `without`: phrases that it must not know, to be measured
    on.
    """
    known = lexicon(
        _struck(_packaged_skills(), {words(phrase) for phrase in without}),
        dict(_packaged_counts()),
        dict(_packaged_english()),
        _packaged_names(),
    )
    return replace(known, related=dict(_packaged_related()))


def _struck(skills: Iterable[Skill], phrases: Set[tuple[str, ...]]) -> Iterator[Skill]:
    for skill in skills:
        yield replace(skill, called=tuple(name for name in skill.called if words(name) not in phrases))


def _names(skill: Skill) -> tuple[str, ...]:
    return (skill.name, *skill.called)


def _phrases(skills: Sequence[Skill]) -> Iterator[Phrase]:
    for skill in skills:
        for name in _names(skill):
            yield Phrase(stems=tuple(stem(word) for word in words(name)), skill=skill.name)


def _by_first_stem(phrases: Iterable[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    found: defaultdict[str, set[Phrase]] = defaultdict(set)
    for phrase in phrases:
        found[phrase.stems[0]].add(phrase)
    return {first: tuple(sorted(some, key=_longest_first)) for first, some in found.items()}


def _by_category(skills: Iterable[Skill]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for skill in skills:
        found[skill.category].append(skill.name)
    return {category: tuple(names) for category, names in found.items()}


def _longest_first(phrase: Phrase) -> tuple[int, str, tuple[str, ...]]:
    return -len(phrase.stems), phrase.skill, phrase.stems


def _rarity(counts: Mapping[str, int]) -> dict[str, float]:
    by_stem: defaultdict[str, int] = defaultdict(int)
    for word, count in counts.items():
        by_stem[stem(word)] += count
    top = math.log(max(by_stem.values(), default=1) + 1)
    return {short: 1 - math.log(count + 1) / (top + 1) for short, count in by_stem.items()}


def _shares(counts: Mapping[str, int], wanted: Set[str], english: Mapping[str, float]) -> Mapping[str, float]:
    """The share of each word that a slip may have been meant for: half by this field, half by English."""
    said = {word: count for word, count in counts.items() if _is_word(word, count) or word in english}
    field = {**said, **{word: counts.get(word, 0) + _OF_THE_FIELD for word in wanted}}
    each = 1 / max(1, sum(field.values()))
    both = {word: english.get(word, 0) + each * count for word, count in field.items()}
    return {word: share / 2 for word, share in {**english, **both}.items()}


def _is_word(word: str, count: int) -> bool:
    """The field has many abbreviations of three letters; in small letters only the usual ones are meant."""
    return len(word) > SHORTEST or count >= _OFTEN


def _packaged_related() -> Iterator[tuple[str, tuple[tuple[str, float], ...]]]:
    for one, *others in csv.reader(_packaged("related.csv")):
        pairs = (other.rsplit(":", 1) for other in others)
        yield one, tuple((other, float(share)) for other, share in pairs)


def _packaged_english() -> Iterator[tuple[str, float]]:
    for line in _packaged("english.txt"):
        step, *some = line.split()
        share = 10 ** (-int(step) / _STEPS)
        yield from ((word, share) for word in some)


def _packaged_names() -> Iterator[str]:
    """The whole words of the sentence model's vocabulary: it knows many people and places."""
    for piece in _lines("model", "vocab.txt")[_FIRST_WORD:]:
        if len(piece) >= _SHORTEST_NAME and piece.isascii() and piece.isalpha():
            yield piece


def _packaged_skills() -> Iterator[Skill]:
    for row in csv.DictReader(_packaged("skills.csv")):
        yield Skill(name=row["name"], category=row["category"], called=tuple(row["synonyms"].split(";")))


def _packaged_counts() -> Iterator[tuple[str, int]]:
    for word, count in csv.reader(_packaged("words.csv")):
        yield word, int(count)


def _packaged(name: str) -> list[str]:
    return _lines("data", name)


def _lines(folder: str, name: str) -> list[str]:
    return (files("matching") / folder / name).read_text(encoding="utf-8").splitlines()
