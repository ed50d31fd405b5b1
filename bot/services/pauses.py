"""Whether a person may be asked for something new: not until a day they named, or not at all."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.history import Subject
from bot.domain.nudges import BACK
from bot.domain.refusal import Refusal
from bot.reading.dates import starts_at
from bot.reading.when import DateRange, Day, When
from bot.services.moves import add_nudge
from bot.services.suggest import look_again
from bot.services.turn import Turn, remember


def as_a_day(said: str) -> str:
    """ "until Friday" and "for two weeks" are the days "Friday" and "in two weeks"."""
    first, _, rest = said.strip().partition(" ")
    match first.lower():
        case "until" | "till" | "til":
            return rest
        case "for":
            return f"in {rest}"
        case _:
            return said


def until(when: When, zone: ZoneInfo) -> datetime | None:
    """The first moment of the day on which they may be asked again; None where no one day is meant."""
    match when:
        case Day(date=day):
            chosen: date | None = day
        case DateRange(first=first, last=last):
            chosen = first or last
        case _:
            chosen = None
    return None if chosen is None else starts_at(Day(date=chosen, start=time(0)), zone)


async def pause(turn: Turn, to: datetime) -> None:
    """Nothing new until then; what is agreed goes on. Raises Refusal for a moment that has passed."""
    if to <= turn.now:
        raise Refusal("pause.past")
    person = await turn.tx.people.get(turn.by.person)
    await turn.tx.people.put(replace(person, paused_until=to))
    await remember(turn, Subject.PERSON, person.id, ("pause", "", "paused"))
    await turn.tx.nudges.cancel(Subject.PERSON, person.id, codes=frozenset({BACK}))
    await add_nudge(turn, Subject.PERSON, person.id, BACK, 1, to)


async def stop(turn: Turn) -> None:
    """Nothing unasked from now on."""
    person = await turn.tx.people.get(turn.by.person)
    await turn.tx.people.put(replace(person, stopped_at=turn.now))
    await remember(turn, Subject.PERSON, person.id, ("stop", "", "stopped"))


async def resume(turn: Turn) -> None:
    """Welcome to be asked again, at once."""
    person = await turn.tx.people.get(turn.by.person)
    await turn.tx.people.put(replace(person, stopped_at=None, paused_until=None))
    await remember(turn, Subject.PERSON, person.id, ("resume", "", "active"))
    await turn.tx.nudges.cancel(Subject.PERSON, person.id, codes=frozenset({BACK}))
    await back(turn, person.id)


async def back(turn: Turn, person: str) -> None:
    """What they offered or asked for is matched again."""
    for listing in await turn.tx.listings.of_owner(person):
        await look_again(turn, listing)
