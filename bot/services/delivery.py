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
    AFTERWARDS,
    DATED,
    MATCH,
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
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services import dates_not_kept, evidence
from bot.services.checklists import must_be_in_place
from bot.services.clocks import clocks_of
from bot.services.dates import begin, go_on
from bot.services.matches import after_exit, moved_on, party_of, show_coordinators
from bot.services.moves import deliver_hours, locked, move, touch
from bot.services.relaying import is_open
from bot.services.remarks import pass_on
from bot.services.roles import must
from bot.services.tell import match_key, tell, tell_coordinators
from bot.services.turn import Turn
from bot.texts import coordinator_cards, evidence_cards, match_cards, outcome_cards
from bot.texts.catalogue import words

STAYED_AWAY, GROUP_AWAY = "stayed_away", "group_away"
AWAY = {STAYED_AWAY: Party.VOLUNTEER, GROUP_AWAY: Party.HOST}
"""Who was not there, by a coordinator's reason."""
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
    return await _verify(turn, view, session, hours)


async def verify_for_host(turn: Turn, match_id: str, hours: Decimal) -> MatchView:
    """A coordinator settles a date by what they saw, or who told them; without any evidence it is refused."""
    must(turn, Act.SETTLE_HOURS)
    view = await locked(turn, match_id)
    if view.match.state not in (*AFTERWARDS, MatchState.DISPUTED):
        raise moved_on(view)
    found = await evidence.must_be_there(turn, match_id)
    seen = evidence_cards.in_words(found[-1], turn.by.name, turn.house.zone)
    return await _verify(turn, view, view.session, hours, seen)


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
    """Said of a date that the match waits for no longer."""
    return session is not None and session.state is SessionState.UNCONFIRMED


async def _verify(
    turn: Turn, view: MatchView, session: Session | None, hours: Decimal, seen: str = ""
) -> MatchView:
    late = is_late(view, session)
    if not late and view.match.state not in (*AFTERWARDS, MatchState.DISPUTED):
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
    """Each side says something else: a coordinator decides, by evidence."""
    if is_late(view, session):
        raise Refusal("delivery.late_differs")
    await turn.tx.sessions.put(replace(session, confirmed=hours))
    view = await move(turn, view, MatchMove.DISPUTE)
    await _to_coordinators(turn, view, outcome_cards.differ(view))
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
    await _to_coordinators(turn, view, coordinator_cards.problem(view, party, words))
    await tell(
        turn, view.match.person(party.other), match_cards.looked_at(view), fact=f"match:{match_id}:disputed"
    )
    await show_coordinators(turn, view)
    return view


async def not_delivered(turn: Turn, match_id: str, reason: str) -> MatchView:
    """Closed without hours: said by a coordinator, or by the clock after a long silence.

    Where the reason is that one side was not there, it is counted among those.
    """
    view = await locked(turn, match_id)
    if reason in AWAY:
        await dates_not_kept.was_not_there(turn, view, AWAY[reason])
    if view.session is not None and view.session.state is SessionState.HELD:
        silent = SessionState.UNCONFIRMED if not turn.by.person else SessionState.MISSED
        await turn.tx.sessions.put(replace(view.session, state=silent))
    if following(view.sessions) is not None:
        view = await go_on(turn, view)
        await show_coordinators(turn, view)
        return view
    by = MatchMove.MISS if reason == STAYED_AWAY else MatchMove.NOT_DELIVERED
    view = await over(turn, view, by, reason)
    card = match_cards.closed_without_hours(view, silent=not turn.by.person)
    for party in Party:
        await tell(turn, view.match.person(party), card, fact=f"match:{match_id}:not_delivered")
    await after_exit(turn, view)
    return view


async def must_be_over(turn: Turn, match_id: str) -> None:
    """Nobody gives a reason for what was settled meanwhile."""
    view = await locked(turn, match_id)
    if not allowed(MATCH, view.match.state, MatchMove.NOT_DELIVERED):
        raise moved_on(view)


def unsaid(turn: Turn, view: MatchView) -> Sequence[Session]:
    """Dates that were waited for no longer, and of which this person can still say what came of them."""
    party = party_of(turn, view)
    late = [each for each in view.sessions if each.state is SessionState.UNCONFIRMED and _lives(view)]
    return [each for each in late if party is Party.HOST or each.claimed is None]


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
