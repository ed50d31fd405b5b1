"""What came of one employer's help in a while, together: nobody of its people is in it by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.impact import Told
from bot.domain.listings import Listing
from bot.domain.periods import Period
from bot.domain.progress import Total


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Hours; each step is part of the one before."""

    promised: Decimal
    allocated: Decimal
    scheduled: Decimal
    claimed: Decimal
    verified: Decimal


@dataclass(frozen=True, kw_only=True)
class Company:
    """`hours`: confirmed in the period, for so many groups. `steps`: of what was promised under contracts, as
    it stands, where there is any (`pledged`), else of what its people offered. `stories`: of the period, as
    both sides allow them. `otherwise`: what was promised in other units, each by itself, as it stands.
    `fitting`: needs that would fill what is missing.
    """

    period: Period
    hours: Decimal
    groups: int
    steps: Steps
    pledged: Total | None
    stories: Sequence[Told]
    fitting: Sequence[Listing]
    otherwise: Sequence[Total] = ()

    @property
    def empty(self) -> bool:
        return not (self.hours or self.steps.promised or self.stories or self.otherwise)
