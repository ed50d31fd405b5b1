"""Urgent: a date is near and has lost its volunteer. And: nobody was found in time."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.chat.accessible import MOST_BUTTONS
from bot.chat.outgoing import Button, Card, Line, Look
from bot.domain.listings import Listing
from bot.domain.matches import Party, Session
from bot.domain.views import MatchView
from bot.texts.cards import belonging, button, fact, note, para, short
from bot.texts.catalogue import words
from bot.texts.times import session_time


def urgent(view: MatchView, session: Session, ready: Sequence[MatchView], zone: ZoneInfo) -> Card:
    """The first of those on standby who fit, each with a button; else that it is for the coordinators now."""
    ready = ready[:MOST_BUTTONS]
    lines: list[Line] = [
        para("standby.lost", need=short(view.need.listing), when=session_time(session, zone)),
        fact("group", belonging(view.name(Party.HOST), view.organisation(Party.HOST))),
    ]
    lines += [fact("on_standby", _who(each)) for each in ready]
    lines.append(para("standby.ask" if ready else "standby.nobody"))
    lost = f"{view.match.id}.{session.id}"
    asks = tuple(_ask(each, lost) for each in ready)
    return Card(title=words("standby.title"), lines=tuple(lines), buttons=(asks,) if asks else ())


def _who(view: MatchView) -> str:
    return belonging(view.name(Party.VOLUNTEER), view.organisation(Party.VOLUNTEER))


def _ask(view: MatchView, lost: str) -> Button:
    match = view.match
    return button(
        "ask_standby", "standby.ask", match.id, match.revision, option=lost, look=Look.MAIN, about=_who(view)
    )


def unmet(need: Listing) -> Card:
    return Card(
        lines=(para("standby.unmet", need=short(need)),),
        buttons=((button("new_need", "go.need", look=Look.MAIN),),),
    )


def unmet_for_desk(view: MatchView) -> Card:
    return note("standby.unmet_desk", need=short(view.need.listing), group=view.organisation(Party.HOST))
