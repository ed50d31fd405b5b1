"""A person's own year."""

from datetime import date, datetime, time

from bot.domain.views import Year
from bot.services.turn import Turn


async def of(turn: Turn, person: str, year: int) -> Year:
    """What they did and had confirmed in it, by the city's clocks."""
    since, until = (datetime.combine(date(each, 1, 1), time(0), turn.house.zone) for each in (year, year + 1))
    return await turn.tx.figures.year(person, since, until)
