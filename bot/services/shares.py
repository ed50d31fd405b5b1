"""What the matches of an offer begin with, when they get under way."""

from bot.domain.matches import Match
from bot.domain.pledges import PledgeState
from bot.services.turn import Turn


async def inherit(turn: Turn, match: Match) -> None:
    """A match that got under way counts as its offer does, unless it was said how it counts.

    Nothing begins to count for a pledge that was closed.
    """
    of_offer = await turn.tx.pledges.shares_of_offer(match.offer)
    some = await turn.tx.pledges.some([share.pledge for share in of_offer])
    active = {each.id for each in some if each.state is PledgeState.ACTIVE}
    shares = [share for share in of_offer if share.pledge in active]
    if shares and not await turn.tx.pledges.shares_of_match(match.id):
        await turn.tx.pledges.put_shares_of_match(match.id, shares)
