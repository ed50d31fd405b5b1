"""What one cell says: dates, weekdays, amounts, yes and no, as people write them."""

import re
from collections.abc import Mapping, Set
from datetime import date
from decimal import Decimal, InvalidOperation

from matching.checks import check_named
from matching.listing import EVERY_DAY, Kind
from matching.places import district_of

_YES = frozenset({"yes", "y", "true", "1", "x", "on"})
_NO = frozenset({"no", "n", "false", "0", "off"})
_BETWEEN = re.compile(r"[;,|\n\r]+")
_AMOUNT = re.compile(r"(\d{1,7}(?:[.,]\d{1,2})?)\s*[a-z]*\.?", re.IGNORECASE)
_COUNT = re.compile(r"(\d{1,6})(?:\.0+)?\s*[a-z]*", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PART_OF_DAY = re.compile(
    r"\b(?:mornings?|afternoons?|evenings?|nights?|lunchtimes?|daytimes?|am|pm|and|on|or)\b"
)
_DAY_RANGE = re.compile(r"([a-z']+)\s*(?:-|–|\bto\b)\s*([a-z']+)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d.*)?")
_BRITISH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?: \d.*)?")
_WRITTEN = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?([a-z]{3,9})\.?,?[ -](\d{4}|\d{2})")
_WEEKDAY_FIRST = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +")
_PERIOD = re.compile(r"\s+(?:to|until|till|-)\s+|\s*(?:–|—|\.\.)\s*")
_KINDS: Mapping[str, Kind] = {
    "board": Kind.TRUSTEE,
    "committee": Kind.TRUSTEE,
    "community enabling": Kind.ONGOING,
    "equipment": Kind.GOODS_OR_SPACE,
    "goods": Kind.GOODS_OR_SPACE,
    "goods and space": Kind.GOODS_OR_SPACE,
    "goods or space": Kind.GOODS_OR_SPACE,
    "goods/space": Kind.GOODS_OR_SPACE,
    "one off": Kind.ONGOING,
    "ongoing": Kind.ONGOING,
    "pro bono": Kind.SKILLS,
    "professional skill": Kind.SKILLS,
    "professional skills": Kind.SKILLS,
    "regular": Kind.ONGOING,
    "skill": Kind.SKILLS,
    "skills": Kind.SKILLS,
    "space": Kind.GOODS_OR_SPACE,
    "team": Kind.TEAM_DAY,
    "team day": Kind.TEAM_DAY,
    "team days": Kind.TEAM_DAY,
    "time": Kind.ONGOING,
    "trustee": Kind.TRUSTEE,
    "trustees": Kind.TRUSTEE,
}

Period = tuple[date | None, date | None]
NO_PERIOD: Period = (None, None)
NO_DAYS: Set[int] = frozenset()


class Unreadable(Exception):
    """A cell that says nothing we understand; the message says what to write instead."""


def several(cell: str) -> tuple[str, ...]:
    """The values of a cell that may hold many, without doubles, in order."""
    return tuple(dict.fromkeys(part.strip() for part in _BETWEEN.split(cell) if part.strip()))


def yes_or_no(cell: str) -> bool | None:
    """None when the cell is empty."""
    plain = cell.casefold()
    if plain not in _YES | _NO:
        if plain:
            raise Unreadable("write yes or no")
        return None
    return plain in _YES


def amount(cell: str) -> Decimal | None:
    """A number that is not negative, with or without its unit: 2.5, "2,5", "4 hours"."""
    if not cell:
        return None
    found = _AMOUNT.fullmatch(cell)
    if not found:
        raise Unreadable("write a number such as 4 or 2.5")
    try:
        return Decimal(found[1].replace(",", "."))
    except InvalidOperation as wrong:
        raise Unreadable("write a number such as 4 or 2.5") from wrong


def count(cell: str) -> int | None:
    """A whole number from 1: "8", "8 people"."""
    if not cell:
        return None
    found = _COUNT.fullmatch(cell)
    if not found or int(found[1]) == 0:
        raise Unreadable("write a whole number from 1, such as 8")
    return int(found[1])


def day(cell: str) -> date | None:
    """A date in one of the forms people write in Britain, the day first."""
    plain = _WEEKDAY_FIRST.sub("", " ".join(cell.casefold().split()))
    if not plain:
        return None
    year, month, of_month = _numbers_of(plain)
    try:
        return date(year + 2000 if year < 100 else year, month, of_month)
    except ValueError as wrong:
        raise Unreadable("there is no such date; write one such as 2026-06-30 or 30 June 2026") from wrong


def period(cell: str) -> Period:
    """One day, or "2026-06-01 to 2026-06-30"; the first and the last day."""
    parts = [part for part in _PERIOD.split(cell) if part.strip()]
    if len(parts) > 2:
        raise Unreadable("write one date, or two with “to” between them")
    days = [day(part) for part in parts]
    return (days[0], days[-1]) if days else NO_PERIOD


def weekdays(cell: str) -> Set[int]:
    """Weekdays from Monday, 0; empty when nothing is said."""
    plain = _PART_OF_DAY.sub(" ", cell.casefold())
    found: set[int] = set()
    for first, last in _DAY_RANGE.findall(plain):
        found |= _span(first, last)
    for word in re.findall(r"[^\s,;|/&+.]+", _DAY_RANGE.sub(" ", plain)):
        found |= _days_called(word)
    return frozenset(found)


def kinds(cell: str) -> Set[Kind]:
    return frozenset(_kind(part) for part in several(cell))


def kind(cell: str) -> Kind | None:
    found = kinds(cell)
    if len(found) > 1:
        raise Unreadable("name one kind of help only")
    return next(iter(found), None)


def district(cell: str) -> str | None:
    found = district_of(cell)
    if cell and found is None:
        raise Unreadable("this is no British postcode district; write one such as LS8")
    return found


def languages(cell: str) -> Set[str]:
    return frozenset(language[:1].upper() + language[1:] for language in several(cell))


def checks(cell: str) -> Set[str]:
    return frozenset(check_named(check) for check in several(cell) if check.casefold() not in ("none", "no"))


def _numbers_of(plain: str) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(plain):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _BRITISH.fullmatch(plain):
        return int(found[3]), int(found[2]), int(found[1])
    found = _WRITTEN.fullmatch(plain)
    if not found or found[2][:3] not in _MONTHS:
        raise Unreadable("write a date such as 2026-06-30 or 30 June 2026")
    return int(found[3]), _MONTHS.index(found[2][:3]) + 1, int(found[1])


def _span(first: str, last: str) -> set[int]:
    start, end = _one_day(first), _one_day(last)
    return {(start + step) % 7 for step in range((end - start) % 7 + 1)}


def _days_called(word: str) -> Set[int]:
    match word.removesuffix("s"):
        case "any" | "all" | "every" | "day" | "everyday" | "flexible" | "daily":
            return EVERY_DAY
        case "weekday":
            return frozenset(range(5))
        case "weekend":
            return frozenset({5, 6})
    return frozenset({_one_day(word)})


def _one_day(word: str) -> int:
    plain = word.removesuffix("'s").removesuffix("’s")
    for at, name in enumerate(_DAYS):
        if len(plain) >= 2 and (name.startswith(plain) or plain in (f"{name}s", f"{name[:3]}s")):
            return at
    raise Unreadable("write weekdays such as Mon Wed Fri, weekdays, weekends or any")


def _kind(typed: str) -> Kind:
    plain = " ".join(typed.casefold().replace("_", " ").replace("-", " ").split())
    if plain not in _KINDS:
        raise Unreadable("write one of team_day, skills, ongoing, trustee, goods_or_space")
    return _KINDS[plain]
