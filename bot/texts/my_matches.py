"""A match in the list of what a person has: how it stands, and the next step with its button."""

from bot.chat.outgoing import Card, Line
from bot.domain.matches import AFTERWARDS, DATED, Match, MatchState, Party, Session, SessionState
from bot.domain.views import MatchView
from bot.texts.cards import fact, para, short
from bot.texts.catalogue import words
from bot.texts.checklist_cards import before_start
from bot.texts.date_cards import answers, dates, one_more
from bot.texts.match_cards import (
    Buttons,
    ask,
    cannot,
    move_date,
    set_date,
    was_it_delivered,
)
from bot.texts.times import Zone, hours


def mine(view: MatchView, party: Party, zone: Zone) -> Card:
    """One of "my matches", with its next step and the button for it."""
    match, state = view.match, view.match.state
    lines: list[Line] = [fact("state", words(f"match_state.{state.value}"))]
    if view.session is not None and state in (*DATED, MatchState.IN_DELIVERY):
        lines += dates((view.session, *[each for each in view.to_come if each != view.session]), zone)
    if view.delivery is not None and view.delivery.verified is not None:
        lines.append(fact("verified", hours(view.delivery.verified)))
    lines += before_start(view)
    lines.append(para(_next_step(match, party, view.session)))
    return Card(
        title=short(view.need.listing),
        lines=tuple(lines),
        buttons=_my_buttons(view, party, zone),
        answers=state in AFTERWARDS,
    )


def _next_step(match: Match, party: Party, session: Session | None) -> str:
    if match.state is MatchState.ASKED_HOST:
        return "match_next.you_answer" if party is Party.HOST else "match_next.wait"
    if match.state is MatchState.ASKED_VOLUNTEER:
        return "match_next.you_answer" if party is Party.VOLUNTEER else "match_next.wait_volunteer"
    if session is not None and session.state is SessionState.PROPOSED:
        return "match_next.date_wait" if session.proposed_by is party else "match_next.date_answer"
    return f"match_next.{match.state.value}"


def _my_buttons(view: MatchView, party: Party, zone: Zone) -> Buttons:
    match, session = view.match, view.session
    asked = {MatchState.ASKED_HOST: Party.HOST, MatchState.ASKED_VOLUNTEER: Party.VOLUNTEER}
    if asked.get(match.state) is party:
        return ask(view, party, zone).buttons
    if match.state in (MatchState.INTRODUCED, MatchState.REARRANGING):
        proposed = session is not None and session.state is SessionState.PROPOSED
        if proposed and session is not None and session.proposed_by is not party:
            return answers(view, session)
        return ((set_date(match), cannot(match)),)
    if match.state in DATED:
        return ((move_date(match), cannot(match), one_more(view)),)
    if match.state in AFTERWARDS:
        return was_it_delivered(view, party, zone).buttons
    return ()
