"""One plain sentence becomes the fields of an offer or a need, as far as they were said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from bot.reading.amounts import Hours, TeamSize, find_hours, find_team_size
from bot.reading.dates import find_when
from bot.reading.intent import Intent, Said, find_intent, is_plain
from bot.reading.places import Place, cut_postcodes, find_place
from bot.reading.unread import Unread
from bot.reading.when import Recurring, When
from bot.reading.words import LONGEST, Words, spell
from matching.lexicon import Lexicon
from matching.skills import skills_in

Kind = Literal["team_day", "skills", "ongoing", "trustee", "goods_or_space"]
LONGEST_WHAT = 200
TOO_LONG = "I read only the first 2,000 characters. Please put the point first."


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was not said is None or empty; `problems` tell the person what could not be read.

    `what` is in their own words, with times, places and amounts taken out, and no full postcode in it.
    """

    intent: Intent | None = None
    kind: Kind | None = None
    what: str | None = None
    skills: tuple[str, ...] = ()
    when: When | None = None
    hours: Hours | None = None
    team_size: TeamSize | None = None
    districts: tuple[str, ...] = ()
    remote: bool | None = None
    anywhere: bool = False
    within_km: float | None = None
    problems: tuple[str, ...] = ()


Span = tuple[int, int]


def read_sentence(text: str, *, today: date, zone: ZoneInfo, known: Lexicon | None = None) -> Reading:
    """Never raises; a text that neither offers nor asks has intent None, whatever else was read in it.

    `known`: the words for skills, where they are others than the standard ones.
    """
    cut = cut_postcodes(text[: LONGEST + 200])
    words = spell(cut)
    when = find_when(words, today=today, zone=zone)
    hours, hours_span = find_hours(words)
    team, team_span = find_team_size(words)
    place, place_spans = find_place(cut)
    read: list[object] = [when.when, hours, team, place]
    spans = (*when.spans, hours_span, team_span, *place_spans)
    where = place if isinstance(place, Place) else Place()
    said = find_intent(words)
    what = _what(words, said, spans, known) if said else None
    skills = (skills_in(what, known) or skills_in(words.source, known)) if what else ()
    kind = _kind(words.text, what or "", skills, read[:3], said.intent) if said else None
    meant = said is not None and (what or kind or is_plain(words, said))
    return Reading(
        intent=said.intent if said and meant else None,
        kind=kind,
        what=what,
        skills=skills,
        when=None if isinstance(when.when, Unread) else when.when,
        hours=hours if isinstance(hours, Hours) else None,
        team_size=team if isinstance(team, TeamSize) else None,
        districts=where.districts,
        remote=where.remote,
        anywhere=where.anywhere,
        within_km=where.within_km,
        problems=_problems(read, text),
    )


def _problems(read: Iterable[object], text: str) -> tuple[str, ...]:
    reasons = [one.reason for one in read if isinstance(one, Unread)]
    return (*reasons, *([TOO_LONG] if len(text) > LONGEST else []))


_TRUSTEE = re.compile(
    r"\b(?:trustees?|trusteeship|board members?|(?:join|on) (?:\w+ )?(?:board|"
    r"committee)|non-?exec\w*|chair of)\b"
)
_TEAM = re.compile(r"\b(?:team (?:day|building|challenge|away)|away ?day|(?:my|our|whole|the) (?:team|"
                   r"office|department)|group of us|"
                   r"corporate (?:volunteers?|group|team)|company (?:team|day)|colleagues)\b")  # fmt: skip
_THINGS = (
    r"(?:chairs?|tables?|desks?|laptops?|computers?|tablets?|phones?|furniture|sofas?|clothes|clothing|"
    r"coats?|toys?|books?|"
    r"paint|tools?|bikes?|food(?! bank)|blankets?|bedding|nappies|tents?|projector|screen|fridge|"
    r"freezer|cooker|microwave|printer|"
    r"equipment|materials|shelves|shelving|monitors?|stationery|compost|plants|timber|gazebos?|"
    r"(?:meeting |training |spare )?rooms?|"
    r"space|venue|hall|storage|unit|garage|kitchen|minibus|van)"
)
_GIVING = re.compile(
    rf"\b(?:donat\w+|give away|giving away|going (?:spare|free)|to spare|lend|borrow|hire for free|"
    rf"unused|surplus|second[ -]hand)\b.*\b{_THINGS}\b"
    rf"|\b{_THINGS}\b.*\b(?:donat\w+|give away|giving away|going (?:spare|free)|to spare|to lend|to "
    rf"borrow|unused|surplus|we don't need|to give|to offer)\b"
    rf"|\bspare (?:\w+ )?{_THINGS}\b"
)
_ASKED_FOR = re.compile(
    rf"(?:a |some |any |more |\d+ |old |new |used |second hand |good |warm |winter |"
    rf"folding |meeting |free |large |small )*{_THINGS}(?= (?:for|to use|in|on|we|that|"
    rf"which|and|or|near|at|with)\b|[,.]|\Z)"
)


def _kind(text: str, what: str, skills: Sequence[str], read: Sequence[object], intent: Intent) -> Kind | None:
    """The narrowest that the words allow; skills before ongoing, as in our lists."""
    if _TRUSTEE.search(text):
        return "trustee"
    if _GIVING.search(text) or (intent is Intent.NEED and _ASKED_FOR.match(what.lower())):
        return "goods_or_space"
    if any(isinstance(one, TeamSize) and (one.most or one.people) > 2 for one in read) or _TEAM.search(text):
        return "team_day"
    if skills:
        return "skills"
    return "ongoing" if any(isinstance(one, Recurring) for one in read) else None


_GAP = "\0"
_END = re.compile(r"[.!?](?=\s|$)|\n|;")
_TIES = (
    r"(?:on|at|in|by|for|from|around|near|before|or|and|about|within|to|until|we are|we're|there "
    r"are|there is|i am|i'm|i live|we live|we meet|i'm based|we're based|can be|only|also|but|just|"
    r"maybe|any|each|every|the|of|based|is|it's|free|available|time|times|somewhere|up|starting|"
    r"per|area|,|;|:|-|–|\(|\))"
)
_BEFORE_GAP = re.compile(
    rf"(?:(?<![\w]){_TIES}\s*)*(?:{_GAP}\s*)+(?:[,;:)\s–-]*(?:(?:or|and|,|ish|"
    rf"sharp|area|please|thanks|only|onwards|ideally|"
    rf"preferably)(?![\w])\s*)*{_GAP}\s*)*",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"^(?:(?:with|to|for|some|of|in|on|at|as|about|any|people|volunteers?|help(?: (?:with|to|for|out))?|"
    r"a hand(?: (?:with|to))?|"
    r"someone|somebody|anyone|anybody|any1|some1|who|that|which|can|could|is|able|knows|how|do|does|"
    r"doing|come|and|please|you|us|me|out|"
    r"like|love|be|there|are|my time|our time|so|if|the group|your|a bit of|bit of|"
    r"would)(?![\w'])[\s,:;-]*|[\s,.:;!?–)(-]+)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,.:;!?–(-]+(?:please|thanks|thanks you|thank you|can be done|happy|thx|ta|"
    r"and|or|on|at|in|for|by|from|to|with|of|the|a|"
    r"if possible|if you like|we are|"
    r"but|around|about|near|ideally|can|can be|could|give|have|i live|we live|who|that|i|we|preferably|"
    r"cheers|needed|wanted|required|too|also|is|are|any ideas|asap|anyone|anybody|so|because)?)+$|"
    r"[\s,.:;!?–(-]+$",
    re.IGNORECASE,
)
_TOO_LITTLE = frozenset(
    (
        "",
        "come",
        "give",
        "do",
        "have",
        "help",
        "advice",
        "support",
        "something",
        "anything",
        "ok",
        "sure",
        "it",
        "that",
        "this",
        "yes",
        "no",
        "we",
        "i",
        "our",
        "here",
    )
)


def _what(words: Words, said: Said, spans: Iterable[Span], known: Lexicon | None) -> str | None:
    """What follows the intent in its sentence; where nothing does, what stands before it, or comes next."""
    text = _without(words.source, spans)
    begin, end = words.source_span(said.start, said.end)
    sentence_end = _END.search(text, end)
    stop = sentence_end.start() if sentence_end else len(text)
    opened = max((match.end() for match in _END.finditer(text, 0, begin)), default=0)
    following = _END.search(text, stop + 1)
    later = text[stop + 1 : following.start() if following else len(text)]
    around: tuple[str, ...] = (text[opened:begin], later)
    if said.intent is Intent.OFFER:
        around = tuple(passage for passage in around if skills_in(passage, known))
    trouble = text[opened:end] if _is_trouble(words, said) else ""
    return next((what for passage in (trouble, text[end:stop], *around) if (what := _point(passage))), None)


def _point(passage: str) -> str | None:
    what = _trimmed(passage)
    says_something = what.lower() not in _TOO_LITTLE and re.search(r"[^\W\d_]{2}", what)
    return what if says_something else None


def _is_trouble(words: Words, said: Said) -> bool:
    """ "Our roof leaks": the trouble itself is the point."""
    return (
        re.match(
            r"(?:leak|is |are |has |broke|needs? (?!help|volunt)\w+ing\b)(?!there)",
            words.text[said.start : said.end],
        )
        is not None
    )


def _without(source: str, spans: Iterable[Span]) -> str:
    letters = list(source.replace(_GAP, " "))
    for start, end in spans:
        letters[start:end] = [_GAP] * (end - start)
    return "".join(letters)


def _trimmed(passage: str) -> str:
    joined = re.sub(r"(?: ?,)+", ",", " ".join(_BEFORE_GAP.sub(", ", passage[:600]).split()))
    what = _TAIL.sub("", _FILLER.sub("", joined)).strip()
    if len(what) <= LONGEST_WHAT:
        return what
    return what[:LONGEST_WHAT].rsplit(" ", 1)[0] + "…"
