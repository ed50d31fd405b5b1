"""How much time and how many people, from words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bot.reading.unread import Unread, unread
from bot.reading.words import Words, spell

HALF_A_DAY = Decimal(4)
A_DAY = Decimal("7.5")
LEAST_HOURS, MOST_HOURS = Decimal("0.5"), Decimal(2000)
MOST_PEOPLE = 500
HOURS_BOUNDS = unread("hours_bounds", example="2 hours")
PEOPLE_BOUNDS = unread("people_bounds")
HOW_MANY_HOURS = unread("how_many_hours", example="2 hours", other="half a day")
HOW_MANY_PEOPLE = unread("how_many_people")


@dataclass(frozen=True, kw_only=True)
class Hours:
    """`hours` is the figure, the lower one of a range; `most` its upper one.

    `counted` is set where the figure is ours: "half a day, counted as 4 hours". Tell the person.
    """

    hours: Decimal
    most: Decimal | None = None
    counted: str | None = None


@dataclass(frozen=True, kw_only=True)
class TeamSize:
    """`people` is the figure, the lower one of a range; `most` its upper one."""

    people: int
    most: int | None = None


Span = tuple[int, int]
_F = r"\d{1,6}(?:\.\d{1,2})?"
_HALVES = r"(?P<half> and a half| 1/2|½| ½)?"
_TO = rf"(?: ?(?:-|to|or) ?(?P<most>{_F}))?"
_NO_DIGIT = r"(?<![\d.:,/£])"


def _plain_hours(m: re.Match[str]) -> Hours:
    low = _figure(m["n"]) + (Decimal("0.5") if m["half"] else 0)
    if m["more"]:
        low += Decimal(m["more"]) / 60
    return Hours(hours=low, most=_upper(m["most"], low))


def _upper(said: str | None, low: Decimal) -> Decimal | None:
    most = _figure(said) if said else None
    return most if most is not None and most > low else None


def _figure(said: str) -> Decimal:
    if said in ("a", "1 a"):
        return Decimal(1)
    return Decimal(2) if "couple" in said else Decimal(said)


def _minutes(m: re.Match[str]) -> Hours:
    low = round(Decimal(m["n"]) / 60, 2)
    most = _upper(m["most"], Decimal(m["n"]))
    return Hours(hours=low, most=round(most / 60, 2) if most else None)


def _days(m: re.Match[str]) -> Hours:
    count = _figure(m["n"]) + (Decimal("0.5") if m["half"] else 0)
    most = _upper(m["most"], count)
    said = "a day" if count == 1 else f"{count:f} days"
    return Hours(hours=count * A_DAY, most=most * A_DAY if most else None,
                 counted=f"{said}, counted as {_short(count * A_DAY)} hours")  # fmt: skip


def _short(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _half_day(m: re.Match[str]) -> Hours:
    return Hours(hours=HALF_A_DAY, counted="half a day, counted as 4 hours")


def _fixed(figure: str) -> Callable[[re.Match[str]], Hours]:
    return lambda m: Hours(hours=Decimal(figure))


HOURS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Hours]], ...] = (
    (re.compile(r"\bhalf (?:a |an )?hour\b|\b1/2 (?:a )?hour\b"), _fixed("0.5")),
    (re.compile(r"\b(?:a|1) hour and a half\b|\ba ?hour ?½"), _fixed("1.5")),
    (re.compile(r"\b(?:3 quarters|3/4) of a hour\b"), _fixed("0.75")),
    (re.compile(r"\b(?:(?:a |1 )?half[ -]day|half (?:of )?a day)\b"), _half_day),
    (re.compile(rf"{_NO_DIGIT}\b(?P<n>{_F}|a couple of|couple of|a couple|a|1 a){_HALVES}{_TO} "
                rf"?(?:hours?|h)\b(?! notice)"
                r"(?:,? (?:and )?(?P<more>[1-5]\d|5)(?: ?m(?:inutes?)?)?(?![\d\w:.]))?"), _plain_hours),
    (re.compile(r"\b(?P<n>\d{2,4})(?: ?(?:-|to|or) ?(?P<most>\d{2,4}))? ?minutes?\b"), _minutes),
    (re.compile(rf"{_NO_DIGIT}\b(?P<n>{_F}|a couple of){_HALVES}{_TO} (?:full |whole |working "
                rf")?days?\b(?! (?:a|per|notice|ago|before|time))"),
     _days),
    (re.compile(r"(?<!in )(?<!within )\b(?P<n>a)(?P<half>) (?:full |whole |working )?(?P<most>)day\b(?! "
                r"(?:off|a|per|in a|before|centre|trip|service)\b)"),
     _days),
    (re.compile(r"\b(?P<n>1)(?P<half>)(?P<most>)(?=(?: full)? day (?:a|per) (?:month|week|year))"), _days),
)  # fmt: skip

_OF_US = (
    r"(?:of us|people|persons?|volunteers?|staff|colleagues|employees|strong|helpers|folks?|"
    r"adults|pairs of hands|team members)"
)
_P = r"\d{1,5}"
PEOPLE: tuple[re.Pattern[str], ...] = (
    re.compile(rf"\b(?P<me>me|myself|i)(?: and| \+| &| plus) (?:up to )?(?P<n>{_P})(?: (?:of my|other|"
               rf"more|my))? (?:colleagues|friends|others|mates|workmates|people|staff)"),
    re.compile(rf"\b(?:team|group|party|crew|bunch) of (?:about |around |up to |roughly )?(?P<n>{_P}|a "
               rf"dozen)(?: ?(?:-|to|or) ?(?P<most>{_P}))?(?! ?(?:year|hour|km|mile))"),
    re.compile(rf"\b(?:up to|about|around|between|roughly|max(?:imum)?|at least)? ?(?P<n>{_P}|a dozen|a "
               rf"couple of)(?: ?(?:-|to|or|and) ?(?P<most>{_P}))? (?:or so )?(?:[a-z]+ )?{_OF_US}\b"),
    re.compile(rf"\b(?:there are|there's|there will be|we are|we're|we will be|theres) (?:about |around "
               rf")?(?P<n>{_P})\b(?! ?(?:hours?|years?|miles?|minutes?|km|%|[ap]m|:|-|weeks?|days?))"),
    re.compile(rf"\b(?P<n>{_P})[ -](?:person|strong) ?(?:team|group)?\b"),
)  # fmt: skip
_ALONE = re.compile(r"\b(?:just me|only me|on my own|just myself|by myself|me only)\b")
_NOT_US = re.compile(
    r"\b(?:older|old|young|homeless|disabled|elderly|local|vulnerable|deaf|lonely|many|"
    r"other) "
)


def read_hours(text: str) -> Hours | Unread:
    """A bare number is hours; outside half an hour to 2,000 hours it says the bounds."""
    words = spell(re.sub(r"(?<=\d),(?=\d{3}\b)", "", text))
    found, _ = find_hours(words)
    if found is not None:
        return found
    bare = re.fullmatch(
        rf"(?:about |around |~ ?|maybe )?(?P<n>-?{_F}){_HALVES}(?: ?(?:-|to|or) "
        rf"?(?P<most>{_F}))?\.?",
        words.text,
    )
    if bare is None:
        return HOW_MANY_HOURS
    low = Decimal(bare["n"]) + (Decimal("0.5") if bare["half"] else 0)
    return _hours_within(Hours(hours=low, most=_upper(bare["most"], low)))


def find_hours(words: Words) -> tuple[Hours | Unread | None, Span]:
    """The first amount of time in a longer text, and where it stands in the source."""
    for pattern, rule in HOURS:
        if match := pattern.search(words.text):
            return _hours_within(rule(match)), words.source_span(*match.span())
    return None, (0, 0)


def _hours_within(found: Hours) -> Hours | Unread:
    if not LEAST_HOURS <= found.hours <= MOST_HOURS or (found.most or LEAST_HOURS) > MOST_HOURS:
        return HOURS_BOUNDS
    return found


def read_team_size(text: str) -> TeamSize | Unread:
    """A bare number is people; outside 1 to 500 it says the bounds."""
    words = spell(text)
    found, _ = find_team_size(words)
    if found is not None:
        return found
    bare = re.fullmatch(
        rf"(?:about |around |up to |maybe |max )?(?P<n>-?{_P}|a dozen)(?: ?(?:-|to|or) "
        rf"?(?P<most>{_P}))?\.?",
        words.text,
    )
    return _people(bare) if bare else HOW_MANY_PEOPLE


def find_team_size(words: Words) -> tuple[TeamSize | Unread | None, Span]:
    """How many would come, in a longer text, and where it stands in the source."""
    for pattern in PEOPLE:
        for match in pattern.finditer(words.text):
            if not _NOT_US.search(match.group()):
                return _people(match), words.source_span(*match.span())
    if alone := _ALONE.search(words.text):
        return TeamSize(people=1), words.source_span(*alone.span())
    return None, (0, 0)


def _people(match: re.Match[str]) -> TeamSize | Unread:
    said = match.groupdict()
    number = 12 if "dozen" in match["n"] else 2 if "couple" in match["n"] else int(match["n"])
    number += bool(said.get("me"))
    most = int(said["most"]) if said.get("most") else None
    if not 1 <= number <= MOST_PEOPLE or (most or 1) > MOST_PEOPLE:
        return PEOPLE_BOUNDS
    return TeamSize(people=number, most=most if most and most > number else None)
