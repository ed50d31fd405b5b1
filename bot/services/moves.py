"""Moving a match one step: the one way in which its state ever changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from bot.domain.calendar import CLOSES, OPENS
from bot.domain.checklists import IN_A_PACK, Checklist, earliest_end
from bot.domain.details import SHOWN_IN, STILL_SHARED_IN
from bot.domain.history import Subject
from bot.domain.lifecycle import allowed, step
from bot.domain.listings import LISTING, Listing, ListingMove, ListingState, filled, true_until
from bot.domain.matches import (
    LIVE,
    MATCH,
    RESERVING,
    UNDER_WAY,
    Match,
    MatchMove,
    MatchState,
    Session,
    SessionState,
    following,
    unsaid,
)
from bot.domain.nudges import NEXT, START, TELL, Anchor, Nudge, Step, due, overtaken
from bot.domain.refusal import Refusal
from bot.domain.views import ListingView, MatchView
from bot.services import details
from bot.services.calendars import call_off
from bot.services.checklist_of import Asked, checklist_of
from bot.services.shares import inherit
from bot.services.tell import close_at_desk, near_key
from bot.services.turn import Turn, remember
from bot.services.views_of import put_together
from bot.texts.catalogue import words

NOTICE = 2  # working days before the next date, when they close: in time for its reminders
TO_ANSWER = timedelta(hours=2)  # after a date, where the next one is as near as that


async def locked(turn: Turn, match_id: str) -> MatchView:
    """The match with all that belongs to it, held until the transaction ends."""
    peek = await turn.tx.matches.get(match_id)
    for listing in sorted((peek.offer, peek.need)):
        await turn.tx.listings.get(listing, lock=True)
    return await view_of(turn, await turn.tx.matches.get(match_id, lock=True))


async def view_of(turn: Turn, match: Match) -> MatchView:
    sessions = tuple(await turn.tx.sessions.of(match.id))
    offer = await listing_view(turn, await turn.tx.listings.get(match.offer))
    need = await listing_view(turn, await turn.tx.listings.get(match.need))
    delivery = await turn.tx.outcomes.delivery(match.id)
    asked = Asked(match=match, offer=offer.listing, need=need.listing, sessions=sessions)
    return put_together(match, (offer, need), sessions, delivery, await checklist_of(turn, asked))


async def listing_view(turn: Turn, listing: Listing) -> ListingView:
    return ListingView(
        listing=listing,
        owner=await turn.tx.people.get(listing.owner),
        organisation=await turn.tx.organisations.get(listing.organisation),
        meant_for=await turn.tx.listings.get(listing.meant_for) if listing.meant_for else None,
    )


async def move(turn: Turn, view: MatchView, by: MatchMove, reason: str = "", **changes: Any) -> MatchView:  # noqa: ANN401 - fields of Match
    """The match after the move, stored and remembered, with its hours and nudges following.

    Raises Refusal and changes nothing where the table does not know the move.
    """
    return await _moved(turn, view, (by, step(MATCH, view.match.state, by)), reason, changes)


async def thaw(turn: Turn, view: MatchView) -> MatchView:
    """Back to the state that it was held in; what is due is counted from now."""
    if view.match.state is not MatchState.ON_HOLD:
        raise Refusal("hold.not_held")
    return await _moved(turn, view, (MatchMove.THAW, await held_in(turn, view.match)), "", {})


async def held_in(turn: Turn, match: Match) -> MatchState:
    """The state in which a match on hold stands still."""
    moves = await turn.tx.record.of(Subject.MATCH, match.id)
    return MatchState(next(one.before for one in reversed(moves) if one.move == MatchMove.HOLD.value))


async def _moved(
    turn: Turn, view: MatchView, move: tuple[MatchMove, MatchState], reason: str, changes: Mapping[str, Any]
) -> MatchView:
    match, (by, state) = view.match, move
    moved = replace(
        match,
        state=state,
        entered_at=turn.now,
        revision=match.revision + 1,
        reason=reason or match.reason,
        **changes,
    )
    await _hours_follow(turn, match, state)
    await turn.tx.matches.put(moved)
    if match.state is MatchState.ON_HOLD and state not in UNDER_WAY:
        await _talk_stays_shut(turn, match)
    if match.state in STILL_SHARED_IN and not {match.state, state} <= SHOWN_IN:
        await details.follow(turn, moved)
    await turn.tx.reminders.moved(Subject.MATCH, match.id, turn.by.person, turn.now)
    await remember(turn, Subject.MATCH, match.id, (by.value, match.state.value, state.value), reason)
    if match.state is MatchState.SCHEDULED or view.standby_asked:
        await close_at_desk(
            turn, near_key(match), words("standby.now", state=words(f"match_state.{state.value}"))
        )
    if state not in LIVE:
        await call_off(turn, view)
    after = await view_of(turn, moved)
    await plan_nudges(turn, after)
    return after


async def touch(turn: Turn, view: MatchView, what: str) -> MatchView:
    """Its dates changed and its state did not: remembered, with its nudges following."""
    match = replace(view.match, revision=view.match.revision + 1)
    await turn.tx.matches.put(match)
    await remember(turn, Subject.MATCH, match.id, (what, match.state.value, match.state.value))
    after = await view_of(turn, match)
    await plan_nudges(turn, after)
    return after


async def _talk_stays_shut(turn: Turn, match: Match) -> None:
    """What ends after a concern is not followed by two weeks in which the two can write to each other."""
    talk = (await turn.tx.talks.some((match.id,))).get(match.id)
    if talk is not None:
        await turn.tx.talks.put(replace(talk, closed_at=talk.closed_at or turn.now))


async def _hours_follow(turn: Turn, match: Match, state: MatchState) -> None:
    """Reserves when a match gets under way; gives back when it ends without delivery."""
    held, holds = match.state in RESERVING, state in RESERVING
    if held == holds or state is MatchState.VERIFIED:
        return
    delivery = None if holds else await turn.tx.outcomes.delivery(match.id)
    left = match.hours - (delivery.drawn if delivery else 0)
    for id in sorted((match.offer, match.need)):
        listing = await turn.tx.listings.get(id, lock=True)
        quantity = listing.quantity
        changed = quantity.reserve(match.hours) if holds else quantity.release(left)
        await turn.tx.listings.put(filled(listing, changed, turn.now))
    if holds:
        await inherit(turn, match)


async def move_listing(turn: Turn, listing: Listing, by: ListingMove, reason: str = "") -> Listing:
    """The listing after the move, stored and remembered, with its reminders following; opened, it is taken to
    be true for a while.

    Raises Refusal and changes nothing where the table does not know the move.
    """
    state = step(LISTING, listing.state, by)
    moved = replace(
        listing,
        state=state,
        entered_at=turn.now,
        revision=listing.revision + 1,
        reason=reason or listing.reason,
    )
    if state is ListingState.OPEN:
        moved = replace(moved, expires_at=fresh_until(turn, moved))
    await keep_listing(turn, moved, by, listing.state, reason)
    return moved


async def keep_listing(
    turn: Turn, listing: Listing, by: ListingMove, before: ListingState, reason: str = ""
) -> None:
    """Stores and remembers what was done to it, and follows it up from now."""
    await turn.tx.listings.put(listing)
    await turn.tx.reminders.moved(Subject.LISTING, listing.id, turn.by.person, turn.now)
    await follow_listing(turn, listing)
    moved = (by.value, before.value, listing.state.value)
    await remember(turn, Subject.LISTING, listing.id, moved, reason)


def fresh_until(turn: Turn, listing: Listing) -> datetime:
    """How long it is taken to be true, from now."""
    house = turn.house
    return true_until(listing, turn.now, house.schedule.lasts[listing.side.value], house.calendar)


async def deliver_hours(turn: Turn, match: Match, drawn: Decimal, hours: Decimal) -> None:
    """Verified hours count on both listings, in the place of `drawn` hours that were reserved."""
    for id in sorted((match.offer, match.need)):
        listing = await turn.tx.listings.get(id, lock=True)
        delivered = listing.quantity.deliver(drawn, hours)
        await turn.tx.listings.put(filled(listing, delivered, turn.now))


async def plan_nudges(turn: Turn, view: MatchView) -> None:
    """Takes back what no longer applies and writes down what follows from the new state."""
    match = view.match
    await turn.tx.nudges.cancel(Subject.MATCH, match.id)
    await follow(turn, Subject.MATCH, match.id, match.state.value, anchors_of(turn, view))
    await _plan_own(turn, view)


async def follow(turn: Turn, of: Subject, id: str, state: str, anchors: Mapping[Anchor, datetime]) -> None:
    """Writes down what the schedule says follows from this state."""
    house = turn.house
    for each, at in due(house.schedule, of, state, anchors, house.calendar, turn.now):
        await add_nudge(turn, of, id, each.code, each.number, at)


def applies(turn: Turn, step: Step, state: str, anchors: Mapping[Anchor, datetime]) -> bool:
    """Whether a step of the schedule is still to be done about something in this state, and not too late."""
    house = turn.house
    return state in step.states and not overtaken(house.schedule, step, anchors, house.calendar, turn.now)


async def follow_listing(turn: Turn, listing: Listing) -> None:
    """Takes back what no longer applies and writes down what follows; a decision still to be told stays."""
    codes = frozenset(step.code for step in turn.house.schedule.steps)
    await turn.tx.nudges.cancel(Subject.LISTING, listing.id, codes=codes)
    await follow(turn, Subject.LISTING, listing.id, listing.state.value, listing_anchors(listing))


def listing_anchors(listing: Listing) -> Mapping[Anchor, datetime]:
    anchors = {Anchor.ENTERED: listing.entered_at}
    return anchors if listing.expires_at is None else anchors | {Anchor.EXPIRES: listing.expires_at}


def anchors_of(turn: Turn, view: MatchView) -> Mapping[Anchor, datetime]:
    """The moments that this match's reminders count from."""
    anchors = {Anchor.ENTERED: view.match.entered_at, **_anchors_of_checks(turn, view.checklist)}
    if view.session is not None and view.session.state in (SessionState.AGREED, SessionState.HELD):
        anchors |= {Anchor.STARTS: view.session.starts_at, Anchor.ENDS: view.session.ends_at}
    if view.standby_asked:
        anchors |= {Anchor.STANDBY: view.match.entered_at, Anchor.STARTS: view.proposed[0].starts_at}
    before = unsaid(view.sessions, turn.now)
    return anchors if before is None else anchors | {Anchor.UNSAID: before.ends_at}


def _anchors_of_checks(turn: Turn, checks: Checklist) -> Mapping[Anchor, datetime]:
    """When the first of what is missing was asked for, when something runs out, when a check-in is due."""
    anchors: dict[Anchor, datetime] = {}
    if checks.missing:
        anchors[Anchor.CHECKS] = min(each.opened_at for each in checks.missing)
    own = [each for each in checks.checks if each.item not in IN_A_PACK]
    ends = earliest_end(own, turn.local(turn.now).date())
    if ends is not None:
        anchors[Anchor.RUNS_OUT] = end_of(turn, ends)
    if checks.check_in is not None and checks.check_in.due is not None:
        anchors[Anchor.CHECK_IN] = turn.house.calendar.at(checks.check_in.due, OPENS)
    return anchors


def end_of(turn: Turn, day: date) -> datetime:
    return turn.house.calendar.at(day + timedelta(days=1), time(0))


async def _plan_own(turn: Turn, view: MatchView) -> None:
    match, session = view.match, view.session
    refused = match.state is MatchState.DISMISSED and match.wisher is not None
    if match.state is MatchState.APPROVED_TO_ASK or refused:
        await add_nudge(turn, Subject.MATCH, match.id, TELL, 1, turn.now + turn.house.undo)
    if session is not None and allowed(MATCH, match.state, MatchMove.START):
        await add_nudge(turn, Subject.MATCH, match.id, START, 1, session.starts_at)
    after = following(view.sessions)
    if session is not None and after is not None and allowed(MATCH, match.state, MatchMove.NEXT):
        await add_nudge(turn, Subject.MATCH, match.id, NEXT, 1, _waits_until(turn, session, after))


def _waits_until(turn: Turn, session: Session, after: Session) -> datetime:
    """Until then it is about `session`, unless what came of that is said; from then on about the next one."""
    calendar = turn.house.calendar
    day = turn.local(calendar.shift(after.starts_at, -NOTICE)).date()
    at = min(max(session.ends_at + TO_ANSWER, calendar.at(day, CLOSES)), after.starts_at)
    return max(at, turn.now)


async def add_nudge(
    turn: Turn, subject: Subject, subject_id: str, code: str, number: int, at: datetime
) -> None:
    nudge = Nudge(id=turn.new_id(), subject=subject, subject_id=subject_id, code=code, step=number, due_at=at)
    await turn.tx.nudges.add(nudge)
