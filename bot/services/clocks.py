"""The clocks by which somebody lives: theirs, where their platform says it; else the city's."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.calendar import WorkingDays
from bot.domain.people import Person
from bot.domain.reminding import Quiet, may_write_at
from bot.services.turn import House, Turn
from bot.texts.times import Clocks


@cache
def is_zone(name: str) -> bool:
    """Whether it names a time zone that we know."""
    try:
        return bool(name) and bool(ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def zone_of(house: House, person: Person) -> ZoneInfo:
    return ZoneInfo(person.zone) if is_zone(person.zone) else house.zone


def days_of(house: House, person: Person) -> WorkingDays:
    """The city's working days, at the hours of where this person is."""
    zone = zone_of(house, person)
    return house.calendar if zone == house.calendar.zone else replace(house.calendar, zone=zone)


def clocks_of(turn: Turn, person: Person) -> Clocks:
    """By which they read a time: the city's, and their own beside it where that differs."""
    return Clocks(city=turn.house.zone, own=zone_of(turn.house, person))


async def quiet_of(turn: Turn, person: Person) -> Quiet:
    """What they were told unasked, and until when they want nothing: as they said, or their platform."""
    contacts = await turn.tx.people.contacts(person.id)
    rests = [each.rests_until for each in contacts if each.rests_until and not each.unreachable]
    told = await turn.tx.reminders.quiet(person.id)
    return replace(told, until=person.snoozed_until, rests_until=max(rests, default=None))


def may_hear_at(turn: Turn, person: Person, quiet: Quiet, at: datetime, *, timely: bool) -> datetime:
    house = turn.house
    return at if house.schedule.rehearsal else may_write_at(quiet, days_of(house, person), at, timely=timely)
