"""Looking for matches: the matcher is asked, and what it suggests goes to the coordinators."""

from bot.domain.history import Subject
from bot.domain.listings import Listing, Side
from bot.domain.matches import Match, MatchState
from bot.services.candidates import MOST_SUGGESTED, Pairing, candidates, may_be_asked, room_of, search
from bot.services.moves import plan_nudges, view_of
from bot.services.sharing import Shared, shared_out
from bot.services.tell import tell_coordinators
from bot.services.turn import Turn, remember
from bot.texts import coordinator_cards, matcher_cards

WEIGHED = 8
"""Of the best, how many are shared out among all who want them."""


async def look_again(turn: Turn, listing: Listing) -> None:
    """Suggests what fits this listing now, the best first; nothing for one that is not seeking.

    Where nobody may be suggested for a need, coordinators are told once what stands in the way.
    """
    fresh = await turn.tx.listings.get(listing.id)
    if not fresh.seeking or not await may_be_asked(turn, fresh):
        return
    await turn.house.market.catch_up(turn.tx)
    room = await room_of(turn, fresh)
    if room <= 0:
        return
    shared = await shared_out(turn, await candidates(turn, fresh, WEIGHED))
    for pairing in shared.chosen[: min(room, MOST_SUGGESTED)]:
        await _propose(turn, pairing)
    if fresh.side is Side.NEED and not shared.chosen and room == MOST_SUGGESTED:
        await _say_why_nobody(turn, fresh, shared)


async def _say_why_nobody(turn: Turn, need: Listing, shared: Shared) -> None:
    found = search(turn, need, 1)
    kept = [(pairing.offer, other, why) for pairing, other, why in shared.kept]
    card = matcher_cards.nobody(need, found.left_out, found.would_open, kept)
    if card is not None:
        await tell_coordinators(turn, card, fact=f"listing:{need.id}:nobody")


async def _propose(turn: Turn, pairing: Pairing) -> None:
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
        parts=suggestion.parts,
        weights=turn.house.market.matcher.weighing.version,
    )
    await turn.tx.matches.put(match)
    await remember(turn, Subject.MATCH, match.id, ("suggest", "", match.state.value))
    view = await view_of(turn, match)
    await plan_nudges(turn, view)
    card = coordinator_cards.match_card(view, turn.house.zone, turn.now)
    await tell_coordinators(turn, card, fact=f"match:{match.id}:card:1", key=f"match:{match.id}")
