"""What came of one year, as the rows stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.domain.impact import Confirmed, Counted, Ended, Told
from bot.domain.measures import Frozen
from bot.domain.periods import Period
from bot.domain.progress import Level, Total


@dataclass(frozen=True, kw_only=True)
class Annual:
    """`confirmed`: within the year. `pledged` and its parts: of all pledges that ran in it, as they stand
    now; `by_outcome`: by the labels of the city's list; `behind`: of how many matches the confirmed hours of
    each priority and area are.
    """

    at: datetime
    period: Period
    confirmed: Sequence[Confirmed]
    months: Sequence[tuple[date, Decimal]]
    pledged: Sequence[Total]
    by_priority: Sequence[Total]
    by_area: Sequence[Total]
    behind: Mapping[Level, Mapping[str, int]]
    by_outcome: Sequence[Counted]
    ended: Sequence[Ended]
    stories: Sequence[Told]
    values: Sequence[Frozen]

    @property
    def hours(self) -> Decimal:
        return sum((one.hours for one in self.confirmed), Decimal(0))

    @property
    def additional(self) -> Decimal:
        return sum((one.additional for one in self.confirmed), Decimal(0))
