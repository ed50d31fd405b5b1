"""What coordinators see: one card per organisation, listing and match, always as things stand now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat.accessible import MOST_BUTTONS
from bot.chat.outgoing import Button, Card, Line, Look
from bot.domain.listings import ListingState, Side
from bot.domain.matches import AFTERWARDS, DATED, UNDER_WAY, MatchState, Party
from bot.domain.organisations import Organisation, OrganisationState
from bot.domain.people import Person
from bot.domain.views import ListingView, MatchView
from bot.texts import capacity_cards, cards, settling_cards, tag_cards
from bot.texts.cards import belonging, bracketed, button, cut, fact, listing_facts, note, para, short
from bot.texts.catalogue import known, words
from bot.texts.checklist_cards import before_start, show_checks
from bot.texts.kept_cards import eligibility
from bot.texts.matcher_words import why
from bot.texts.times import apart, clock_time, day_of, hours, session_time


def organisation_card(organisation: Organisation, zone: ZoneInfo, told_at: datetime | None) -> Card:
    """`told_at`: when the group will be told of the decision, while it can be undone."""
    lines: list[Line] = [fact("group", organisation.name)]
    if organisation.state is OrganisationState.PENDING:
        return Card(
            title=words("desk.organisation_new"),
            lines=(*lines, para("desk.organisation_check")),
            buttons=(_org_buttons(organisation),),
        )
    lines.append(fact("state", words(f"organisation_state.{organisation.state.value}")))
    if organisation.reason:
        lines.append(fact("reason", organisation.reason))
    undo = button("undo", "org.undo", organisation.id, organisation.revision, about=organisation.name)
    return _decided(words("desk.organisation"), lines, undo, zone, told_at)


def _org_buttons(organisation: Organisation) -> tuple[Button, ...]:
    id, revision, about = organisation.id, organisation.revision, organisation.name
    return (
        button("verify", "org.verify", id, revision, look=Look.MAIN, about=about),
        button("ask", "org.ask", id, revision, about=about),
        button("refuse", "org.refuse", id, revision, look=Look.DANGER, about=about),
    )


def _decided(title: str, lines: list[Line], undo: Button, zone: ZoneInfo, told_at: datetime | None) -> Card:
    if told_at is None:
        return Card(title=title, lines=tuple(lines))
    telling = para("desk.telling", at=clock_time(told_at.astimezone(zone)))
    return Card(title=title, lines=(*lines, telling), buttons=((undo,),))


def listing_card(
    view: ListingView,
    zone: ZoneInfo,
    told_at: datetime | None,
    *,
    twin: ListingView | None = None,
    kept: str = "",
    outcomes: Sequence[str] = (),
) -> Card:
    """`twin`: an earlier need that is probably the same; `kept`: the files that came with it; `outcomes`:
    what the need is good for, as a coordinator said.
    """
    listing = view.listing
    facts: list[Line] = [
        fact("from", belonging(view.owner.name, view.organisation.name)),
        *listing_facts(listing),
        *((fact("kept", kept),) if kept else ()),
        *((fact("outcomes", apart(outcomes)),) if outcomes else ()),
    ]
    if view.meant_for is not None:
        facts.append(fact("meant_for", view.meant_for.terms.what))
    side = listing.side.value
    if listing.state in (ListingState.SUBMITTED, ListingState.CLARIFYING):
        title = words(f"desk.{side}_new" if listing.state is ListingState.SUBMITTED else f"desk.{side}_asked")
        if twin is not None:
            day = day_of(twin.listing.created_at, zone)
            said = words("desk.twin", what=short(twin.listing), group=twin.organisation.name, day=day)
            facts.append(fact("twin", said))
        if listing.side is Side.NEED and listing.terms.checks:
            facts.append(eligibility(listing.terms))
        lines = (*facts, para(f"desk_listing_next.{listing.state.value}"), fact("id", listing.id))
        return Card(title=title, lines=lines, buttons=_listing_rows(view, twin), more=tag_cards.more(listing))
    facts.append(fact("state", words(f"listing_state.{listing.state.value}")))
    if listing.state is ListingState.DECLINED:
        facts.append(fact("reason", listing.reason))
    facts += [para(f"desk_listing_next.{listing.state.value}"), fact("id", listing.id)]
    undo = button("undo", "listing.undo", listing.id, listing.revision, about=short(listing))
    card = _decided(words(f"desk.{side}"), facts, undo, zone, told_at)
    return replace(card, more=tag_cards.more(listing))


def _listing_rows(view: ListingView, twin: ListingView | None) -> tuple[tuple[Button, ...], ...]:
    """A need that was probably posted before is closed as that, in place of the last of the usual ways."""
    usual = _listing_buttons(view)
    if twin is None:
        return (usual,)
    listing = view.listing
    same = button("same", "listing.same", listing.id, listing.revision, about=short(listing))
    return ((*usual[: MOST_BUTTONS - 1], same),)


def _listing_buttons(view: ListingView) -> tuple[Button, ...]:
    id, revision, about = view.listing.id, view.listing.revision, short(view.listing)
    approve = button("approve", "listing.approve", id, revision, look=Look.MAIN, about=about)
    decline = button("decline", "listing.decline", id, revision, look=Look.DANGER, about=about)
    if view.listing.state is ListingState.CLARIFYING:
        return (approve, decline)
    return (approve, button("ask", "listing.ask", id, revision, about=about), decline)


def match_card(view: MatchView, zone: ZoneInfo, asked_at: datetime, *, still: bool = False) -> Card:
    """Score, three reasons, one doubt, both sides; buttons only for what can be decided now.

    `asked_at`: when the host will be asked, while the approval can be undone. `still`: for long nobody has
    said anything of it.
    """
    match = view.match
    head = words("desk.match", id=match.id, score=f"{match.score * 100:.0f}")
    buttons = _stalled_buttons(view, zone) if still else _match_buttons(view, zone)
    shown = {each.action.verb for row in buttons for each in row}
    more = () if "settle.verify" in shown else settling_cards.more(view, zone)
    lines = (*_pairing(view), *_progress(view, zone, asked_at))
    return Card(title=head, lines=lines, buttons=buttons, more=more, answers=_asks(buttons))


def _asks(rows: tuple[tuple[Button, ...], ...]) -> bool:
    """What came of several dates is asked on one card."""
    return sum(map(len, rows)) > MOST_BUTTONS


def _pairing(view: MatchView) -> tuple[Line, ...]:
    match = view.match
    wished = (para(f"desk.wished_{match.wisher.value}"),) if match.wisher else ()
    return (
        *wished,
        fact("need", bracketed(view.need.listing.terms.what, view.organisation(Party.HOST))),
        fact("offer", bracketed(view.offer.listing.terms.what, _who(view, Party.VOLUNTEER))),
        *_causes(view),
        fact("because", apart(map(why, match.reasons))),
        fact("doubt", why(match.doubt)),
        *((fact("put_first", view.put_first),) if view.put_first else ()),
        *capacity_cards.lines(view.standings),
        fact("planned", hours(match.hours)),
        *cards.host_costs(view.need.listing),
        fact(
            "left",
            words(
                "desk.left",
                need=hours(view.need.listing.quantity.remaining),
                offer=hours(view.offer.listing.quantity.remaining),
            ),
        ),
    )


def _causes(view: MatchView) -> tuple[Line, ...]:
    """What the volunteer's employer cares about, as its champion said."""
    causes = view.offer.organisation.causes
    return (fact("cares_about", cut(causes, 200)),) if causes else ()


def _who(view: MatchView, party: Party) -> str:
    return belonging(view.name(party), view.organisation(party))


def _progress(view: MatchView, zone: ZoneInfo, asked_at: datetime) -> tuple[Line, ...]:
    match = view.match
    lines: list[Line] = []
    if match.decided_at is not None:
        at = clock_time(match.decided_at.astimezone(zone))
        verb = "desk.dismissed_by" if match.state is MatchState.DISMISSED else "desk.approved_by"
        lines.append(para(verb, name=match.decided_by, at=at))
    if match.state is MatchState.APPROVED_TO_ASK:
        lines.append(
            para("desk.asking", group=view.organisation(Party.HOST), at=clock_time(asked_at.astimezone(zone)))
        )
    elif match.state is not MatchState.SUGGESTED:
        lines.append(fact("state", words(f"match_state.{match.state.value}")))
    if view.session is not None and match.state in DATED:
        lines.append(fact("when", session_time(view.session, zone)))
    if view.delivery is not None and view.delivery.verified is not None:
        lines.append(fact("verified", hours(view.delivery.verified)))
    if match.reason:
        lines.append(fact("reason", reason_words(match.reason)))
    lines += [*before_start(view), *settling_cards.unsaid(view, zone)]
    return (*lines, para(_taken(view) or f"desk_next.{match.state.value}"))


def _taken(view: MatchView) -> str:
    """What there is to say of a suggestion that cannot be approved now: another match has the hours."""
    if view.match.state is not MatchState.SUGGESTED or (
        view.need.listing.seeking and view.offer.listing.seeking
    ):
        return ""
    return "desk.taken_offer" if view.need.listing.seeking else "desk.taken_need"


def reason_words(reason: str) -> str:
    """A reason's code in words; what somebody wrote, as they wrote it."""
    return words(f"reason.{reason}") if known(f"reason.{reason}") else reason


def _match_buttons(view: MatchView, zone: ZoneInfo) -> tuple[tuple[Button, ...], ...]:
    id, revision, about = view.match.id, view.match.revision, short(view.need.listing)
    match view.match.state:
        case MatchState.SUGGESTED:
            not_this = button("not_this", "match.dismiss", id, revision, look=Look.DANGER, about=about)
            if _taken(view):
                return ((not_this,),)
            approve = button("approve", "match.approve", id, revision, look=Look.MAIN, about=about)
            return ((approve, button("edit", "match.edit", id, revision, about=about), not_this),)
        case MatchState.APPROVED_TO_ASK:
            return (
                (
                    button("undo", "match.undo", id, revision, about=about),
                    button("ask_now", "match.now", id, revision, look=Look.MAIN, about=about),
                ),
            )
        case MatchState.DISMISSED:
            return ((button("undo", "match.undo", id, revision, about=about),),)
        case MatchState.DISPUTED:
            return settling_cards.rows(view, zone)
        case MatchState.ON_HOLD:
            return (_held(view),)
        case state if state in UNDER_WAY:
            checks = (show_checks(view.match),) if view.checklist.checks or view.checklist.path else ()
            return ((*checks, button("hold", "match.hold", id, revision, about=about)),)
        case _:
            return ()


def _held(view: MatchView) -> tuple[Button, ...]:
    id, revision, about = view.match.id, view.match.revision, short(view.need.listing)
    return (
        button("thaw", "match.thaw", id, revision, look=Look.MAIN, about=about),
        button("end_match", "match.end", id, revision, look=Look.DANGER, about=about),
    )


def concern(view: MatchView, party: Party) -> Card:
    """Somebody fears for somebody: the match is on hold already where it was under way."""
    held = view.match.state is MatchState.ON_HOLD
    return Card(
        title=words("desk.concern", id=view.match.id),
        lines=(
            fact("from", _who(view, party)),
            fact("need", view.need.listing.terms.what),
            para("desk.concern_held" if held else "desk.concern_over"),
        ),
        buttons=((_reply(view, party), *(_held(view) if held else ())),),
    )


def answered(view: ListingView, answer: str) -> Card:
    return Card(
        title=words("desk.answer"),
        lines=(
            fact("from", belonging(view.owner.name, view.organisation.name)),
            fact("what", view.listing.terms.what),
            fact("answer", answer),
        ),
    )


def organisation_answered(organisation: Organisation, answer: str) -> Card:
    return Card(title=words("desk.answer"), lines=(fact("group", organisation.name), fact("answer", answer)))


def stalled(view: MatchView, code: str, zone: ZoneInfo) -> Card:
    """A line for the coordinator: who is silent, since when, and what can be done."""
    match, rows = view.match, _stalled_buttons(view, zone)
    return Card(
        title=words("desk.stalled", id=match.id),
        lines=(
            para(f"stalled.{code}", need=short(view.need.listing)),
            fact("group", _who(view, Party.HOST)),
            fact("volunteer", _who(view, Party.VOLUNTEER)),
            *before_start(view),
        ),
        buttons=rows,
        answers=_asks(rows),
    )


def person_out_of_reach(person: Person) -> Card:
    return note("desk.person_out_of_reach", name=person.name)


def wants_to_speak(person: Person, said: str) -> Card:
    """A concern of which it is not known which match it is about, if any."""
    lead = para("desk.wants_to_speak", name=person.name)
    return Card(lines=(lead, *((fact("said", said),) if said else ())))


def gone_quiet(person: Person) -> Card:
    return note("desk.gone_quiet", name=person.name)


def _stalled_buttons(view: MatchView, zone: ZoneInfo) -> tuple[tuple[Button, ...], ...]:
    """What would make it go on. Nobody was asked about a suggestion, so there is nothing to end."""
    id, revision = view.match.id, view.match.revision
    if view.match.state is MatchState.SUGGESTED:
        return _match_buttons(view, zone)
    rows = settling_cards.rows(view, zone)
    if view.match.state in AFTERWARDS:
        return rows
    checks = (show_checks(view.match),) if view.checklist.missing else ()
    return (*rows, (*checks, button("end_match", "match.end", id, revision, look=Look.DANGER)))


def out_of_reach(view: MatchView, party: Party) -> Card:
    return Card(
        title=words("desk.out_of_reach_title", id=view.match.id),
        lines=(
            para("desk.out_of_reach", name=view.name(party), organisation=view.organisation(party)),
            fact("need", view.need.listing.terms.what),
        ),
    )


def problem(view: MatchView, party: Party, said: str, zone: ZoneInfo) -> Card:
    disputed = view.match.state is MatchState.DISPUTED
    return Card(
        title=words("desk.problem", id=view.match.id),
        lines=(
            fact("from", _who(view, party)),
            fact("need", view.need.listing.terms.what),
            fact("said", said),
        ),
        buttons=(
            *((settling_cards.settling(view, None, zone),) if disputed else ()),
            (*settling_cards.after_all(view), _reply(view, party)),
        ),
    )


def _reply(view: MatchView, party: Party) -> Button:
    match = view.match
    person, about = match.person(party), view.name(party)
    return button("answer", "desk.reply", match.id, match.revision, option=person, about=about)
