"""Who goes where when several needs compete for the same people: the most good together, nobody swamped.

Exact: the linear programme of this problem has corners of whole numbers only, as a transportation problem
with bounds is totally unimodular (Hoffman and Kruskal, 1956), so what scipy's simplex finds is a plan.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from matching.columns import Array

PRIORITY_WORTH = 0.5
"""What the highest priority of the city adds: a fit of 60 % there counts like one of 90 % elsewhere."""
WAITING_WORTH = 0.3
LONGEST_WAIT = 60
"""Days after which waiting counts no more: as long as a need stays open unless it is renewed."""
_HALF = 0.5
_ALIKE = 1e-6
"""Worths that differ by less are the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wants:
    """A need in want of people: `room` for how many, `priority` from 0 to 1, and how long it has waited."""

    id: str
    room: int = 1
    priority: float = 0.0
    waiting_days: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Gives:
    """An offer: `room`, how many more matches its person can take."""

    id: str
    room: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """A pair that breaks no limit. `score` from 0 to 1."""

    need: str
    offer: str
    score: float


class Because(StrEnum):
    """Why an offer is kept for another need; the value completes "kept for ... because "."""

    FITS_BETTER = "it fits better there"
    PRIORITY = "the city has put such needs first"
    WAITED = "it has waited longer"
    NOBODY_ELSE = "there is nobody else for it"
    TOGETHER = "more is met that way in all"


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """An offer that one need would rather have had, and why another has it."""

    offer: str
    wanted_by: str
    kept_for: str
    because: Because


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """`chosen` best first; `worth` is their sum with priority and waiting in it."""

    chosen: tuple[Fit, ...]
    kept: tuple[Kept, ...]
    worth: float


def assign(needs: Iterable[Wants], offers: Iterable[Gives], fits: Iterable[Fit]) -> Plan:
    """The pairs that are worth most together, within everybody's room; no pair twice.

    Fits of unknown needs or offers, or of those without room, are left aside.
    """
    wants = {need.id: need for need in needs if need.room > 0}
    gives = {offer.id: offer for offer in offers if offer.room > 0}
    known = _best_of_each_pair(fit for fit in fits if fit.need in wants and fit.offer in gives)
    worths = np.array([_worth(fit, wants[fit.need]) for fit in known])
    if not known:
        return Plan(chosen=(), kept=(), worth=0.0)
    taken = _solved(known, worths, wants, gives)
    chosen = sorted((known[at] for at in taken), key=lambda fit: (-fit.score, fit.need, fit.offer))
    kept = tuple(_kept(known, worths, set(taken), wants))
    return Plan(chosen=tuple(chosen), kept=kept, worth=float(worths[taken].sum()))


def _best_of_each_pair(fits: Iterable[Fit]) -> list[Fit]:
    best: dict[tuple[str, str], Fit] = {}
    for fit in fits:
        before = best.get((fit.need, fit.offer))
        if before is None or fit.score > before.score:
            best[fit.need, fit.offer] = fit
    return list(best.values())


def _worth(fit: Fit, need: Wants) -> float:
    waited = min(max(need.waiting_days, 0), LONGEST_WAIT) / LONGEST_WAIT
    return fit.score * (1 + PRIORITY_WORTH * need.priority + WAITING_WORTH * waited)


def _solved(
    fits: Sequence[Fit], worths: Array, wants: Mapping[str, Wants], gives: Mapping[str, Gives]
) -> list[int]:
    """Places of the chosen fits."""
    chosen = _by_themselves(fits, worths, wants, gives)
    if chosen is not None:
        return chosen
    rows = _numbered(fit.need for fit in fits)
    columns = _numbered(fit.offer for fit in fits)
    at = np.array([rows[fit.need] for fit in fits]), np.array([columns[fit.offer] for fit in fits])
    room = [wants[need].room for need in rows] + [gives[offer].room for offer in columns]
    return _linear(at, worths, np.array(room), len(rows))


def _by_themselves(
    fits: Sequence[Fit], worths: Array, wants: Mapping[str, Wants], gives: Mapping[str, Gives]
) -> list[int] | None:
    """Where only needs, or only offers, are short of room, each of them takes what is worth most to it.

    None where both are, or where two that are worth the same are in each other's way.
    """
    of_need, of_offer = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for place, fit in enumerate(fits):
        of_need[fit.need].append(place)
        of_offer[fit.offer].append(place)
    needs_suffice = all(len(places) <= wants[need].room for need, places in of_need.items())
    if not needs_suffice and any(len(places) > gives[offer].room for offer, places in of_offer.items()):
        return None
    taken: list[int] = []
    for id, places in (of_offer if needs_suffice else of_need).items():
        room = gives[id].room if needs_suffice else wants[id].room
        best = sorted(places, key=lambda place: -float(worths[place]))
        if len(best) > room and worths[best[room - 1]] - worths[best[room]] < _ALIKE:
            return None
        taken += best[:room]
    return sorted(taken) if all(worths[place] > _ALIKE for place in taken) else None


def _numbered(ids: Iterable[str]) -> dict[str, int]:
    return {id: number for number, id in enumerate(dict.fromkeys(ids))}


def _linear(at: tuple[Array, Array], worths: Array, room: Array, needs: int) -> list[int]:
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    places = np.arange(len(worths))
    rows = np.concatenate([at[0], needs + at[1]])
    limits = csr_array((np.ones(2 * len(worths)), (rows, np.tile(places, 2))), shape=(len(room), len(worths)))
    found = linprog(-worths, A_ub=limits, b_ub=room, bounds=(0, 1), method="highs-ds")
    return [int(place) for place in np.flatnonzero(found.x > _HALF)]


def _kept(fits: Sequence[Fit], worths: Array, taken: set[int], wants: Mapping[str, Wants]) -> Iterable[Kept]:
    """For every need the offers that it would rather have had than the worst it got, and who has them."""
    got: defaultdict[str, list[float]] = defaultdict(list)
    holders: defaultdict[str, list[Fit]] = defaultdict(list)
    choices: defaultdict[str, int] = defaultdict(int)
    for place, fit in enumerate(fits):
        choices[fit.need] += 1
        if place in taken:
            got[fit.need].append(fit.score)
            holders[fit.offer].append(fit)
    for place, fit in enumerate(fits):
        full = len(got[fit.need]) >= wants[fit.need].room
        if place in taken or not holders[fit.offer] or (full and fit.score <= min(got[fit.need])):
            continue
        holder = min(holders[fit.offer], key=lambda other: _worth(other, wants[other.need]))
        why = _because(fit, holder, wants, choices[holder.need])
        yield Kept(offer=fit.offer, wanted_by=fit.need, kept_for=holder.need, because=why)


def _because(fit: Fit, holder: Fit, wants: Mapping[str, Wants], choices: int) -> Because:
    mine, theirs = wants[fit.need], wants[holder.need]
    if holder.score > fit.score:
        return Because.FITS_BETTER
    if theirs.priority > mine.priority:
        return Because.PRIORITY
    if choices == 1:
        return Because.NOBODY_ELSE
    return Because.WAITED if theirs.waiting_days > mine.waiting_days else Because.TOGETHER
