"""What groups need and nobody gives, beside what is offered."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

NOBODY_FOR = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What unmet needs ask for, beside what is offered now.

    `skills`: of each, how many needs ask for it and how many open offers have it. `unoffered`: those that
    nobody has offered for `NOBODY_FOR`. `places`: how many needs in each district, "" for remote ones.
    `ages`: how many are open for less than a week, for less than `NOBODY_FOR`, and for longer.
    """

    skills: Mapping[str, tuple[int, int]]
    unoffered: Sequence[str]
    places: Counter[str]
    ages: tuple[int, int, int]
