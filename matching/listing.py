"""What the ranker is told about an offer and a need: only what matters to a match."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

DEFAULT_TRAVEL_KM = 10.0
"""How far somebody is taken to travel who has not said: a short bus ride across a city, our own choice."""

EVERY_DAY: frozenset[int] = frozenset(range(7))


class Kind(StrEnum):
    TEAM_DAY = "team_day"
    SKILLS = "skills"
    ONGOING = "ongoing"
    TRUSTEE = "trustee"
    GOODS_OR_SPACE = "goods_or_space"


@dataclass(frozen=True, kw_only=True, slots=True)
class Availability:
    """When an offer may be taken up. Nothing said is not known, and never an obstacle.

    Weekdays count from Monday, 0, to Sunday, 6; empty: not said. Dates are inclusive.
    `hours` is what is left to give.
    """

    weekdays: Set[int] = frozenset()
    starts: date | None = None
    ends: date | None = None
    hours: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferListing:
    """An open offer. `kinds` empty: any kind. `place` is a known postcode district; `areas`, where said, the
    only districts they will go to, whatever the distance.

    `remote`: may help from a distance; `on_site`: may come. `checks` held, `languages` spoken.
    `at_capacity`: the person has as many matches as they want. `since`: open from that day.
    `organisation` is an id, or a name where there are no ids; `organisation_name` is for people.
    `team_size` is how many would come, or with `team_least` how many at most and at least.
    """

    id: str
    text: str
    skills: tuple[str, ...] = ()
    kinds: Set[Kind] = frozenset()
    place: str | None = None
    remote: bool = False
    on_site: bool = True
    travel_km: float | None = None
    areas: Set[str] = frozenset()
    available: Availability = field(default_factory=Availability)
    team_size: int | None = None
    team_least: int | None = None
    languages: Set[str] = frozenset()
    checks: Set[str] = frozenset()
    organisation: str | None = None
    organisation_name: str = ""
    volunteer: str | None = None
    since: date | None = None
    paused: bool = False
    at_capacity: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedListing:
    """An open need. `kind` None: any kind. `place` is a known postcode district.

    `starts` and `ends` frame the work (equal: one day), `deadline` is when it must be done; all inclusive.
    `hours`: hours of help wanted. `people_min` and `people_max`: how many may come together.
    `refused`: ids of offers or volunteers turned down before. `at_capacity`: the host can take no more now.
    `partners`: organisations whose help it had before and was glad of.
    """

    id: str
    text: str
    skills: tuple[str, ...] = ()
    kind: Kind | None = None
    place: str | None = None
    remote: bool = False
    on_site: bool = True
    weekdays: Set[int] = frozenset()
    starts: date | None = None
    ends: date | None = None
    deadline: date | None = None
    hours: Decimal | None = None
    people_min: int | None = None
    people_max: int | None = None
    checks: Set[str] = frozenset()
    languages: Set[str] = frozenset()
    refused: Set[str] = frozenset()
    partners: Set[str] = frozenset()
    verified: bool = True
    at_capacity: bool = False
    since: date | None = None

    @property
    def one_day(self) -> bool:
        return self.starts is not None and self.starts == self.ends


Listing = NeedListing | OfferListing


def travel_limit(offer: OfferListing) -> float:
    """Kilometres this person will travel."""
    return DEFAULT_TRAVEL_KM if offer.travel_km is None else offer.travel_km


def last_day(need: NeedListing) -> date | None:
    """The day by which the work is over, whichever of its end and its deadline is first."""
    return min((day for day in (need.ends, need.deadline) if day is not None), default=None)
