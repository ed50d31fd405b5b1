"""What an employer's champion reads: how far it came, what is told of it, what would fit the rest."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.chat.outgoing import Card
from bot.domain.company import Company, Steps
from bot.domain.history import Subject
from bot.domain.listings import Listing
from bot.domain.organisations import Organisation
from bot.domain.people import Person
from bot.domain.periods import Period, must_have_begun, quarter_before, quarter_of
from bot.domain.permissions import Act, As
from bot.domain.pledges import STANDS
from bot.domain.progress import Total
from bot.services import pledge_pace, pledges
from bot.services.moves import add_nudge
from bot.services.roles import must
from bot.services.turn import Turn, remember
from bot.texts import company_cards

DIGEST = "N17"
LATE = timedelta(days=7)
"""A digest that could not be planned on its day is still planned so much later."""
MOST_FITTING = 3


async def report(turn: Turn, person: Person, period: Period) -> Card:
    """For whoever leads the volunteering of an employer: totals, and nobody of its people by name."""
    must(turn, Act.SEE_COMPANY, *([As.CHAMPION] if person.champions else []))
    must_have_begun(period, turn.local(turn.now).date())
    employer = await turn.tx.organisations.get(person.organisation)
    return company_cards.report(employer, await company(turn, person, employer, period))


async def company(turn: Turn, person: Person, employer: Organisation, period: Period) -> Company:
    confirmed = await turn.tx.impact.confirmed(employer=employer.id)
    within = [one for one in confirmed if period.holds(one.at)]
    matches = {one.match for one in confirmed}
    total = await pledges.city_total(turn, employer.id)
    told = [one for one in await turn.tx.impact.stories() if one.match in matches and period.holds(one.at)]
    return Company(
        period=period,
        hours=sum((one.hours for one in within), Decimal(0)),
        groups=len({one.group for one in within}),
        steps=await _steps(turn, total, employer.id),
        pledged=total,
        stories=told,
        fitting=await _fitting(turn, person, employer),
        otherwise=await pledges.otherwise_measured(turn, employer.id),
    )


async def _steps(turn: Turn, total: Total | None, employer: str) -> Steps:
    came = total or await turn.tx.figures.funnel(employer)
    return Steps(**{each.name: getattr(came, each.name) for each in fields(Steps)})


async def _fitting(turn: Turn, person: Person, employer: Organisation) -> Sequence[Listing]:
    """Of the pledge that most is missing of."""
    mine = await turn.tx.pledges.of_organisation(employer.id)
    came = await pledges.standing(turn, [each for each in mine if each.state in STANDS and each.counted])
    lacking = max(came, key=lambda each: each.open, default=None)
    if lacking is None or not lacking.open:
        return ()
    return (await pledge_pace.fitting(turn, person, lacking))[:MOST_FITTING]


async def plan(turn: Turn) -> None:
    """On a quarter's first working day its champions are told of the quarter before, once."""
    today = turn.local(turn.now).date()
    first = _first_working_day(turn, today)
    if not first <= turn.now < first + LATE:
        return
    for employer in await turn.tx.organisations.led():
        await add_nudge(turn, Subject.ORGANISATION, employer, DIGEST, 1, first)


def _first_working_day(turn: Turn, today: date) -> datetime:
    """At nine, of the quarter that this day is in."""
    return turn.house.calendar.first_from(quarter_of(today, turn.house.zone).first)


async def digest(turn: Turn, person: Person, employer: Organisation) -> tuple[str, Card] | None:
    """N17: in a few words, and as a card; None where there is nothing to tell, or it is theirs no more."""
    if not person.champions or person.organisation != employer.id:
        return None
    period = quarter_before(turn.local(turn.now).date(), turn.house.zone)
    came = await company(turn, person, employer, period)
    return None if came.empty else company_cards.digest(employer, came)


async def must_lead(turn: Turn) -> Organisation:
    """The employer of the champion who acts. Raises Refusal for everybody else."""
    person = await turn.tx.people.get(turn.by.person)
    must(turn, Act.SAY_CAUSES, *([As.CHAMPION] if person.champions else []))
    return await turn.tx.organisations.get(person.organisation, lock=True)


async def knows_causes(turn: Turn) -> bool:
    return bool((await must_lead(turn)).causes)


async def say_causes(turn: Turn, said: str) -> None:
    """Read by coordinators where they decide about a match of its people; empty changes nothing."""
    employer = await must_lead(turn)
    if said:
        await turn.tx.organisations.put(replace(employer, causes=said))
        state = employer.state.value
        await remember(turn, Subject.ORGANISATION, employer.id, ("causes", state, state))
