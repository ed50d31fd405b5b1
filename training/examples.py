"""What the model learns from: pairs of texts that mean the same help, and texts that only look alike."""

import csv
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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


class Examples:
    """Endless pairs, drawn anew for every epoch from a seeded source of chance."""

    def __init__(self, taxonomy: Path, written: Path, chance: random.Random) -> None:
        self._chance = chance
        self._skills = list(rows(taxonomy / "esco_skills.csv.gz"))
        self._trades = list(rows(taxonomy / "esco_occupations.csv.gz"))
        self._occupations = _occupations(taxonomy)
        self._roles = [role for path in sorted(written.glob("roles_*.jsonl")) for role in lines(path)]
        self._postings = [post for path in sorted(written.glob("onet_*.jsonl")) for post in lines(path)]

    def epoch(self, roles: int, postings: int, tasks: int) -> list[Pair]:
        """All of it once, shuffled; the numbers say how many draws of each hand-written kind."""
        drawn = [
            *self._labels(),
            *self._titles(),
            *self._tasks(tasks),
            *self._written(roles),
            *self._posted(postings),
        ]
        self._chance.shuffle(drawn)
        return drawn

    def _labels(self) -> Iterator[Pair]:
        for row in (*self._skills, *self._trades):
            names = [row["preferred_label"], *row["alternative_labels"].split("|")]
            distinct = list(dict.fromkeys(name for name in names if name))
            if len(distinct) > 1:
                one, other = self._chance.sample(distinct, 2)
                yield Pair(one=one, other=distinct[0] if one != distinct[0] else other, group=row["id"])
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
            wanted, done = self._chance.sample(job.tasks, 2)
            yield Pair(
                one=self._say(SAYS_NEED, self._chance.choice(job.called), wanted),
                other=self._say(SAYS_OFFER, self._chance.choice(job.called), done),
                group=code,
            )

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
            yield Pair(one=str(role["role"]), other=self._chance.choice(role["offers"]), group=str(role["role"]))

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
