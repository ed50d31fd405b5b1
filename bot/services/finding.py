"""Coordinators look people, groups, listings and matches up, by number or by words, typos and all."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.finding import answering
from bot.domain.history import Subject
from bot.domain.listings import Listing
from bot.domain.matches import LIVE, Match
from bot.domain.organisations import Organisation
from bot.domain.people import Person
from bot.domain.permissions import Act
from bot.services.desk_cards import found
from bot.services.roles import must
from bot.services.turn import Turn

_SEARCHED = (Subject.PERSON, Subject.ORGANISATION, Subject.LISTING)
T = TypeVar("T", Person, Organisation, Listing)

MOST_NAMES = 50_000
"""Of a kind: what is read through for one search. Of the listings, the newest."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """Of each kind the best first; `matches`: those under way of what was found, the newest first."""

    people: Sequence[Person] = ()
    organisations: Sequence[Organisation] = ()
    listings: Sequence[Listing] = ()
    matches: Sequence[Match] = ()

    def __len__(self) -> int:
        return len(self.people) + len(self.organisations) + len(self.listings) + len(self.matches)


async def find(turn: Turn, text: str, most: int) -> Found:
    """At most so many of each kind."""
    must(turn, Act.LOOK_UP)
    match await found(turn, text):
        case Match() as one:
            return Found(matches=(one,))
        case Listing() as one:
            return Found(listings=(one,), matches=await _under_way(turn, [one], [], most))
        case Organisation() as one:
            return Found(organisations=(one,))
    return await _by_words(turn, text, most)


async def _by_words(turn: Turn, text: str, most: int) -> Found:
    ids = {kind: await _ids(turn, kind, text, most) for kind in _SEARCHED}
    tx = turn.tx
    people = _in_order(await tx.people.some(ids[Subject.PERSON]), ids[Subject.PERSON])
    groups = await tx.organisations.some(ids[Subject.ORGANISATION])
    listings = _in_order(await tx.listings.some(ids[Subject.LISTING]), ids[Subject.LISTING])
    return Found(
        people=people,
        organisations=_in_order(groups, ids[Subject.ORGANISATION]),
        listings=listings,
        matches=await _under_way(turn, listings, people, most),
    )


async def _ids(turn: Turn, subject: Subject, text: str, most: int) -> Sequence[str]:
    names = await turn.tx.register.names(subject, MOST_NAMES)
    return await asyncio.to_thread(answering, text, names, most)


def _in_order(some: Sequence[T], ids: Sequence[str]) -> Sequence[T]:
    return sorted(some, key=lambda one: ids.index(one.id))


async def _under_way(
    turn: Turn, listings: Sequence[Listing], people: Sequence[Person], most: int
) -> Sequence[Match]:
    there: dict[str, Match] = {}
    for listing in listings:
        there |= {match.id: match for match in await turn.tx.matches.of_listing(listing.id)}
    for person in people:
        there |= {match.id: match for match in await turn.tx.matches.of_person(person.id)}
    live = [match for match in there.values() if match.state in LIVE]
    return sorted(live, key=lambda match: (match.created_at, match.id), reverse=True)[:most]
