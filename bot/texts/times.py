"""Times and amounts as people read them: weekday, day, month, 24-hour digits."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.domain.matches import Session
from bot.texts.catalogue import words


def clock_time(local: datetime) -> str:
    """ "10:32", of a moment on the city's clocks."""
    return f"{local:%H:%M}"


def day_and_time(moment: datetime, zone: ZoneInfo) -> str:
    """ "Thursday 3 December, 14:00"."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"


def day(moment: datetime, zone: ZoneInfo) -> str:
    """ "Thursday 3 December"."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}"


def day_of(moment: datetime, zone: ZoneInfo) -> str:
    """ "Thursday 3 December 2026"."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B} {local.year}"


def session_time(session: Session, zone: ZoneInfo) -> str:
    """ "Thursday 3 December 2026, 14:00 to 16:00"."""
    starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    day = f"{day_of(session.starts_at, zone)}, {starts:%H:%M}"
    if starts.date() == ends.date():
        return f"{day} to {ends:%H:%M}"
    return f"{day} to {ends:%A} {ends.day} {ends:%B}, {ends:%H:%M}"


def number(amount: Decimal) -> str:
    """ "4" or "2.5", never "4.00"."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def hours(amount: Decimal) -> str:
    """ "1 hour" or "2.5 hours"."""
    return words("amount.hour" if amount == 1 else "amount.hours", n=number(amount))


def people(count: int) -> str:
    return words("amount.person" if count == 1 else "amount.people", n=str(count))
