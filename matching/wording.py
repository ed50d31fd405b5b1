"""Small pieces of language that reasons and exclusions share."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from matching.listing import Kind

_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_KINDS = {
    Kind.TEAM_DAY: "a team day",
    Kind.SKILLS: "a professional skill",
    Kind.ONGOING: "time and a pair of hands",
    Kind.TRUSTEE: "a place on a board",
    Kind.GOODS_OR_SPACE: "goods or space",
}


def listed(parts: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def day(when: date) -> str:
    """ "Tue 30 June 2026"."""
    return f"{when:%a} {when.day} {when:%B %Y}"


def days(weekdays: Iterable[int]) -> str:
    """ "Mondays and Fridays", "weekdays", "any day"."""
    wanted = sorted(weekdays)
    short = {(0, 1, 2, 3, 4): "weekdays", (5, 6): "weekends", (0, 1, 2, 3, 4, 5, 6): "any day"}
    return short.get(tuple(wanted)) or listed([_DAYS[weekday] for weekday in wanted])


def kilometres(distance: float) -> str:
    """ "2.1 km"."""
    return f"{distance:.1f} km"


def travel(limit: float) -> str:
    """ "10 km", "7.5 km"."""
    return f"{limit:g} km"


def hours(amount: Decimal) -> str:
    """ "1 hour", "2.5 hours"."""
    plain = f"{amount.normalize():f}"
    return "1 hour" if plain == "1" else f"{plain} hours"


def kind(one: Kind) -> str:
    return _KINDS[one]


def quoted(text: str, longest: int = 60) -> str:
    """The beginning of somebody's words, in quotation marks."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= longest else line[: longest - 1].rstrip() + '…'}”"


def people(count: int) -> str:
    return "one person" if count == 1 else f"a team of {count}"
