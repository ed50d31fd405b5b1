"""The coordinators' morning: one digest of what waits, stands still, is at risk, and went well."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from functools import partial
from itertools import takewhile

from bot.domain.calendar import CLOSES, OPENS, WorkingDays
from bot.domain.checklists import CHECK_INS
from bot.domain.history import Subject
from bot.domain.instalments import Instalment, InstalmentState
from bot.domain.listings import Listing, ListingState, Side
from bot.domain.matches import ASKED_FOR, LIVE, Match, MatchState, SessionState, current, unsaid
from bot.domain.nudges import Anchor, Step, Then, for_the_morning
from bot.domain.organisations import Organisation
from bot.domain.reminding import A_WEEK
from bot.domain.views import ListingView, MatchView
from bot.services import company, instalments, noticeboards
from bot.services.moves import listing_view, view_of
from bot.services.standing_still import moments_of, what_it_waits_for
from bot.services.tell import tell_coordinators
from bot.services.to_decide import to_decide
from bot.services.turn import Turn
from bot.services.views_of import views_of
from bot.texts import morning_cards
from bot.texts.cards import note
from bot.texts.morning_cards import MOST_LINES, Line, Part

QUESTION_WAITS = 5
LATE, VERY_LATE = 2, 3
"""Steps of the schedule for the morning, after which a line says so, and stands first."""
Writes = Callable[[], Awaitable[Line]]
"""What writes a line, if it is one of the few that are shown: of the others nothing needs to be read."""


def has_come(now: datetime, calendar: WorkingDays) -> bool:
    """Whether it is a working day, and past nine; after five the digest of that day is left out."""
    local = now.astimezone(calendar.zone)
    return calendar.works(local.date()) and OPENS <= time(local.hour, local.minute) < CLOSES


async def greet(turn: Turn) -> bool:
    """Once a day, whichever replica comes first; where there is nothing to say, nothing is sent."""
    parts = [part for part in await _parts(turn) if part.count]
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


async def _parts(turn: Turn) -> list[Part]:
    named = {"waiting": _waiting, "stalled": _stalled, "at_risk": _at_risk, "went_well": _went_well}
    found = {name: [each async for each in lines(turn)] for name, lines in named.items()}
    return [
        Part(name=name, count=len(lines), shown=[await writes() for writes in lines[:MOST_LINES]])
        for name, lines in found.items()
    ]


async def _waiting(turn: Turn) -> AsyncIterator[Writes]:
    """N1: what is urgent first, then what is very late, then the rest; of a kind the oldest first."""
    for match in await turn.tx.matches.in_state(MatchState.ON_HOLD, MatchState.DISPUTED):
        yield partial(_of_match, turn, match, morning_cards.to_settle)
    for each in await turn.tx.instalments.in_state(InstalmentState.DISPUTED):
        yield partial(_arrival, turn, each)
    found = [each async for each in _to_decide(turn)]
    for late, writes in sorted(found, key=lambda each: each[0] < VERY_LATE):
        yield partial(_with_holder, turn, writes) if late >= LATE else writes


async def _to_decide(turn: Turn) -> AsyncIterator[tuple[int, Writes]]:
    """Each with how late it is: so many steps of the schedule for the morning have come."""
    tx = turn.tx
    for group in await tx.organisations.pending():
        since = await _pending_since(turn, group)
        late = _how_late(turn, Subject.ORGANISATION, group.state, since)
        yield late, partial(_of_group, turn, group, since, late=late >= LATE)
    for listing in await tx.listings.in_state(ListingState.SUBMITTED):
        late = _how_late(turn, Subject.LISTING, listing.state, listing.entered_at)
        write = partial(morning_cards.listing, waited=_days(turn, listing.entered_at), late=late >= LATE)
        yield late, partial(_of_listing, turn, listing, write)
    for match in await to_decide(turn, MatchState.SUGGESTED):
        late = _how_late(turn, Subject.MATCH, match.state, match.entered_at)
        write_ = partial(morning_cards.suggested, waited=_days(turn, match.entered_at), late=late >= LATE)
        yield late, partial(_of_match, turn, match, write_)


async def _of_match(turn: Turn, match: Match, write: Callable[[MatchView], Line]) -> Line:
    return write(await view_of(turn, match))


async def _of_listing(turn: Turn, listing: Listing, write: Callable[[ListingView], Line]) -> Line:
    return write(await listing_view(turn, listing))


async def _written(write: Callable[[], Line]) -> Line:
    """Of what had to be read anyway."""
    return write()


async def _pending_since(turn: Turn, group: Organisation) -> datetime:
    """When it last came to be so: a colleague who joins, or a paper that is shown, is no answer of ours."""
    moves = await turn.tx.record.of(Subject.ORGANISATION, group.id)
    as_now = list(takewhile(lambda moved: moved.after == group.state.value, reversed(moves)))
    return as_now[-1].at if as_now else turn.now


async def _of_group(turn: Turn, group: Organisation, since: datetime, *, late: bool) -> Line:
    return morning_cards.organisation(group, _days(turn, since), late=late)


def _how_late(turn: Turn, of: Subject, state: StrEnum, entered: datetime) -> int:
    house, anchors = turn.house, {Anchor.ENTERED: entered}
    return len(for_the_morning(house.schedule, of, state.value, anchors, house.calendar, turn.now))


async def _with_holder(turn: Turn, writes: Writes) -> Line:
    """Whoever has it in hand is named, so that somebody else can step in."""
    line = await writes()
    id = await turn.tx.desk.claimed_by(line.id)
    people = await turn.tx.people.some([id] if id else [])
    return morning_cards.held_by(line, people[0].name) if people else line


async def _stalled(turn: Turn) -> AsyncIterator[Writes]:
    """And with whom: the side that has not said anything.

    What came up since the morning before stands first, so that it is not hidden behind what has stood there
    for weeks; then what is very late; else the oldest first.
    """
    found = [each async for each in _matches_that_stand_still(turn)]
    for still in sorted(found, key=lambda each: (not each.new, len(each.steps) < VERY_LATE)):
        late = len(still.steps) >= LATE
        writes = partial(_of_still, turn, still, late=late)
        yield partial(_with_holder, turn, writes) if late else writes
    for listing in await turn.tx.listings.in_state(ListingState.CLARIFYING):
        if turn.house.calendar.shift(listing.entered_at, QUESTION_WAITS) <= turn.now:
            write = partial(morning_cards.unanswered, waited=_days(turn, listing.entered_at))
            yield partial(_of_listing, turn, listing, write)
    for each in await turn.tx.instalments.in_state(InstalmentState.CLAIMED):
        steps = _how_late(turn, Subject.INSTALMENT, each.state, each.said_at)
        if steps:
            arrives = partial(_arrival, turn, each, late=steps >= LATE)
            yield partial(_with_holder, turn, arrives) if steps >= LATE else arrives
    async for overdue in _overdue(turn):
        yield overdue


async def _overdue(turn: Turn) -> AsyncIterator[Writes]:
    """Deliveries whose day is over, and nobody said that they were made; of a closed pledge none can be."""
    today = turn.local(turn.now).date()
    for each in await turn.tx.instalments.in_state(InstalmentState.PLANNED):
        if each.day is not None and each.overdue(today):
            view = await instalments.view_of(turn, each.id)
            if not view.pledge.closed:
                yield partial(_written, partial(morning_cards.overdue, view, (today - each.day).days))


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


async def _of_still(turn: Turn, still: Still, *, late: bool) -> Line:
    codes = frozenset(step.code for step in still.steps)
    return morning_cards.stalled(still.view, codes, _days(turn, _since(turn, still.view)), late=late)


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


async def _at_risk(turn: Turn) -> AsyncIterator[Writes]:
    """Dates of the next seven days that nobody has confirmed, and needs with a deadline and nobody found."""
    scheduled = await turn.tx.matches.in_state(MatchState.SCHEDULED)
    dates = await turn.tx.sessions.of_all([match.id for match in scheduled])
    for match in scheduled:
        session = current(dates[match.id])
        if session and session.state is SessionState.AGREED and session.starts_at < turn.now + A_WEEK:
            yield partial(_of_match, turn, match, partial(morning_cards.unconfirmed, zone=turn.house.zone))
    today = turn.local(turn.now).date()
    for need in await turn.tx.listings.seeking(Side.NEED):
        until = need.terms.when.until
        if until is None or not today <= until <= today + A_WEEK:
            continue
        if not await turn.tx.matches.of_listing(need.id, *LIVE):
            yield partial(_of_listing, turn, need, partial(morning_cards.deadline, until=until))


async def _went_well(turn: Turn) -> AsyncIterator[Writes]:
    """Since nine of the working day before."""
    since = _morning_before(turn)
    well = (MatchState.CLOSED, MatchState.CLOSED_PART, MatchState.INTRODUCED)
    for match in await turn.tx.matches.entered_since(since, *well):
        introduced = match.state is MatchState.INTRODUCED
        write = morning_cards.introduced if introduced else morning_cards.delivered
        yield partial(_of_match, turn, match, write)


def _morning_before(turn: Turn) -> datetime:
    """Nine of the working day before."""
    nine = datetime.combine(turn.local(turn.now).date(), OPENS, turn.house.zone)
    return turn.house.calendar.shift(nine, -1)


def _days(turn: Turn, since: datetime) -> int:
    return max(0, (turn.local(turn.now).date() - turn.local(since).date()).days)
