"""Matches that wait for a coordinator."""

from collections.abc import Mapping

from bot.domain.listings import Listing
from bot.domain.matches import Match, MatchState
from bot.services.turn import Turn


async def to_decide(turn: Turn, *states: MatchState) -> list[Match]:
    """Without suggestions whose need or offer another match has taken: nobody's decision is waited for."""
    matches, _ = await with_listings(turn, *states)
    return matches


async def with_listings(turn: Turn, *states: MatchState) -> tuple[list[Match], Mapping[str, Listing]]:
    """The same, and their needs and offers by id."""
    found = await turn.tx.matches.in_state(*(states or (MatchState.SUGGESTED, MatchState.DISPUTED)))
    ids = {id for match in found for id in (match.need, match.offer)}
    listings = {one.id: one for one in await turn.tx.listings.some(sorted(ids))}
    seeking = {id for id, one in listings.items() if one.seeking}
    open_still = [
        one for one in found if one.state is not MatchState.SUGGESTED or {one.need, one.offer} <= seeking
    ]
    return open_still, listings
