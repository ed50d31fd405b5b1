"""What the two sides of a match see. Before both said yes, no card here carries a name."""

from dataclasses import replace
from decimal import Decimal

from bot.chat.outgoing import Button, Card, Line, Look
from bot.domain.listings import NONE, Listing
from bot.domain.matches import SAYABLE, Match, Party, Session, SessionState
from bot.domain.views import MatchView
from bot.texts.cards import button, fact, listing_facts, note, para, place_words, short
from bot.texts.catalogue import known, words
from bot.texts.detail_cards import share_button
from bot.texts.talk_cards import close
from bot.texts.times import Zone, day_of, hours, people, session_time, when_words

Buttons = tuple[tuple[Button, ...], ...]


def ask_host(view: MatchView) -> Card:
    """To the host, first, without a name: what, when, how long, and what they provide."""
    return Card(
        title=words("ask.host.title"),
        lines=(
            para(
                "ask.host.wished" if view.match.wisher is Party.HOST else "ask.host.lead",
                need=short(view.need.listing),
            ),
            *_offered(view),
            *_provided(view.need.listing),
            fact("from_you", words("ask.host.from_you")),
            para("ask.host.next"),
        ),
        buttons=_answers(view, no="not_now", other="change"),
    )


def ask_volunteer(view: MatchView, zone: Zone | None = None) -> Card:
    """To the volunteer, after the host's yes, without a name."""
    return Card(
        title=words("ask.volunteer.title"),
        lines=(
            para("ask.volunteer.wished" if view.match.wisher is Party.VOLUNTEER else "ask.volunteer.lead"),
            *listing_facts(view.need.listing),
            *_on(view, zone),
            fact("planned", hours(view.match.hours)),
            fact("for_you", words("ask.volunteer.for_you")),
            para(
                "ask.volunteer.next_wished" if view.match.wisher is Party.VOLUNTEER else "ask.volunteer.next"
            ),
        ),
        buttons=_answers(view, no="no", other="" if view.standby_asked else "different_time"),
    )


def _on(view: MatchView, zone: Zone | None) -> tuple[Line, ...]:
    """The date that the host has said yes to already, where there is one."""
    if zone is None:
        return ()
    return tuple(fact("on", session_time(each, zone)) for each in view.proposed)


def _offered(view: MatchView) -> tuple[Line, ...]:
    offer = view.offer.listing
    lines = [fact("offer", offer.terms.what), fact("where", place_words(offer))]
    if offer.terms.when.said:
        lines.append(fact("when", when_words(offer.terms.when.said)))
    if offer.terms.people > 1:
        lines.append(fact("people", people(offer.terms.people)))
    lines.append(fact("planned", hours(view.match.hours)))
    return tuple(lines)


def _provided(need: Listing) -> tuple[Line, ...]:
    return (fact("you_provide", need.terms.provides),) if need.terms.provides else ()


def _answers(view: MatchView, *, no: str, other: str) -> Buttons:
    """`other`: what can be said between a yes and a no, if anything."""
    match, about = view.match, short(view.need.listing)
    between = (button(other, f"match.{other}", match.id, match.revision, about=about),) if other else ()
    return (
        (
            button("yes", "match.yes", match.id, match.revision, look=Look.MAIN, about=about),
            *between,
            button(no, "match.no", match.id, match.revision, about=about),
        ),
    )


def ask(view: MatchView, party: Party, zone: Zone) -> Card:
    """The question to that side."""
    return ask_host(view) if party is Party.HOST else ask_volunteer(view, zone)


def ask_again(view: MatchView, party: Party, zone: Zone) -> Card:
    """N2: the same question, with a line that says why it comes again."""
    card = ask(view, party, zone)
    why = para("nudge.n2_standby" if view.proposed else "nudge.n2")
    return Card(title=card.title, lines=(why, *card.lines), buttons=card.buttons)


def introduction(view: MatchView, party: Party, note: str = "") -> Card:
    """Names, for the first time, and the first step."""
    listing = view.side(party.other).listing
    lines: list[Line] = [
        para("introduction.lead", name=view.name(party.other), organisation=view.organisation(party.other)),
        fact("need", view.need.listing.terms.what),
        fact("offer", view.offer.listing.terms.what),
        fact("where", place_words(listing if listing.terms.district else view.need.listing)),
        fact("planned", hours(view.match.hours)),
    ]
    if note:
        lines.append(fact("suggested_time", note))
    lines += [para("introduction.talk", name=view.name(party.other)), para("introduction.safe")]
    return Card(
        title=words("introduction.title"),
        lines=tuple(lines),
        buttons=((set_date(view.match), concern(view.match), close(view.match)),),
        more=(share_button(view.match),),
    )


def set_date(match: Match) -> Button:
    return button("set_date", "match.date", match.id, match.revision, look=Look.MAIN)


def concern(match: Match) -> Button:
    return button("concern", "match.concern", match.id, match.revision)


def looking_again(view: MatchView) -> Card:
    return note("match.looking_again", need=short(view.need.listing))


def move_date(match: Match) -> Button:
    return button("move_date", "match.date", match.id, match.revision)


def cannot(match: Match) -> Button:
    return button("cannot", "match.cannot", match.id, match.revision)


def did_you_speak(view: MatchView, party: Party) -> Card:
    """N4."""
    match = view.match
    return Card(
        title=words("nudge.n4_title"),
        lines=(
            para("nudge.n4", name=view.name(party.other), organisation=view.organisation(party.other)),
            fact("need", view.need.listing.terms.what),
        ),
        buttons=(
            (
                button("spoke_yes", "match.date", match.id, match.revision, look=Look.MAIN),
                button("no_reply", "spoke.no_reply", match.id, match.revision),
                button("need_help", "concern.other", match.id, match.revision),
            ),
        ),
    )


def chase(view: MatchView, silent: Party) -> Card:
    """The silent side is asked once, by the other side's "No reply"."""
    match = view.match
    return Card(
        lines=(para("nudge.chase", name=view.name(silent.other), need=short(view.need.listing)),),
        buttons=((set_date(match), cannot(match)),),
    )


def was_it_delivered(view: MatchView, party: Party, zone: Zone, which: str = "") -> Card:
    """N7: the host says; the volunteer may say that it is done. `which`: another date than the present.

    Its buttons are about the date that it names, also when they are pressed after the next one.
    """
    session = view.session_of(which) if which else view.session
    date = session.id if session is not None and session.state in SAYABLE else ""
    one_of_many = len([each for each in view.sessions if each.state is not SessionState.CANCELLED]) > 1
    when = (fact("when", day_of(session.starts_at, zone)),) if session and one_of_many else ()
    card = _host_delivered(view, session, date) if party is Party.HOST else _volunteer_delivered(view, date)
    return replace(card, lines=(*card.lines, *when))


def _host_delivered(view: MatchView, session: Session | None, date: str) -> Card:
    match, claimed = view.match, session.claimed if session else None
    lines: list[Line] = [
        para(
            "nudge.n7_host", name=view.name(Party.VOLUNTEER), organisation=view.organisation(Party.VOLUNTEER)
        ),
        fact("need", view.need.listing.terms.what),
        fact("planned", hours(view.planned(session) if session else match.hours)),
    ]
    if claimed is not None:
        lines.append(fact("claimed", hours(claimed)))
    return Card(
        title=words("nudge.n7_host_title"),
        lines=(*lines, para("nudge.n7_next")),
        buttons=(
            (
                button("yes", "delivered.yes", match.id, match.revision, option=date, look=Look.MAIN),
                button("part", "delivered.part", match.id, match.revision, option=date),
            ),
            (
                button("no_show", "delivered.no_show", match.id, match.revision, option=date),
                button("problem", "delivered.problem", match.id, match.revision, option=date),
            ),
        ),
        answers=True,
    )


def _volunteer_delivered(view: MatchView, date: str) -> Card:
    match = view.match
    return Card(
        title=words("nudge.n7_volunteer_title"),
        lines=(
            para("nudge.n7_volunteer", organisation=view.organisation(Party.HOST)),
            fact("need", view.need.listing.terms.what),
        ),
        buttons=(
            (
                button("done", "delivered.yes", match.id, match.revision, option=date, look=Look.MAIN),
                button("not_yet", "delivered.not_yet", match.id, match.revision, option=date),
            ),
            (
                button("nobody_there", "delivered.nobody_there", match.id, match.revision, option=date),
                button("problem", "delivered.problem", match.id, match.revision, option=date),
            ),
        ),
        answers=True,
    )


def came_of_it(view: MatchView, party: Party) -> tuple[Button, ...]:
    """For whoever does not wait until they are asked: it is done, or the other side is not there."""
    match, date = view.match, view.session.id if view.session else ""
    away = "no_show" if party is Party.HOST else "nobody_there"
    return tuple(
        button(label, f"delivered.{verb}", match.id, match.revision, option=date)
        for label, verb in (("done", "yes"), (away, away))
    )


def thanks(view: MatchView, party: Party, said: Decimal) -> Card:
    """Both are thanked, with the hours that now count, and those beyond what was agreed kept apart."""
    additional = view.delivery.additional if view.delivery else NONE
    return Card(
        title=words("thanks.title"),
        lines=(
            para(
                f"thanks.{party.value}",
                hours=hours(said),
                name=view.name(party.other),
                organisation=view.organisation(party.other),
            ),
            fact("need", view.need.listing.terms.what),
            *((fact("additional", hours(additional)),) if additional else ()),
            para(f"thanks.next_{party.value}"),
        ),
        buttons=(_after(view.match, party),),
    )


def _after(match: Match, party: Party) -> tuple[Button, ...]:
    """The group can say thank you at once; the volunteer can keep a note."""
    if party is Party.VOLUNTEER:
        return (button("note_learned", "learned.note", match.id),)
    say = button("say_thanks", "thanks.say", match.id, look=Look.MAIN)
    return (say, button("own_words", "thanks.words", match.id))


def feedback(view: MatchView, party: Party) -> Card:
    """N9."""
    return Card(
        title=words("nudge.n9_title"),
        lines=(
            para("nudge.n9", name=view.name(party.other), organisation=view.organisation(party.other)),
            fact("need", view.need.listing.terms.what),
        ),
        buttons=(
            (button("feedback", "match.feedback", view.match.id, view.match.revision, look=Look.MAIN),),
        ),
    )


def cancelled(view: MatchView, reader: Party, by: Party | None) -> Card:
    """Told at once to the side that did not cancel; a name only where names were shared."""
    who = f"cancelled.by_{by.value}" if by else "cancelled.by_coordinator"
    return Card(
        title=words("cancelled.title"),
        lines=(
            para(who, need=short(view.need.listing)),
            *_why(view.match),
            para(f"cancelled.next_{reader.value}"),
        ),
    )


def _why(match: Match) -> tuple[Line, ...]:
    """A concern stays with the coordinators."""
    if match.reason == "concern":
        return ()
    said = match.reason or "none"
    return (fact("reason", words(f"reason.{said}") if known(f"reason.{said}") else said),)


def coordinator_writes(view: MatchView, said: str) -> Card:
    """A coordinator's answer, with a way to answer it."""
    match = view.match
    return Card(
        lines=(para("desk.reply", need=short(view.need.listing), said=said),),
        buttons=((button("answer", "concern.other", match.id, match.revision),),),
    )


def looked_at(view: MatchView) -> Card:
    return note("match.looked_at", need=short(view.need.listing))


def closed_unheld(view: MatchView) -> Card:
    """To the side that was not there, as the other says: without blame, and with a way to say otherwise."""
    return Card(
        lines=(para("match.unheld", need=short(view.need.listing)),), buttons=((concern(view.match),),)
    )


def closed_without_hours(view: MatchView, *, silent: bool) -> Card:
    """`silent`: nobody said what came of it; else a coordinator has closed it, and keeps the reason."""
    need = short(view.need.listing)
    said = para("match.unconfirmed", need=need) if silent else para("match.not_delivered", need=need)
    return Card(
        lines=(said,),
        buttons=((concern(view.match),),),
    )
