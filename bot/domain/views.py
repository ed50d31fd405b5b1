"""A row together with what is needed to talk about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.capacity import Capacity, Load
from bot.domain.checklists import NOTHING_TO_CHECK, Checklist
from bot.domain.listings import Listing
from bot.domain.matches import Delivery, Match, MatchState, Party, Session, SessionState
from bot.domain.organisations import Organisation
from bot.domain.people import Person


@dataclass(frozen=True, kw_only=True)
class ListingView:
    listing: Listing
    owner: Person
    organisation: Organisation
    meant_for: Listing | None = None


@dataclass(frozen=True, kw_only=True)
class MatchView:
    """Everything about a match. Whoever draws it decides what its reader may see."""

    match: Match
    offer: ListingView
    need: ListingView
    session: Session | None = None  # the one that it is about now
    delivery: Delivery | None = None
    sessions: tuple[Session, ...] = ()  # all of them, by when they start
    standings: tuple[tuple[Capacity, Load], ...] = ()  # of both sides, where it is to be decided
    checklist: Checklist = NOTHING_TO_CHECK
    put_first: str = ""  # what the need speaks of that the city has put first, where it is to be decided

    def session_of(self, id: str) -> Session | None:
        return next((each for each in self.sessions if each.id == id), None)

    def planned(self, session: Session) -> Decimal:
        """Everybody's hours on that date, as agreed; all that was agreed where it is the only date."""
        if len([each for each in self.sessions if each.state is not SessionState.CANCELLED]) <= 1:
            return self.match.hours
        length = Decimal((session.ends_at - session.starts_at).total_seconds()) / 3600
        return (length * max(1, self.offer.listing.terms.people)).quantize(Decimal("0.01"))

    def likely(self, session: Session | None) -> Decimal:
        """The hours offered first where somebody says what came of it: as claimed, else as planned."""
        if session is None:
            return self.match.hours
        return self.planned(session) if session.claimed is None else session.claimed

    @property
    def proposed(self) -> tuple[Session, ...]:
        """The date that waits for an answer, or the dates of one series that do."""
        waiting = [each for each in self.sessions if each.state is SessionState.PROPOSED]
        first = waiting[0] if waiting else None
        if first is None or not first.series:
            return (first,) if first else ()
        return tuple(each for each in waiting if each.series == first.series)

    @property
    def standby_asked(self) -> bool:
        """Whether somebody was asked for a date that the group has said yes to already: it is fixed."""
        return self.match.state is MatchState.ASKED_VOLUNTEER and bool(self.proposed)

    @property
    def to_come(self) -> tuple[Session, ...]:
        return tuple(each for each in self.sessions if each.state is SessionState.AGREED)

    def side(self, party: Party) -> ListingView:
        return self.offer if party is Party.VOLUNTEER else self.need

    def name(self, party: Party) -> str:
        """The person's name, as agreed at the introduction."""
        return self.side(party).owner.name

    def organisation(self, party: Party) -> str:
        return self.side(party).organisation.name


@dataclass(frozen=True, kw_only=True)
class Helped:
    """A group, by its name, and the hours that were confirmed there."""

    group: str
    hours: Decimal


@dataclass(frozen=True, kw_only=True)
class KindOfHours:
    """Verified hours of one kind; own time and paid time, expert and general hours are never added up."""

    own_time: bool
    expert: bool
    hours: Decimal


@dataclass(frozen=True, kw_only=True)
class Given:
    """What one match of a person came to: `at`: when it was last confirmed; `learned`: what they noted of it,
    for themselves; `thanks`: what the group wrote to them.
    """

    at: datetime
    group: str
    what: str
    hours: Decimal
    additional: Decimal  # confirmed beyond what was agreed
    own_time: bool
    expert: bool
    learned: str = ""
    thanks: str = ""


@dataclass(frozen=True, kw_only=True)
class Year:
    """A person's confirmed hours, where, of which kind, and the last thanks that a group sent them. The kinds
    add up to the hours; what was confirmed beyond them is told by itself.

    `given`: the same match by match, the oldest first.
    """

    helped: Sequence[Helped] = ()
    kinds: Sequence[KindOfHours] = ()
    thanks: str = ""
    thanks_from: str = ""
    given: Sequence[Given] = ()

    @property
    def additional(self) -> Decimal:
        """Confirmed beyond what was agreed."""
        return sum((each.additional for each in self.given), Decimal(0))
