"""The menu of what groups need: its kinds, and what such help usually comes to."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.listings import ListingKind


class Checked(StrEnum):
    """What a helper is usually asked for before the start."""

    NOTHING = "nothing"
    SOMETIMES = "sometimes"  # only where the law allows a check for that role
    TRUSTEE = "trustee"  # a declaration that nothing stands in the way


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What such help usually comes to: fewest and most people, hours of each, working days of notice, and
    how many hours the group puts in itself."""

    people: tuple[int, int]
    hours: tuple[int, int]
    notice: int
    host: int
    checks: Checked


@dataclass(frozen=True, kw_only=True)
class MenuKind:
    """A listing belongs here by a skill of one of the categories, or by what kind of listing it is. `usual`:
    where there is such a thing."""

    code: str
    categories: frozenset[str]
    listings: frozenset[ListingKind]
    usual: Usual | None = None
