"""The same need twice: found when it is posted, and closed by a coordinator in favour of the first."""

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
    """An earlier need that is probably the same one; none for an offer, as people may offer a thing twice."""
    if need.side is not Side.NEED:
        return None
    others = [other for other in await turn.tx.listings.in_state(*_STANDING) if _comparable(need, other)]
    views = {view.listing.id: view for view in [await listing_view(turn, other) for other in others]}
    found = twins(
        _posted(turn, await listing_view(turn, need)), [_posted(turn, view) for view in views.values()]
    )
    return views[found[0].other.need.id] if found else None


async def must_have_twin(turn: Turn, listing_id: str) -> ListingView:
    """The need that this one repeats; refused where it is no longer there."""
    twin = await twin_of(turn, await turn.tx.listings.get(listing_id))
    if twin is None:
        raise Refusal("twin.gone")
    return twin


def _comparable(need: Listing, other: Listing) -> bool:
    """Earlier, and of the same group or the same district: one without either is never found to be the
    same.
    """
    earlier = (other.created_at, other.id) < (need.created_at, need.id)
    near = other.organisation == need.organisation or other.terms.district == need.terms.district
    return other.side is Side.NEED and earlier and near


def _posted(turn: Turn, view: ListingView) -> Posted:
    read = turn.house.market.read(view.listing)
    return Posted(
        need=wanted(view.listing),
        group=view.organisation.name,
        skills=read.skills.keys(),
        vector=read.vector,
    )
