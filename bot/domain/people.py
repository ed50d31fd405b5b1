"""People, the accounts through which they speak, and what they may do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.chat.address import Account


class Role(StrEnum):
    COORDINATOR = "coordinator"
    CHAMPION = "champion"  # leads the volunteering of the employer that they act for
    COMMISSIONER = "commissioner"  # buys for a public body: reads what became of promises made to it


@dataclass(frozen=True, kw_only=True)
class Person:
    id: str
    name: str  # as the platform showed it, cut to 80 characters; may be hostile, shown as typed
    language: str = "en"  # as their platform says
    chosen_language: str = ""  # what they chose here: it always wins
    zone: str = ""  # the name of their time zone, where their platform says it
    roles: frozenset[Role] = frozenset()
    organisation: str = ""  # the id of the organisation they act for, once known
    noticed_at: datetime | None = None  # when the privacy notice was shown
    paused_until: datetime | None = None
    stopped_at: datetime | None = None
    snoozed_until: datetime | None = None  # no reminders until then; what they answer for goes on
    seen_at: datetime | None = None  # their latest sign of life, to the day
    leaving_at: datetime | None = None  # when they were told that whoever stays away is forgotten

    def welcomes(self, now: datetime) -> bool:
        """Whether something new may be asked of them."""
        return self.stopped_at is None and (self.paused_until is None or self.paused_until <= now)

    @property
    def reads(self) -> str:
        """The code of the language in which they are written to, where it is switched on."""
        return self.chosen_language or self.language

    @property
    def coordinates(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def commissions(self) -> bool:
        """Whether they only read what became of pledges, and are no side of any match."""
        return Role.COMMISSIONER in self.roles

    @property
    def champions(self) -> bool:
        """Whether they may see their own employer's figures."""
        return Role.CHAMPION in self.roles and bool(self.organisation)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """An account of a person. `unreachable` says why messages do not arrive, empty where they do."""

    account: Account
    person: str
    unreachable: str = ""
    home_at: datetime | None = None  # when they first opened their page, where the platform has one
    rests_until: datetime | None = None  # not to be disturbed until then, as their platform said ...
    rest_asked_at: datetime | None = None  # ... when it was last asked


@dataclass(frozen=True, kw_only=True)
class By:
    """Who moves something: a person, or the clock."""

    person: str
    name: str
    platform: str
    coordinates: bool = False
    organisation: str = ""  # the id of the organisation they act for, once known


THE_CLOCK = By(person="", name="Makegood", platform="clock")


@dataclass(frozen=True, kw_only=True)
class Invite:
    """A one-time code for a role; only its digest is kept. `commissioner`: whom its bearer buys for."""

    digest: str
    role: Role
    expires_at: datetime
    used_by: str = ""
    commissioner: str = ""


@dataclass(frozen=True, kw_only=True)
class TeamInvite:
    """A one-time code with which a colleague joins a group's team; only its digest is kept."""

    digest: str
    organisation: str
    made_by: str
    expires_at: datetime
    used_by: str = ""
