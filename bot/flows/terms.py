"""Answers of a listing's flow become its terms; a sentence becomes such answers."""

from decimal import Decimal

from bot.chat.form import Values
from bot.domain.conversations import Conversation
from bot.domain.listings import Availability, ContactKind, ListingKind, Terms
from bot.flows.answers import Moment, canonical_place, canonical_when, several, takes_several, when_of
from bot.flows.flow import Flow
from bot.reading import places
from bot.reading.sentence import Reading
from bot.reading.unread import Unread
from bot.reading.when import DateRange, Day, Flexible, Recurring, When
from bot.texts.times import figure
from matching.skills import skills_in

MORE_THAN_ENOUGH = 300  # characters of "what"


def terms_from(talk: Conversation, moment: Moment) -> Terms | Unread:
    """The terms; Unread where the date has passed since it was said."""
    answers = talk.answers
    when = when_of(answers["when"][0], moment)
    place = places.read_place(answers["where"][0])
    if isinstance(when, Unread):
        return when
    if isinstance(place, Unread):
        return place
    what, chosen = answers["what"][0], answers.get("skills", ())
    return Terms(
        kind=ListingKind(answers["kind"][0]),
        what=what,
        skills=chosen or skills_in(what, moment.known),
        skills_chosen=bool(chosen),
        district=place.districts[0] if place.districts else "",
        areas=place.districts if len(place.districts) > 1 and place.within_km is None else (),
        remote=bool(place.remote),
        on_site=bool(place.districts) or place.anywhere,
        travel_km=None if place.within_km is None else Decimal(str(place.within_km)),
        when=availability(when, answers["when"][0]),
        hours=Decimal(answers["hours"][0]),
        people=int(Decimal(_first(answers.get("people"), "1"))),
        languages=several(answers.get("languages")),
        checks=several(answers.get("checks")),
        contact=ContactKind(answers["contact"][0]) if answers.get("contact") else None,
        provides=_first(answers.get("provides"), ""),
        leave=_first(answers.get("leave"), ""),
    )


def _first(values: Values | None, default: str) -> str:
    return values[0] if values else default


def availability(when: When, said: str) -> Availability:
    """The parts of a time that a matcher can compare."""
    match when:
        case Day():
            return Availability(said=said, starts=when.date, until=when.date, at=when.start)
        case DateRange():
            return Availability(said=said, starts=when.first, until=when.last, at=when.start)
        case Recurring():
            days = frozenset(when.weekdays)
            return Availability(said=said, weekdays=days, starts=when.first, until=when.until, at=when.start)
        case Flexible():
            return Availability(said=said)


def answers_from(reading: Reading, flow: Flow) -> dict[str, Values]:
    """What a sentence already answers; the rest is asked. Optional questions are left for **Change**."""
    found: dict[str, Values] = {}
    if reading.kind:
        found["kind"] = (reading.kind,)
    if reading.what:
        found["what"] = (reading.what[:MORE_THAN_ENOUGH],)
    if reading.districts or reading.remote or reading.anywhere:
        place = places.Place(
            districts=reading.districts,
            remote=reading.remote,
            anywhere=reading.anywhere,
            within_km=reading.within_km,
        )
        found["where"] = (canonical_place(place, several=takes_several(flow.field("where"))),)
    if reading.when is not None:
        found["when"] = (canonical_when(reading.when),)
    if reading.hours is not None:
        found["hours"] = (figure(reading.hours.hours),)
    if reading.team_size is not None:
        found["people"] = (str(reading.team_size.people),)
    return {**found, "languages": (), "checks": ()}
