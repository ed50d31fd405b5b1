"""What came of one month."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.annual import Annual


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Needs posted in the month, and those that first came to an introduction, or to confirmed hours, in it.
    None: fewer than five, which is not told.
    """

    posted: int | None
    introduced: int | None
    delivered: int | None


@dataclass(frozen=True, kw_only=True)
class Month:
    """`lacks`: skills that most open needs ask for with nobody found. `ended`: matches without any result."""

    counted: Annual
    moved: Moved
    lacks: Sequence[tuple[str, int]]
    ended: int | None
