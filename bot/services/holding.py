"""Safeguarding: a match stands still at once, and goes on only when a coordinator says so."""

from bot.chat.outgoing import Card
from bot.domain.checklists import Item
from bot.domain.history import Subject
from bot.domain.lifecycle import allowed
from bot.domain.matches import MATCH, NAMED, MatchMove, MatchState, Party
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services import moves
from bot.services.matches import party_of, show_coordinators
from bot.services.moves import locked, move
from bot.services.roles import must
from bot.services.tell import tell, tell_coordinators
from bot.services.turn import Turn
from bot.texts import coordinator_cards, hold_cards

CONCERN = "concern"  # the reason code of a hold that one of the two asked for

_HEARD_OF_IT = {
    MatchState.APPROVED_TO_ASK: (),
    MatchState.ASKED_HOST: (Party.HOST,),
}
"""Who knows of a match in these states; in all later ones both do."""


async def hold(turn: Turn, match_id: str) -> MatchView:
    """A coordinator stops everything about a match; both sides hear a neutral sentence."""
    must(turn, Act.HOLD)
    return await _held(turn, await locked(turn, match_id), "")


async def raise_concern(turn: Turn, match_id: str) -> MatchView:
    """One of its two people fears for somebody: it stands still now, and coordinators know at once.

    A match that is over cannot stand still; the coordinators hear of the concern all the same.
    """
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    if allowed(MATCH, view.match.state, MatchMove.HOLD):
        view = await _held(turn, view, CONCERN)
    fact = f"match:{match_id}:concern:{party}:{view.match.revision}"
    await tell_coordinators(turn, coordinator_cards.concern(view, party), fact=fact, about=match_id)
    return view


async def lead_of(turn: Turn, view: MatchView) -> str:
    """Whom the group has named for safeguarding, for those who were introduced."""
    if view.match.state not in NAMED:
        return ""
    pack = await turn.tx.checks.of(Subject.ORGANISATION, view.need.listing.organisation)
    return next((each.note for each in pack if each.item is Item.SAFEGUARDING), "")


async def thaw(turn: Turn, match_id: str) -> MatchView:
    """Only a coordinator lets it go on, from where it stood."""
    must(turn, Act.HOLD)
    view = await moves.thaw(turn, await locked(turn, match_id))
    await _tell_both(turn, view, view.match.state, hold_cards.goes_on(view), "thawed")
    await show_coordinators(turn, view)
    return view


async def must_not_be_held(turn: Turn, match_id: str) -> None:
    """Nobody but a coordinator moves a match on hold."""
    if (await turn.tx.matches.get(match_id)).state is MatchState.ON_HOLD:
        raise Refusal("match.on_hold")


async def _held(turn: Turn, view: MatchView, reason: str) -> MatchView:
    before = view.match.state
    view = await move(turn, view, MatchMove.HOLD, reason)
    await _tell_both(turn, view, before, hold_cards.on_hold(view), "held")
    await show_coordinators(turn, view)
    return view


async def _tell_both(turn: Turn, view: MatchView, state: MatchState, card: Card, what: str) -> None:
    for party in _HEARD_OF_IT.get(state, tuple(Party)):
        fact = f"match:{view.match.id}:{what}:{view.match.revision}"
        await tell(turn, view.match.person(party), card, fact=fact)
