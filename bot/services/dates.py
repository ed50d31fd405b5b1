"""Dates: proposed by either side, agreed by the other; moved, confirmed and called off, one by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.matches import (
    AFTERWARDS,
    DATED,
    TO_COME,
    MatchMove,
    MatchState,
    Party,
    Session,
    SessionState,
    following,
)
from bot.domain.refusal import Refusal
from bot.domain.views import MatchView
from bot.services import dates_not_kept
from bot.services.calendars import in_calendars, invite, withdraw
from bot.services.capacities import must_suit
from bot.services.checklists import must_be_in_place
from bot.services.clocks import clocks_of
from bot.services.matches import moved_on, party_of, show_coordinators
from bot.services.moves import locked, move, touch
from bot.services.tell import match_key, tell, tell_coordinators
from bot.services.turn import Turn
from bot.texts import checklist_cards, date_cards

ONE_MORE = "+"
"""In the place of a session's id: not moved, but one more."""
DATABLE = (*TO_COME, *AFTERWARDS)
"""States in which a date may be suggested: another one too, while what came of the last is not said yet."""
Times = tuple[datetime, datetime | None]


async def propose(
    turn: Turn, match_id: str, starts_at: datetime, ends_at: datetime | None, which: str = ""
) -> Session:
    """A date for the other side to agree to, in the place of `which`, or of the date that stands now."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    _must_be_to_come(turn, starts_at)
    _must_be_talking(view)
    before = None if which == ONE_MORE else _to_move(view, which)
    proposed = Session(
        id=before.id if before else turn.new_id(),
        match=match_id,
        starts_at=starts_at,
        ends_at=ends_at or starts_at + _length(view),
        state=SessionState.PROPOSED,
        proposed_by=party,
        sequence=before.sequence + 1 if before else 0,
    )
    await must_suit(turn, view, (proposed,), party)
    if before is not None and before.state is SessionState.PROPOSED and before.series:
        await _take_back(turn, [each for each in view.proposed if each.id != before.id])
    await turn.tx.sessions.put(proposed)
    await _ask(turn, await _given_up(turn, view, before), party, (proposed,))
    return proposed


async def propose_series(turn: Turn, match_id: str, times: Sequence[Times]) -> tuple[Session, ...]:
    """Dates that the other side agrees to all at once; each is followed up by itself."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    _must_be_talking(view)
    for starts_at, _ in times:
        _must_be_to_come(turn, starts_at)
    series = turn.new_id()
    length = _length(view) / len(times)
    proposed = tuple(
        Session(
            id=turn.new_id(),
            match=match_id,
            starts_at=starts_at,
            ends_at=ends_at or starts_at + length,
            state=SessionState.PROPOSED,
            proposed_by=party,
            series=series,
        )
        for starts_at, ends_at in times
    )
    await must_suit(turn, view, proposed, party)
    await _take_back(turn, view.proposed)
    for each in proposed:
        await turn.tx.sessions.put(each)
    await _ask(turn, await touch(turn, view, "propose"), party, proposed)
    return proposed


async def _ask(turn: Turn, view: MatchView, party: Party, proposed: tuple[Session, ...]) -> None:
    card = date_cards.proposal(view, proposed, party, clocks_of(turn, view.side(party.other).owner))
    fact = f"match:{view.match.id}:proposal:{proposed[0].id}:{proposed[0].sequence}"
    await tell(turn, view.match.person(party.other), card, fact=fact, under=match_key(view.match))
    await show_coordinators(turn, view)


def _must_be_to_come(turn: Turn, starts_at: datetime) -> None:
    if starts_at <= turn.now:
        raise Refusal("date.past")


def _must_be_talking(view: MatchView) -> None:
    if view.match.state not in DATABLE:
        raise moved_on(view)


def _to_move(view: MatchView, which: str) -> Session | None:
    """The date to be replaced; a date that is over already cannot be."""
    session = view.session_of(which) if which else view.session
    if session is None and not which:
        return None
    if session is None or session.state not in (SessionState.AGREED, SessionState.PROPOSED):
        raise Refusal("date.changed")
    return session


async def _given_up(turn: Turn, view: MatchView, before: Session | None) -> MatchView:
    """The match without the agreed date that is to be replaced; it waits for one where no other is left."""
    left = [each for each in view.to_come if before is None or each.id != before.id]
    if view.match.state in DATED and not left:
        return await move(turn, view, MatchMove.REARRANGE)
    return await touch(turn, view, "propose")


async def _take_back(turn: Turn, sessions: Sequence[Session]) -> None:
    for each in sessions:
        if each.state is SessionState.PROPOSED:
            ended = replace(each, state=SessionState.CANCELLED, sequence=each.sequence + 1)
            await turn.tx.sessions.put(ended)


def _length(view: MatchView) -> timedelta:
    """One person's hours: a team works side by side."""
    return timedelta(hours=float(view.match.hours / max(1, view.offer.listing.terms.people)))


async def agree(turn: Turn, match_id: str, sequence: int, which: str = "") -> MatchView:
    """The other side says yes to the date, or to the series of dates, that was on the card."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    waiting = [each for each in view.proposed if not which or which in (each.id, each.series)]
    if not waiting or waiting[0].sequence != sequence:
        raise Refusal("date.changed")
    if waiting[0].proposed_by is party:
        raise Refusal("date.wait")
    _must_be_to_come(turn, waiting[0].starts_at)
    await must_suit(turn, view, tuple(waiting), Party.HOST)  # whoever agrees, the host has: notice is waived
    agreed = [replace(each, state=SessionState.AGREED) for each in waiting]
    for each in agreed:
        await turn.tx.sessions.put(each)
    if view.match.state in (MatchState.INTRODUCED, MatchState.REARRANGING):
        view = await move(turn, view, MatchMove.SCHEDULE)
    else:
        view = await touch(turn, view, "agree")
    host = await turn.tx.capacities.get(view.match.host, Party.HOST)
    soon = (turn.local(agreed[0].starts_at).date() - turn.local(turn.now).date()).days <= 1
    for each_party in Party:
        clocks = clocks_of(turn, view.side(each_party).owner)
        card = date_cards.scheduled(view, agreed, each_party, clocks, host.supervision, soon=soon)
        fact = f"match:{match_id}:scheduled:{agreed[0].id}:{sequence}"
        await tell(turn, view.match.person(each_party), card, fact=fact, under=match_key(view.match))
    await invite(turn, view, agreed)
    await show_coordinators(turn, view)
    return view


async def confirm(turn: Turn, match_id: str) -> MatchView:
    """Still on: said by either side before the day; said twice it stays said."""
    view = await locked(turn, match_id)
    party_of(turn, view)
    if view.match.state is MatchState.SCHEDULED:
        must_be_in_place(view)
        view = await move(turn, view, MatchMove.CONFIRM)
        await show_coordinators(turn, view)
    elif view.match.state is not MatchState.CONFIRMED:
        raise moved_on(view)
    return view


async def call_off(turn: Turn, match_id: str, which: str, reason: str) -> MatchView:
    """One date of several, or the only one: the match goes on, and the other side is told at once."""
    view = await locked(turn, match_id)
    party = party_of(turn, view)
    session = _to_move(view, which)
    if session is None:
        raise Refusal("date.changed")
    await dates_not_kept.called_off(turn, view, party, (session,))
    off = replace(session, state=SessionState.CANCELLED, sequence=session.sequence + 1)
    await turn.tx.sessions.put(off)
    view, before = await _given_up(turn, view, session), view
    card = date_cards.called_off(view, off, party, reason, clocks_of(turn, view.side(party.other).owner))
    await tell(
        turn,
        view.match.person(party.other),
        card,
        fact=f"date:{off.id}:off:{off.sequence}",
        under=match_key(view.match),
    )
    if in_calendars(before, session):
        await withdraw(turn, view, (off,))
    await show_coordinators(turn, view)
    return view


async def begin(turn: Turn, view: MatchView) -> MatchView:
    """The agreed time has come."""
    session = following(view.sessions)
    if session is not None:
        await turn.tx.sessions.put(replace(session, state=SessionState.HELD))
    return await move(turn, view, MatchMove.START)


async def go_on(turn: Turn, view: MatchView) -> MatchView:
    """On to the next agreed date, which may have come already."""
    view = await move(turn, view, MatchMove.NEXT)
    after = following(view.sessions)
    if after is not None and after.starts_at <= turn.now:
        view = await its_time_has_come(turn, view)
    return view


async def its_time_has_come(turn: Turn, view: MatchView) -> MatchView:
    """It begins, if everything is in place; else that date is off, and both know what is missing."""
    session = following(view.sessions)
    if session is None or not view.checklist.missing:
        return await begin(turn, view)
    off = replace(session, state=SessionState.CANCELLED, sequence=session.sequence + 1)
    await turn.tx.sessions.put(off)
    missing = view.checklist.missing
    view = await _given_up(turn, view, session)
    for party in Party:
        clocks = clocks_of(turn, view.side(party).owner)
        card = checklist_cards.could_not_begin(view, party, off, missing, clocks)
        fact = f"date:{off.id}:not_ready:{off.sequence}"
        await tell(turn, view.match.person(party), card, fact=fact, under=match_key(view.match))
    await withdraw(turn, view, (off,))
    await tell_coordinators(
        turn,
        checklist_cards.could_not_begin_for_desk(view, off, missing, turn.house.zone),
        fact=f"date:{off.id}:not_ready:desk",
    )
    return view


async def wait_no_longer(turn: Turn, view: MatchView) -> MatchView:
    """The next date comes near: what came of the one before can still be said, and is not counted."""
    session = view.session
    if session is not None and session.state is SessionState.HELD:
        await turn.tx.sessions.put(replace(session, state=SessionState.UNCONFIRMED))
    return await go_on(turn, view)
