"""What the two sides of a match see. Before both said yes, no card here carries a name."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat.outgoing import Button, Card, Line, Look
from bot.domain.listings import NONE, Listing
from bot.domain.matches import Match, Party
from bot.domain.views import MatchView
from bot.texts.cards import button, fact, listing_facts, note, para, place_words, short
from bot.texts.catalogue import words
from bot.texts.times import hours, people, session_time

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
            para("ask.host.next"),
        ),
        buttons=_answers(view, no="not_now", other="change"),
    )


def ask_volunteer(view: MatchView) -> Card:
    """To the volunteer, after the host's yes, without a name."""
    return Card(
        title=words("ask.volunteer.title"),
        lines=(
            para("ask.volunteer.wished" if view.match.wisher is Party.VOLUNTEER else "ask.volunteer.lead"),
            *listing_facts(view.need.listing),
            fact("planned", hours(view.match.hours)),
            para(
                "ask.volunteer.next_wished" if view.match.wisher is Party.VOLUNTEER else "ask.volunteer.next"
            ),
        ),
        buttons=_answers(view, no="no", other="different_time"),
    )


def _offered(view: MatchView) -> tuple[Line, ...]:
    offer = view.offer.listing
    lines = [fact("offer", offer.terms.what), fact("where", place_words(offer))]
    if offer.terms.when.said:
        lines.append(fact("when", offer.terms.when.said))
    if offer.terms.people > 1:
        lines.append(fact("people", people(offer.terms.people)))
    lines.append(fact("planned", hours(view.match.hours)))
    return tuple(lines)


def _provided(need: Listing) -> tuple[Line, ...]:
    return (fact("you_provide", need.terms.provides),) if need.terms.provides else ()


def _answers(view: MatchView, *, no: str, other: str) -> Buttons:
    match, about = view.match, short(view.need.listing)
    return (
        (
            button("yes", "match.yes", match.id, match.revision, look=Look.MAIN, about=about),
            button(other, f"match.{other}", match.id, match.revision, about=about),
            button(no, "match.no", match.id, match.revision, about=about),
        ),
    )


def ask_again(view: MatchView, party: Party) -> Card:
    """N2: the same question, with a line that says why it comes again."""
    card = ask_host(view) if party is Party.HOST else ask_volunteer(view)
    return Card(title=card.title, lines=(para("nudge.n2"), *card.lines), buttons=card.buttons)


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
        buttons=((set_date(view.match), _concern(view.match)),),
    )


def set_date(match: Match) -> Button:
    return button("set_date", "match.date", match.id, match.revision, look=Look.MAIN)


def _concern(match: Match) -> Button:
    return button("concern", "match.concern", match.id, match.revision)


def looking_again(view: MatchView) -> Card:
    return note("match.looking_again", need=short(view.need.listing))


def proposal(view: MatchView, proposed_by: Party, zone: ZoneInfo) -> Card:
    """A date for the other side to agree to; `view.session` is the proposed one."""
    session, match = view.session, view.match
    assert session is not None
    return Card(
        title=words("date.proposal_title"),
        lines=(
            para("date.proposal", name=view.name(proposed_by), when=session_time(session, zone)),
            fact("need", view.need.listing.terms.what),
        ),
        buttons=(
            (
                button(
                    "works",
                    "date.agree",
                    match.id,
                    match.revision,
                    option=str(session.sequence),
                    look=Look.MAIN,
                ),
                button("another_time", "match.date", match.id, match.revision),
            ),
        ),
    )


def scheduled(view: MatchView, party: Party, zone: ZoneInfo) -> Card:
    """Agreed: when, where, with whom, what to bring, and how to cancel."""
    return Card(
        title=words("date.scheduled_title"),
        lines=(*_meeting(view, party, zone), para("date.scheduled_next")),
        buttons=((move_date(view.match), cannot(view.match)),),
    )


def _meeting(view: MatchView, party: Party, zone: ZoneInfo) -> tuple[Line, ...]:
    lines: list[Line] = []
    if view.session is not None:
        lines.append(fact("when", session_time(view.session, zone)))
    lines += [
        fact("with", f"{view.name(party.other)}, {view.organisation(party.other)}"),
        fact("need", view.need.listing.terms.what),
        fact("where", place_words(view.need.listing)),
    ]
    return (*lines, *(fact("provides", p) for p in (view.need.listing.terms.provides,) if p))


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
                button("need_help", "match.concern", match.id, match.revision),
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


def coming_up(view: MatchView, party: Party, zone: ZoneInfo, now: datetime) -> Card:
    """N6: a week, a day and two hours before."""
    match, session = view.match, view.session
    near = session is not None and session.starts_at - now < timedelta(hours=6)
    sure = button("all_set", "date.confirm", match.id, match.revision, look=Look.MAIN)
    buttons = (cannot(match),) if near else (sure, move_date(match), cannot(match))
    return Card(
        title=words("nudge.n6_soon_title" if near else "nudge.n6_title"),
        lines=(*_meeting(view, party, zone), para("nudge.n6_soon" if near else "nudge.n6")),
        buttons=(buttons,),
    )


def was_it_delivered(view: MatchView, party: Party) -> Card:
    """N7: the host says; the volunteer may say that it is done."""
    return _host_delivered(view) if party is Party.HOST else _volunteer_delivered(view)


def _host_delivered(view: MatchView) -> Card:
    match, claimed = view.match, view.delivery.claimed if view.delivery else None
    lines: list[Line] = [
        para(
            "nudge.n7_host", name=view.name(Party.VOLUNTEER), organisation=view.organisation(Party.VOLUNTEER)
        ),
        fact("need", view.need.listing.terms.what),
        fact("planned", hours(match.hours)),
    ]
    if claimed is not None:
        lines.append(fact("claimed", hours(claimed)))
    return Card(
        title=words("nudge.n7_host_title"),
        lines=(*lines, para("nudge.n7_next")),
        buttons=(
            (
                button("yes", "delivered.yes", match.id, match.revision, look=Look.MAIN),
                button("part", "delivered.part", match.id, match.revision),
            ),
            (
                button("no_show", "delivered.no_show", match.id, match.revision),
                button("problem", "delivered.problem", match.id, match.revision),
            ),
        ),
    )


def _volunteer_delivered(view: MatchView) -> Card:
    match = view.match
    return Card(
        title=words("nudge.n7_volunteer_title"),
        lines=(
            para("nudge.n7_volunteer", organisation=view.organisation(Party.HOST)),
            fact("need", view.need.listing.terms.what),
        ),
        buttons=(
            (
                button("done", "delivered.yes", match.id, match.revision, look=Look.MAIN),
                button("not_yet", "delivered.not_yet", match.id, match.revision),
                button("problem", "delivered.problem", match.id, match.revision),
            ),
        ),
    )


def thanks(view: MatchView, party: Party) -> Card:
    """Both are thanked, with the hours that now count."""
    verified = view.delivery.verified if view.delivery and view.delivery.verified is not None else NONE
    return Card(
        title=words("thanks.title"),
        lines=(
            para(
                f"thanks.{party.value}",
                hours=hours(verified),
                name=view.name(party.other),
                organisation=view.organisation(party.other),
            ),
            fact("need", view.need.listing.terms.what),
            para("thanks.next"),
        ),
    )


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
    reason = view.match.reason or words("reason.none")
    who = f"cancelled.by_{by.value}" if by else "cancelled.by_coordinator"
    return Card(
        title=words("cancelled.title"),
        lines=(
            para(who, need=short(view.need.listing)),
            fact("reason", words(f"reason.{reason}") if _is_code(reason) else reason),
            para(f"cancelled.next_{reader.value}"),
        ),
    )


def _is_code(reason: str) -> bool:
    return reason in REASON_CODES


REASON_CODES = frozenset(
    {"no_time", "not_fit", "too_far", "not_needed", "date", "capacity", "ill", "withdrawn"}
)


def coordinator_writes(view: MatchView, said: str) -> Card:
    """A coordinator's answer, with a way to answer it."""
    match = view.match
    return Card(
        lines=(para("desk.reply", need=short(view.need.listing), said=said),),
        buttons=((button("answer", "match.concern", match.id, match.revision),),),
    )


def looked_at(view: MatchView) -> Card:
    return note("match.looked_at", need=short(view.need.listing))


def closed_unconfirmed(view: MatchView, party: Party) -> Card:
    return Card(
        lines=(para(f"match.unconfirmed_{party.value}", need=short(view.need.listing)),),
        buttons=((_concern(view.match),),),
    )


def relayed(view: MatchView, sender: Party, text: str) -> Card:
    """What the other side wrote, with the name agreed at the introduction."""
    return Card(
        lines=(para("relay.message", name=view.name(sender), text=text),),
        buttons=(),
    )
