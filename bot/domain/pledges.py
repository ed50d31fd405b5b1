"""A pledge: what an organisation has promised under a contract, and what became of the promise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.lifecycle import Table
from bot.domain.measures import HOURS, Adjustment, Counts, Frozen
from bot.domain.refusal import Refusal

NONE, ALL = Decimal(0), Decimal(100)
MOST = Decimal(1_000_000)
"""Of whatever unit: more than this is a slip of the hand, or of a spreadsheet."""


class PledgeState(StrEnum):
    SUBMITTED = "submitted"
    ACTIVE = "active"
    DECLINED = "declined"
    REACHED = "reached"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class PledgeMove(StrEnum):
    APPROVE = "approve"
    DECLINE = "decline"
    UNDO = "undo"
    REPLAN = "replan"
    SUBSTITUTE = "substitute"
    FUND = "fund"
    REACH = "reach"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    CORRECT = "correct"


S, M = PledgeState, PledgeMove
PLEDGE: Table[PledgeState, PledgeMove] = {
    (S.SUBMITTED, M.APPROVE): S.ACTIVE,
    (S.SUBMITTED, M.DECLINE): S.DECLINED,
    (S.ACTIVE, M.UNDO): S.SUBMITTED,
    (S.DECLINED, M.UNDO): S.SUBMITTED,
    **{(S.ACTIVE, move): S.ACTIVE for move in (M.REPLAN, M.SUBSTITUTE, M.FUND, M.CORRECT)},
    (S.ACTIVE, M.REACH): S.REACHED,
    (S.ACTIVE, M.LAPSE): S.LAPSED,
    (S.ACTIVE, M.WITHDRAW): S.WITHDRAWN,
    **{(state, M.REOPEN): S.ACTIVE for state in (S.REACHED, S.LAPSED, S.WITHDRAWN)},
}
CLOSED = frozenset({S.REACHED, S.LAPSED, S.WITHDRAWN})
STANDS = (S.ACTIVE, S.REACHED, S.LAPSED)
"""In every figure: what lapsed was promised all the same. What was withdrawn is on record only."""


class Novelty(StrEnum):
    """Counted apart, and never dropped: "activity has to be new" is a commissioner's rule, not ours."""

    NEW = "new"
    CONTINUING = "continuing"
    EXISTING = "existing"


class Rhythm(StrEnum):
    ONE_OFF = "one_off"
    RECURRING = "recurring"


class Lever(StrEnum):
    """By what the promise was won: a public contract, an anchor organisation, or an employer."""

    COMMISSIONER = "commissioner"
    ANCHOR = "anchor"
    EMPLOYER = "employer"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is promised. `measure` is a code of the city's list, empty where its unit is in no list."""

    contract: str
    commissioner: str
    measure: str
    unit: str
    quantity: Decimal
    starts: date
    ends: date
    review: date | None = None
    novelty: Novelty = Novelty.NEW
    rhythm: Rhythm = Rhythm.ONE_OFF
    in_core: bool = False  # part of the contract's own work
    priority: str = ""
    area: str = ""  # a district; empty: the whole city
    adjustments: tuple[Adjustment, ...] = ()
    lever: Lever | None = None  # not said


@dataclass(frozen=True, kw_only=True)
class Pledge:
    """`promised` is what is left of the promise after a part was exchanged for another pledge.

    `to_fund`: what the commissioner gets in money instead. It stays promised, and is never called delivered.
    `frozen` is kept from the approval on. `reference` is what an importing system calls it.
    """

    id: str
    organisation: str
    terms: Terms
    state: PledgeState
    entered_by: str
    created_at: datetime
    entered_at: datetime
    revision: int = 1
    reference: str = ""
    reason: str = ""
    frozen: Frozen | None = None
    to_fund: Decimal = NONE
    substituted: Decimal = NONE
    instead_of: str = ""

    @property
    def promised(self) -> Decimal:
        return self.terms.quantity - self.substituted

    @property
    def expected(self) -> Decimal:
        """What is still to be delivered in kind, or was."""
        return self.promised - self.to_fund

    @property
    def counted(self) -> bool:
        """Whether confirmed hours can count for it."""
        return self.terms.unit == HOURS and self.counts is not Counts.NONE

    @property
    def followed(self) -> bool:
        """Whether anything that is confirmed can count for it: hours, or instalments of another unit."""
        return self.counted or self.terms.unit != HOURS

    @property
    def closed(self) -> bool:
        return self.state in CLOSED

    @property
    def counts(self) -> Counts:
        return self.frozen.counts if self.frozen else Counts.NONE


def must_be_active(pledge: Pledge) -> None:
    """Raises Refusal with what to do first."""
    if pledge.closed:
        raise Refusal("pledge.is_closed", id=pledge.id)
    if pledge.state is not PledgeState.ACTIVE:
        raise Refusal("share.not_active")


def must_make_sense(terms: Terms, *, whole: bool = False) -> None:
    """Raises Refusal with what to mend. `whole`: of this unit there are no parts."""
    said = terms.quantity
    if not said.is_finite() or not NONE < said <= MOST or said != round(said, 2):
        raise Refusal("pledge.quantity", most=f"{MOST:,.0f}")
    if whole and terms.quantity != terms.quantity.to_integral_value():
        raise Refusal("pledge.whole", unit=terms.unit)
    if terms.ends <= terms.starts:
        raise Refusal("pledge.ends", starts=said_day(terms.starts), ends=said_day(terms.ends))
    if terms.review is not None and not terms.starts < terms.review <= terms.ends:
        raise Refusal("pledge.review", starts=said_day(terms.starts), ends=said_day(terms.ends))


def said_day(day: date) -> str:
    """ "31 March 2027"."""
    return f"{day.day} {day:%B} {day.year}"


@dataclass(frozen=True, kw_only=True)
class Share:
    """So many percent of an offer's, or a match's, hours count for that pledge."""

    pledge: str
    percent: Decimal


def with_share(shares: Sequence[Share], pledge: str, percent: Decimal) -> tuple[Share, ...]:
    """The shares with that one set; 0 takes it away. More than 100 % is refused: no hour counts twice."""
    others = tuple(each for each in shares if each.pledge != pledge)
    taken = sum((each.percent for each in others), NONE)
    if not NONE <= percent <= ALL or percent != percent.quantize(Decimal("0.01")):
        raise Refusal("share.percent")
    if taken + percent > ALL:
        raise Refusal("share.too_much", left=f"{(ALL - taken).normalize():f}")
    return others if percent == NONE else (*others, Share(pledge=pledge, percent=percent))


class Corrects(StrEnum):
    """What of a pledge can have been entered wrongly."""

    CONTRACT = "contract"
    COMMISSIONER = "commissioner"
    STARTS = "starts"
    ENDS = "ends"
    REVIEW = "review"
    PRIORITY = "priority"
    AREA = "area"
    LEVER = "lever"
    QUANTITY = "quantity"
    MEASURE = "measure"


UNTIL_APPROVED = frozenset({Corrects.QUANTITY, Corrects.MEASURE})
"""Only before anybody relied on it: afterwards how much of what was promised is no slip of the pen."""


class ChangeState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True)
class Change:
    """Another way to keep a promise, as it was asked for and decided: the record of it.

    `amount` goes to the fund, or is exchanged for `quantity` of `measure`; `ends` is the new last day.
    Where it puts right what was entered wrongly: `corrects` is now `value`, and `was` something else; days
    are written as 2027-03-31.
    """

    id: str
    pledge: str
    move: PledgeMove
    asked_by: str
    asked_at: datetime
    reason: str
    amount: Decimal = NONE
    measure: str = ""
    quantity: Decimal = NONE
    ends: date | None = None
    corrects: Corrects | None = None
    value: str = ""
    was: str = ""
    state: ChangeState = ChangeState.ASKED
    decided_by: str = ""
    decided_at: datetime | None = None
    revision: int = 1


def changed(pledge: Pledge, change: Change, verified: Decimal) -> Pledge:
    """The pledge after the change. More than is neither delivered nor redirected cannot go another way."""
    left = pledge.expected - verified
    match change.move:
        case PledgeMove.REPLAN if change.ends is not None:
            terms = replace(pledge.terms, ends=change.ends)
            must_make_sense(terms)
            return replace(pledge, terms=terms)
        case PledgeMove.FUND if NONE < change.amount <= left:
            return replace(pledge, to_fund=pledge.to_fund + change.amount)
        case PledgeMove.SUBSTITUTE if NONE < change.amount <= left:
            return replace(pledge, substituted=pledge.substituted + change.amount)
        case _:
            raise Refusal("pledge.left", left=f"{max(NONE, left).normalize():f}", unit=pledge.terms.unit)
