"""Other ways to keep a promise: re-planned, exchanged for something else, or paid into the fund instead;
and what ends it, or puts it right.

Nobody is threatened, and nothing is forgotten: each is asked for with its reason, decided by a coordinator
after the commissioner agreed, and stays on record.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.history import Subject
from bot.domain.permissions import Act
from bot.domain.pledge_records import after, value_of
from bot.domain.pledges import (
    Change,
    ChangeState,
    Corrects,
    Pledge,
    PledgeMove,
    PledgeState,
    Terms,
    must_be_active,
    must_make_sense,
)
from bot.domain.refusal import Refusal
from bot.services import impact_note
from bot.services.pledges import (
    champions,
    follow_pledge,
    must_act_for,
    show_coordinators,
    standing,
    tell_champions,
)
from bot.services.roles import must
from bot.services.tell import tell, tell_coordinators
from bot.services.turn import Turn, decided_by, remember
from bot.texts import pledge_change_cards


async def must_be_changeable(turn: Turn, pledge_id: str) -> Pledge:
    """Raises Refusal unless the person may ask for another way, and there is something to be kept."""
    pledge = await turn.tx.pledges.get(pledge_id, lock=True)
    await must_act_for(turn, pledge.organisation)
    must_be_active(pledge)
    return pledge


async def must_be_closed(turn: Turn, pledge_id: str) -> Pledge:
    pledge = await turn.tx.pledges.get(pledge_id, lock=True)
    await must_act_for(turn, pledge.organisation)
    if not pledge.closed:
        raise Refusal("pledge.not_closed")
    return pledge


async def replan(turn: Turn, pledge_id: str, ends: date, reason: str) -> Change:
    return await _ask(turn, pledge_id, _change(turn, pledge_id, PledgeMove.REPLAN, reason, ends=ends))


async def to_fund(turn: Turn, pledge_id: str, amount: Decimal, reason: str) -> Change:
    """Only said here: the money itself goes from the organisation to the fund, never through us."""
    return await _ask(turn, pledge_id, _change(turn, pledge_id, PledgeMove.FUND, reason, amount=amount))


async def substitute(
    turn: Turn, pledge_id: str, amount: Decimal, instead: tuple[str, Decimal], reason: str
) -> Change:
    """`instead`: the measure by its name, or the unit of one that is in no list, and how much of it."""
    measure, quantity = instead
    change = _change(turn, pledge_id, PledgeMove.SUBSTITUTE, reason, amount=amount)
    return await _ask(turn, pledge_id, replace(change, measure=measure, quantity=quantity))


async def close(turn: Turn, pledge_id: str, move: PledgeMove, reason: str) -> Change:
    """As reached, lapsed or withdrawn."""
    return await _ask(turn, pledge_id, _change(turn, pledge_id, move, reason))


async def reopen(turn: Turn, pledge_id: str, reason: str) -> Change:
    return await _ask(turn, pledge_id, _change(turn, pledge_id, PledgeMove.REOPEN, reason))


async def correct(turn: Turn, pledge_id: str, corrects: Corrects, value: str, reason: str) -> Change:
    """What was entered wrongly; a day is written as 2027-03-31, and empty is none."""
    change = _change(turn, pledge_id, PledgeMove.CORRECT, reason)
    return await _ask(turn, pledge_id, replace(change, corrects=corrects, value=value))


def _change(
    turn: Turn,
    pledge_id: str,
    move: PledgeMove,
    reason: str,
    *,
    amount: Decimal = Decimal(0),
    ends: date | None = None,
) -> Change:
    return Change(
        id=turn.new_id(),
        pledge=pledge_id,
        move=move,
        asked_by=turn.by.person,
        asked_at=turn.now,
        reason=reason,
        amount=amount,
        ends=ends,
    )


async def _ask(turn: Turn, pledge_id: str, change: Change) -> Change:
    """One that a coordinator asks for is agreed with it."""
    may = must_be_closed if change.move is PledgeMove.REOPEN else must_be_changeable
    pledge = await may(turn, pledge_id)
    (came,) = await standing(turn, [pledge])
    after(came, change, turn.local(turn.now).date())
    change = _with_before(pledge, change)
    if change.move is PledgeMove.SUBSTITUTE:
        instead = _instead(turn, pledge, change)
        must_make_sense(instead, whole=turn.house.measures.whole(instead.unit))
    await turn.tx.pledges.put_change(change)
    if turn.by.coordinates:
        return await agree(turn, change.id)
    organisation = await turn.tx.organisations.get(pledge.organisation)
    card = pledge_change_cards.to_decide(pledge, change, organisation)
    await tell_coordinators(turn, card, fact=f"pledge:{pledge.id}:asked:{change.id}", key=_key(change))
    return change


def _with_before(pledge: Pledge, change: Change) -> Change:
    return replace(change, was=value_of(pledge, change.corrects)) if change.corrects else change


def _key(change: Change) -> str:
    return f"change:{change.id}"


async def agree(turn: Turn, change_id: str) -> Change:
    """It is so from now on; of several that were asked for, each is looked at as things stand then."""
    must(turn, Act.DECIDE_PLEDGE)
    change = await _open_change(turn, change_id)
    pledge = await turn.tx.pledges.get(change.pledge, lock=True)
    (came,) = await standing(turn, [pledge])
    now = replace(after(came, change, turn.local(turn.now).date()), revision=pledge.revision + 1)
    change = _with_before(pledge, change)
    await turn.tx.pledges.put(now)
    await turn.tx.reminders.moved(Subject.PLEDGE, pledge.id, turn.by.person, turn.now)
    if change.move is PledgeMove.SUBSTITUTE:
        await _put_instead(turn, now, change)
    await remember(turn, Subject.PLEDGE, pledge.id, (change.move.value, pledge.state.value, now.state.value))
    await follow_pledge(turn, now)
    await show_coordinators(turn, now)
    await impact_note.draft(turn, now)
    return await _decided(turn, now, change, ChangeState.AGREED)


async def refuse(turn: Turn, change_id: str) -> Change:
    """It stays as it was promised."""
    must(turn, Act.DECIDE_PLEDGE)
    change = await _open_change(turn, change_id)
    pledge = await turn.tx.pledges.get(change.pledge, lock=True)
    return await _decided(turn, pledge, change, ChangeState.DECLINED)


async def _open_change(turn: Turn, change_id: str) -> Change:
    change = await turn.tx.pledges.change(change_id, lock=True)
    if change.state is not ChangeState.ASKED:
        assert change.decided_at is not None
        raise await decided_by(turn, change.decided_by, change.decided_at)
    return change


async def _decided(turn: Turn, pledge: Pledge, change: Change, state: ChangeState) -> Change:
    done = replace(
        change,
        state=state,
        decided_by=turn.by.person,
        decided_at=turn.now,
        revision=change.revision + 1,
    )
    await turn.tx.pledges.put_change(done)
    organisation = await turn.tx.organisations.get(pledge.organisation)
    card = pledge_change_cards.decided(pledge, done, organisation, turn.by.name)
    await tell_coordinators(turn, card, fact=f"pledge:{pledge.id}:{state}:{change.id}", key=_key(change))
    told = {person.id for person in await champions(turn, pledge.organisation)}
    mine = pledge_change_cards.told(pledge, done)
    await tell_champions(turn, pledge, mine, f"{state}:{change.id}")
    if change.asked_by not in told and change.asked_by != turn.by.person:
        await tell(turn, change.asked_by, mine, fact=f"pledge:{pledge.id}:{state}:{change.id}")
    return done


def _instead(turn: Turn, pledge: Pledge, change: Change) -> Terms:
    """What is promised in its place: the same contract, from now on."""
    measure = turn.house.measures.named(change.measure)
    today = turn.local(turn.now).date()
    return replace(
        pledge.terms,
        measure=measure.code if measure else "",
        unit=measure.unit if measure else change.measure,
        quantity=change.quantity,
        starts=today if today < pledge.terms.ends else pledge.terms.starts,
        review=pledge.terms.review if pledge.terms.review and pledge.terms.review > today else None,
        adjustments=(),
    )


async def _put_instead(turn: Turn, pledge: Pledge, change: Change) -> None:
    terms = _instead(turn, pledge, change)
    new = Pledge(
        id=turn.new_id(),
        organisation=pledge.organisation,
        terms=terms,
        state=PledgeState.ACTIVE,
        entered_by=change.asked_by,
        created_at=turn.now,
        entered_at=turn.now,
        frozen=turn.house.measures.frozen(terms.measure, turn.local(turn.now).date()),
        instead_of=pledge.id,
    )
    await turn.tx.pledges.put(new)
    await remember(turn, Subject.PLEDGE, new.id, ("instead", "", new.state.value), pledge.id)
    await follow_pledge(turn, new)
    await show_coordinators(turn, new)
