"""Looking for matches: the matcher is asked, and what it suggests goes to the coordinators."""

from bot.domain.listings import Listing, Side
from bot.services.candidates import MOST_SUGGESTED, candidates, may_be_asked, room_of, search
from bot.services.proposing import propose
from bot.services.sharing import Shared, shared_out
from bot.services.tell import tell_coordinators
from bot.services.turn import Turn
from bot.services.wishing import fulfil
from bot.texts import matcher_cards

WEIGHED = 8
"""Of the best, how many are shared out among all who want them."""


async def look_again(turn: Turn, listing: Listing) -> None:
    """Suggests what fits this listing now, the best first, after what it was posted for; nothing for one
    that is not seeking.

    Where nobody may be suggested for a need, coordinators are told once what stands in the way.
    """
    fresh = await turn.tx.listings.get(listing.id)
    if not fresh.seeking or not await may_be_asked(turn, fresh):
        return
    await turn.house.market.catch_up(turn.tx)
    if fresh.meant_for:
        await fulfil(turn, fresh)
    room = await room_of(turn, fresh)
    if room <= 0:
        return
    shared = await shared_out(turn, await candidates(turn, fresh, WEIGHED))
    for pairing in shared.chosen[: min(room, MOST_SUGGESTED)]:
        await propose(turn, pairing)
    if fresh.side is Side.NEED and not shared.chosen and room == MOST_SUGGESTED:
        await _say_why_nobody(turn, fresh, shared)


async def _say_why_nobody(turn: Turn, need: Listing, shared: Shared) -> None:
    found = search(turn, need, 1)
    kept = [(pairing.offer, other, why) for pairing, other, why in shared.kept]
    card = matcher_cards.nobody(need, found.left_out, found.would_open, kept)
    if card is not None:
        await tell_coordinators(turn, card, fact=f"listing:{need.id}:nobody")
