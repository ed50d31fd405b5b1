"""Dates as calendar files (RFC 5545): one event a date, known by its UID, newer by its SEQUENCE."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.chat.outgoing import Attachment
from bot.domain.listings import Listing
from bot.domain.matches import Party, Session
from bot.domain.views import MatchView
from bot.texts.cards import place_words, short
from bot.texts.catalogue import words
from bot.texts.drawing import drawn
from bot.texts.locales import Locale

if TYPE_CHECKING:
    from icalendar import Calendar, Event

MIME = "text/calendar"
FEW_DAYS = timedelta(days=14)  # a longer span is shown by its last day
A_FEW = 3  # dates taken back by a file each
ORGANISER = "mailto:no-reply@makegood.invalid"  # a calendar wants one; there is nobody to write to


def invitation(
    view: MatchView, sessions: Sequence[Session], party: Party, now: datetime, reader: Locale
) -> Attachment:
    """For one side, with the name of the other as agreed at the introduction, and nothing else of theirs."""
    events = [_event(view, each, party, now, reader, off=False) for each in sessions]
    return _file(sessions, "PUBLISH", events)


def cancellations(
    view: MatchView, sessions: Sequence[Session], party: Party, now: datetime, reader: Locale
) -> list[Attachment]:
    """The same events, called off: a few by a file each, more of them by one file.

    A cancellation is of one UID (RFC 5546, 3.2.5), and of several Outlook reads the first. What is published
    may be of many UIDs and off (3.2.1); nobody opens a file for each week of a year.
    """
    events = [_event(view, each, party, now, reader, off=True) for each in sessions]
    if len(sessions) > A_FEW:
        return [_file(sessions, "PUBLISH", events)]
    return [_file((one,), "CANCEL", [event]) for one, event in zip(sessions, events, strict=True)]


def _file(sessions: Sequence[Session], method: str, events: Sequence["Event"]) -> Attachment:
    calendar = _calendar(method)
    for event in events:
        calendar.add_component(event)
    return Attachment(name=_name(sessions), mime=MIME, content=calendar.to_ical())


def _calendar(method: str) -> "Calendar":
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Makegood//Makegood//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _event(
    view: MatchView, session: Session, party: Party, now: datetime, reader: Locale, *, off: bool
) -> "Event":
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
    summary = words("invitation.summary", need=short(need), name=view.name(other))
    event.add("summary", drawn(summary, reader))
    event.add("location", drawn(place_words(need), reader))
    lines = [words("invitation.with", name=view.name(other), organisation=view.organisation(other))]
    lines += [words("invitation.provides", what=need.terms.provides)] if need.terms.provides else []
    event.add("description", drawn("\n".join((*lines, words("invitation.change"))), reader))
    return event


def reworded(content: bytes, change: Callable[[str], str]) -> bytes:
    """Such a file with its words changed; what it is about and when stays."""
    from icalendar import Calendar

    calendar = Calendar.from_ical(content)
    for event in calendar.events:
        for name in ("summary", "description", "location"):
            if name in event:
                said = change(str(event.pop(name)))
                event.add(name, said)
    made: bytes = calendar.to_ical()
    return made


def _name(sessions: Sequence[Session]) -> str:
    """Its own in every chat: a change has a higher number."""
    first = sessions[0]
    return f"date-{first.id}-{max(each.sequence for each in sessions)}.ics"


def day_of_listing(listing: Listing, address: str, zone: ZoneInfo, now: datetime, reader: Locale) -> bytes:
    """The day, or the last day, of an open listing, for anybody's calendar; empty where it names none, or
    weekdays over a while.

    It says where more is to be read, and nobody's name.
    """
    from icalendar import Event

    when, event = listing.terms.when, Event()
    last = when.until or when.starts
    one_day = when.starts is not None and when.starts == when.until
    if last is None or (when.weekdays and not one_day):
        return b""
    starts = _starts(listing, last, zone)
    event.add("uid", f"{listing.id}@makegood.invalid")
    event.add("sequence", listing.revision)
    event.add("dtstamp", now)
    event.add("dtstart", starts)
    lasts = timedelta(hours=float(listing.terms.hours)) if isinstance(starts, datetime) else None
    event.add("dtend", starts + lasts if lasts else last + timedelta(days=1))
    event.add("summary", drawn(words("invitation.open", what=short(listing)), reader))
    event.add("location", drawn(place_words(listing), reader))
    event.add("url", address)
    event.add("description", f"{listing.terms.what}\n{address}")
    calendar = _calendar("PUBLISH")
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _starts(listing: Listing, last: date, zone: ZoneInfo) -> date | datetime:
    """The moment, where one day and a time are said; the first day of a few; else the last day."""
    when = listing.terms.when
    first = when.starts or last
    if first == last and when.at is not None:
        return datetime.combine(first, when.at, zone).astimezone(UTC)
    return first if last - first <= FEW_DAYS else last
