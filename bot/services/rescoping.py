"""Less time, or another place: suggested by one side, and true when the other says yes."""

from dataclasses import replace
from decimal import Decimal

from bot.domain.conversations import Conversation, ConversationState
from bot.domain.history import Subject
from bot.domain.listings import NONE, filled
from bot.domain.matches import TO_COME
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services.matches import moved_on, party_of, show_coordinators
from bot.services.moves import locked, view_of
from bot.services.tell import match_key, tell
from bot.services.turn import Turn, remember
from bot.texts import rescope_cards
from bot.texts.times import figure, number


async def suggest(turn: Turn, match_id: str, talk: str, hours: Decimal | None, place: str) -> None:
    """`talk` is the conversation that holds the suggestion: the button carries its id, and nothing of it."""
    view = await not_begun(turn, match_id)
    party = party_of(turn, view)
    if hours is not None:
        _must_be_left(view, hours)
    card = rescope_cards.suggestion(view, party, talk, hours, place)
    fact = f"match:{match_id}:rescope:{talk}"
    await tell(turn, view.match.person(party.other), card, fact=fact, under=match_key(view.match))


async def agree(turn: Turn, match_id: str, talk: str) -> MatchView:
    """The other side says yes: hours that are not needed are free again."""
    view = await not_begun(turn, match_id)
    party = party_of(turn, view)
    said = await suggested(turn, talk, match_id, "rescope.gone")
    if said.person == turn.by.person or view.match.party(said.person) is None:
        raise Refusal("date.wait")
    if said.answers.get("hours"):
        view = await _less(turn, view, Decimal(said.answers["hours"][0]))
    if said.answers.get("place"):
        view = await _elsewhere(turn, view, said.answers["place"][0])
    card = rescope_cards.agreed(view)
    fact = f"match:{match_id}:rescoped:{talk}"
    await tell(turn, view.match.person(party.other), card, fact=fact, under=match_key(view.match))
    await show_coordinators(turn, view)
    return view


async def not_begun(turn: Turn, match_id: str) -> MatchView:
    """The match, while what was agreed may still be changed."""
    view = await locked(turn, match_id)
    if view.match.state not in TO_COME:
        raise moved_on(view)
    return view


async def suggested(turn: Turn, talk: str, match_id: str, gone: str) -> Conversation:
    """The conversation in which it was suggested; a button carries its id, and nothing of what it says."""
    said = await turn.tx.conversations.get(talk)
    if said is None or said.subject != match_id or said.state is not ConversationState.DONE:
        raise Refusal(gone)
    return said


def _must_be_left(view: MatchView, hours: Decimal) -> None:
    drawn = view.delivery.drawn if view.delivery else NONE
    if not drawn < hours < view.match.hours:
        raise Refusal("rescope.less", most=number(view.match.hours))


async def _less(turn: Turn, view: MatchView, hours: Decimal) -> MatchView:
    _must_be_left(view, hours)
    match = view.match
    for id in sorted((match.offer, match.need)):
        listing = await turn.tx.listings.get(id, lock=True)
        free = listing.quantity.release(match.hours - hours)
        await turn.tx.listings.put(filled(listing, free, turn.now))
    return await _rescoped(turn, replace(view, match=replace(match, hours=hours)), figure(hours))


async def _elsewhere(turn: Turn, view: MatchView, district: str) -> MatchView:
    need = await turn.tx.listings.get(view.match.need, lock=True)
    terms = replace(need.terms, district=district, on_site=True)
    await turn.tx.listings.put(replace(need, terms=terms, revision=need.revision + 1))
    return await _rescoped(turn, view, district)


async def _rescoped(turn: Turn, view: MatchView, what: str) -> MatchView:
    match = replace(view.match, revision=view.match.revision + 1)
    await turn.tx.matches.put(match)
    state = match.state.value
    await remember(turn, Subject.MATCH, match.id, ("rescope", state, state), what)
    return await view_of(turn, match)
