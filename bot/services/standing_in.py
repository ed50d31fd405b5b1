"""A date comes near and nobody has confirmed it, or who was asked for it says nothing: a coordinator can ask
somebody on standby instead.
"""

from dataclasses import replace

from bot.chat.outgoing import Card
from bot.domain.matches import MatchMove, MatchState, Party
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services.candidates import Pairing
from bot.services.matches import moved_on, show_coordinators
from bot.services.moves import listing_view, locked, move
from bot.services.proposing import propose
from bot.services.roles import must
from bot.services.standby import ask_at_once, on_standby
from bot.services.tell import tell
from bot.services.turn import Turn
from bot.texts import standby_cards

REASON, SILENT = "unconfirmed", "no answer"


async def card(turn: Turn, view: MatchView) -> Card:
    """What is not confirmed, or not answered, and who of those on standby fits best."""
    found = await _ready(turn, view)
    best = await listing_view(turn, found[0].offer) if found else None
    drawn = standby_cards.unanswered if view.standby_asked else standby_cards.unconfirmed
    return drawn(view, best, turn.house.zone)


async def _ready(turn: Turn, view: MatchView) -> list[Pairing]:
    """As if this match had given its hours back."""
    need = await turn.tx.listings.get(view.need.listing.id)
    return await on_standby(turn, replace(need, quantity=need.quantity.release(view.match.hours)))


async def ask_instead(turn: Turn, match_id: str, offer_id: str) -> MatchView:
    """Ends the match that nobody confirmed, tells both, and asks for the same date whoever is on standby.

    Nothing is ended where that person can no longer be asked.
    """
    must(turn, Act.ASK_STANDBY)
    view = await locked(turn, match_id)
    if view.match.state is MatchState.CONFIRMED:
        raise Refusal("standby.confirmed")
    waits = view.standby_asked
    if (view.match.state is not MatchState.SCHEDULED and not waits) or view.session is None:
        raise moved_on(view)
    found = next((each for each in await _ready(turn, view) if each.offer.id == offer_id), None)
    if found is None:
        raise Refusal("standby.gone")
    session = view.session
    view = await (
        move(turn, view, MatchMove.EXPIRE, SILENT) if waits else move(turn, view, MatchMove.CANCEL, REASON)
    )
    for party in (Party.VOLUNTEER,) if waits else Party:
        told = standby_cards.given_up(view, party)
        await tell(turn, view.match.person(party), told, fact=f"match:{match_id}:cancelled")
    await show_coordinators(turn, view)
    need = await turn.tx.listings.get(found.need.id)
    suggested = await propose(turn, replace(found, need=need))
    asked = await ask_at_once(turn, suggested.match.id, f"{match_id}.{session.id}")
    await show_coordinators(turn, asked)
    return asked
