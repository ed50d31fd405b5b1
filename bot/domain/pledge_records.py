"""What an agreed change makes of a pledge: also closed, opened again, or put right. Pure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.domain.lifecycle import step
from bot.domain.measures import HOURS
from bot.domain.pledges import (
    PLEDGE,
    UNTIL_APPROVED,
    Change,
    Corrects,
    Lever,
    Pledge,
    PledgeMove,
    Terms,
    changed,
    must_be_active,
    must_make_sense,
)
from bot.domain.progress import NONE, Progress
from bot.domain.refusal import Refusal

CLOSES = (PledgeMove.REACH, PledgeMove.LAPSE, PledgeMove.WITHDRAW)
DAYS = (Corrects.STARTS, Corrects.ENDS, Corrects.REVIEW)
MAY_BE_EMPTY = (Corrects.REVIEW, Corrects.PRIORITY, Corrects.AREA, Corrects.LEVER)


def after(came: Progress, change: Change, today: date) -> Pledge:
    """Raises Refusal where the change cannot be, as things stand now."""
    pledge, move = came.pledge, change.move
    if move is PledgeMove.REOPEN:
        if not pledge.closed:
            raise Refusal("pledge.not_closed")
        return replace(pledge, state=step(PLEDGE, pledge.state, move))
    must_be_active(pledge)
    if move in CLOSES:
        _must_close(came, move, today)
        return replace(pledge, state=step(PLEDGE, pledge.state, move))
    if move is PledgeMove.CORRECT and change.corrects is not None:
        return replace(pledge, terms=corrected(pledge, change.corrects, change.value))
    return changed(pledge, change, came.verified)


def _must_close(came: Progress, move: PledgeMove, today: date) -> None:
    """Reached is what was confirmed; lapsed what is over; withdrawn what nothing was done for."""
    pledge = came.pledge
    if move is PledgeMove.REACH and came.verified < pledge.expected:
        missing = f"{(pledge.expected - came.verified).normalize():,f}"
        raise Refusal("pledge.not_reached", missing=missing, unit=pledge.terms.unit)
    if move is PledgeMove.LAPSE and today <= pledge.terms.ends:
        raise Refusal("pledge.not_over")
    if move is PledgeMove.WITHDRAW and pledge.to_fund > NONE:
        raise Refusal("pledge.converted")
    if move is PledgeMove.WITHDRAW and came.allocated > NONE:
        key = "pledge.has_hours" if pledge.terms.unit == HOURS else "pledge.has_instalments"
        raise Refusal(key, id=pledge.id)


def value_of(pledge: Pledge, corrects: Corrects) -> str:
    """As a change writes it."""
    if corrects is Corrects.MEASURE:
        return pledge.terms.measure or pledge.terms.unit
    value = getattr(pledge.terms, corrects.value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value or ""


def day_in(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def lever_in(value: str) -> Lever | None:
    """Raises Refusal for what is none of them; empty is none."""
    plain = value.strip().lower()
    if plain and plain not in set(Lever):
        raise Refusal("correct.no_lever", known=", ".join(Lever))
    return Lever(plain) if plain else None


def corrected(pledge: Pledge, corrects: Corrects, value: str) -> Terms:
    """Raises Refusal where that cannot be so, or may not be changed any more."""
    if corrects in UNTIL_APPROVED:
        raise Refusal("correct.never")
    if not value and corrects not in MAY_BE_EMPTY:
        raise Refusal("correct.empty")
    if value == value_of(pledge, corrects):
        raise Refusal("correct.same")
    read: date | str | None = day_in(value) if corrects in DAYS else value
    if read is None and value:
        raise Refusal("correct.no_day")
    if corrects is Corrects.LEVER:
        read = lever_in(value)
    now: dict[str, Any] = {corrects.value: read}
    terms = replace(pledge.terms, **now)
    must_make_sense(terms)
    return terms
