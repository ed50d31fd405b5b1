"""Times and amounts as people read them: weekday, day, month, 24-hour digits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from bot.chat.wording import Dated, DateStyle, Listed, ListStyle, Numbered, NumberStyle, Timed, late
from bot.domain.matches import Session
from bot.texts.catalogue import words


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """The city's, by which everything is agreed, and those of whoever reads."""

    city: ZoneInfo
    own: ZoneInfo


Zone = ZoneInfo | Clocks


def apart(items: Iterable[str]) -> str:
    """ "a; b; c": what has commas of its own."""
    return listed(items, ListStyle.SEMICOLON)


def clock_time(local: datetime) -> str:
    """ "10:32", of a moment on the city's clocks."""
    return f"{local:%H:%M}"


def local_time(moment: datetime, zone: Zone) -> datetime:
    """Days and dates are the city's: what is agreed has one."""
    return moment.astimezone(zone.city if isinstance(zone, Clocks) else zone)


def day(moment: datetime, zone: Zone) -> str:
    """ "Thursday 3 December"."""
    return late(Dated(day=local_time(moment, zone).date(), style=DateStyle.DAY))


def day_of(moment: datetime, zone: Zone) -> str:
    """ "Thursday 3 December 2026"."""
    return late(Dated(day=local_time(moment, zone).date(), style=DateStyle.FULL))


def day_only(day: date) -> str:
    """ "Thursday 3 December"."""
    return late(Dated(day=day, style=DateStyle.DAY))


def written_date(day: date) -> str:
    """ "3 December 2026"."""
    return late(Dated(day=day, style=DateStyle.LONG))


def session_time(session: Session, zone: Zone) -> str:
    """ "Thursday 3 December 2026, 14:00 to 16:00"; for whoever has other clocks: "..., London time (15:00 to
    17:00 your time)".
    """
    if isinstance(zone, ZoneInfo):
        return _span(session, zone)
    there = _span(session, zone.city)
    if _same_then(session, zone):
        return there
    place = zone.city.key.rpartition("/")[2].replace("_", " ")
    return words("time.both", there=there, place=place, own=_own(session, zone))


def _same_then(session: Session, clocks: Clocks) -> bool:
    moments = (session.starts_at, session.ends_at)
    return all(
        each.astimezone(clocks.city).utcoffset() == each.astimezone(clocks.own).utcoffset()
        for each in moments
    )


def _own(session: Session, clocks: Clocks) -> str:
    """Without the day, where that is the same."""
    days = {session.starts_at.astimezone(zone).date() for zone in (clocks.city, clocks.own)}
    if len(days) > 1:
        return _span(session, clocks.own)
    starts, ends = session.starts_at.astimezone(clocks.own), session.ends_at.astimezone(clocks.own)
    if starts.date() == ends.date():
        return words("time.hours", starts=clock_time(starts), ends=clock_time(ends))
    last = late(Dated(day=ends.date(), style=DateStyle.DAY))
    return words("time.hours_to_day", starts=clock_time(starts), last=last, ends=clock_time(ends))


def _span(session: Session, zone: ZoneInfo) -> str:
    starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    first, hours = day_of(session.starts_at, zone), {"starts": clock_time(starts), "ends": clock_time(ends)}
    if starts.date() == ends.date():
        return words("time.span", day=first, **hours)
    return words("time.span_to_day", day=first, last=day(session.ends_at, zone), **hours)


def figure(amount: Decimal) -> str:
    """ "4" or "2.5", never "4.00": as it is stored, and typed."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def when_words(english: str) -> str:
    """When somebody is free or something is needed, as it was read back; nothing for nothing."""
    return late(Timed(english=english)) if english else ""


def month_and_year(day: date) -> str:
    """ "December 2026"."""
    return late(Dated(day=day, style=DateStyle.MONTH))


def number(amount: Decimal) -> str:
    """ "4" or "2.5", never "4.00"."""
    return late(Numbered(amount=amount, style=NumberStyle.PLAIN))


def grouped(amount: Decimal) -> str:
    """ "1,500"."""
    return late(Numbered(amount=amount, style=NumberStyle.GROUPED))


def pounds(money: Decimal) -> str:
    """ "£1,500.00"."""
    return late(Numbered(amount=money.quantize(Decimal("0.01"), ROUND_HALF_UP), style=NumberStyle.POUNDS))


def tenths(amount: float) -> str:
    """ "2.0"."""
    return late(Numbered(amount=Decimal(f"{amount:.1f}"), style=NumberStyle.TENTHS))


def count(many: int) -> str:
    return number(Decimal(many))


def listed(items: Iterable[str], style: ListStyle = ListStyle.COMMA) -> str:
    """ "a, b, c", or "a, b and c"; one by itself, and nothing for none."""
    some = tuple(items)
    return late(Listed(items=some, style=style)) if len(some) > 1 else "".join(some)


def hours(amount: Decimal) -> str:
    """ "1 hour", "2.5 hours" or "1,500 hours"."""
    return words("amount.hour" if amount == 1 else "amount.hours", n=grouped(amount))


def people(count: int) -> str:
    return words("amount.person" if count == 1 else "amount.people", n=str(count))
