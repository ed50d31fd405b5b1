"""A coordinator says what came of a date where the two do not, or cannot any more.

Also of a date before the one that the match is about, and of a match that was closed without hours and then
somebody says that it did happen.
"""

from dataclasses import replace
from decimal import Decimal

from bot.domain.lifecycle import allowed
from bot.domain.matches import (
    AFTER_ALL,
    AFTERWARDS,
    MATCH,
    NOT_COUNTED,
    UNDER_WAY,
    MatchMove,
    MatchState,
    Party,
    Session,
    SessionState,
    came_to_nothing,
    following,
)
from bot.domain.permissions import Act
from bot.domain.views import MatchView
from bot.services import dates_not_kept, evidence
from bot.services.dates import go_on
from bot.services.delivery import is_late, over, verify
from bot.services.matches import after_exit, moved_on, show_coordinators
from bot.services.moves import locked, touch
from bot.services.roles import must
from bot.services.tell import tell
from bot.services.turn import Turn
from bot.texts import evidence_cards, match_cards

STAYED_AWAY, GROUP_AWAY = "stayed_away", "group_away"
AWAY = {STAYED_AWAY: Party.VOLUNTEER, GROUP_AWAY: Party.HOST}
"""Who was not there, by a coordinator's reason."""


def to_settle(view: MatchView, which: str = "") -> Session | None:
    """The date that is settled: the one named, else that which the match is about.

    Raises Refusal where that is settled already, or has not come.
    """
    state, now = view.match.state, view.session.id if view.session else ""
    if which and which != now:
        named = view.session_of(which)
        if named is None or named.state not in NOT_COUNTED or state not in (*UNDER_WAY, *AFTER_ALL):
            raise moved_on(view)
        return named
    if state in (*AFTERWARDS, MatchState.DISPUTED):
        return view.session
    if state in AFTER_ALL and (last := came_to_nothing(view.sessions)) is not None:
        return last
    raise moved_on(view)


async def verify_for_host(turn: Turn, match_id: str, hours: Decimal, which: str = "") -> MatchView:
    """By what they saw, or who told them; without any evidence it is refused."""
    must(turn, Act.SETTLE_HOURS)
    view = await locked(turn, match_id)
    session = to_settle(view, which)
    found = await evidence.must_be_there(turn, match_id)
    seen = evidence_cards.in_words(found[-1], turn.by.name, turn.house.zone)
    return await verify(turn, view, session, hours, seen)


async def not_delivered(turn: Turn, match_id: str, reason: str, which: str = "") -> MatchView:
    """Closed without hours: said by a coordinator, or by the clock after a long silence.

    Where the reason is that one side was not there, it is counted among those.
    """
    view = await locked(turn, match_id)
    session = to_settle(view, which)
    if reason in AWAY:
        await dates_not_kept.was_not_there(turn, view, AWAY[reason])
    late = is_late(view, session)
    if session is not None and (late or session.state is SessionState.HELD):
        silent = SessionState.UNCONFIRMED if not turn.by.person else SessionState.MISSED
        await turn.tx.sessions.put(replace(session, state=silent))
    if late or following(view.sessions) is not None:
        view = await (touch(turn, view, "not_delivered") if late else go_on(turn, view))
        await show_coordinators(turn, view)
        return view
    by = MatchMove.MISS if reason == STAYED_AWAY else MatchMove.NOT_DELIVERED
    view = await over(turn, view, by, reason)
    card = match_cards.closed_without_hours(view, silent=not turn.by.person)
    for party in Party:
        await tell(turn, view.match.person(party), card, fact=f"match:{match_id}:not_delivered")
    await after_exit(turn, view)
    return view


async def must_be_over(turn: Turn, match_id: str, which: str = "") -> None:
    """Nobody gives a reason for what was settled meanwhile."""
    view = await locked(turn, match_id)
    session = to_settle(view, which)
    if not is_late(view, session) and not allowed(MATCH, view.match.state, MatchMove.NOT_DELIVERED):
        raise moved_on(view)
