"""Whether a person may be asked for something new, or reminded: not until a day they named, or not at all."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.history import Subject
from bot.domain.nudges import BACK
from bot.domain.reminding import A_WEEK
from bot.services.moves import add_nudge
from bot.services.suggest import look_again
from bot.services.turn import Turn, remember

A_MONTH = timedelta(days=30)


async def pause(turn: Turn, to: datetime) -> None:
    """Nothing new until then; what is agreed goes on."""
    person = await turn.tx.people.get(turn.by.person)
    await turn.tx.people.put(replace(person, paused_until=to))
    await remember(turn, Subject.PERSON, person.id, ("pause", "", "paused"))
    await turn.tx.nudges.cancel(Subject.PERSON, person.id, codes=frozenset({BACK}))
    await add_nudge(turn, Subject.PERSON, person.id, BACK, 1, to)


async def snooze(turn: Turn, to: datetime | None = None) -> datetime:
    """No reminders for a week, or until then; what is agreed is still mentioned on its day."""
    person = await turn.tx.people.get(turn.by.person)
    until = to or turn.now + A_WEEK
    await turn.tx.people.put(replace(person, snoozed_until=until))
    await remember(turn, Subject.PERSON, person.id, ("snooze", "", "snoozed"))
    return until


async def rest(turn: Turn) -> datetime:
    """Nothing new and no reminders for a month."""
    until = turn.now + A_MONTH
    await pause(turn, until)
    return await snooze(turn, until)


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
