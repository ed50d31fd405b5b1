"""Matches that wait for a coordinator."""

from collections.abc import Mapping, Sequence, Set

from bot.domain.listings import Listing
from bot.domain.matches import Match, MatchState
from bot.services.turn import Turn


async def to_decide(turn: Turn, *states: MatchState) -> list[Match]:
    """Without suggestions whose need or offer another match has taken: nobody's decision is waited for."""
    found = await _in_state(turn, states)
    return _open_still(found, await turn.tx.listings.still_seeking(_listings_of(found)))


async def with_listings(turn: Turn, *states: MatchState) -> tuple[list[Match], Mapping[str, Listing]]:
    """The same, and their needs and offers by id."""
    found = await _in_state(turn, states)
    listings = {one.id: one for one in await turn.tx.listings.some(_listings_of(found))}
    return _open_still(found, {id for id, one in listings.items() if one.seeking}), listings


async def _in_state(turn: Turn, states: Sequence[MatchState]) -> Sequence[Match]:
    return await turn.tx.matches.in_state(*(states or (MatchState.SUGGESTED, MatchState.DISPUTED)))


def _listings_of(matches: Sequence[Match]) -> list[str]:
    return sorted({id for match in matches for id in (match.need, match.offer)})


def _open_still(matches: Sequence[Match], seeking: Set[str]) -> list[Match]:
    return [
        one for one in matches if one.state is not MatchState.SUGGESTED or {one.need, one.offer} <= seeking
    ]
