"""What really happened: said by the host, who received it, or by the volunteer and checked with the host.

Each date is followed up by itself; hours count once both say the same, or a coordinator has seen evidence.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.chat.outgoing import Card
from bot.domain.lifecycle import allowed
from bot.domain.listings import NONE, ListingKind
from bot.domain.matches import (
    AFTER_ALL,
    AFTERWARDS,
    DATED,
    MATCH,
    NOT_COUNTED,
    SAYABLE,
    Delivery,
    Feedback,
    MatchMove,
    MatchState,
    Party,
    Session,
    SessionState,
    following,
)
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services.checklists import must_be_in_place
from bot.services.clocks import clocks_of
from bot.services.dates import begin, go_on
from bot.services.matches import after_exit, party_of, show_coordinators
from bot.services.moves import deliver_hours, locked, move, touch
from bot.services.relaying import is_open
from bot.services.remarks import pass_on
from bot.services.tell import match_key, tell, tell_coordinators
from bot.services.turn import Turn
from bot.texts import coordinator_cards, match_cards, outcome_cards
from bot.texts.catalogue import words

EXPERT = (ListingKind.SKILLS, ListingKind.TRUSTEE)


async def report_hours(turn: Turn, match_id: str, hours: Decimal, which: str = "") -> MatchView:
    """Hours from either side: the host's word verifies them, the volunteer's claims them.

    Two that differ are for a coordinator, and nothing is counted until then. `which`: the date, where it is
    not the one that the match is about now.
    """
    view = await locked(turn, match_id)
    must_be_open(turn, view, which)
    if view.match.state in DATED and not which:
        must_be_in_place(view)
        view = await begin(turn, view)
    session = said_about(view, which)
    if party_of(turn, view) is Party.VOLUNTEER:
        return await _claim(turn, view, session, hours)
    if session is not None and session.claimed not in (None, hours):
        return await differ(turn, view, session, hours)
    return await verify(turn, view, session, hours)


def must_be_open(turn: Turn, view: MatchView, which: str = "") -> None:
    """Refuses a word about delivery that comes too late, or from somebody else."""
    party_of(turn, view)
    session = view.session_of(which) if which else None
    if session is not None and session.state is SessionState.UNCONFIRMED and _lives(view):
        return
    said = session is not None and session.state not in SAYABLE
    if said or view.match.state not in (*DATED, *AFTERWARDS):
        raise answered(view)


def _lives(view: MatchView) -> bool:
    return view.match.state in (*DATED, *AFTERWARDS, MatchState.REARRANGING)


def answered(view: MatchView) -> Refusal:
    """What came of it is said already."""
    return Refusal("match.answered", state=words(f"match_state.{view.match.state.value}"))


def said_about(view: MatchView, which: str) -> Session | None:
    """The date of that id, else the one that it is about now."""
    return view.session_of(which) if which else view.session


def is_late(view: MatchView, session: Session | None) -> bool:
    """Said of a date that a match under way waits for no longer."""
    past = session is not None and session.state in NOT_COUNTED
    return past and view.match.state not in AFTER_ALL


async def verify(
    turn: Turn, view: MatchView, session: Session | None, hours: Decimal, seen: str = ""
) -> MatchView:
    """These hours count. `seen`: what a coordinator goes by who says so in the host's place."""
    late = is_late(view, session)
    if not late and not allowed(MATCH, view.match.state, MatchMove.VERIFY):
        raise answered(view)
    if session is not None:
        done = replace(session, state=SessionState.DONE, verified=hours)
        await turn.tx.sessions.put(done if session.claimed is not None else replace(done, claimed=hours))
    goes_on = late or following(view.sessions) is not None
    drawn, counted = _counted(view, session, hours, goes_on=goes_on)
    await _put_verified(turn, view, hours, counted, drawn, seen)
    if goes_on:
        await deliver_hours(turn, view.match, drawn, counted)
        view = await (touch(turn, view, "verify") if late else go_on(turn, view))
        await _thank(turn, view, hours, session)
        await show_coordinators(turn, view)
        return view
    view = await move(turn, view, MatchMove.VERIFY)
    await deliver_hours(turn, view.match, drawn, counted)
    total = view.delivery.verified if view.delivery and view.delivery.verified else NONE
    full = total >= view.match.hours
    view = await move(turn, view, MatchMove.CLOSE if full else MatchMove.CLOSE_PART)
    await _thank(turn, view, hours, session)
    await after_exit(turn, view)
    return view


def _counted(
    view: MatchView, session: Session | None, hours: Decimal, *, goes_on: bool
) -> tuple[Decimal, Decimal]:
    """Hours of the reservation that are used up by it, and hours that count: never more than was agreed."""
    before = view.delivery or Delivery(match=view.match.id)
    left = view.match.hours - before.drawn
    agreed = max(NONE, view.match.hours - (before.verified or NONE))
    if view.match.state in AFTER_ALL:  # they were given back, and others may have them
        still_there = [side.listing.quantity.remaining for side in (view.offer, view.need)]
        left, agreed = NONE, min(agreed, *still_there)
    counted = min(hours, agreed)
    if not goes_on or session is None:
        return left, counted
    return min(left, max(counted, view.planned(session))), counted


async def _put_verified(
    turn: Turn, view: MatchView, hours: Decimal, counted: Decimal, drawn: Decimal, seen: str
) -> None:
    before = view.delivery or Delivery(match=view.match.id)
    terms = view.offer.listing.terms
    claimed = _sum_claimed(view) or hours
    await turn.tx.outcomes.put_delivery(
        replace(
            before if before.claimed_at else replace(before, claimed_by=turn.by.person, claimed_at=turn.now),
            claimed=max(claimed, before.claimed or NONE, (before.verified or NONE) + hours),
            verified=(before.verified or NONE) + counted,
            additional=before.additional + hours - counted,
            drawn=before.drawn + drawn,
            verified_by=turn.by.person,
            verified_at=turn.now,
            own_time=terms.leave in ("", "own"),
            expert=terms.kind in EXPERT,
            evidence=seen or before.evidence,
        )
    )


def _sum_claimed(view: MatchView) -> Decimal:
    return sum((each.claimed for each in view.sessions if each.claimed is not None), NONE)


async def _thank(turn: Turn, view: MatchView, hours: Decimal, session: Session | None) -> None:
    fact = f"match:{view.match.id}:verified:{session.id if session else ''}"
    for party in Party:
        card = match_cards.thanks(view, party, hours)
        await tell(turn, view.match.person(party), card, fact=f"{fact}:{party}", under=match_key(view.match))


async def _claim(turn: Turn, view: MatchView, session: Session | None, hours: Decimal) -> MatchView:
    late = is_late(view, session)
    if not late and view.match.state is not MatchState.IN_DELIVERY:
        raise answered(view)
    if session is not None:
        await turn.tx.sessions.put(replace(session, claimed=hours))
    before = view.delivery or Delivery(match=view.match.id)
    total = _sum_claimed(view) + hours
    claimed = replace(before, claimed=total, claimed_by=turn.by.person, claimed_at=turn.now)
    await turn.tx.outcomes.put_delivery(claimed)
    view = await (touch(turn, view, "claim") if late else move(turn, view, MatchMove.CLAIM))
    card = match_cards.was_it_delivered(
        view, Party.HOST, clocks_of(turn, view.need.owner), session.id if session and late else ""
    )
    fact = f"match:{view.match.id}:claimed:{session.id if session else ''}"
    await tell(turn, view.match.host, card, fact=fact, under=match_key(view.match))
    await show_coordinators(turn, view)
    return view


async def differ(turn: Turn, view: MatchView, session: Session, hours: Decimal) -> MatchView:
    """Each side says something else: a coordinator decides, by evidence. Where it is about a date that the
    match waits for no longer, the next one stands.
    """
    late = is_late(view, session)
    if late and session.confirmed == hours:
        raise answered(view)
    await turn.tx.sessions.put(replace(session, confirmed=hours))
    view = await (touch(turn, view, "differ") if late else move(turn, view, MatchMove.DISPUTE))
    await _to_coordinators(turn, view, outcome_cards.differ(view, session.id, turn.house.zone))
    for party in Party:
        fact = f"match:{view.match.id}:differ:{session.id}:{party}"
        await tell(
            turn,
            view.match.person(party),
            match_cards.looked_at(view),
            fact=fact,
            under=match_key(view.match),
        )
    await show_coordinators(turn, view)
    return view


async def _to_coordinators(turn: Turn, view: MatchView, card: Card) -> None:
    fact = f"match:{view.match.id}:disputed:{view.match.revision}"
    await tell_coordinators(turn, card, fact=fact)


async def over(turn: Turn, view: MatchView, by: MatchMove, reason: str) -> MatchView:
    """Ended without more hours: what was verified before stays, and then it was delivered in part."""
    some = view.delivery is not None and (view.delivery.verified or NONE) > NONE
    return await move(turn, view, MatchMove.END_EARLY if some else by, reason)


async def dispute(turn: Turn, match_id: str, words: str) -> MatchView:
    """Something was wrong: a coordinator looks, and nothing is counted meanwhile."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    if view.match.state in DATED:
        view = await begin(turn, view)
    view = await move(turn, view, MatchMove.DISPUTE)
    await _to_coordinators(turn, view, coordinator_cards.problem(view, party, words, turn.house.zone))
    await tell(
        turn, view.match.person(party.other), match_cards.looked_at(view), fact=f"match:{match_id}:disputed"
    )
    await show_coordinators(turn, view)
    return view


def unsaid(turn: Turn, view: MatchView) -> Sequence[Session]:
    """Dates that were waited for no longer, and of which this person can still say what came of them."""
    party = party_of(turn, view)
    late = [each for each in view.sessions if each.state is SessionState.UNCONFIRMED and _lives(view)]
    said = "confirmed" if party is Party.HOST else "claimed"
    return [each for each in late if getattr(each, said) is None]


async def give_feedback(
    turn: Turn, match_id: str, stars: int, sentence: str, *, again: bool, thanks: str = ""
) -> None:
    """Each side once; the later one replaces the earlier. Thanks go to the other side, with the name."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    await turn.tx.outcomes.put_feedback(
        Feedback(
            match=match_id,
            party=party,
            stars=stars,
            sentence=sentence,
            again=again,
            at=turn.now,
        )
    )
    if thanks and await is_open(turn, view, party, fact=f"thanks:{turn.now.timestamp()}"):
        await pass_on(turn, view, party, thanks)
    await show_coordinators(turn, view)
