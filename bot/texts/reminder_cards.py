"""Reminders as people see them: one thing as its own card, several in one message, always with a way out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.chat.outgoing import Button, Card, Look
from bot.domain.history import Subject
from bot.domain.matches import NAMED, Party
from bot.domain.organisations import Organisation
from bot.domain.reminding import Reminder
from bot.domain.views import ListingView, MatchView
from bot.texts import checklist_cards, date_cards, match_cards
from bot.texts.cards import button, fact, para, short
from bot.texts.catalogue import words
from bot.texts.times import Zone, day, local_time

BUTTONS = 3


def for_match(view: MatchView, party: Party, code: str, zone: Zone, now: datetime, which: str = "") -> Card:
    """The card of a nudge, by its code. `which`: the date that it is about."""
    match code:
        case "N2":
            return match_cards.ask_again(view, party, zone)
        case "N3" | "N14":
            return checklist_cards.reminder(view, party, local_time(now, zone).date())
        case "N4":
            return match_cards.did_you_speak(view, party)
        case "N5":
            return no_date(view, party)
        case "N6":
            return date_cards.coming_up(view, party, zone, now)
        case "N7":
            return match_cards.was_it_delivered(view, party, zone, which)
        case "N8":
            return still_going(view, party)
        case "N9":
            return match_cards.feedback(view, party)
        case "N15":
            return checklist_cards.check_in(view, party)
    raise ValueError(f"nudge {code} has no card for a person")


def line(view: MatchView, party: Party, code: str) -> str:
    """The same in a few words; no name before both said yes."""
    name = view.name(party.other) if view.match.state in NAMED else ""
    return words(f"remind.{code}", need=short(view.need.listing), name=name)


def with_a_way_out(card: Card, person_id: str) -> Card:
    return replace(card, more=(*card.more, *_way_out(person_id)))


def all_in_one(waiting: Sequence[tuple[Reminder, str]], person_id: str) -> Card:
    """A line for each thing; the first few can be opened by a button, the rest by saying *mine*."""
    lines = [
        para("remind.item", number=str(number), what=said)
        for number, (_, said) in enumerate(waiting, start=1)
    ]
    opens = tuple(
        button(
            f"open_{number}",
            "remind.open",
            reminder.subject_id,
            option=f"{reminder.code}-{reminder.step}",
            look=Look.MAIN if number == 1 else Look.QUIET,
            about=said,
        )
        for number, (reminder, said) in enumerate(waiting[:BUTTONS], start=1)
        if reminder.subject is not Subject.PERSON
    )
    more = (para("remind.more"),) if len(waiting) > BUTTONS else ()
    return Card(
        title=words("remind.title", count=str(len(waiting))),
        lines=(*lines, *more),
        buttons=(opens,),
        more=_way_out(person_id),
    )


def shall_i_stop(person_id: str) -> Card:
    """After three messages in a row without a sign of life."""
    return Card(
        title=words("remind.stop_title"),
        lines=(para("remind.stop_lead"), para("remind.stop_next")),
        buttons=(
            (
                button("keep_asking", "remind.keep", person_id, look=Look.MAIN),
                button("rest", "remind.rest", person_id),
                button("stop", "remind.stop", person_id),
            ),
        ),
    )


def _way_out(person_id: str) -> tuple[Button, ...]:
    return (button("snooze", "remind.snooze", person_id), button("stop", "remind.stop", person_id))


def no_date(view: MatchView, party: Party) -> Card:
    """N5."""
    match = view.match
    return Card(
        title=words("nudge.n5_title"),
        lines=(
            para("nudge.n5", name=view.name(party.other), organisation=view.organisation(party.other)),
            fact("need", view.need.listing.terms.what),
        ),
        buttons=((match_cards.set_date(match), match_cards.cannot(match), match_cards.concern(match)),),
    )


def still_going(view: MatchView, party: Party) -> Card:
    """N8."""
    match, about = view.match, short(view.need.listing)
    return Card(
        title=words("nudge.n8_title"),
        lines=(
            para("nudge.n8", name=view.name(party.other), organisation=view.organisation(party.other)),
            fact("need", view.need.listing.terms.what),
        ),
        buttons=(
            (
                button("still_going", "going.on", match.id, match.revision, look=Look.MAIN, about=about),
                button("stuck", "going.stuck", match.id, match.revision, about=about),
                button("stopped", "match.cannot", match.id, match.revision, about=about),
            ),
        ),
    )


def delayed(view: ListingView) -> tuple[str, Card]:
    """N1, to the owner: a coordinator's answer takes longer."""
    said = words("remind.N1", need=short(view.listing))
    card = Card(
        title=words("nudge.n1_title"),
        lines=(para("nudge.n1", what=short(view.listing)),),
        buttons=((button("withdraw", "listing.withdraw", view.listing.id, about=short(view.listing)),),),
    )
    return said, card


def group_delayed(group: Organisation) -> tuple[str, Card]:
    said = words("remind.N1", need=group.name)
    return said, Card(title=words("nudge.n1_title"), lines=(para("nudge.n1", what=group.name),))


def answer_us(view: ListingView) -> tuple[str, Card]:
    """N1, the other way round: a coordinator's question is open."""
    listing = view.listing
    said = words("remind.N1_question", need=short(listing))
    answer = button(
        "answer", "listing.answer", listing.id, listing.revision, look=Look.MAIN, about=short(listing)
    )
    withdraw = button("withdraw", "listing.withdraw", listing.id, about=short(listing))
    card = Card(
        title=words("nudge.n1_question_title"),
        lines=(para("nudge.n1_question", what=short(listing)),),
        buttons=((answer, withdraw),),
    )
    return said, card


def still_true(view: ListingView, zone: Zone) -> tuple[str, Card]:
    """N12."""
    listing = view.listing
    assert listing.expires_at is not None
    until = day(listing.expires_at, zone)
    said = words("remind.N12", need=short(listing), day=until)
    renew = button(
        "still_true", "listing.renew", listing.id, listing.revision, look=Look.MAIN, about=short(listing)
    )
    withdraw = button("withdraw", "listing.withdraw", listing.id, about=short(listing))
    card = Card(
        title=words("nudge.n12_title"),
        lines=(
            fact("what", listing.terms.what),
            para("nudge.n12", day=until),
        ),
        buttons=((renew, withdraw),),
    )
    return said, card
