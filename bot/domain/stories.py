"""What came of a match, told by the two sides, and what each of them allows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.domain.matches import Party


@dataclass(frozen=True, kw_only=True)
class Story:
    """Three short answers. Both sides may change them: `revision` goes up, `told_by` changed it last."""

    match: str
    before: str
    done: str
    change: str
    told_by: Party
    at: datetime
    revision: int = 1


@dataclass(frozen=True, kw_only=True)
class Consent:
    """What one side allows, each asked by itself, of the story as it stood at `revision`."""

    match: str
    party: Party
    revision: int
    name: bool
    photo: bool
    publication: bool
    at: datetime
    withdrawn_at: datetime | None = None

    def covers(self, story: Story) -> bool:
        """Whether it may be published as it stands: what was changed since is asked for again."""
        return self.publication and self.withdrawn_at is None and self.revision == story.revision


def publishable(story: Story, consents: tuple[Consent, ...]) -> bool:
    """Both sides allow it, as it stands."""
    allowed = {consent.party for consent in consents if consent.covers(story)}
    return allowed == set(Party)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A story as the record tells it. `days`: of the dates that were held; `said`: what the group said of it.

    `needed` and `said` are people's own words, with nobody's name in them.
    """

    needed: str
    hours: Decimal
    skills: tuple[str, ...]
    days: tuple[date, ...]
    said: str


LEFT_OUT = "…"
NO_NAMES = frozenset(
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October"}
    | {"November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
    | {"The", "And", "For", "From", "With", "Will", "Can", "Our", "New", "Old", "All"}
)
"""Words that stand for something else more often than for somebody of that name."""
LEAST_OF_A_NAME = 3


def unnamed(text: str, people: Iterable[str], organisations: Iterable[str] = ()) -> str:
    """The text without those names: whole ones however they are written, and each part of a person's with
    its capital.
    """
    whole = [name for name in (*people, *organisations) if len(name.strip()) >= LEAST_OF_A_NAME]
    for name in sorted(whole, key=len, reverse=True):
        text = re.sub(_alone(r"\s+".join(map(re.escape, name.split()))), LEFT_OUT, text, flags=re.IGNORECASE)
    parts = {part for name in people for part in name.split() if _tells(part)}
    for part in sorted(parts, key=len, reverse=True):
        text = re.sub(_alone(re.escape(part)), LEFT_OUT, text)
    return text


def _tells(part: str) -> bool:
    return len(part) >= LEAST_OF_A_NAME and part not in NO_NAMES


def _alone(pattern: str) -> str:
    return rf"(?<!\w){pattern}(?!\w)"
