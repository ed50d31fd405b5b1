"""What came of it all: every figure of the pages for everybody, as the rows stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.domain.impact import (
    Confirmed,
    Counted,
    Month,
    Told,
    by_district,
    by_skill,
    capped,
    cumulative,
    told,
    told_alone,
)
from bot.domain.paces import Spread, spread
from bot.domain.pledges import Pledge
from bot.domain.progress import Total
from bot.services.figure_ports import Funnel
from bot.services.pledges import in_hours, otherwise_measured, total_of
from bot.services.turn import Turn

FRESH = timedelta(minutes=5)
"""How old figures may be: they are read for everybody, and counted for one."""

MOST_SKILLS = 12


@dataclass(frozen=True, kw_only=True)
class Lack:
    """Of one skill: how many open needs ask for it with nobody found yet, and how many open offers have it.

    None: fewer than five, which is not told.
    """

    skill: str
    needs: int | None
    offers: int | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """A district: confirmed hours there, of how many matches, and open needs with nobody found yet."""

    district: str
    matches: int | None
    hours: Decimal | None
    needs: int | None


@dataclass(frozen=True, kw_only=True)
class Impact:
    """`at`: when it was counted. `pledged` and its months: of all pledges measured in hours; `others` of the
    rest, each unit by itself.
    """

    at: datetime
    funnel: Funnel
    pledged: Total | None
    others: Sequence[Total]
    offered_by_month: Sequence[Month]
    pledged_by_month: Sequence[Month]
    lacks: Sequence[Lack]
    places: Sequence[Place]
    days: Mapping[str, Spread | None]
    stories: Sequence[Told]


class Impacts:
    """Counts at most every five minutes in each process; a story that is taken back is gone at once."""

    def __init__(self) -> None:
        self._counted: Impact | None = None

    async def now(self, turn: Turn) -> Impact:
        known = self._counted
        if known is None or not known.at <= turn.now < known.at + FRESH:
            self._counted = known = await count(turn)
        return replace(known, stories=await turn.tx.impact.stories())


async def count(turn: Turn) -> Impact:
    confirmed = await turn.tx.impact.confirmed()
    needs, offers = await turn.tx.impact.unmet(), await turn.tx.impact.on_offer()
    pledged = await in_hours(turn)
    return Impact(
        at=turn.now,
        funnel=await turn.tx.figures.funnel(),
        pledged=await total_of(turn, pledged),
        others=await otherwise_measured(turn),
        offered_by_month=await _offered(turn, confirmed),
        pledged_by_month=await _pledged(turn, pledged),
        lacks=_lacks([skills for _, skills in needs], [skills for _, skills in offers]),
        places=_places(confirmed, [district for district, _ in needs]),
        days=await _days(turn),
        stories=(),
    )


async def months(turn: Turn) -> tuple[bool, Sequence[Month]]:
    """Of what was promised under contracts, where anything was; else of what people offered."""
    pledged = await in_hours(turn)
    if pledged:
        return True, await _pledged(turn, pledged)
    return False, await _offered(turn, await turn.tx.impact.confirmed())


async def _offered(turn: Turn, confirmed: Sequence[Confirmed]) -> Sequence[Month]:
    verified = [(one.at, one.hours) for one in confirmed]
    return _months(turn, await turn.tx.impact.offered(), verified)


def _months(
    turn: Turn, promised: Sequence[tuple[datetime, Decimal]], verified: Sequence[tuple[datetime, Decimal]]
) -> tuple[Month, ...]:
    """By the city's months."""
    made = [(turn.local(at).date(), hours) for at, hours in promised]
    kept = [(turn.local(at).date(), hours) for at, hours in verified]
    return cumulative(made, kept, turn.local(turn.now).date())


async def _pledged(turn: Turn, pledges: Sequence[Pledge]) -> Sequence[Month]:
    """By the month in which each was approved."""
    if not pledges:
        return ()
    promised = [(each.entered_at, each.promised) for each in pledges]
    limits = {each.id: each.promised for each in pledges}
    return _months(turn, promised, capped(await turn.tx.impact.shared(), limits))


def _lacks(needs: Sequence[Sequence[str]], offers: Sequence[Sequence[str]]) -> list[Lack]:
    """The largest lacks; skills of which fewer than five needs speak are left out."""
    found = by_skill(needs, offers).items()
    lacks = [
        Lack(skill=skill, needs=told_alone(asked), offers=told_alone(given))
        for skill, (asked, given) in found
    ]
    return [each for each in lacks if each.needs is not None][:MOST_SKILLS]


def _places(confirmed: Sequence[Confirmed], needs: Sequence[str]) -> list[Place]:
    """Most hours first; what belongs to no district is told as such."""
    helped = {each.name: each for each in told(by_district(confirmed))}
    open_needs = {name: (count, Decimal(0)) for name, count in sorted(Counter(needs).items())}
    wanted = {each.name: each for each in told(open_needs, with_total=False)}
    nothing = Counted(name="", count=0, hours=Decimal(0))
    return [
        Place(
            district=name,
            matches=helped.get(name, nothing).count,
            hours=helped.get(name, nothing).hours,
            needs=wanted.get(name, nothing).count,
        )
        for name in (*helped, *(each for each in wanted if each not in helped))
    ]


async def spreads(turn: Turn) -> Mapping[str, Spread | None]:
    """How long each step takes."""
    paces = await turn.tx.desk.paces()
    return {
        "to_answer": spread((one.posted, one.answered) for one in paces),
        "to_introduction": spread((one.posted, one.introduced) for one in paces),
        "to_delivery": spread((one.posted, one.delivered) for one in paces),
    }


async def _days(turn: Turn) -> Mapping[str, Spread | None]:
    found = (await spreads(turn)).items()
    return {step: each if each and told_alone(each.count) else None for step, each in found}
