"""How long things take: the middle one, and the slowest tenth. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from statistics import median

DAY = 86_400


@dataclass(frozen=True, kw_only=True)
class Spread:
    """In days: half took `median` or less, one in ten `slowest` or more, of `count`."""

    median: float
    slowest: float
    count: int


def spread(pairs: Iterable[tuple[datetime, datetime | None]]) -> Spread | None:
    """Of those that have an end; None where none has."""
    days = sorted((end - start).total_seconds() / DAY for start, end in pairs if end is not None)
    if not days:
        return None
    return Spread(median=median(days), slowest=days[ceil(0.9 * len(days)) - 1], count=len(days))
