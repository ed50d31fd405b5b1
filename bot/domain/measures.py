"""What is promised and counted: measures are data, and what one is worth is somebody's published figure.

An hour is time given. What it is worth here is the value of that time, never the good that came of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

HOURS = "hours"
"""The unit that matches are confirmed in; whatever has another one is counted in a line of its own."""
IN_PARTS = frozenset(
    {HOURS, "days", "pounds", "kg", "kilograms", "tonnes", "litres", "km", "miles", "metres", "square metres"}
)
"""Units of which a part is something as well; half a laptop, and half an apprentice, is nothing."""


class Counts(StrEnum):
    """Which confirmed hours count for a measure; expert hours are priced about six times higher."""

    ANY = "any"
    GENERAL = "general"
    EXPERT = "expert"
    NONE = "none"  # what is not measured in hours

    def takes(self, *, expert: bool) -> bool:
        match self:
            case Counts.ANY:
                return True
            case Counts.NONE:
                return False
            case _:
                return (self is Counts.EXPERT) == expert


@dataclass(frozen=True, kw_only=True)
class Measure:
    """`codes` are those of other frameworks, as text and nothing else: "TOM System: as you call it"."""

    code: str
    label: str
    unit: str
    counts: Counts
    codes: tuple[str, ...] = ()
    baseline: bool = False  # achievable for everybody
    whole: bool | None = None  # only whole ones are counted; None: as its unit is


@dataclass(frozen=True, kw_only=True)
class UnitValue:
    """What one unit is worth in pounds, who says so, and for when; None is not known, never nothing."""

    measure: str
    pounds: Decimal | None
    valid_from: date
    valid_to: date | None = None
    price_year: int | None = None
    source: str = ""
    url: str = ""
    licence: str = ""
    region: str = ""
    working: str = ""  # the arithmetic, where the source gives another figure
    entered_by: str = ""
    check: str = ""  # what is to be looked at again before the figure is relied on


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """What was true of a measure when a pledge was approved: later lists do not change it."""

    version: str
    label: str
    counts: Counts
    codes: tuple[str, ...] = ()
    pounds: Decimal | None = None
    price_year: int | None = None
    source: str = ""
    url: str = ""
    licence: str = ""
    working: str = ""
    check: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureList:
    """A city's own list, with its version."""

    version: str
    measures: tuple[Measure, ...]
    values: tuple[UnitValue, ...]

    def named(self, said: str) -> Measure | None:
        """By its code or its label, however it was typed."""
        sought = " ".join(said.casefold().replace("_", " ").split())
        for each in self.measures:
            if sought in (each.code.casefold().replace("_", " "), each.label.casefold()):
                return each
        return None

    def measured(self, said: str) -> tuple[str, str]:
        """The code of the measure that is meant, and its unit; without a code what is in no list."""
        plain = " ".join(said.split())
        measure = self.named(HOURS if plain.casefold() in ("hour", "hrs", "hr") else plain)
        return (measure.code, measure.unit) if measure else ("", plain)

    def whole(self, unit: str) -> bool:
        """Whether only whole ones of that unit are counted: as the list says, else as the word is."""
        said = " ".join(unit.casefold().split())
        known = [each.whole for each in self.measures if each.unit.casefold() == said]
        return next((each for each in known if each is not None), said not in IN_PARTS)

    def value(self, code: str, on: date) -> UnitValue | None:
        """The figure in force on that day; of several the one that came into force last."""
        there = [each for each in self.values if each.measure == code and _in_force(each, on)]
        return max(there, key=lambda each: each.valid_from, default=None)

    def frozen(self, code: str, on: date) -> Frozen | None:
        """None for a measure that is not in the list."""
        measure = next((each for each in self.measures if each.code == code), None)
        if measure is None:
            return None
        value = self.value(code, on)
        kept = Frozen(version=self.version, label=measure.label, counts=measure.counts, codes=measure.codes)
        return kept if value is None else _with(kept, value)


def _in_force(value: UnitValue, on: date) -> bool:
    return value.valid_from <= on and (value.valid_to is None or on <= value.valid_to)


def _with(kept: Frozen, value: UnitValue) -> Frozen:
    return Frozen(
        version=kept.version,
        label=kept.label,
        counts=kept.counts,
        codes=kept.codes,
        pounds=value.pounds,
        price_year=value.price_year,
        source=value.source,
        url=value.url,
        licence=value.licence,
        working=value.working,
        check=value.check,
    )


class Adjusts(StrEnum):
    """What may be taken off a gross figure, in the order in which it is."""

    LEAKAGE = "leakage"
    DEADWEIGHT = "deadweight"
    DISPLACEMENT = "displacement"
    ATTRIBUTION = "attribution"
    DROP_OFF = "drop_off"  # a year, from the second on


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """`percent` of 0 to 100 is taken off; without a reason there is none."""

    kind: Adjusts
    percent: Decimal
    reason: str


def net(gross: Decimal, adjustments: Sequence[Adjustment], year: int = 1) -> Decimal:
    """What is left of a gross figure in that year, counted from 1; without adjustments, all of it."""
    left = gross
    for each in adjustments:
        keeps = 1 - each.percent / 100
        left *= keeps ** (year - 1) if each.kind is Adjusts.DROP_OFF else keeps
    return left
