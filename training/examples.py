"""What the model learns from: pairs of texts that mean the same help, and texts that only look alike."""

import csv
import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

csv.field_size_limit(10_000_000)

SAYS_OFFER = (
    "{title}. I can {task}",
    "{title}, happy to {task}",
    "{title}",
    "I am a {title} and could {task}",
    "{task} ({title})",
    "can {task}",
    "{title} here. {Task}",
    "Offering to {task}. My job: {title}",
)
SAYS_NEED = (
    "We need someone to {task}",
    "Can anyone {task}?",
    "Looking for help: {task}",
    "{Task}",
    "need a {title}",
    "we could do with a {title} to {task}",
    "Volunteer wanted who can {task}",
    "is there somebody who could {task} for us",
)
SAYS_POSTING = (
    "{title}. {first}. {second}. {aside}",
    "{title} wanted. {aside} You will {task}.",
    "{aside} We are looking for a volunteer {title} to {task}",
    "Volunteer role: {title}. {aside} {first}",
    "{aside} Help us {task}. {second}.",
    "{first} and more. {aside}",
)
ASIDES = (
    "Great opportunity to get involved in your community!",
    "We are a small charity run by volunteers and serve families in the area.",
    "No experience needed, training is given.",
    "Flexible hours, one or two days a week, evenings possible.",
    "Our shelter gives a home to women and children.",
    "The museum opens to schools every day of the week.",
    "We work with older people who live alone.",
    "Join our friendly team at the community centre.",
    "Our after-school programme serves kids aged 6 to 12.",
    "We are an all-volunteer theatre company.",
    "A hospital of 300 beds, near the station.",
    "Our park has a lake, a playground and a garden.",
    "We run a food pantry in the church hall on Saturdays.",
    "For our website, newsletter and annual gala.",
    "The league has forty teams of girls and boys.",
    "We help refugees and immigrants to settle in the city.",
    "The library is moving to a new building.",
    "Our clients are adults with learning disabilities.",
    "We rescue cats and dogs and find them homes.",
    "Must be reliable and love working with people.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two texts that belong together; `group`: pairs of one group are no counter-examples to each other."""

    one: str
    other: str
    group: str
    unlike: str | None = None


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def lines(path: Path) -> list[dict[str, list[str]]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


@dataclass(frozen=True, kw_only=True)
class Occupation:
    title: str
    called: tuple[str, ...]
    described: str
    tasks: tuple[str, ...]


HALF = 0.5
_WORD = re.compile(r"[a-z]{4,}")


class _Lookalikes:
    """Finds texts that share a rare word with another, and are of another group: words that mislead."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._texts = list(texts)
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        for at, (text, _) in enumerate(self._texts):
            for word in set(_WORD.findall(text.lower())):
                self._holding[word].append(at)

    def other(self, text: str, group: str, chance: random.Random) -> str | None:
        """One of the texts with the rarest words in common, or None."""
        words = sorted(set(_WORD.findall(text.lower())), key=lambda word: len(self._holding.get(word, ())))
        for word in (word for word in words if len(self._holding.get(word, ())) > 1):
            found = chance.sample(self._holding[word], min(8, len(self._holding[word])))
            other = [self._texts[at][0] for at in found if self._texts[at][1] != group]
            if other:
                return chance.choice(other)
        return None


class Examples:
    """Endless pairs, drawn anew for every epoch from a seeded source of chance."""

    def __init__(self, taxonomy: Path, written: Path, chance: random.Random, *, plain: bool = False) -> None:
        self._plain = plain
        self._chance = chance
        self._skills = list(rows(taxonomy / "esco_skills.csv.gz"))
        self._trades = list(rows(taxonomy / "esco_occupations.csv.gz"))
        self._occupations = _occupations(taxonomy)
        self._labels_alike = _Lookalikes((row["preferred_label"], row["id"]) for row in self._skills)
        self._alike = _Lookalikes(self._offers_of_all())
        self._roles = [role for path in sorted(written.glob("roles_*.jsonl")) for role in lines(path)]
        self._postings = [post for path in sorted(written.glob("onet_*.jsonl")) for post in lines(path)]

    def epoch(self, roles: int, postings: int, tasks: int, *, labels: float = 1.0) -> list[Pair]:
        """All of it once, shuffled; numbers of draws of each kind, and the share of names."""
        drawn = [
            *(pair for pair in self._labels() if self._chance.random() < labels),
            *self._titles(),
            *self._tasks(tasks),
            *self._written(roles),
            *self._posted(postings),
        ]
        self._chance.shuffle(drawn)
        return [replace(pair, unlike=None) for pair in drawn] if self._plain else drawn

    def _labels(self) -> Iterator[Pair]:
        for row in (*self._skills, *self._trades):
            names = [row["preferred_label"], *row["alternative_labels"].split("|")]
            distinct = list(dict.fromkeys(name for name in names if name))
            if len(distinct) > 1:
                one, other = self._chance.sample(distinct, 2)
                yield Pair(
                    one=one,
                    other=distinct[0] if one != distinct[0] else other,
                    group=row["id"],
                    unlike=self._labels_alike.other(one, row["id"], self._chance),
                )
            if row["description"] and self._chance.random() < 0.25:
                yield Pair(one=self._chance.choice(distinct), other=row["description"], group=row["id"])

    def _titles(self) -> Iterator[Pair]:
        for code, job in self._occupations.items():
            for _ in range(4):
                whole = self._chance.choice((job.title, f"{job.title}. {job.described}", job.described))
                yield Pair(one=self._chance.choice(job.called), other=whole, group=code)

    def _tasks(self, draws: int) -> Iterator[Pair]:
        jobs = [(code, job) for code, job in self._occupations.items() if len(job.tasks) > 1]
        for _ in range(draws):
            code, job = self._chance.choice(jobs)
            wanted, done, more = self._chance.choice(job.tasks), *self._chance.sample(job.tasks, 2)
            title = self._chance.choice(job.called)
            one = (
                self._say(SAYS_NEED, title, wanted)
                if self._plain or self._chance.random() < HALF
                else self._post(title, wanted, more)
            )
            yield Pair(
                one=one,
                other=self._say(SAYS_OFFER, self._chance.choice(job.called), done),
                group=code,
                unlike=self._alike.other(one, code[:2], self._chance),
            )

    def _offers_of_all(self) -> Iterator[tuple[str, str]]:
        """Offers of every occupation, with its major group: what is of another one is of another field."""
        for code, job in self._occupations.items():
            for task in job.tasks:
                yield self._say(SAYS_OFFER, self._chance.choice(job.called), task), code[:2]

    def _post(self, title: str, first: str, second: str) -> str:
        bare, more = first.rstrip("."), second.rstrip(".")
        small = bare[:1].lower() + bare[1:]
        aside = self._chance.choice(ASIDES)
        form = self._chance.choice(SAYS_POSTING)
        return form.format(title=title, first=bare, second=more, task=small, aside=aside)

    def _say(self, forms: Sequence[str], title: str, task: str) -> str:
        bare = task.rstrip(".")
        small = bare[:1].lower() + bare[1:]
        return self._chance.choice(forms).format(title=title, task=small, Task=bare)

    def _written(self, draws: int) -> Iterator[Pair]:
        for role in self._roles:
            for _ in range(draws):
                asked = self._chance.choice([*role["needs"], *role["needs"], *role["postings"]])
                yield Pair(
                    one=asked,
                    other=self._chance.choice(role["offers"]),
                    group=str(role["role"]),
                    unlike=self._chance.choice(role["traps"]),
                )
            yield Pair(
                one=str(role["role"]), other=self._chance.choice(role["offers"]), group=str(role["role"])
            )

    def _posted(self, draws: int) -> Iterator[Pair]:
        for post in self._postings:
            codes = [code for code in post["codes"] if code in self._occupations]
            for _ in range(draws if codes else 0):
                code = self._chance.choice(codes)
                job = self._occupations[code]
                task = self._chance.choice(job.tasks) if job.tasks else job.described
                yield Pair(
                    one=self._chance.choice(post["texts"]),
                    other=self._say(SAYS_OFFER, self._chance.choice(job.called), task),
                    group=code,
                )


def _occupations(taxonomy: Path) -> Mapping[str, Occupation]:
    tasks: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows(taxonomy / "onet_tasks.csv.gz"):
        tasks[row["code"]].append(row["task"])
    return {
        row["code"]: Occupation(
            title=row["title"],
            called=tuple(_names(row)),
            described=row["description"],
            tasks=tuple(tasks[row["code"]]),
        )
        for row in rows(taxonomy / "onet_occupations.csv.gz")
    }


def _names(row: Mapping[str, str]) -> Iterable[str]:
    return dict.fromkeys(name for name in (row["title"], *row["alternate_titles"].split("|")) if name)
