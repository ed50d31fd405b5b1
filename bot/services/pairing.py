"""A match by hand: a coordinator names a need and an offer; what would keep the matcher off keeps it off."""

from bot.domain.history import Subject
from bot.domain.listings import Listing, Side
from bot.domain.matches import LIVE, Match, MatchState
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.services.candidates import Pairing, in_the_way, weighing
from bot.services.proposing import propose
from bot.services.roles import must
from bot.services.turn import Turn, remember
from bot.texts.cards import short
from bot.texts.catalogue import words
from matching.why_not import Broken

SAID_NO = frozenset(
    {MatchState.DECLINED_HOST, MatchState.DECLINED_VOLUNTEER, MatchState.NO_SHOW, MatchState.FAILED_CHECK}
)
"""A pair that ended so is not put together again; after a dismissal or silence a coordinator may."""


async def pair(turn: Turn, need_id: str, offer_id: str) -> Match:
    """A suggestion like any other, with its score, reasons and doubt, for a coordinator to approve.

    Raises Refusal that names everything in the way: limits, hours, a pause, an earlier no.
    """
    must(turn, Act.PAIR)
    locked = {id: await turn.tx.listings.get(id, lock=True) for id in sorted({need_id, offer_id})}
    need, offer = locked[need_id], locked[offer_id]
    if (need.side, offer.side) != (Side.NEED, Side.OFFER):
        raise Refusal("pair.sides")
    await _must_be_new(turn, need, offer)
    await turn.house.market.catch_up(turn.tx)
    reasons = [*await _not_open(turn, need, offer), *await in_the_way(turn, need, offer)]
    if reasons:
        raise Refusal("pair.in_the_way", offer=short(offer), need=short(need), reasons="; ".join(reasons))
    suggestion = await (await weighing(turn, need))(offer)
    if isinstance(suggestion, Broken):
        raise Refusal("pair.in_the_way", offer=short(offer), need=short(need), reasons=suggestion.reason)
    match = (await propose(turn, Pairing(need=need, offer=offer, suggestion=suggestion))).match
    await remember(turn, Subject.MATCH, match.id, ("pair", match.state.value, match.state.value))
    return match


async def _must_be_new(turn: Turn, need: Listing, offer: Listing) -> None:
    for match in await turn.tx.matches.of_listing(need.id):
        if match.offer == offer.id and match.state in LIVE:
            state = words(f"match_state.{match.state.value}")
            raise Refusal("pair.already", id=match.id, state=state)
        if match.offer == offer.id and match.state in SAID_NO:
            raise Refusal("pair.said_no", state=words(f"match_state.{match.state.value}"))


async def _not_open(turn: Turn, *listings: Listing) -> list[str]:
    """What is in the way besides the limits, in words."""
    found = []
    for listing in listings:
        if not listing.seeking:
            state = words(f"listing_state.{listing.state.value}")
            found.append(words("pair.not_open", what=short(listing), state=state))
        owner = await turn.tx.people.get(listing.owner)
        if not owner.welcomes(turn.now):
            found.append(words("pair.resting", name=owner.name))
    if len({listing.owner for listing in listings}) == 1:
        found.append(words("pair.same_person"))
    return found
