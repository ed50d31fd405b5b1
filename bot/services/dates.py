"""Dates: proposed by either side, agreed by the other."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.matches import DATED, MatchMove, MatchState, Session, SessionState
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services.matches import moved_on, party_of, show_coordinators
from bot.services.moves import locked, move
from bot.services.tell import tell
from bot.services.turn import Turn
from bot.texts import match_cards


async def propose(turn: Turn, match_id: str, starts_at: datetime, ends_at: datetime | None) -> Session:
    """A date for the other side to agree to; an agreed date is given up for it."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    if starts_at <= turn.now:
        raise Refusal("date.past")
    if view.match.state in DATED:
        view = await move(turn, view, MatchMove.REARRANGE)
    elif view.match.state not in (MatchState.INTRODUCED, MatchState.REARRANGING):
        raise moved_on(view)
    before = view.session
    proposed = Session(
        id=before.id if before else turn.new_id(),
        match=match_id,
        starts_at=starts_at,
        ends_at=ends_at or starts_at + _length(view),
        state=SessionState.PROPOSED,
        proposed_by=party,
        sequence=before.sequence + 1 if before else 0,
    )
    await turn.tx.sessions.put(proposed)
    card = match_cards.proposal(replace(view, session=proposed), party, turn.house.zone)
    fact = f"match:{match_id}:proposal:{proposed.sequence}"
    await tell(turn, view.match.person(party.other), card, fact=fact)
    await show_coordinators(turn, view)
    return proposed


def _length(view: MatchView) -> timedelta:
    """One person's hours: a team works side by side."""
    return timedelta(hours=float(view.match.hours / max(1, view.offer.listing.terms.people)))


async def agree(turn: Turn, match_id: str, sequence: int) -> MatchView:
    """The other side says yes to the date that was on the card."""
    view = await locked(turn, match_id)
    party, session = party_of(turn, view), view.session
    if session is None or session.sequence != sequence or session.state is not SessionState.PROPOSED:
        raise Refusal("date.changed")
    if session.proposed_by is party:
        raise Refusal("date.wait")
    if session.starts_at <= turn.now:
        raise Refusal("date.past")
    await turn.tx.sessions.put(replace(session, state=SessionState.AGREED))
    view = await move(
        turn, replace(view, session=replace(session, state=SessionState.AGREED)), MatchMove.SCHEDULE
    )
    for each in type(party):
        card = match_cards.scheduled(view, each, turn.house.zone)
        await tell(turn, view.match.person(each), card, fact=f"match:{match_id}:scheduled:{sequence}")
    await show_coordinators(turn, view)
    return view


async def confirm(turn: Turn, match_id: str) -> MatchView:
    """Still on: said by either side before the day; said twice it stays said."""
    view = await locked(turn, match_id)
    party_of(turn, view)
    if view.match.state is MatchState.SCHEDULED:
        view = await move(turn, view, MatchMove.CONFIRM)
        await show_coordinators(turn, view)
    elif view.match.state is not MatchState.CONFIRMED:
        raise moved_on(view)
    return view


async def begin(turn: Turn, view: MatchView) -> MatchView:
    """The agreed time has come."""
    session = view.session
    if session is not None:
        await turn.tx.sessions.put(replace(session, state=SessionState.HELD))
    return await move(turn, view, MatchMove.START)
