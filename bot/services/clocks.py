"""The clocks by which somebody lives: theirs, where their platform says it; else the city's."""

from dataclasses import replace
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.calendar import WorkingDays
from bot.domain.people import Person
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
    return replace(house.calendar, zone=zone_of(house, person))


def clocks_of(turn: Turn, person: Person) -> Clocks:
    """By which they read a time: the city's, and their own beside it where that differs."""
    return Clocks(city=turn.house.zone, own=zone_of(turn.house, person))
