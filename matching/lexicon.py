"""The words that the matcher knows: skills and what people call them, and how common English words are."""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from matching.empty import EMPTY
from matching.normalise import words
from matching.spelling import Spelling
from matching.stem import stem


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
    """`phrases` are found by their first stem, longest first. `rarity` of a stem: from 0, common, to 1."""

    skills: Mapping[str, Skill]
    phrases: Mapping[str, tuple[Phrase, ...]]
    rarity: Mapping[str, float]
    spelling: Spelling
    names: Mapping[str, str] = field(default_factory=dict)

    def category(self, skill: str) -> str | None:
        found = self.skills.get(skill)
        return found.category if found else None


def lexicon(skills: Iterable[Skill], counts: Mapping[str, int]) -> Lexicon:
    """A lexicon of these skills; `counts`: in how many of many texts each English word occurs."""
    listed = tuple(skills)
    phrases = tuple(_phrases(listed))
    wanted = {word for skill in listed for name in _names(skill) for word in words(name)}
    return Lexicon(
        skills={skill.name: skill for skill in listed},
        phrases=_by_first_stem(phrases),
        rarity=_rarity(counts),
        spelling=Spelling.of(wanted | EMPTY, known=counts.keys() | wanted | EMPTY),
        names={skill.name.casefold(): skill.name for skill in listed},
    )


@cache
def standard_lexicon() -> Lexicon:
    """The lexicon that comes with the program."""
    return lexicon(_packaged_skills(), dict(_packaged_counts()))


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


def _longest_first(phrase: Phrase) -> tuple[int, str, tuple[str, ...]]:
    return -len(phrase.stems), phrase.skill, phrase.stems


def _rarity(counts: Mapping[str, int]) -> dict[str, float]:
    by_stem: defaultdict[str, int] = defaultdict(int)
    for word, count in counts.items():
        by_stem[stem(word)] += count
    top = math.log(max(by_stem.values(), default=1) + 1)
    return {short: 1 - math.log(count + 1) / (top + 1) for short, count in by_stem.items()}


def _packaged_skills() -> Iterator[Skill]:
    for row in csv.DictReader(_packaged("skills.csv")):
        yield Skill(name=row["name"], category=row["category"], called=tuple(row["synonyms"].split(";")))


def _packaged_counts() -> Iterator[tuple[str, int]]:
    for word, count in csv.reader(_packaged("words.csv")):
        yield word, int(count)


def _packaged(name: str) -> list[str]:
    return (files("matching") / "data" / name).read_text(encoding="utf-8").splitlines()
