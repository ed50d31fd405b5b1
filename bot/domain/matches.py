"""A match: a proposed pairing of an offer and a need, and the way it goes until the hours are verified."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.domain.lifecycle import Table


class MatchState(StrEnum):
    SUGGESTED = "suggested"
    APPROVED_TO_ASK = "approved_to_ask"
    ASKED_HOST = "asked_host"
    ASKED_VOLUNTEER = "asked_volunteer"
    ACCEPTED = "accepted"
    INTRODUCED = "introduced"
    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    REARRANGING = "rearranging"
    IN_DELIVERY = "in_delivery"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    ON_HOLD = "on_hold_safeguarding"
    CLOSED = "closed"
    CLOSED_PART = "closed_part"
    CLOSED_NOT_DELIVERED = "closed_not_delivered"
    DISMISSED = "dismissed"
    DECLINED_HOST = "declined_host"
    DECLINED_VOLUNTEER = "declined_volunteer"
    EXPIRED = "expired"
    FAILED_CHECK = "failed_check"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class MatchMove(StrEnum):
    APPROVE = "approve"
    DISMISS = "dismiss"
    UNDO = "undo"
    ASK_HOST = "ask_host"
    HOST_YES = "host_yes"
    HOST_NO = "host_no"
    VOLUNTEER_YES = "volunteer_yes"
    VOLUNTEER_NO = "volunteer_no"
    EXPIRE = "expire"
    FAIL_CHECK = "fail_check"
    INTRODUCE = "introduce"
    SCHEDULE = "schedule"
    CONFIRM = "confirm"
    REARRANGE = "rearrange"
    START = "start"
    CLAIM = "claim"
    VERIFY = "verify"
    DISPUTE = "dispute"
    NOT_DELIVERED = "not_delivered"
    MISS = "miss"
    NEXT = "next"
    END_EARLY = "end_early"
    CANCEL = "cancel"
    HOLD = "hold"
    THAW = "thaw"  # back to the state it was held in, so not in the table
    CLOSE = "close"
    CLOSE_PART = "close_part"


S, M = MatchState, MatchMove

UNDER_WAY = (
    S.APPROVED_TO_ASK,
    S.ASKED_HOST,
    S.ASKED_VOLUNTEER,
    S.ACCEPTED,
    S.INTRODUCED,
    S.SCHEDULED,
    S.CONFIRMED,
    S.REARRANGING,
    S.IN_DELIVERY,
    S.CLAIMED,
    S.DISPUTED,
)
DATED = (S.SCHEDULED, S.CONFIRMED)
TO_COME = (S.INTRODUCED, S.REARRANGING, *DATED)
"""Both know each other, and nothing has begun yet."""
AFTERWARDS = (S.IN_DELIVERY, S.CLAIMED)
LATER = (S.REARRANGING, *AFTERWARDS, S.DISPUTED, S.ON_HOLD)
AFTER_ALL = (S.CLOSED_NOT_DELIVERED, S.NO_SHOW, S.CLOSED_PART)
"""Over without hours, or without some: a coordinator may hear later that it did happen."""

MATCH: Table[MatchState, MatchMove] = {
    (S.SUGGESTED, M.APPROVE): S.APPROVED_TO_ASK,
    (S.SUGGESTED, M.DISMISS): S.DISMISSED,
    (S.APPROVED_TO_ASK, M.UNDO): S.SUGGESTED,
    (S.DISMISSED, M.UNDO): S.SUGGESTED,
    (S.APPROVED_TO_ASK, M.ASK_HOST): S.ASKED_HOST,
    (S.ASKED_HOST, M.HOST_YES): S.ASKED_VOLUNTEER,
    (S.ASKED_HOST, M.HOST_NO): S.DECLINED_HOST,
    (S.ASKED_HOST, M.EXPIRE): S.EXPIRED,
    (S.ASKED_VOLUNTEER, M.VOLUNTEER_YES): S.ACCEPTED,
    (S.ASKED_VOLUNTEER, M.VOLUNTEER_NO): S.DECLINED_VOLUNTEER,
    (S.ASKED_VOLUNTEER, M.EXPIRE): S.EXPIRED,
    **{(state, M.FAIL_CHECK): S.FAILED_CHECK for state in TO_COME},
    (S.ACCEPTED, M.INTRODUCE): S.INTRODUCED,
    (S.INTRODUCED, M.SCHEDULE): S.SCHEDULED,
    (S.REARRANGING, M.SCHEDULE): S.SCHEDULED,
    (S.SCHEDULED, M.CONFIRM): S.CONFIRMED,
    **{(state, M.REARRANGE): S.REARRANGING for state in DATED},
    **{(state, M.START): S.IN_DELIVERY for state in DATED},
    **{(state, M.CLAIM): S.CLAIMED for state in (*DATED, S.IN_DELIVERY)},
    **{(state, M.VERIFY): S.VERIFIED for state in (*AFTERWARDS, S.DISPUTED, *AFTER_ALL)},
    **{(state, M.DISPUTE): S.DISPUTED for state in AFTERWARDS},
    **{(state, M.MISS): S.NO_SHOW for state in (*AFTERWARDS, S.DISPUTED)},
    **{(state, M.NOT_DELIVERED): S.CLOSED_NOT_DELIVERED for state in (*AFTERWARDS, S.DISPUTED)},
    (S.VERIFIED, M.CLOSE): S.CLOSED,
    (S.VERIFIED, M.CLOSE_PART): S.CLOSED_PART,
    **{(state, M.NEXT): S.SCHEDULED for state in (*AFTERWARDS, S.DISPUTED)},
    **{(state, M.END_EARLY): S.CLOSED_PART for state in (S.INTRODUCED, *DATED, *LATER)},
    **{(state, M.CANCEL): S.CANCELLED for state in (S.SUGGESTED, *UNDER_WAY)},
    **{(state, M.HOLD): S.ON_HOLD for state in UNDER_WAY},
    (S.ON_HOLD, M.CANCEL): S.CANCELLED,
}

LIVE = frozenset({S.SUGGESTED, *UNDER_WAY, S.ON_HOLD})
"""Neither finished nor given up: there is at most one such match per need and offer."""

RESERVING = frozenset({*UNDER_WAY, S.ON_HOLD})
"""States in which the match holds hours of both listings."""

NAMED = frozenset(
    {S.INTRODUCED, *DATED, S.REARRANGING, *AFTERWARDS, S.DISPUTED, S.VERIFIED, S.CLOSED, S.CLOSED_PART}
)
"""Both sides said yes: only in these states may they learn who the other is."""


class Party(StrEnum):
    VOLUNTEER = "volunteer"
    HOST = "host"

    @property
    def other(self) -> "Party":
        return Party.HOST if self is Party.VOLUNTEER else Party.VOLUNTEER


class Source(StrEnum):
    """Who put the two together: the matcher, or a side that chose the other from the menu."""

    MATCHER = "matcher"
    VOLUNTEER = "volunteer"
    HOST = "host"


@dataclass(frozen=True, kw_only=True)
class Match:
    """`hours` are reserved of both listings while it is under way. `volunteer` and `host` are person ids."""

    id: str
    offer: str
    need: str
    volunteer: str
    host: str
    hours: Decimal
    score: float
    reasons: tuple[str, ...]
    doubt: str
    state: MatchState
    created_at: datetime
    entered_at: datetime
    revision: int = 1
    decided_by: str = ""  # the coordinator's name, for "already decided by ..."
    decided_at: datetime | None = None
    reason: str = ""  # why it was dismissed, declined or cancelled
    parts: Mapping[str, float] = field(default_factory=dict)  # of the score, by name
    weights: str = ""  # the version of those that made it
    source: Source = Source.MATCHER

    @property
    def wisher(self) -> Party | None:
        """The side that asked for this match; None where the matcher suggested it."""
        return None if self.source is Source.MATCHER else Party(self.source.value)

    def person(self, party: Party) -> str:
        return self.volunteer if party is Party.VOLUNTEER else self.host

    def party(self, person: str) -> Party | None:
        """Which side of the match this person is; None for anybody else."""
        if person == self.volunteer:
            return Party.VOLUNTEER
        return Party.HOST if person == self.host else None


class SessionState(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    CANCELLED = "cancelled"
    HELD = "held"  # its time has come; nobody has said yet what came of it
    DONE = "done"
    MISSED = "missed"
    UNCONFIRMED = "unconfirmed"  # nobody said in time; it can still be said


PLANNED = (SessionState.HELD, SessionState.AGREED, SessionState.PROPOSED)
"""States of a session that something follows from, the most urgent first."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """A dated piece of delivery. `sequence` goes up with every change, as calendars want it.

    Those of one `series` were proposed together. `claimed` and `confirmed` are the hours as the volunteer and
    the host said them, `verified` those that count.
    """

    id: str
    match: str
    starts_at: datetime
    ends_at: datetime
    state: SessionState
    proposed_by: Party
    sequence: int = 0
    series: str = ""
    claimed: Decimal | None = None
    confirmed: Decimal | None = None
    verified: Decimal | None = None


def current(sessions: Sequence[Session]) -> Session | None:
    """The one that it is about now: held and not settled, else the next agreed, else a proposed one."""
    for state in PLANNED:
        found = [each for each in sessions if each.state is state]
        if found:
            return min(found, key=lambda each: (each.starts_at, each.id))
    return None


def following(sessions: Sequence[Session]) -> Session | None:
    """The next agreed one."""
    agreed = [each for each in sessions if each.state is SessionState.AGREED]
    return min(agreed, key=lambda each: (each.starts_at, each.id), default=None)


SAYABLE = (SessionState.HELD, SessionState.UNCONFIRMED)
"""States of a session of which it can be said what came of it."""
ASKED_FOR = timedelta(days=28)


def unsaid(sessions: Sequence[Session], now: datetime) -> Session | None:
    """The oldest that the match waits for no longer, and of which people are still asked what came of it."""
    return next((each for each in unsettled(sessions) if each.ends_at > now - ASKED_FOR), None)


NOT_COUNTED = (SessionState.UNCONFIRMED, SessionState.MISSED)
"""States of a session that is behind and came to nothing, as far as anybody has said."""


def unsettled(sessions: Sequence[Session]) -> list[Session]:
    """Those that the match waits for no longer and of which nobody has said what came, the oldest first."""
    found = [each for each in sessions if each.state is SessionState.UNCONFIRMED]
    return sorted(found, key=lambda each: (each.ends_at, each.id))


def came_to_nothing(sessions: Sequence[Session]) -> Session | None:
    """The last one that was not counted."""
    found = [each for each in sessions if each.state in NOT_COUNTED]
    return max(found, key=lambda each: (each.ends_at, each.id), default=None)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What came of a match: hours as claimed by either side, and as verified by the one who received them.

    `verified` are at most the hours agreed, `additional` those beyond. `drawn`: hours of the reservation
    that sessions have used up. `own_time` and `expert` say what kind of hours they are, frozen when the
    first of them was verified; `evidence` is what a coordinator went by who verified in the host's place.
    """

    match: str
    claimed: Decimal | None = None
    claimed_by: str = ""
    claimed_at: datetime | None = None
    verified: Decimal | None = None
    verified_by: str = ""
    verified_at: datetime | None = None
    additional: Decimal = Decimal(0)
    drawn: Decimal = Decimal(0)
    own_time: bool = True
    expert: bool = False
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Feedback:
    match: str
    party: Party
    stars: int
    sentence: str  # for the coordinators
    again: bool
    at: datetime
