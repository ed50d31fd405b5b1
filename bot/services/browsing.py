"""Browsing: what is open on the other side, narrowed down, and in which order one person sees it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial

from bot.domain.listings import Availability, Listing, Side, Terms
from bot.domain.nudges import TELL
from bot.domain.people import Person
from bot.services import menu
from bot.services.candidates import search
from bot.services.turn import Turn
from matching.assignment import PRIORITY_WORTH
from matching.normalise import words
from matching.places import apart_km
from matching.skills import skills_in

NEARBY_KM = 5.0
"""Around a district that somebody names without a distance: a walk and a bus, our own choice."""

MOST_RANKED = 100
"""By fit to one offer: nobody reads further, and after these comes what is soonest."""


@dataclass(frozen=True, kw_only=True)
class Looking:
    """What somebody looks for; empty: anything. `remote` with a district: there, or from a distance."""

    side: Side
    kind: str = ""
    what: str = ""
    district: str = ""
    within_km: float | None = None
    remote: bool = False
    when: Availability | None = None


@dataclass(frozen=True, kw_only=True)
class Read:
    """An open listing, and what of it is compared with what somebody looks for."""

    listing: Listing
    skills: frozenset[str]
    kinds: frozenset[str]
    words: frozenset[str]


async def everything(turn: Turn, person: Person, side: Side) -> list[Listing]:
    """All that this person may be shown: open, of a verified organisation, and not their own. What a
    coordinator has just approved, and could still take back, is not shown yet.
    """
    open_now = await turn.tx.listings.seeking(side, shown_at=turn.now)
    held_back = await untold(turn)
    today = turn.local(turn.now).date()
    return [
        one
        for one in open_now
        if one.id not in held_back and not one.of(person.id, person.organisation) and not one.past(today)
    ]


async def untold(turn: Turn) -> Set[str]:
    """What a coordinator could still take back."""
    return {nudge.subject_id for nudge in await turn.tx.nudges.all_waiting(TELL)}


async def read(turn: Turn, listings: Sequence[Listing]) -> list[Read]:
    about = await turn.house.market.about(listings)
    return [
        Read(
            listing=one,
            skills=frozenset((*one.terms.skills, *about[one.id])),
            kinds=_kinds_of(turn, one, about[one.id]),
            words=frozenset(words(one.terms.what)),
        )
        for one in listings
    ]


async def kinds_open(turn: Turn, listings: Sequence[Listing]) -> tuple[str, ...]:
    """The kinds of which something is open, in the order of the menu."""
    about = await turn.house.market.about(listings)
    there = {code for listing in listings for code in _kinds_of(turn, listing, about[listing.id])}
    return tuple(code for code in menu.codes() if code in there)


def _kinds_of(turn: Turn, listing: Listing, skills: Sequence[str]) -> frozenset[str]:
    return menu.kinds_of(listing, skills, turn.house.market.matcher.reader.lexicon.category)


async def found(turn: Turn, person: Person, looking: Looking) -> list[Listing]:
    """What is open and fits, best first: by fit to what the person has open and by what the city has put
    first, else what is soonest, and among equals what has waited longest.
    """
    open_now = await everything(turn, person, looking.side)
    fitting = [one.listing for one in narrowed(turn, await read(turn, open_now), looking)]
    scores = await _scores(turn, person, looking.side)
    first = await _put_first(turn, fitting)

    def order(listing: Listing) -> tuple[float, float, date, datetime]:
        weight = first.get(listing.id, 0.0)
        return (
            -scores.get(listing.id, 0.0) * (1 + PRIORITY_WORTH * weight),
            -weight,
            *soonest(listing),
        )

    return sorted(fitting, key=order)


async def _put_first(turn: Turn, listings: Sequence[Listing]) -> Mapping[str, float]:
    """How much the city has put each need first."""
    priorities = await turn.tx.matcher.priorities()
    found = {one.id: turn.house.market.first(one, priorities) for one in listings if one.side is Side.NEED}
    return {id: first[1] for id, first in found.items() if first}


def soonest(listing: Listing) -> tuple[date, datetime]:
    when = listing.terms.when
    return when.starts or when.until or date.max, listing.created_at


async def _scores(turn: Turn, person: Person, side: Side) -> Mapping[str, float]:
    """How well each fits the best of this person's own open listings, where the limits allow it."""
    own = [one for one in await turn.tx.listings.of_owner(person.id) if one.seeking and one.side is not side]
    if not own:
        return {}
    await turn.house.market.catch_up(turn.tx)
    scores: dict[str, float] = {}
    for one in own:
        for hit in search(turn, one, MOST_RANKED).hits:
            scores[hit.id] = max(hit.score, scores.get(hit.id, 0.0))
    return scores


def narrowed(turn: Turn, some: Iterable[Read], looking: Looking) -> Iterator[Read]:
    """Those that fit. What is looked for is read once: by skill, whatever it is called, else by its words."""
    if looking.kind:
        some = (one for one in some if looking.kind in one.kinds)
    if looking.what:
        known = turn.house.market.matcher.reader.lexicon
        skills, sought = frozenset(skills_in(looking.what, known)), frozenset(words(looking.what))
        some = (one for one in some if skills & one.skills or (sought and sought <= one.words))
    if looking.district or looking.remote:
        near = cache(partial(_is_near, looking))
        some = (one for one in some if _is_there(looking, one.listing.terms, near))
    if looking.when is not None:
        asked = looking.when
        some = (one for one in some if _can_be_then(one.listing.terms.when, asked))
    return iter(some)


def _is_there(looking: Looking, terms: Terms, near: Callable[[str], bool]) -> bool:
    if not looking.district:
        return terms.remote
    return (looking.remote and terms.remote) or (terms.on_site and near(terms.district))


def _is_near(looking: Looking, district: str) -> bool:
    apart = apart_km(looking.district, district or None)
    return apart is None or apart <= (looking.within_km or NEARBY_KM)


def _can_be_then(offered: Availability, asked: Availability) -> bool:
    """Nothing said stands in nobody's way."""
    over = offered.until is not None and asked.starts is not None and offered.until < asked.starts
    later = offered.starts is not None and asked.until is not None and offered.starts > asked.until
    days, theirs = _weekdays(asked), _weekdays(offered)
    other_days = bool(days and theirs) and not days & theirs
    return not (over or later or other_days)


def _weekdays(when: Availability) -> frozenset[int]:
    """The weekdays that it names, or that of its one day."""
    if not when.weekdays and when.starts is not None and when.starts == when.until:
        return frozenset({when.starts.weekday()})
    return when.weekdays
