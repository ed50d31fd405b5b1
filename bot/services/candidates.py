"""What could be suggested for a listing: the best of the market, each read anew and compared anew."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.listings import Listing, Side
from bot.domain.matches import MatchState
from bot.domain.organisations import OrganisationState
from bot.services.capacities import room, too_many_people
from bot.services.market import Market
from bot.services.terms_compared import Standing, offered, wanted
from bot.services.turn import Turn
from matching.listing import NeedListing, OfferListing
from matching.rank import WORTH_A_LOOK, Matcher, Suggestion
from matching.search import Found, Hit
from matching.why_not import Broken

MOST_SUGGESTED = 3  # at a time for one need: what a coordinator weighs in a minute
AGAIN = frozenset({MatchState.CLOSED_PART})
"""A pair is suggested once: not after a no, silence or a no-show, but again for the rest of a good start."""
_LOOKED_AT = (16, 128, 1024)
"""How many of the best are looked at in turn, while those before them may not be asked now."""


@dataclass(frozen=True, kw_only=True)
class Pairing:
    need: Listing
    offer: Listing
    suggestion: Suggestion


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A hit, with the matcher that found it and what the market held of it at that moment: while a
    transaction waits for the database, the market is caught up for others.
    """

    hit: Hit
    matcher: Matcher
    held: int | None

    def still(self, market: Market, other: Listing) -> bool:
        return self.matcher is market.matcher and self.held == hash(other)


async def candidates(turn: Turn, listing: Listing, most: int) -> list[Pairing]:
    """What may be suggested for this listing, best first. What the market holds may have changed since."""
    found: list[Pairing] = []
    weigh = await weighing(turn, listing)
    async for other, seen in _best(turn, listing):
        if other.side is Side.NEED and await room_of(turn, other) <= 0:
            continue
        need, offer = (listing, other) if listing.side is Side.NEED else (other, listing)
        if await too_many_people(turn, need, offer):
            continue
        suggestion = await weigh(other, seen)
        if isinstance(suggestion, Suggestion) and suggestion.score >= WORTH_A_LOOK:
            found.append(Pairing(need=need, offer=offer, suggestion=suggestion))
        if len(found) >= most:
            break
    return found


async def in_the_way(turn: Turn, need: Listing, offer: Listing) -> list[str]:
    """Every limit that this pair breaks, in words."""
    market = turn.house.market
    wants, gives = await _as_needed(turn, need), await _as_offered(turn, offer)
    broken = market.matcher.in_the_way(wants, market.read(need), gives, market.read(offer))
    return [one.reason for one in broken]


def search(turn: Turn, listing: Listing, top: int, without: frozenset[str] = frozenset()) -> Found:
    """The best of the other side as the market holds it, and the limits that the rest break."""
    market = turn.house.market
    index, sought = (
        (market.offers, wanted(listing)) if listing.side is Side.NEED else (market.needs, offered(listing))
    )
    return market.matcher.search(index, sought, top=top, without=without, side=market.read(listing))


async def room_of(turn: Turn, listing: Listing) -> int:
    """How many more suggestions this listing can take: few enough to weigh, and to keep up with."""
    return await room_beside(turn, listing, await turn.tx.matches.suggested(listing.side, [listing.id]))


async def room_beside(turn: Turn, listing: Listing, suggested: Mapping[str, int]) -> int:
    """The same, where the suggestions that wait were counted for several."""
    waiting = suggested.get(listing.id, 0)
    if listing.side is Side.NEED:
        return MOST_SUGGESTED - waiting
    return await room(turn, listing) - waiting


async def known_to(turn: Turn, listing: Listing) -> frozenset[str]:
    """The other sides that this listing has been put together with before, and is not to be again."""
    return frozenset(await turn.tx.matches.paired(listing.side, listing.id, unless=AGAIN))


async def may_be_asked(turn: Turn, listing: Listing) -> bool:
    """Nobody is suggested who does not want to be asked now."""
    return (await turn.tx.people.get(listing.owner)).welcomes(turn.now)


async def _best(turn: Turn, listing: Listing) -> AsyncIterator[tuple[Listing, Seen]]:
    """The listings of the other side that fit best and may be asked now, one after the other, as found."""
    market, known = turn.house.market, set(await known_to(turn, listing))
    for many in _LOOKED_AT:
        found = search(turn, listing, many, frozenset(known)).hits
        hits = [hit for hit in found if hit.score >= WORTH_A_LOOK]
        seen = [Seen(hit=hit, matcher=market.matcher, held=market.held_as(hit.id)) for hit in hits]
        for other, one in await _read(turn, seen):
            if other.seeking and other.owner != listing.owner and await may_be_asked(turn, other):
                yield other, one
        known |= {hit.id for hit in hits}
        if len(hits) < many:
            return


async def _read(turn: Turn, seen: Sequence[Seen]) -> list[tuple[Listing, Seen]]:
    """These hits with their listings as they are now, in the same order."""
    there = {one.id: one for one in await turn.tx.listings.some([each.hit.id for each in seen])}
    return [(there[each.hit.id], each) for each in seen if each.hit.id in there]


class Weigh(Protocol):
    """Weighs any listing of the other side, as it is now; `seen`: as which it was found, if it was."""

    async def __call__(self, other: Listing, seen: Seen | None = None) -> Suggestion | Broken: ...


async def weighing(turn: Turn, listing: Listing) -> Weigh:
    """For this listing, which is read once."""
    market = turn.house.market
    if listing.side is Side.NEED:
        need, wants = await _as_needed(turn, listing), market.read(listing)

        async def with_offer(other: Listing, seen: Seen | None = None) -> Suggestion | Broken:
            offer, gives = await _as_offered(turn, other), market.read(other)
            if seen is not None and seen.still(market, other) and _as_searched(need, offer):
                return market.matcher.explained(need, wants, offer, gives, seen.hit)
            return market.matcher.weigh(need, wants, offer, gives)

        return with_offer
    offer, gives = await _as_offered(turn, listing), market.read(listing)

    async def with_need(other: Listing, seen: Seen | None = None) -> Suggestion | Broken:
        return market.matcher.weigh(await _as_needed(turn, other), market.read(other), offer, gives)

    return with_need


def _as_searched(need: NeedListing, offer: OfferListing) -> bool:
    """Whether nothing but their own terms counts, which is all that a search knows of the two."""
    free = need.verified and not need.at_capacity and not offer.at_capacity
    return free and offer.organisation not in need.partners


async def _as_offered(turn: Turn, offer: Listing) -> OfferListing:
    organisation = await turn.tx.organisations.get(offer.organisation)
    busy = await room(turn, offer) <= 0
    return offered(offer, at_capacity=busy, organisation=organisation.name)


async def _as_needed(turn: Turn, need: Listing) -> NeedListing:
    return wanted(need, await _standing(turn, need))


async def _standing(turn: Turn, need: Listing) -> Standing:
    organisation = await turn.tx.organisations.get(need.organisation)
    return Standing(
        verified=organisation.state is OrganisationState.VERIFIED,
        at_capacity=await room(turn, need) <= 0,
        partners=await turn.tx.matches.partners_of(need.organisation),
    )
