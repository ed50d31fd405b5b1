"""The coordinators' morning: one digest of what waits, stands still, is at risk, and went well."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from bot.domain.calendar import CLOSES, OPENS, WorkingDays
from bot.domain.checklists import CHECK_INS
from bot.domain.history import Subject
from bot.domain.instalments import Instalment, InstalmentState
from bot.domain.listings import ListingState, Side
from bot.domain.matches import ASKED_FOR, LIVE, Match, MatchState, SessionState, unsaid
from bot.domain.nudges import Anchor, Step, Then, for_the_morning
from bot.domain.reminding import A_WEEK
from bot.domain.views import MatchView
from bot.services import company, instalments, noticeboards
from bot.services.moves import listing_view
from bot.services.standing_still import moments_of, what_it_waits_for
from bot.services.tell import tell_coordinators
from bot.services.to_decide import to_decide
from bot.services.turn import Turn
from bot.services.views_of import views_of
from bot.texts import morning_cards
from bot.texts.cards import note
from bot.texts.morning_cards import Line, Part

QUESTION_WAITS = 5
LATE, VERY_LATE = 2, 3
"""Steps of the schedule for the morning, after which a line says so, and stands first."""


def has_come(now: datetime, calendar: WorkingDays) -> bool:
    """Whether it is a working day, and past nine; after five the digest of that day is left out."""
    local = now.astimezone(calendar.zone)
    return calendar.works(local.date()) and OPENS <= time(local.hour, local.minute) < CLOSES


async def greet(turn: Turn) -> bool:
    """Once a day, whichever replica comes first; where there is nothing to say, nothing is sent."""
    parts = [part for part in await _parts(turn) if part.lines]
    lines = [line.id for part in parts for line in part.shown]
    day = turn.local(turn.now).date()
    if not await turn.tx.desk.first_morning(day, lines, turn.now):
        return False
    await company.plan(turn)
    await noticeboards.plan(turn)
    if parts:
        await tell_coordinators(turn, morning_cards.digest(parts), fact=f"morning:{day}")
    return bool(parts)


async def no_morning(turn: Turn, id: str) -> None:
    """Where it cannot be made: that is said once, and what shows the same. `id`: of the error in the log."""
    day = turn.local(turn.now).date()
    await tell_coordinators(turn, note("desk.no_morning", id=id), fact=f"morning:{day}:failed")


async def _parts(turn: Turn) -> Iterable[Part]:
    return (
        Part(name="waiting", lines=[line async for line in _waiting(turn)]),
        Part(name="stalled", lines=[line async for line in _stalled(turn)]),
        Part(name="at_risk", lines=[line async for line in _at_risk(turn)]),
        Part(name="went_well", lines=[line async for line in _went_well(turn)]),
    )


async def _waiting(turn: Turn) -> AsyncIterator[Line]:
    """N1: what is urgent first, then what is very late, then the rest; of a kind the oldest first."""
    held = await turn.tx.matches.in_state(MatchState.ON_HOLD, MatchState.DISPUTED)
    for view in await views_of(turn, held):
        yield morning_cards.to_settle(view)
    for each in await turn.tx.instalments.in_state(InstalmentState.DISPUTED):
        yield await _arrival(turn, each)
    found = [each async for each in _to_decide(turn)]
    for late, line in sorted(found, key=lambda each: each[0] < VERY_LATE):
        yield await _with_holder(turn, line) if late >= LATE else line


async def _to_decide(turn: Turn) -> AsyncIterator[tuple[int, Line]]:
    """Each with how late it is: so many steps of the schedule for the morning have come."""
    tx = turn.tx
    for group in await tx.organisations.pending():
        moves = await tx.record.of(Subject.ORGANISATION, group.id)
        since = moves[-1].at if moves else turn.now
        late = _how_late(turn, Subject.ORGANISATION, group.state, since)
        yield late, morning_cards.organisation(group, _days(turn, since), late=late >= LATE)
    for listing in await tx.listings.in_state(ListingState.SUBMITTED):
        late = _how_late(turn, Subject.LISTING, listing.state, listing.entered_at)
        view = await listing_view(turn, listing)
        yield late, morning_cards.listing(view, _days(turn, listing.entered_at), late=late >= LATE)
    for shown in await views_of(turn, await to_decide(turn, MatchState.SUGGESTED)):
        match = shown.match
        late = _how_late(turn, Subject.MATCH, match.state, match.entered_at)
        yield late, morning_cards.suggested(shown, _days(turn, match.entered_at), late=late >= LATE)


def _how_late(turn: Turn, of: Subject, state: StrEnum, entered: datetime) -> int:
    house, anchors = turn.house, {Anchor.ENTERED: entered}
    return len(for_the_morning(house.schedule, of, state.value, anchors, house.calendar, turn.now))


async def _with_holder(turn: Turn, line: Line) -> Line:
    """Whoever has it in hand is named, so that somebody else can step in."""
    id = await turn.tx.desk.claimed_by(line.id)
    people = await turn.tx.people.some([id] if id else [])
    return morning_cards.held_by(line, people[0].name) if people else line


async def _stalled(turn: Turn) -> AsyncIterator[Line]:
    """And with whom: the side that has not said anything.

    What came up since the morning before stands first, so that it is not hidden behind what has stood there
    for weeks; then what is very late; else the oldest first.
    """
    found = [each async for each in _matches_that_stand_still(turn)]
    for still in sorted(found, key=lambda each: (not each.new, len(each.steps) < VERY_LATE)):
        late = len(still.steps) >= LATE
        codes = frozenset(step.code for step in still.steps)
        line = morning_cards.stalled(still.view, codes, _days(turn, _since(turn, still.view)), late=late)
        yield await _with_holder(turn, line) if late else line
    for listing in await turn.tx.listings.in_state(ListingState.CLARIFYING):
        if turn.house.calendar.shift(listing.entered_at, QUESTION_WAITS) <= turn.now:
            view_ = await listing_view(turn, listing)
            yield morning_cards.unanswered(view_, _days(turn, listing.entered_at))
    for each in await turn.tx.instalments.in_state(InstalmentState.CLAIMED):
        steps = _how_late(turn, Subject.INSTALMENT, each.state, each.said_at)
        if steps:
            line = await _arrival(turn, each, late=steps >= LATE)
            yield await _with_holder(turn, line) if steps >= LATE else line
    async for line in _overdue(turn):
        yield line


async def _overdue(turn: Turn) -> AsyncIterator[Line]:
    """Deliveries whose day is over, and nobody said that they were made; of a closed pledge none can be."""
    today = turn.local(turn.now).date()
    for each in await turn.tx.instalments.in_state(InstalmentState.PLANNED):
        if each.day is not None and each.overdue(today):
            view = await instalments.view_of(turn, each.id)
            if not view.pledge.closed:
                yield morning_cards.overdue(view, (today - each.day).days)


async def _arrival(turn: Turn, each: Instalment, *, late: bool = False) -> Line:
    view = await instalments.view_of(turn, each.id)
    return morning_cards.instalment(view, _days(turn, each.said_at), late=late)


@dataclass(frozen=True, kw_only=True)
class Still:
    """A match, and its steps for the morning that have come; `new`: one of them since the morning before."""

    view: MatchView
    steps: Sequence[Step]
    new: bool


async def _matches_that_stand_still(turn: Turn) -> AsyncIterator[Still]:
    before = _morning_before(turn)
    for view in await views_of(turn, await _that_may(turn)):
        anchors = moments_of(turn, view)
        steps = what_it_waits_for(turn, view.match, anchors, turn.now)
        if steps:
            new = len(steps) > len(what_it_waits_for(turn, view.match, anchors, before))
            yield Still(view=view, steps=steps, new=new)


async def _that_may(turn: Turn) -> list[Match]:
    """Without what, by the time in its state alone, cannot stand still yet: there are many of those."""
    steps = [
        step for step in turn.house.schedule.steps if step.of is Subject.MATCH and step.then is Then.DIGEST
    ]
    named = {each for step in steps for each in step.states}
    live = await turn.tx.matches.in_state(
        *(each for each in MatchState if each in LIVE and each.value in named)
    )
    lines = await turn.tx.checks.of(Subject.MATCH, *(match.id for match in live))
    checked = {each.subject_id for each in lines}
    ending = {each for step in steps if step.anchor is Anchor.ENDS for each in step.states}
    before = set(await turn.tx.sessions.waited_for_no_longer(turn.now - ASKED_FOR))
    found = [
        match
        for match in live
        if match.id in checked
        or match.state.value in ending
        or match.id in before
        or what_it_waits_for(turn, match, {Anchor.ENTERED: match.entered_at}, turn.now)
    ]
    due = await turn.tx.checks.unseen(*CHECK_INS, due=turn.local(turn.now).date())
    found += [match for match in await turn.tx.matches.some(due) if match.state not in LIVE]
    return sorted(found, key=lambda match: (match.entered_at, match.id))


def _since(turn: Turn, view: MatchView) -> datetime:
    """Of what was to happen, since it should have; else since it came into its state."""
    before = unsaid(view.sessions, turn.now)
    if before is not None:
        return before.ends_at
    over = view.match.state in (MatchState.IN_DELIVERY, MatchState.CLAIMED)
    ends = view.session.ends_at if over and view.session else view.match.entered_at
    return max(ends, view.match.entered_at)


async def _at_risk(turn: Turn) -> AsyncIterator[Line]:
    """Dates of the next seven days that nobody has confirmed, and needs with a deadline and nobody found."""
    for view in await views_of(turn, await turn.tx.matches.in_state(MatchState.SCHEDULED)):
        session = view.session
        if session and session.state is SessionState.AGREED and session.starts_at < turn.now + A_WEEK:
            yield morning_cards.unconfirmed(view, turn.house.zone)
    today = turn.local(turn.now).date()
    for need in await turn.tx.listings.seeking(Side.NEED):
        until = need.terms.when.until
        if until is None or not today <= until <= today + A_WEEK:
            continue
        if not any(match.state in LIVE for match in await turn.tx.matches.of_listing(need.id)):
            yield morning_cards.deadline(await listing_view(turn, need), until)


async def _went_well(turn: Turn) -> AsyncIterator[Line]:
    """Since nine of the working day before."""
    since = _morning_before(turn)
    well = (MatchState.CLOSED, MatchState.CLOSED_PART, MatchState.INTRODUCED)
    for view in await views_of(turn, await turn.tx.matches.entered_since(since, *well)):
        if view.match.state is MatchState.INTRODUCED:
            yield morning_cards.introduced(view)
        else:
            yield morning_cards.delivered(view)


def _morning_before(turn: Turn) -> datetime:
    """Nine of the working day before."""
    nine = datetime.combine(turn.local(turn.now).date(), OPENS, turn.house.zone)
    return turn.house.calendar.shift(nine, -1)


def _days(turn: Turn, since: datetime) -> int:
    return max(0, (turn.local(turn.now).date() - turn.local(since).date()).days)
