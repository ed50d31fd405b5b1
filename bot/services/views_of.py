"""Many matches with all that belongs to them, in a few questions instead of a dozen for each."""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.checklists import Checklist
from bot.domain.listings import Listing
from bot.domain.matches import Delivery, Match, Session, current
from bot.domain.views import ListingView, MatchView
from bot.services.checklist_of import Asked, checklists_of
from bot.services.turn import Turn

_AT_ONCE = 200


async def views_of(turn: Turn, matches: Sequence[Match]) -> list[MatchView]:
    """Each as `view_of` has it, in the same order."""
    found: list[MatchView] = []
    for first in range(0, len(matches), _AT_ONCE):
        found += await _views(turn, matches[first : first + _AT_ONCE])
    return found


async def _views(turn: Turn, matches: Sequence[Match]) -> list[MatchView]:
    ids = [match.id for match in matches]
    listings = await _listing_views(turn, {id for match in matches for id in (match.offer, match.need)})
    sessions = await turn.tx.sessions.of_all(ids)
    deliveries = await turn.tx.outcomes.deliveries(ids)
    checklists = await checklists_of(
        turn,
        [
            Asked(
                match=match,
                offer=listings[match.offer].listing,
                need=listings[match.need].listing,
                sessions=sessions[match.id],
            )
            for match in matches
        ],
    )
    return [
        put_together(
            match,
            (listings[match.offer], listings[match.need]),
            sessions[match.id],
            deliveries.get(match.id),
            checklists[match.id],
        )
        for match in matches
    ]


def put_together(
    match: Match,
    sides: tuple[ListingView, ListingView],
    sessions: tuple[Session, ...],
    delivery: Delivery | None,
    checklist: Checklist,
) -> MatchView:
    """The view of what was read of a match: its offer and need, all its dates by when they start."""
    offer, need = sides
    return MatchView(
        match=match,
        offer=offer,
        need=need,
        session=current(sessions),
        delivery=delivery,
        sessions=sessions,
        checklist=checklist,
    )


async def _listing_views(turn: Turn, ids: Iterable[str]) -> Mapping[str, ListingView]:
    """These listings, each as `listing_view` has it, by id."""
    tx = turn.tx
    listings = await _by_id(turn, ids)
    meant_for = await _by_id(turn, {one.meant_for for one in listings.values() if one.meant_for})
    owners = {one.id: one for one in await tx.people.some(sorted({each.owner for each in listings.values()}))}
    theirs = sorted({each.organisation for each in listings.values()})
    organisations = {one.id: one for one in await tx.organisations.some(theirs)}
    return {
        id: ListingView(
            listing=one,
            owner=owners[one.owner],
            organisation=organisations[one.organisation],
            meant_for=meant_for[one.meant_for] if one.meant_for else None,
        )
        for id, one in listings.items()
    }


async def _by_id(turn: Turn, ids: Iterable[str]) -> Mapping[str, Listing]:
    return {one.id: one for one in await turn.tx.listings.some(sorted(ids))}
