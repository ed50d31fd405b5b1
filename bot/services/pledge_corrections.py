"""A pledge that nobody has decided on is put right at once, also in how much of what it is; on record too."""

import re
from dataclasses import replace
from decimal import Decimal

from bot.domain.history import Subject
from bot.domain.instalments import same_unit
from bot.domain.pledge_records import corrected, value_of
from bot.domain.pledges import (
    Change,
    ChangeState,
    Corrects,
    Pledge,
    PledgeMove,
    PledgeState,
    Terms,
    must_make_sense,
)
from bot.domain.refusal import Refusal
from bot.services.pledges import must_act_for, show_coordinators, tell_champions
from bot.services.turn import Turn, decided_already, remember
from bot.texts import pledge_change_cards

_AMOUNT = re.compile(r"(?P<pounds>£?)\s*(?P<n>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>.*)")


async def must_wait(turn: Turn, pledge_id: str) -> Pledge:
    """Raises Refusal unless this person may put it right, and nobody has decided on it."""
    pledge = await turn.tx.pledges.get(pledge_id, lock=True)
    await must_act_for(turn, pledge.organisation)
    if pledge.state is not PledgeState.SUBMITTED:
        raise await decided_already(turn, Subject.PLEDGE, pledge_id)
    return pledge


async def put_right(turn: Turn, pledge_id: str, corrects: Corrects, value: str, reason: str) -> Change:
    """Coordinators see it on the card that they decide with; an approval pressed on the card as it was before
    is refused.
    """
    pledge = await must_wait(turn, pledge_id)
    terms = _terms(turn, pledge, corrects, value)
    must_make_sense(terms, whole=turn.house.measures.whole(terms.unit))
    if terms == pledge.terms:
        raise Refusal("correct.same")
    now = replace(pledge, terms=terms, revision=pledge.revision + 1)
    change = Change(
        id=turn.new_id(),
        pledge=pledge.id,
        move=PledgeMove.CORRECT,
        asked_by=turn.by.person,
        asked_at=turn.now,
        reason=reason,
        corrects=corrects,
        value=_said(turn, now, corrects),
        was=_said(turn, pledge, corrects),
        state=ChangeState.AGREED,
        decided_by=turn.by.person,
        decided_at=turn.now,
    )
    await turn.tx.pledges.put(now)
    await turn.tx.pledges.put_change(change)
    state = pledge.state.value
    await remember(turn, Subject.PLEDGE, pledge.id, (PledgeMove.CORRECT.value, state, state))
    await show_coordinators(turn, now)
    await tell_champions(turn, now, pledge_change_cards.put_right(now, change), f"right:{change.id}")
    return change


def _terms(turn: Turn, pledge: Pledge, corrects: Corrects, value: str) -> Terms:
    match corrects:
        case Corrects.QUANTITY:
            return replace(pledge.terms, quantity=_amount(value, pledge.terms.unit))
        case Corrects.MEASURE:
            measure, unit = turn.house.measures.measured(value)
            if not unit:
                raise Refusal("correct.empty")
            return replace(pledge.terms, measure=measure, unit=unit)
        case _:
            return corrected(pledge, corrects, value)


def _said(turn: Turn, pledge: Pledge, corrects: Corrects) -> str:
    """A measure by the name that people know."""
    value = value_of(pledge, corrects)
    known = turn.house.measures.named(value) if corrects is Corrects.MEASURE else None
    return known.label if known else value


def _amount(value: str, unit: str) -> Decimal:
    found = _AMOUNT.fullmatch(value.strip())
    if found is None:
        raise Refusal("correct.no_amount")
    said = found["unit"].strip() or ("pounds" if found["pounds"] else "")
    if not same_unit(said, unit):
        raise Refusal("correct.other_unit", said=said, unit=unit)
    return Decimal(found["n"].replace(",", ""))
