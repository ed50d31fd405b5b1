"""Offers and needs: two sides of one kind of thing, so one shape. Quantities are hours."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.domain.calendar import WorkingDays
from bot.domain.lifecycle import Table
from bot.domain.refusal import Refusal

NONE = Decimal(0)


class Side(StrEnum):
    OFFER = "offer"
    NEED = "need"


class ListingKind(StrEnum):
    TEAM_DAY = "team_day"
    SKILLS = "skills"
    ONGOING = "ongoing"
    TRUSTEE = "trustee"
    GOODS_OR_SPACE = "goods_or_space"


class ContactKind(StrEnum):
    """Whom a need's people will be with: what the law on checks turns on."""

    NOBODY = "nobody"  # no children, no adults at risk
    ONCE = "once"  # once or a few times
    SUPERVISED = "supervised"  # somebody of the group is always there
    REGULAR = "regular"  # every week, by themselves
    CARE = "care"  # personal care, money, driving


class ListingState(StrEnum):
    SUBMITTED = "submitted"
    CLARIFYING = "clarifying"
    DECLINED = "declined"
    OPEN = "open"
    PAUSED = "paused"
    PART_FILLED = "part_filled"
    FILLED = "filled"
    MET = "met"
    PART_MET = "part_met"
    USED = "used"
    UNMET = "unmet"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class ListingMove(StrEnum):
    APPROVE = "approve"
    ASK = "ask"
    ANSWER = "answer"
    LAPSE = "lapse"
    DECLINE = "decline"
    UNDO = "undo"
    PAUSE = "pause"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    RENEW = "renew"
    GIVE_UP = "give_up"


S, M = ListingState, ListingMove
LISTING: Table[ListingState, ListingMove] = {
    (S.SUBMITTED, M.APPROVE): S.OPEN,
    (S.SUBMITTED, M.ASK): S.CLARIFYING,
    (S.SUBMITTED, M.DECLINE): S.DECLINED,
    (S.CLARIFYING, M.ANSWER): S.SUBMITTED,
    (S.CLARIFYING, M.APPROVE): S.OPEN,
    (S.CLARIFYING, M.DECLINE): S.DECLINED,
    (S.CLARIFYING, M.LAPSE): S.LAPSED,
    (S.OPEN, M.UNDO): S.SUBMITTED,
    (S.DECLINED, M.UNDO): S.SUBMITTED,
    (S.OPEN, M.PAUSE): S.PAUSED,
    (S.PART_FILLED, M.PAUSE): S.PAUSED,
    (S.PAUSED, M.RESUME): S.OPEN,
    (S.OPEN, M.EXPIRE): S.EXPIRED,
    (S.EXPIRED, M.RENEW): S.OPEN,
    (S.OPEN, M.GIVE_UP): S.UNMET,
    **{
        (state, M.WITHDRAW): S.WITHDRAWN
        for state in (S.SUBMITTED, S.CLARIFYING, S.OPEN, S.PAUSED, S.PART_FILLED, S.FILLED)
    },
}

SEEKING = frozenset({S.OPEN, S.PART_FILLED})  # states in which the matcher may suggest a listing
OVER = frozenset({S.DECLINED, S.MET, S.PART_MET, S.USED, S.UNMET, S.EXPIRED, S.LAPSED, S.WITHDRAWN})
FILLING = frozenset({S.OPEN, S.PART_FILLED, S.FILLED, S.MET, S.USED})  # states that quantities move


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """Hours: remaining = total - reserved - delivered, and none of them is ever negative."""

    total: Decimal
    reserved: Decimal = NONE
    delivered: Decimal = NONE

    @property
    def remaining(self) -> Decimal:
        return max(NONE, self.total - self.reserved - self.delivered)

    def reserve(self, hours: Decimal) -> "Quantity":
        """Sets hours aside for a match; more than remain is refused."""
        if not NONE < hours <= self.remaining:
            raise Refusal("quantity.short", left=f"{self.remaining:f}")
        return replace(self, reserved=self.reserved + hours)

    def release(self, hours: Decimal) -> "Quantity":
        """Gives back what was reserved."""
        return replace(self, reserved=max(NONE, self.reserved - hours))

    def deliver(self, reserved: Decimal, delivered: Decimal) -> "Quantity":
        """What was reserved became delivered hours, perhaps fewer or more."""
        return replace(self.release(reserved), delivered=self.delivered + delivered)


@dataclass(frozen=True, kw_only=True)
class Availability:
    """When, as it was read back to the person, and the parts of it that a matcher can compare."""

    said: str = ""
    weekdays: frozenset[int] = frozenset()  # Monday is 0; empty means any
    starts: date | None = None
    until: date | None = None
    at: time | None = None


@dataclass(frozen=True, kw_only=True)
class HostCosts:
    """What it costs the group to be helped: its people's own `hours`, and what it asks towards the rest.

    `pounds` are of every helper where `each`, else of all of them together. They are paid to the group
    itself, and never counted as anything that was given to it.
    """

    hours: Decimal = NONE
    pounds: Decimal = NONE
    each: bool = False
    what_for: str = ""

    def __bool__(self) -> bool:
        return bool(self.hours or self.pounds)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an offer and a need both say."""

    kind: ListingKind
    what: str  # in their own words, at most 300 characters
    skills: tuple[str, ...] = ()
    skills_chosen: bool = False  # by their owner, who saw them; else read from the words
    district: str = ""  # outward postcode; empty where only remote
    areas: tuple[str, ...] = ()  # where several districts were said: the only ones they go to
    remote: bool = False
    on_site: bool = True
    travel_km: Decimal | None = None
    when: Availability = Availability()
    hours: Decimal  # of one person
    people: int = 1
    languages: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    contact: ContactKind | None = None  # of a need that asks for a check
    provides: str = ""  # what a host provides
    costs: HostCosts = HostCosts()  # of a need
    leave: str = ""  # of a volunteer: "own" time, "agreed" paid leave, "to_ask"

    @property
    def chosen(self) -> tuple[str, ...]:
        """The skills on which the matcher may rely whatever the words say."""
        return self.skills if self.skills_chosen else ()

    @property
    def typed(self) -> tuple[str, ...]:
        """What of it is in somebody's own words."""
        return (self.what, self.provides, self.costs.what_for)


@dataclass(frozen=True, kw_only=True)
class Listing:
    id: str
    side: Side
    owner: str
    organisation: str
    terms: Terms
    quantity: Quantity
    state: ListingState
    created_at: datetime
    entered_at: datetime  # when it came into this state
    revision: int = 1
    reason: str = ""
    meant_for: str = ""  # the one listing of the other side for which it was posted, if for one
    expires_at: datetime | None = None  # then it is no longer taken to be true, unless its owner says so

    def past(self, today: date) -> bool:
        """Its last day is over: nobody can do it any more."""
        return self.terms.when.until is not None and self.terms.when.until < today

    def of(self, person: str, organisation: str) -> bool:
        """Whether it is theirs, or their organisation's."""
        return self.owner == person or (bool(organisation) and self.organisation == organisation)

    @property
    def over(self) -> bool:
        """Nothing more comes of it by itself."""
        return self.state in OVER

    @property
    def seeking(self) -> bool:
        return self.state in SEEKING and self.quantity.remaining > NONE


def total_hours(terms: Terms) -> Decimal:
    """Everybody's hours together."""
    return terms.hours * terms.people


def true_until(listing: Listing, now: datetime, lasts: timedelta, calendar: WorkingDays) -> datetime:
    """When it stops to be taken for true: `lasts` from now, or after its own last day if that is sooner."""
    last_day = listing.terms.when.until or listing.terms.when.starts
    if last_day is None or last_day < now.astimezone(calendar.zone).date():
        return now + lasts
    return min(now + lasts, calendar.at(last_day + timedelta(days=1), time(0)))


def filled(listing: Listing, quantity: Quantity, now: datetime) -> Listing:
    """The listing with this quantity, and the state that follows from it."""
    if listing.state not in FILLING:
        return replace(listing, quantity=quantity, revision=listing.revision + 1)
    state = _fill_state(listing.side, quantity)
    entered = listing.entered_at if state is listing.state else now
    return replace(listing, quantity=quantity, state=state, entered_at=entered, revision=listing.revision + 1)


def _fill_state(side: Side, quantity: Quantity) -> ListingState:
    if quantity.delivered >= quantity.total:
        return S.USED if side is Side.OFFER else S.MET
    if quantity.remaining == NONE:
        return S.FILLED
    return S.PART_FILLED if quantity.reserved or quantity.delivered else S.OPEN
