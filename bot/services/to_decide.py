"""Matches that wait for a coordinator."""

from bot.domain.matches import Match, MatchState
from bot.services.turn import Turn


async def to_decide(turn: Turn, *states: MatchState) -> list[Match]:
    """Without suggestions whose need or offer another match has taken: nobody's decision is waited for."""
    found = await turn.tx.matches.in_state(*(states or (MatchState.SUGGESTED, MatchState.DISPUTED)))
    ids = {id for match in found for id in (match.need, match.offer)}
    seeking = {one.id for one in await turn.tx.listings.some(sorted(ids)) if one.seeking}
    return [one for one in found if one.state is not MatchState.SUGGESTED or {one.need, one.offer} <= seeking]
