"""When somebody is free, or something is needed, in another language than English.

It is kept as one English sentence that reads the same again (`bot.reading.saying`). What that sentence may be
is closed: so it is taken apart here, and said anew. What is not such a sentence is shown as it is.
"""

import re
from collections.abc import Mapping
from datetime import date

from bot.chat.wording import Dated, DateStyle, Listed, ListStyle, Said, late
from bot.reading.saying import COUNTS, PLACES
from bot.reading.words import MONTHS, WEEKDAYS

_DAY = rf"(?:{'|'.join(day.title() for day in WEEKDAYS)})"
_DATE = rf"{_DAY} \d{{1,2}} (?:{'|'.join(month.title() for month in MONTHS)})(?: \d{{4}})?"
_AT = re.compile(
    r"(?P<when>.+), (?:(?P<starts>\d\d:\d\d)(?: to (?P<ends>\d\d:\d\d))?|until (?P<until>\d\d:\d\d))"
)
_UNTIL = re.compile(rf"(?P<when>.+) until (?P<last>{_DATE})")
_FROM = re.compile(rf"(?P<when>.+) from (?P<first>{_DATE})")
_SPANS: Mapping[str, re.Pattern[str]] = {
    "from_to": re.compile(rf"from (?P<first>{_DATE}) to (?P<last>{_DATE})"),
    "after": re.compile(rf"after (?P<day>{_DATE}) \((?P<named>[^()]+)\)"),
    "before": re.compile(rf"before (?P<day>{_DATE}) \((?P<named>[^()]+)\)"),
    "from": re.compile(rf"from (?P<first>{_DATE})"),
    "by": re.compile(rf"by (?P<last>{_DATE})"),
}
_DAYS = rf"(?:weekdays?|weekends?|any day of the week|{_DAY}s?(?:(?:, {_DAY}s?)* and {_DAY}s?)?)"
_COUNT = rf"(?:{'|'.join(COUNTS)}|\d+)"
_TIMES = re.compile(
    rf"(?:(?P<often>once|twice|{_COUNT} times) a (?P<unit>week|month|year)(?: on (?P<on>{_DAYS}))?"
    rf"|(?P<count>{_COUNT}) (?P<days>{_DAYS}) a (?P<per>week|month|year))"
)
_EVERY = re.compile(rf"every (?P<n>other|{_COUNT})(?: weeks?(?: on (?P<on>{_DAYS}))?| (?P<days>{_DAYS}))")
_NTH = re.compile(rf"the (?P<places>[a-z, ]+) (?P<days>{_DAYS}) of each month")
_A_MONDAY = date(2024, 1, 1)


def said_anew(english: str) -> str | None:
    """The same as a text that waits for its reader; None for what is no such sentence."""
    timed = _AT.fullmatch(english)
    if timed is None:
        return _untimed(english)
    when = _untimed(timed["when"])
    if when is None:
        return None
    if timed["until"]:
        return _say("at_until", when=when, ends=timed["until"])
    if timed["ends"]:
        return _say("at_span", when=when, starts=timed["starts"], ends=timed["ends"])
    return _say("at", when=when, starts=timed["starts"])


def _untimed(english: str) -> str | None:
    if english == "any time":
        return _say("any_time")
    if re.fullmatch(_DATE, english):
        return _date(english)
    for key, pattern in _SPANS.items():
        if found := pattern.fullmatch(english):
            parts = found.groupdict()
            return _say(
                key, **{name: part if name == "named" else _date(part) for name, part in parts.items()}
            )
    return _bounded(english)


def _bounded(english: str) -> str | None:
    for pattern, key, name in ((_UNTIL, "until", "last"), (_FROM, "begins", "first")):
        if found := pattern.fullmatch(english):
            when = _bounded(found["when"])
            return None if when is None else _say(key, when=when, **{name: _date(found[name])})
    return _rhythm(english)


def _rhythm(english: str) -> str | None:
    if re.fullmatch(_DAYS, english):
        return _say("weekly", days=weekdays(english))
    if found := _TIMES.fullmatch(english):
        unit, days = found["unit"] or found["per"], found["on"] or found["days"]
        n = _number((found["often"] or found["count"]).removesuffix(" times"))
        return _say(f"a_{unit}_on", n=n, days=weekdays(days)) if days else _say(f"a_{unit}", n=n)
    if found := _EVERY.fullmatch(english):
        n, days = _number(found["n"]), found["on"] or found["days"]
        return _say("every_on", n=n, days=weekdays(days)) if days else _say("every", n=n)
    if found := _NTH.fullmatch(english):
        known = {name: nth for nth, name in PLACES.items()}
        names = re.split(r", | and ", found["places"])
        if set(names) <= known.keys():
            places = tuple(_say(f"place_{'last' if known[name] < 0 else known[name]}") for name in names)
            return _say("nth", places=_listed(places), days=weekdays(found["days"]))
    return None


def _number(said: str) -> str:
    known = {"once": "1", "twice": "2", "other": "2", **{name: str(n) for n, name in enumerate(COUNTS)}}
    return known.get(said, said)


def weekdays(said: str) -> str:
    """ "Mondays and Fridays" by the names that a calendar has for them."""
    match said.removesuffix("s") if said in ("weekdays", "weekends") else said:
        case "weekday":
            return _say("weekdays")
        case "weekend":
            return _say("weekends")
        case "any day" | "any day of the week":
            return _say("any_day")
    names = [name.lower().removesuffix("s") for name in re.split(r", | and ", said)]
    if not set(names) <= set(WEEKDAYS):
        return said
    days = (_A_MONDAY.replace(day=1 + WEEKDAYS.index(name)) for name in names)
    return _listed(tuple(late(Dated(day=day, style=DateStyle.WEEKDAY)) for day in days))


def _date(said: str) -> str:
    _, day, month, *year = said.split()
    number = MONTHS.index(month.lower()) + 1
    if not year:
        return said
    return late(Dated(day=date(int(year[0]), number, int(day)), style=DateStyle.FULL))


def _listed(items: tuple[str, ...]) -> str:
    return late(Listed(items=items, style=ListStyle.AND)) if len(items) > 1 else items[0]


def _say(key: str, /, **parts: str) -> str:
    return late(Said(key=f"when.{key}", parts=parts))
