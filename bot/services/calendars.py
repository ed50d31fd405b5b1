"""What goes into people's calendars: an invitation when a date is agreed, its withdrawal when it is off."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.outgoing import Attachment
from bot.domain.matches import MatchState, Party, Session, SessionState
from bot.domain.views import MatchView
from bot.services.tell import match_key, send_file
from bot.services.turn import Turn
from bot.texts import invitations
from bot.texts.catalogue import words
from bot.texts.locales import Locale


async def invite(turn: Turn, view: MatchView, sessions: Sequence[Session]) -> None:
    """To both sides, below the card that says it."""
    for party in Party:
        file = invitations.invitation(view, sessions, party, turn.now, _reads(turn, view, party))
        await _send(turn, view, party, file, words("date.invitation"))


async def withdraw(turn: Turn, view: MatchView, sessions: Sequence[Session]) -> None:
    """Takes agreed dates out of both calendars."""
    for party in Party:
        files = invitations.cancellations(view, sessions, party, turn.now, _reads(turn, view, party))
        count = str(len(sessions))
        several = words("date.invitations_off", count=count) if len(files) < len(sessions) else ""
        for file in files:
            await _send(turn, view, party, file, several or words("date.invitation_off"))


def _reads(turn: Turn, view: MatchView, party: Party) -> Locale:
    """A calendar shows what stands in the file, so it is put into words before it is sent."""
    return turn.house.languages.of(view.side(party).owner.reads)


async def _send(turn: Turn, view: MatchView, party: Party, file: Attachment, caption: str) -> None:
    fact = f"match:{view.match.id}:{file.name}:{party}"
    under = match_key(view.match)
    await send_file(turn, view.match.person(party), file, caption, fact=fact, under=under)


async def call_off(turn: Turn, view: MatchView) -> None:
    """A match is over: what was still to come of it is off. `view` is the match before that."""
    off: list[Session] = []
    for session in view.sessions:
        if session.state in (SessionState.AGREED, SessionState.PROPOSED):
            ended = replace(session, state=SessionState.CANCELLED, sequence=session.sequence + 1)
            await turn.tx.sessions.put(ended)
            off += [ended] if in_calendars(view, session) else []
    if off:
        await withdraw(turn, view, off)


def in_calendars(view: MatchView, session: Session) -> bool:
    """Whether both were invited once: to this date, or to the one that it was to replace."""
    moved = session.sequence > 0 and view.match.state is not MatchState.INTRODUCED
    return session.state is SessionState.AGREED or moved
