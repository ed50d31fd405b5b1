"""Putting a need and an offer together, for a coordinator to decide."""

from bot.domain.history import Subject
from bot.domain.matches import Match, MatchState, Source
from bot.domain.views import MatchView
from bot.services import desk_cards
from bot.services.candidates import Pairing
from bot.services.moves import plan_nudges, view_of
from bot.services.turn import Turn, remember

MOVES = {Source.MATCHER: "suggest", Source.VOLUNTEER: "volunteer_wish", Source.HOST: "host_wish"}
"""How the record calls it, by who put them together."""


async def propose(turn: Turn, pairing: Pairing, source: Source = Source.MATCHER) -> MatchView:
    """A suggested match; coordinators see its card."""
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
        source=source,
    )
    await turn.tx.matches.put(match)
    await remember(turn, Subject.MATCH, match.id, (MOVES[source], "", match.state.value))
    view = await view_of(turn, match)
    await plan_nudges(turn, view)
    await desk_cards.show_match(turn, view)
    return view
