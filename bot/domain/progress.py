"""How much of what was promised happened: every figure about pledges is computed here, from rows. Pure.

One hour counts once: a match's hours count for a pledge by its share, shares of a match are at most 100 %,
and a pledge counts at most what it promised; the rest is additional. What is promised in another unit is
counted by its instalments in the same five steps, and never added to hours nor to a third unit.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.domain.instalments import SAID as SAID_OF
from bot.domain.instalments import Instalment
from bot.domain.matches import RESERVING, MatchState
from bot.domain.measures import HOURS, net
from bot.domain.pledges import Pledge

NONE = Decimal(0)
AT_RISK_WITHIN = timedelta(days=90)
BEHIND_POINTS = Decimal(20)
DELIVERED = frozenset({MatchState.VERIFIED, MatchState.CLOSED, MatchState.CLOSED_PART})
FURTHER = frozenset({MatchState.IN_DELIVERY, MatchState.CLAIMED, MatchState.DISPUTED, *DELIVERED})
"""States that come after a session was agreed."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A match as it counts for a pledge. `dated`: a session of it was agreed, or held."""

    pledge: str
    match: str
    percent: Decimal
    state: MatchState
    hours: Decimal
    dated: bool
    claimed: Decimal = NONE
    verified: Decimal = NONE
    additional: Decimal = NONE
    drawn: Decimal = NONE
    own_time: bool = False

    @property
    def holds(self) -> bool:
        """Approved and not given up."""
        return self.state in RESERVING or self.state in DELIVERED

    @property
    def said(self) -> Decimal:
        return max(self.claimed, self.verified)

    @property
    def agreed(self) -> Decimal:
        return max(self.hours, self.said)

    @property
    def scheduled(self) -> bool:
        return self.dated or self.state in FURTHER

    @property
    def coming(self) -> Decimal:
        """Hours that have a date and are still to be confirmed."""
        if not self.scheduled or self.state not in RESERVING:
            return NONE
        return max(NONE, self.agreed - max(self.drawn, self.verified))

    def part(self, hours: Decimal) -> Decimal:
        return hours * self.percent / 100


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One pledge, as far as it came; each step is part of the one before."""

    pledge: Pledge
    allocated: Decimal = NONE
    scheduled: Decimal = NONE
    claimed: Decimal = NONE
    verified: Decimal = NONE
    coming: Decimal = NONE
    additional: Decimal = NONE
    own_time: Decimal = NONE  # of what was confirmed, with what is additional

    @property
    def promised(self) -> Decimal:
        return self.pledge.promised

    @property
    def forecast(self) -> Decimal:
        return min(self.promised, self.verified + self.coming)

    @property
    def gap(self) -> Decimal:
        return self.promised - self.verified

    @property
    def open(self) -> Decimal:
        """What nobody has been found for yet, and no money replaces."""
        return NONE if self.pledge.closed else max(NONE, self.pledge.expected - self.allocated)

    def at_risk(self, today: date) -> Decimal:
        """Near the end of the contract, or past it: what has no date yet. Of a closed one nothing is."""
        if self.pledge.closed or today < self.pledge.terms.ends - AT_RISK_WITHIN:
            return NONE
        return max(NONE, self.pledge.expected - self.forecast)

    def due(self, today: date) -> Decimal:
        """What would be delivered by now if it went evenly."""
        terms = self.pledge.terms
        whole = max(1, (terms.ends - terms.starts).days)
        passed = min(whole, max(0, (today - terms.starts).days))
        return self.pledge.expected * passed / whole

    def behind(self, today: date) -> bool:
        """By 20 points of 100, or more."""
        if self.pledge.expected <= NONE:
            return False
        return (self.due(today) - self.verified) * 100 >= BEHIND_POINTS * self.pledge.expected

    def pounds(self, amount: Decimal) -> Decimal | None:
        """What an amount of this pledge is worth, after its adjustments if it has any; None: hours only."""
        frozen = self.pledge.frozen
        if frozen is None or frozen.pounds is None:
            return None
        return net(amount * frozen.pounds, self.pledge.terms.adjustments)


def progress(
    pledge: Pledge, rows: Iterable[Counted], given: Iterable[Instalment] = (), today: date = date.min
) -> Progress:
    """Each step at most what was promised: what one pledge has too much fills no other's gap.

    Hours count by `rows`, whatever has another unit by what was `given`: never both. What of it
    was planned for a day before `today` is not to be counted on.
    """
    if pledge.terms.unit != HOURS:
        return _of_unit(pledge, [each for each in given if each.pledge == pledge.id and each.holds], today)
    rows = [row for row in rows if row.pledge == pledge.id and row.holds]
    verified = sum((row.part(row.verified) for row in rows), NONE)
    beyond = sum((row.part(row.additional) for row in rows), NONE)
    most = pledge.promised
    return Progress(
        pledge=pledge,
        allocated=min(most, sum((row.part(row.agreed) for row in rows), NONE)),
        scheduled=min(most, sum((row.part(row.agreed) for row in rows if row.scheduled), NONE)),
        claimed=min(most, sum((row.part(row.said) for row in rows), NONE)),
        verified=min(most, verified),
        coming=sum((row.part(row.coming) for row in rows), NONE),
        additional=beyond + max(NONE, verified - most),
        own_time=sum((row.part(row.verified + row.additional) for row in rows if row.own_time), NONE),
    )


def _of_unit(pledge: Pledge, given: Sequence[Instalment], today: date) -> Progress:
    most, verified = pledge.promised, sum((each.verified for each in given), NONE)
    return Progress(
        pledge=pledge,
        allocated=min(most, sum((each.quantity for each in given), NONE)),
        scheduled=min(most, sum((each.quantity for each in given if each.dated), NONE)),
        claimed=min(most, sum((each.quantity for each in given if each.state in SAID_OF), NONE)),
        verified=min(most, verified),
        coming=sum((each.coming(today) for each in given), NONE),
        additional=max(NONE, verified - most),
    )


class Level(StrEnum):
    """What the same figures can be told by."""

    CITY = "city"
    ORGANISATION = "organisation"
    NETWORK = "network"
    PRIORITY = "priority"
    AREA = "area"
    LEVER = "lever"
    NOVELTY = "novelty"  # a commissioner may take new help alone: it is told apart, and nothing is dropped
    PLEDGE = "pledge"


@dataclass(frozen=True, kw_only=True)
class Total:
    """Pledges of one name and one unit together. Pounds are only of those with a value: `valued` of them."""

    name: str
    unit: str
    pledges: int
    promised: Decimal
    allocated: Decimal
    scheduled: Decimal
    claimed: Decimal
    verified: Decimal
    forecast: Decimal
    gap: Decimal
    at_risk: Decimal
    additional: Decimal
    to_fund: Decimal
    valued: int
    pounds_promised: Decimal
    pounds_verified: Decimal
    adjusted: bool

    @property
    def realised(self) -> Decimal:
        """Percent."""
        return self.verified / self.promised * 100 if self.promised else NONE


Names = Callable[[Pledge], Sequence[str]]


def names_by(level: Level, organisations: Mapping[str, str], networks: Mapping[str, Sequence[str]]) -> Names:
    """Under which names a pledge is told at that level; an organisation in two networks is told in both."""
    match level:
        case Level.CITY:
            return lambda pledge: ("",)
        case Level.ORGANISATION:
            return lambda pledge: (organisations.get(pledge.organisation, ""),)
        case Level.NETWORK:
            return lambda pledge: tuple(networks.get(pledge.organisation, ())) or ("",)
        case Level.PRIORITY:
            return lambda pledge: (pledge.terms.priority,)
        case Level.AREA:
            return lambda pledge: (pledge.terms.area,)
        case Level.LEVER:
            return lambda pledge: (pledge.terms.lever or "",)
        case Level.NOVELTY:
            return lambda pledge: (pledge.terms.novelty,)
        case Level.PLEDGE:
            return lambda pledge: (pledge.id,)


def totals(some: Iterable[Progress], names: Names, today: date) -> tuple[Total, ...]:
    """By name, then unit; hours first, and what is counted in something else in lines of its own."""
    groups: dict[tuple[str, str], list[Progress]] = {}
    for each in some:
        for name in names(each.pledge):
            groups.setdefault((name, each.pledge.terms.unit), []).append(each)
    made = [_total(name, unit, group, today) for (name, unit), group in groups.items()]
    return tuple(sorted(made, key=lambda each: (each.unit != HOURS, each.name, each.unit)))


def _total(name: str, unit: str, group: Sequence[Progress], today: date) -> Total:
    def add(amounts: Iterable[Decimal]) -> Decimal:
        return sum(amounts, NONE)

    return Total(
        name=name,
        unit=unit,
        pledges=len(group),
        promised=add(each.promised for each in group),
        allocated=add(each.allocated for each in group),
        scheduled=add(each.scheduled for each in group),
        claimed=add(each.claimed for each in group),
        verified=add(each.verified for each in group),
        forecast=add(each.forecast for each in group),
        gap=add(each.gap for each in group),
        at_risk=add(each.at_risk(today) for each in group),
        additional=add(each.additional for each in group),
        to_fund=add(each.pledge.to_fund for each in group),
        valued=sum(each.pounds(each.promised) is not None for each in group),
        pounds_promised=add(each.pounds(each.promised) or NONE for each in group),
        pounds_verified=add(each.pounds(each.verified) or NONE for each in group),
        adjusted=any(each.pledge.terms.adjustments for each in group),
    )
