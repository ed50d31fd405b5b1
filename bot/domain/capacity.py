"""How much a person can take on: asked once, shown to coordinators, and never exceeded."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.listings import ListingKind
from bot.domain.matches import Party

AT_ONCE = {Party.VOLUNTEER: 3, Party.HOST: 6}
"""Matches under way that one volunteer, or one host, can keep up with where nobody said otherwise."""
NOTICE = {ListingKind.TEAM_DAY: 10, ListingKind.SKILLS: 5}
"""Working days between a volunteer's proposal and its date, where a host never said how many."""
NO_LIMIT = 0


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """`at_once` matches under way. A volunteer: hours a `month` (None: no limit), `standby` at short notice.

    A host: the `largest` group (0: no limit), the least `notice` in working days (None: what is usual for
    that kind of help), who supervises.
    """

    person: str
    party: Party
    at_once: int
    month: Decimal | None = None
    largest: int = NO_LIMIT
    notice: int | None = None
    supervision: str = ""
    standby: bool = False
    at: datetime | None = None  # None: never said, these are the usual ones

    def notice_for(self, kind: ListingKind) -> int:
        """In working days, before a date for this kind of help."""
        return NOTICE.get(kind, NO_LIMIT) if self.notice is None else self.notice


def usual(person: str, party: Party) -> Capacity:
    return Capacity(person=person, party=party, at_once=AT_ONCE[party])


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a person has on now: matches under way, and hours this month, planned or delivered."""

    under_way: int
    month: Decimal

    def room(self, capacity: Capacity) -> int:
        """How many more matches there is room for."""
        if capacity.month is not None and self.month >= capacity.month:
            return 0
        return max(0, capacity.at_once - self.under_way)

    def fits(self, capacity: Capacity, hours: Decimal, people: int) -> bool:
        """Whether one more match of so many hours, for so many people, stays within what they said."""
        within_month = capacity.month is None or self.month + hours <= capacity.month
        return (
            self.room(capacity) > 0 and within_month and not (capacity.largest and people > capacity.largest)
        )
