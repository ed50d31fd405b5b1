"""Dates as calendar files (RFC 5545): one event a date, known by its UID, newer by its SEQUENCE."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.chat.outgoing import Attachment
from bot.domain.matches import Party, Session
from bot.domain.views import MatchView
from bot.texts.cards import place_words, short
from bot.texts.catalogue import words

if TYPE_CHECKING:
    from icalendar import Event

MIME = "text/calendar"
ORGANISER = "mailto:no-reply@makegood.invalid"  # a calendar wants one; there is nobody to write to


def invitation(view: MatchView, sessions: Sequence[Session], party: Party, now: datetime) -> Attachment:
    """For one side, with the name of the other as agreed at the introduction, and nothing else of theirs."""
    return _file(view, sessions, party, now, method="PUBLISH")


def cancellation(view: MatchView, sessions: Sequence[Session], party: Party, now: datetime) -> Attachment:
    """The same events, called off."""
    return _file(view, sessions, party, now, method="CANCEL")


def _file(
    view: MatchView, sessions: Sequence[Session], party: Party, now: datetime, *, method: str
) -> Attachment:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Makegood//Makegood//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for session in sessions:
        calendar.add_component(_event(view, session, party, now, off=method == "CANCEL"))
    return Attachment(name=_name(sessions), mime=MIME, content=calendar.to_ical())


def _event(view: MatchView, session: Session, party: Party, now: datetime, *, off: bool) -> "Event":
    from icalendar import Event, vCalAddress, vText

    event = Event()
    event.add("uid", f"{session.id}@makegood.invalid")
    event.add("sequence", session.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    organiser = vCalAddress(ORGANISER)
    organiser.params["cn"] = vText("Makegood")
    event.add("organizer", organiser)
    need, other = view.need.listing, party.other
    event.add("summary", words("invitation.summary", need=short(need), name=view.name(other)))
    event.add("location", place_words(need))
    lines = [words("invitation.with", name=view.name(other), organisation=view.organisation(other))]
    lines += [words("invitation.provides", what=need.terms.provides)] if need.terms.provides else []
    event.add("description", "\n".join((*lines, words("invitation.change"))))
    return event


def _name(sessions: Sequence[Session]) -> str:
    """Its own in every chat: a change has a higher number."""
    first = sessions[0]
    return f"date-{first.id}-{max(each.sequence for each in sessions)}.ics"
