"""Urgent: a date is near and has lost its volunteer. And: nobody was found in time."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.chat.accessible import MOST_BUTTONS
from bot.chat.outgoing import Button, Card, Line, Look
from bot.domain.listings import Listing
from bot.domain.matches import Party, Session
from bot.domain.views import ListingView, MatchView
from bot.texts import match_cards
from bot.texts.cards import belonging, button, fact, note, para, short
from bot.texts.catalogue import words
from bot.texts.times import Zone, session_time


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


def unconfirmed(view: MatchView, ready: ListingView | None, zone: ZoneInfo) -> Card:
    """N6, at noon on the working day before. `ready`: the offer of whoever is on standby and fits best."""
    when = session_time(view.session, zone) if view.session else ""
    lines: list[Line] = [
        para("standby.unconfirmed", need=short(view.need.listing), when=when),
        fact("group", belonging(view.name(Party.HOST), view.organisation(Party.HOST))),
        fact("volunteer", _who(view)),
    ]
    title = words("standby.unconfirmed_title", id=view.match.id)
    return _with_standby(view, title, lines, ready, (para("standby.ring"), para("standby.ring_only")))


def unanswered(view: MatchView, ready: ListingView | None, zone: ZoneInfo) -> Card:
    """N2, of somebody on standby. `ready`: the offer of whoever else is, and fits best."""
    when = session_time(view.proposed[0], zone) if view.proposed else ""
    lines: list[Line] = [
        para("standby.unanswered", name=_who(view), need=short(view.need.listing), when=when),
        fact("group", belonging(view.name(Party.HOST), view.organisation(Party.HOST))),
    ]
    title = words("standby.unanswered_title", id=view.match.id)
    return _with_standby(view, title, lines, ready, (para("standby.next"), para("standby.nobody")))


def _with_standby(
    view: MatchView, title: str, lines: Sequence[Line], ready: ListingView | None, last: tuple[Line, Line]
) -> Card:
    """With whoever can be asked instead, and the way to end it. `last`: the line below such a person, and the
    one where there is none.
    """
    match, (there, nobody) = view.match, last
    end = button("end_match", "match.end", match.id, match.revision, look=Look.DANGER)
    if ready is None:
        return Card(title=title, lines=(*lines, nobody), buttons=((end,),))
    who, offer = belonging(ready.owner.name, ready.organisation.name), ready.listing.id
    instead = button("ask_instead", "standby.instead", match.id, match.revision, option=offer, about=who)
    return Card(title=title, lines=(*lines, fact("on_standby", who), there), buttons=((instead, end),))


def date_stays(view: MatchView, zone: Zone) -> Card:
    """To whoever was asked for that date and names another: the question again, and what can be said."""
    card = match_cards.ask_volunteer(view, zone)
    return replace(card, lines=(para("standby.fixed"), *card.lines))


def given_up(view: MatchView, reader: Party) -> Card:
    """Nobody confirmed the date, and a coordinator has asked somebody else."""
    return Card(
        title=words("cancelled.title"),
        lines=(para(f"standby.given_up_{reader.value}", need=short(view.need.listing)),),
        buttons=((button("mine", "go.mine"),),),
    )


def unmet(need: Listing) -> Card:
    return Card(
        lines=(para("standby.unmet", need=short(need)),),
        buttons=((button("new_need", "go.need", look=Look.MAIN),),),
    )


def unmet_for_desk(view: MatchView) -> Card:
    return note("standby.unmet_desk", need=short(view.need.listing), group=view.organisation(Party.HOST))
