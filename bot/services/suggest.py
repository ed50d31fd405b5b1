"""Looking for matches: the matcher is asked, and what it suggests goes to the coordinators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.history import Subject
from bot.domain.listings import Listing, ListingKind, Side
from bot.domain.matches import Match, MatchState
from bot.domain.organisations import OrganisationState
from bot.services.moves import plan_nudges, view_of
from bot.services.tell import tell_coordinators
from bot.services.turn import Turn, remember
from bot.texts import coordinator_cards
from matching.lexicon import standard_lexicon
from matching.listing import Availability, Kind, NeedListing, OfferListing
from matching.rank import WORTH_A_LOOK, Suggestion, rank

MOST_SUGGESTED = 3  # at a time for one need: what a coordinator weighs in a minute
LEAST_SCORE = WORTH_A_LOOK


async def look_again(turn: Turn, listing: Listing) -> None:
    """Suggests what fits this listing now, the best first; nothing for one that is not seeking."""
    fresh = await turn.tx.listings.get(listing.id)
    if not fresh.seeking or not (await turn.tx.people.get(fresh.owner)).welcomes(turn.now):
        return
    if fresh.side is Side.NEED:
        found = await _fitting(turn, fresh, await _welcoming(turn, Side.OFFER))
    else:
        needs = await _welcoming(turn, Side.NEED)
        found = [pairing for need in needs for pairing in await _fitting(turn, need, [fresh])]
    for pairing in sorted(found, key=lambda pairing: -pairing.suggestion.score)[:MOST_SUGGESTED]:
        await _propose(turn, pairing)


async def _welcoming(turn: Turn, side: Side) -> Sequence[Listing]:
    """Nobody is suggested who does not want to be asked now."""
    return await turn.tx.listings.seeking(side, welcome_at=turn.now)


@dataclass(frozen=True, kw_only=True)
class _Pairing:
    need: Listing
    offer: Listing
    suggestion: Suggestion


async def _fitting(turn: Turn, need: Listing, offers: Sequence[Listing]) -> list[_Pairing]:
    """What may be suggested for this need, best first, no more than there is room for."""
    before = await turn.tx.matches.of_listing(need.id)
    room = MOST_SUGGESTED - sum(match.state is MatchState.SUGGESTED for match in before)
    known = {match.offer for match in before if match.state not in AGAIN}
    fresh = {offer.id: offer for offer in offers if offer.id not in known and offer.owner != need.owner}
    if room <= 0 or not fresh:
        return []
    offered = [_offered(each, turn.now) for each in fresh.values()]
    ranking = rank(await _wanted(turn, need), offered, lexicon=standard_lexicon(), top=room)
    return [
        _Pairing(need=need, offer=fresh[each.offer.id], suggestion=each)
        for each in ranking.matches
        if each.score >= WORTH_A_LOOK
    ]


AGAIN = frozenset({MatchState.CLOSED_PART})
"""A pair is suggested once: not after a no, silence or a no-show, but again for the rest of a good start."""


async def _propose(turn: Turn, pairing: _Pairing) -> None:
    need, offer, suggestion = pairing.need, pairing.offer, pairing.suggestion
    match = Match(
        id=turn.new_id(),
        offer=offer.id,
        need=need.id,
        volunteer=offer.owner,
        host=need.owner,
        hours=min(offer.quantity.remaining, need.quantity.remaining),
        score=suggestion.score,
        reasons=tuple(suggestion.reasons),
        doubt=suggestion.doubt,
        state=MatchState.SUGGESTED,
        created_at=turn.now,
        entered_at=turn.now,
    )
    await turn.tx.matches.put(match)
    await remember(turn, Subject.MATCH, match.id, ("suggest", "", match.state.value))
    view = await view_of(turn, match)
    await plan_nudges(turn, view)
    card = coordinator_cards.match_card(view, turn.house.zone, turn.now)
    await tell_coordinators(turn, card, fact=f"match:{match.id}:card:1", key=f"match:{match.id}")


async def _wanted(turn: Turn, need: Listing) -> NeedListing:
    terms, when = need.terms, need.terms.when
    organisation = await turn.tx.organisations.get(need.organisation)
    return NeedListing(
        id=need.id,
        text=terms.what,
        skills=terms.skills,
        kind=_kind(terms.kind),
        place=terms.district or None,
        remote=terms.remote,
        on_site=terms.on_site,
        weekdays=when.weekdays,
        starts=when.starts,
        ends=when.until,
        deadline=when.until,
        hours=need.quantity.remaining,
        people_max=terms.people if terms.kind is ListingKind.TEAM_DAY else None,
        checks=frozenset(terms.checks),
        languages=frozenset(terms.languages),
        verified=organisation.state is OrganisationState.VERIFIED,
    )


def _offered(offer: Listing, now: datetime) -> OfferListing:
    terms, when = offer.terms, offer.terms.when
    return OfferListing(
        id=offer.id,
        text=terms.what,
        skills=terms.skills,
        kinds=frozenset({_kind(terms.kind)}),
        place=terms.district or None,
        remote=terms.remote,
        on_site=terms.on_site,
        travel_km=None if terms.travel_km is None else float(terms.travel_km),
        available=Availability(
            weekdays=when.weekdays, starts=when.starts, ends=when.until, hours=offer.quantity.remaining
        ),
        team_size=terms.people if terms.kind is ListingKind.TEAM_DAY else None,
        languages=frozenset(terms.languages),
        checks=frozenset(terms.checks),
        waiting_days=(now - offer.created_at).days,
    )


def _kind(kind: ListingKind) -> Kind:
    return Kind(kind.value)
