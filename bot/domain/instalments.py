"""Instalments: what was given of a pledge that is measured in anything but hours. Pure.

An instalment is so much, to one group, on one day. Who gives it says so, and who received it confirms it, or
a coordinator with evidence; until then it is claimed, and counted as nothing more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.lifecycle import Table
from bot.domain.measures import HOURS
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.pledges import MOST, Pledge, said_day
from bot.domain.refusal import Refusal

NONE = Decimal(0)


class InstalmentState(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    NOT_DELIVERED = "not_delivered"
    TAKEN_BACK = "taken_back"


class InstalmentMove(StrEnum):
    CLAIM = "claim"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    SETTLE = "settle"
    SETTLE_NONE = "settle_none"
    TAKE_BACK = "take_back"


S, M = InstalmentState, InstalmentMove
INSTALMENT: Table[InstalmentState, InstalmentMove] = {
    (S.PLANNED, M.CLAIM): S.CLAIMED,
    (S.CLAIMED, M.CONFIRM): S.VERIFIED,
    (S.CLAIMED, M.DISPUTE): S.DISPUTED,
    **{(state, M.SETTLE): S.VERIFIED for state in (S.CLAIMED, S.DISPUTED, S.VERIFIED)},
    **{(state, M.SETTLE_NONE): S.NOT_DELIVERED for state in (S.CLAIMED, S.DISPUTED, S.VERIFIED)},
    **{(state, M.TAKE_BACK): S.TAKEN_BACK for state in (S.PLANNED, S.CLAIMED, S.DISPUTED)},
}
STANDING = frozenset({S.PLANNED, S.CLAIMED, S.VERIFIED, S.DISPUTED})
"""In the figures; of one pledge, group and day there is one of these at most."""
SAID = frozenset({S.CLAIMED, S.VERIFIED, S.DISPUTED})


class Seen(StrEnum):
    """By whom it was verified."""

    RECEIVER = "receiver"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, kw_only=True)
class Instalment:
    """`quantity` is what was said, `verified` what arrived of it. `only_whole`: there are no parts.

    `day`: without one it is for that group, and no day is agreed yet.
    """

    id: str
    pledge: str
    organisation: str  # the group that receives it
    quantity: Decimal
    only_whole: bool
    day: date | None
    state: InstalmentState
    said_by: str
    said_at: datetime
    verified: Decimal = NONE
    settled_as: Seen | None = None
    settled_by: str = ""
    settled_at: datetime | None = None
    revision: int = 1

    @property
    def holds(self) -> bool:
        return self.state in STANDING

    @property
    def dated(self) -> bool:
        return self.day is not None or self.state in SAID

    def overdue(self, today: date) -> bool:
        """Planned for a day that is over, and nobody said that it was given."""
        return self.state is S.PLANNED and self.day is not None and self.day < today

    def coming(self, today: date) -> Decimal:
        """What has a day and is still to be confirmed; on what is disputed, or overdue, nobody counts."""
        awaited = self.dated and self.state in (S.PLANNED, S.CLAIMED)
        return self.quantity if awaited and not self.overdue(today) else NONE


@dataclass(frozen=True, kw_only=True)
class InstalmentView:
    """An instalment with what it belongs to."""

    instalment: Instalment
    pledge: Pledge
    giver: Organisation
    group: Organisation


def must_be_counted_so(pledge: Pledge) -> None:
    """Hours are confirmed match by match, and in no other way."""
    if pledge.terms.unit == HOURS:
        raise Refusal("instalment.hours", id=pledge.id)


def must_be_an_amount(quantity: Decimal, unit: str, *, whole: bool) -> None:
    """Raises Refusal for what cannot have been given."""
    if not quantity.is_finite() or not NONE < quantity <= MOST or quantity != round(quantity, 2):
        raise Refusal("instalment.quantity", unit=unit, most=f"{MOST:,.0f}")
    if whole and quantity != quantity.to_integral_value():
        raise Refusal("instalment.whole", unit=unit)


def must_be_a_group(pledge: Pledge, group: Organisation) -> None:
    """Only a verified community group receives anything, and nobody gives to themselves."""
    if group.kind is not OrganisationKind.COMMUNITY or group.id == pledge.organisation:
        raise Refusal("instalment.no_group", name=group.name)
    if group.state is not OrganisationState.VERIFIED:
        raise Refusal("instalment.unverified_group", name=group.name)


def must_be_within(pledge: Pledge, day: date | None, today: date) -> None:
    """Nothing is given under a promise before its first day, nor planned for after its last."""
    terms = pledge.terms
    if day is not None and day < terms.starts:
        raise Refusal("instalment.too_early", day=said_day(day), starts=said_day(terms.starts))
    if day is not None and day > max(terms.ends, today):
        raise Refusal("instalment.too_late", day=said_day(day), ends=said_day(terms.ends))


def must_be_new(others: Collection[Instalment], group: Organisation, day: date | None) -> None:
    """Two of one pledge to one group on one day are said together, else they would be one said twice."""
    same = [each for each in others if each.holds and each.organisation == group.id and each.day == day]
    if same and day is not None:
        raise Refusal("instalment.twice", name=group.name, day=said_day(day), id=same[0].id)
    if same:
        raise Refusal("instalment.twice_planned", name=group.name, id=same[0].id)


def same_unit(said: str, unit: str) -> bool:
    """Whether the word is the pledge's unit, in the singular or the plural."""

    def bare(word: str) -> str:
        return " ".join(word.casefold().split()).removesuffix("s").rstrip(".")

    return not said.strip() or bare(said) == bare(unit)
