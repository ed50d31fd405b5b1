"""Labelled needs and offers in a folder: the sets, and how a ranking of one is scored."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from matching.listing import Availability, Kind, NeedListing, OfferListing

CORPORA = {
    "syn_esco": "syn_esco",
    "syn_onet": "syn_onet",
    "e2e_onet": "offers_onet",
    "e2e_nyc": "offers_onet",
    "uk_pairs": "uk_pairs",
}
"""The sets that a folder may hold, and the texts that each is searched in."""
_DEPTH = 10
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KINDS = {
    "team_day": Kind.TEAM_DAY,
    "skills": Kind.SKILLS,
    "one-off": Kind.SKILLS,
    "ongoing": Kind.ONGOING,
    "regular": Kind.ONGOING,
    "trustee": Kind.TRUSTEE,
    "goods": Kind.GOODS_OR_SPACE,
    "space": Kind.GOODS_OR_SPACE,
}

Fields = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A need: `grades` of the offers that fit, from 3; `misleading` share words with it and do not fit."""

    id: str
    text: str
    noisy: str
    grades: Mapping[str, int]
    misleading: tuple[str, ...] = ()
    violator: str | None = None
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Given:
    """An offer."""

    id: str
    text: str
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """`offers` of texts alone leave out those that differ from another by a limit only."""

    name: str
    asked: Sequence[Asked]
    offers: Sequence[Given]

    @property
    def plain(self) -> list[Given]:
        broken = {one.violator for one in self.asked}
        return [offer for offer in self.offers if offer.id not in broken]


def sets_in(folder: Path) -> Iterator[Labelled]:
    """The sets whose two files are there, one after the other."""
    for name, corpus in CORPORA.items():
        asked, offers = folder / f"{name}.queries.jsonl", folder / f"{corpus}.corpus.jsonl"
        if asked.exists() and offers.exists():
            yield Labelled(
                name=name,
                asked=[_asked(line) for line in _lines(asked)],
                offers=[_given(line) for line in _lines(offers)],
            )


def _lines(path: Path) -> Iterator[dict[str, object]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _asked(line: Mapping[str, object]) -> Asked:
    text = str(line["text"])
    return Asked(
        id=str(line["id"]),
        text=text,
        noisy=str(line.get("noisy", text)),
        grades=_dict(line["rel"]),
        misleading=tuple(_list(line.get("hard_neg"))),
        violator=str(line["violator"]) if line.get("violator") else None,
        fields=_dict(line.get("need_fields")),
    )


def _given(line: Mapping[str, object]) -> Given:
    described = f". {line['desc']}" if line.get("desc") else ""
    return Given(id=str(line["id"]), text=f"{line['text']}{described}", fields=_dict(line.get("fields")))


def _dict(value: object) -> dict[str, int]:
    return dict(value) if isinstance(value, dict) else {}


def _list(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


@dataclass(frozen=True, kw_only=True)
class Scores:
    """One number a need, NaN where the need has nothing to say about it."""

    ndcg5: np.ndarray
    recall10: np.ndarray
    mrr10: np.ndarray
    hard_negatives_above: np.ndarray

    def document(self) -> dict[str, float | None]:
        return {name: mean(getattr(self, name)) for name in self.__dataclass_fields__}


def mean(values: np.ndarray) -> float | None:
    known = values[~np.isnan(values)]
    return round(float(known.mean()), 4) if len(known) else None


def scores(asked: Sequence[Asked], rankings: Sequence[Sequence[str]]) -> Scores:
    """Of a ranking for each need: offer ids, best first, all of them where there are misleading ones."""
    pairs = list(zip(asked, rankings, strict=True))
    return Scores(
        ndcg5=np.array([_ndcg(one.grades, found) for one, found in pairs]),
        recall10=np.array([_recall(one.grades, found) for one, found in pairs]),
        mrr10=np.array([_mrr(one.grades, found) for one, found in pairs]),
        hard_negatives_above=np.array([_misled(one, found) for one, found in pairs]),
    )


def _ndcg(grades: Mapping[str, int], found: Sequence[str]) -> float:
    ideal = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(offer, 0) for offer in found]) / ideal if ideal else math.nan


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(grades[:5]))


def _right(grades: Mapping[str, int]) -> set[str]:
    least = max(2, max(grades.values(), default=3))
    return {offer for offer, grade in grades.items() if grade >= least}


def _recall(grades: Mapping[str, int], found: Sequence[str]) -> float:
    right = _right(grades)
    return len(right.intersection(found[:_DEPTH])) / min(len(right), _DEPTH) if right else math.nan


def _mrr(grades: Mapping[str, int], found: Sequence[str]) -> float:
    right = _right(grades)
    places = (1 / at for at, offer in enumerate(found[:_DEPTH], start=1) if offer in right)
    return next(places, 0.0) if right else math.nan


def _misled(one: Asked, found: Sequence[str]) -> float:
    if not one.misleading:
        return math.nan
    place = {offer: at for at, offer in enumerate(found)}
    last = len(found)
    best = min(place.get(offer, last) for offer in _right(one.grades))
    return sum(place.get(offer, last) < best for offer in one.misleading) / len(one.misleading)


def need_of(one: Asked, text: str, *, fields: bool = False, chosen: bool = False) -> NeedListing:
    """The need as the matcher gets it: its text alone, with the skills that were chosen, or with it all."""
    said = one.fields
    if not fields:
        return NeedListing(id=one.id, text=text, skills=tuple(_list(said.get("skills"))) if chosen else ())
    dbs = str(said.get("dbs", "none"))
    return NeedListing(
        id=one.id,
        text=text,
        skills=tuple(_list(said.get("skills"))),
        kind=_KINDS.get(str(said.get("type", ""))),
        place=str(said["area"]) if said.get("area") else None,
        remote=bool(said.get("remote", False)),
        weekdays=_weekdays(said),
        starts=_day(said, "from"),
        ends=_day(said, "to"),
        people_min=_number(said, "team_min", "team_size"),
        people_max=_number(said, "team_max", "team_size"),
        checks=frozenset() if dbs == "none" else frozenset({f"{dbs} dbs"}),
    )


def offer_of(one: Given, *, fields: bool = False, chosen: bool = False) -> OfferListing:
    """The offer likewise."""
    said = one.fields
    if not fields:
        skills = tuple(_list(said.get("skills"))) if chosen else ()
        return OfferListing(id=one.id, text=one.text, skills=skills)
    dbs = str(said.get("dbs", "none"))
    areas = frozenset(_list(said.get("areas")))
    remote = bool(said.get("remote", False))
    return OfferListing(
        id=one.id,
        text=one.text,
        skills=tuple(_list(said.get("skills"))),
        kinds=frozenset(_KINDS[kind] for kind in _list(said.get("types")) if kind in _KINDS),
        place=min(areas, default=None),
        areas=areas,
        remote=remote,
        on_site=bool(areas) or not remote,
        available=Availability(weekdays=_weekdays(said), starts=_day(said, "from"), ends=_day(said, "to")),
        team_size=_number(said, "team_size", "team_max"),
        team_least=_number(said, "team_min", "team_size"),
        checks=frozenset() if dbs == "none" else frozenset({f"{dbs} dbs"}),
    )


def _weekdays(said: Fields) -> frozenset[int]:
    return frozenset(_DAYS.index(day[:3].lower()) for day in _list(said.get("days")))


def _day(said: Fields, name: str) -> date | None:
    return date.fromisoformat(str(said[name])) if said.get(name) else None


def _number(said: Fields, *names: str) -> int | None:
    return next((int(str(said[name])) for name in names if said.get(name) is not None), None)
