"""Where: postcode districts, parts of Leeds, from home, how far; a full postcode is cut when it is seen."""

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.reading.neighbourhoods import NEIGHBOURHOODS
from bot.reading.plainly import plainly, together
from bot.reading.unread import Unread, unread
from bot.reading.words import LONGEST
from matching.places import known

KM_IN_A_MILE = 1.609344
MOST_KM = 500.0
PLACE = {"district": "LS11", "part": "Headingley", "remote": "online"}  # as they are typed


@dataclass(frozen=True, kw_only=True)
class Place:
    """`remote`: True from home (too), False in person only, None not said. `anywhere`: all over Leeds."""

    districts: tuple[str, ...] = ()
    remote: bool | None = None
    anywhere: bool = False
    within_km: float | None = None


Span = tuple[int, int]
_LETTERS = "ABD-HJLNP-UW-Z"
"""Those that a postcode can end with, so that "8am" and "5km" end none."""
_UNIT = f"[{_LETTERS}{_LETTERS.lower()}]{{2}}"
_DISTRICT = re.compile(
    rf"(?<![\w£#@])(?P<area>[A-Za-z]{{1,2}})(?P<gap> ?)(?P<number>\d[A-Za-z]?|\d\d)(?P<inward> ?\d{_UNIT})?"
    r"(?P<more>(?: ?/ ?\d{1,2}(?!\d))*)(?![\w])"
)
_WRITTEN = re.compile(
    rf"(?<![\w£#@])(?P<area>[A-Za-z]{{1,2}})\s{{0,2}}(?P<number>\d[A-Za-z]?|\d\d)"
    rf"(?:[\s.,/_-]{{1,3}}\d\s?[{_LETTERS}]{{2}}|[\s._-]{{1,2}}\d(?!st|nd|rd|th|hr){_UNIT}|\d{_UNIT})(?!\w)"
)
"""A whole postcode with other signs in it than the usual space, or none."""
_REMOTE = re.compile(
    r"\b(?:remotely|remote|virtually|virtual(?! assistant)|wfh|(?<!away )from (?:my )?(?:own )?home|"
    r"(?:on|via|over|by) (?:zoom|teams|skype|video)"
    r"|(?:by|over the|on the|via) (?:e-?mail|phone|telephone)"
    r"|(?<!get )(?<!getting )(?<!go )(?<!going )(?<!sell )(?<!selling )(?<!shop )online(?! (?:shop|"
    r"safety|forms?|banking|shopping|store|services|accounts?)))\b",
    re.IGNORECASE,
)
_IN_PERSON = re.compile(
    r"\b(?:(?:not|no|isn't|can't be|cannot be) (?:be )?(?:remote(?:ly)?|online)|in[ -]person|face[ "
    r"-]to[ -]face|on[ -]?site)\b",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(
    r"\b(?:(?:anywhere|any ?where|all over|across|any part of|any area of|the whole of|around) (?:in |"
    r"of )?(?:the )?(?:leeds|city)"
    r"|city[ -]?wide|leeds[ -]?wide|anywhere)\b",
    re.IGNORECASE,
)
_DISTANCE = re.compile(
    r"\b(?:(?:within|up to|max(?:imum)?|about|no more than|less than|travel) )*(?:a "
    r")?(?P<n>\d{1,4}(?:\.\d)?)[ -]?(?P<unit>miles?|kms?|kilomet(?:re|er)s?)\b"
    r"(?: radius)?(?: (?:of|from|around)(?= ))?",
    re.IGNORECASE,
)
_LEEDS = re.compile(r"\b(?:(?:north|south|east|west) )?leeds\b", re.IGNORECASE)
_LONGEST_FIRST = sorted((re.sub(" ", "[ -]", name) for name in NEIGHBOURHOODS), key=len, reverse=True)
_NAMES = re.compile(
    rf"\b(?:{'|'.join(_LONGEST_FIRST)})\b",
    re.IGNORECASE,
)
_LONG_WORD = re.compile(r"\b[A-Za-z]{7,13}\b")
_ORDINARY = frozenset(("hairily", "building", "crossing", "meadwood", "mornings", "bromley", "moreley"))


def read_place(text: str) -> Place | Unread:
    found, _ = find_place(text)
    if found is not None:
        return found
    return (
        unread("which_part", district="LS11", anywhere="anywhere in Leeds")
        if _LEEDS.search(text[:LONGEST])
        else unread("no_place", **PLACE)
    )


def find_place(text: str) -> tuple[Place | Unread | None, tuple[Span, ...]]:
    """What a longer text says about where, and the places in it that were read."""
    text = text[:LONGEST]
    found = _districts(text)
    if isinstance(found, Unread):
        return found, tuple(match.span() for match in _DISTRICT.finditer(text) if _meant(match, text))
    districts, spans = found
    names, name_spans = _named(text)
    remote, remote_spans = _remote(text)
    distance = _DISTANCE.search(text)
    anywhere = _ANYWHERE.search(text)
    spans += name_spans + remote_spans + tuple(match.span() for match in (distance, anywhere) if match)
    if not spans:
        return None, ()
    return Place(
        districts=tuple(dict.fromkeys(districts + names)),
        remote=remote,
        anywhere=anywhere is not None,
        within_km=_km(distance) if distance else None,
    ), spans


def cut_postcodes(text: str) -> str:
    """The text with every full postcode cut down to its district, also where it is written to be seen only
    by people.
    """
    cut = _WRITTEN.sub(_district_alone, _DISTRICT.sub(_without_inward, text))
    plain = together(plainly(cut))
    written = _WRITTEN.sub(_district_alone, plain)
    return cut if written == plain else written


def _without_inward(match: re.Match[str]) -> str:
    return _short(match) + match["more"] if match["inward"] and _is_district(match) else match.group()


def _district_alone(match: re.Match[str]) -> str:
    return _short(match) if _is_district(match) else match.group()


def _short(match: re.Match[str]) -> str:
    return f"{match['area']}{match['number']}".upper()


def _is_district(match: re.Match[str]) -> bool:
    return known(f"{match['area']}{match['number']}".upper()) or match["area"].upper() == "BT"


def _districts(text: str) -> tuple[tuple[str, ...], tuple[Span, ...]] | Unread:
    found: list[str] = []
    spans: list[Span] = []
    for match in _DISTRICT.finditer(text):
        if not _meant(match, text):
            continue
        area, number = match["area"].upper(), match["number"].upper()
        if area == "BT":
            return unread("northern_ireland", **PLACE)
        if known(area + number):
            found += _with_more(area, number, match["more"])
            spans.append(match.span())
        elif area == "LS" or match["inward"]:
            return unread("no_district", said=f"{area}{number}", **PLACE)
    return tuple(found), tuple(spans)


def _with_more(area: str, number: str, more: str) -> list[str]:
    """LS8/9 is LS8 and LS9."""
    return [area + number, *(area + n for n in re.findall(r"\d+", more) if known(area + n))]


def _meant(match: re.Match[str], text: str) -> bool:
    """ "at 6", "a4" and "b12" are no districts; "LS 6" is, and so is a lone "b12"."""
    area = match["area"]
    if match["gap"] and area.upper() != "LS":
        return False
    if match["inward"] or match.group() == text.strip():
        return True
    return (
        len(area) == 2
        and (area.upper() in ("LS", "BD", "WF", "HG", "HX", "HD", "YO", "BT") or area.isupper())
    ) or (area.isupper() and len(area) == 1)


def _named(text: str) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    districts: list[str] = []
    spans: list[Span] = []
    for match in _NAMES.finditer(text):
        districts += NEIGHBOURHOODS[match.group().lower().replace("-", " ")]
        spans.append(match.span())
    if not districts:
        for match in _LONG_WORD.finditer(text):
            if name := _nearly(match.group().lower()):
                districts += NEIGHBOURHOODS[name]
                spans.append(match.span())
    return tuple(districts), tuple(spans)


def _nearly(word: str) -> str | None:
    """A neighbourhood with one slip of the finger."""
    if word in _ORDINARY:
        return None
    near = [
        name
        for name in NEIGHBOURHOODS
        if len(name) >= 7 and abs(len(name) - len(word)) <= 1 and name[0] == word[0]
    ]
    return next((name for name in near if OSA.distance(word, name, score_cutoff=1) <= 1), None)


def _remote(text: str) -> tuple[bool | None, tuple[Span, ...]]:
    in_person = _IN_PERSON.search(text)
    rest = (
        text
        if in_person is None
        else text[: in_person.start()] + " " * len(in_person.group()) + text[in_person.end() :]
    )
    from_home = _REMOTE.search(rest)
    spans = tuple(match.span() for match in (in_person, from_home) if match)
    if from_home:
        return True, spans
    return (False if in_person else None), spans


def _km(match: re.Match[str]) -> float:
    number = float(match["n"])
    km = number * KM_IN_A_MILE if match["unit"].lower().startswith("mile") else number
    return round(min(km, MOST_KM), 1)
