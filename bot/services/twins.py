"""The same need twice: found when it is posted, and closed by a coordinator in favour of the first."""

from collections.abc import Mapping

from bot.domain.listings import Listing, ListingState, Side
from bot.domain.refusal import Refusal
from bot.domain.views import ListingView
from bot.services.moves import listing_view
from bot.services.terms_compared import wanted
from bot.services.turn import Turn
from matching.duplicates import Posted, twins

_STANDING = (
    ListingState.SUBMITTED,
    ListingState.CLARIFYING,
    ListingState.OPEN,
    ListingState.PAUSED,
    ListingState.PART_FILLED,
    ListingState.FILLED,
)


async def twin_of(turn: Turn, need: Listing) -> ListingView | None:
    """An earlier need that is probably the same one; none for an offer, as people may offer a thing twice.

    Only what is of the same group or district is compared: nothing else is ever found to be the same.
    """
    if need.side is not Side.NEED:
        return None
    alike = await turn.tx.listings.alike(need, *_STANDING)
    others = {other.id: other for other in alike if _earlier(other, need)}
    if not others:
        return None
    asking = {each.organisation for each in (need, *others.values())}
    groups = {one.id: one.name for one in await turn.tx.organisations.some(sorted(asking))}
    found = twins(_posted(turn, need, groups), [_posted(turn, other, groups) for other in others.values()])
    return await listing_view(turn, others[found[0].other.need.id]) if found else None


async def must_have_twin(turn: Turn, listing_id: str) -> ListingView:
    """The need that this one repeats; refused where it is no longer there."""
    twin = await twin_of(turn, await turn.tx.listings.get(listing_id))
    if twin is None:
        raise Refusal("twin.gone")
    return twin


def _earlier(other: Listing, need: Listing) -> bool:
    return (other.created_at, other.id) < (need.created_at, need.id)


def _posted(turn: Turn, listing: Listing, groups: Mapping[str, str]) -> Posted:
    read = turn.house.market.read(listing)
    return Posted(
        need=wanted(listing),
        group=groups[listing.organisation],
        skills=read.skills.keys(),
        vector=read.vector,
    )
