"""What the matches of an offer begin with, when they get under way."""

from bot.domain.matches import Match
from bot.services.turn import Turn


async def inherit(turn: Turn, match: Match) -> None:
    """A match that got under way counts as its offer does, unless it was said how it counts."""
    shares = await turn.tx.pledges.shares_of_offer(match.offer)
    if shares and not await turn.tx.pledges.shares_of_match(match.id):
        await turn.tx.pledges.put_shares_of_match(match.id, shares)
