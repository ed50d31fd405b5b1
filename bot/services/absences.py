"""One side says that the other was not there: kept and counted for the coordinators alone."""

from dataclasses import replace

from bot.domain.listings import NONE
from bot.domain.matches import DATED, MatchMove, Party, SessionState, following
from bot.domain.views import MatchView
from bot.services import dates_not_kept
from bot.services.dates import begin, go_on
from bot.services.delivery import answered, differ, is_late, must_be_open, over, said_about
from bot.services.matches import after_exit, party_of, show_coordinators
from bot.services.moves import locked, touch
from bot.services.tell import match_key, tell, tell_coordinators
from bot.services.turn import Turn
from bot.texts import match_cards, settling_cards

ENDS = {
    Party.VOLUNTEER: (MatchMove.MISS, "no-show"),
    Party.HOST: (MatchMove.NOT_DELIVERED, "group_away"),
}
"""How a match ends whose last date that side did not keep, and why."""


async def missed(turn: Turn, match_id: str, which: str = "") -> MatchView:
    """The other side was not there; the search goes on, and whoever is named may say that it was otherwise.

    Where the volunteer said that they were there, the two are for a coordinator to sort out. Who has said
    so cannot say as well that nobody was there.
    """
    view = await locked(turn, match_id)
    speaker = party_of(turn, view)
    must_be_open(turn, view, which)
    if view.match.state in DATED and not which:
        view = await begin(turn, view)
    session = said_about(view, which)
    if session is not None and session.claimed is not None:
        if speaker is Party.VOLUNTEER:
            raise answered(view)
        return await differ(turn, view, session, NONE)
    if session is not None:
        await turn.tx.sessions.put(replace(session, state=SessionState.MISSED))
    away = speaker.other
    await dates_not_kept.was_not_there(turn, view, away)
    told = f"match:{match_id}:no_show:{session.id if session else ''}"
    late = is_late(view, session)
    ends = not late and following(view.sessions) is None
    if ends:
        view = await over(turn, view, *ENDS[away])
    else:
        view = await (touch(turn, view, "missed") if late else go_on(turn, view))
    await tell_coordinators(turn, settling_cards.not_there(view, away), fact=told, about=view.match.id)
    await (_ended(turn, view, away) if ends else show_coordinators(turn, view))
    return view


async def _ended(turn: Turn, view: MatchView, away: Party) -> None:
    card, fact = match_cards.closed_unheld(view), f"match:{view.match.id}:unheld"
    await tell(turn, view.match.person(away), card, fact=fact, under=match_key(view.match))
    await after_exit(turn, view)
