"""What coordinators have seen of a delivery, shown to coordinators only."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.chat.outgoing import Button, Card, Line, Look
from bot.domain.evidence import Evidence
from bot.domain.matches import Match
from bot.domain.views import MatchView
from bot.texts.cards import button, cut, fact, labelled, para, short
from bot.texts.catalogue import words
from bot.texts.talk_cards import file_words
from bot.texts.times import day_of

MOST_SHOWN = 12
MOST_NOTE = 300


def kept(view: MatchView, found: Sequence[Evidence], names: Mapping[str, str], zone: ZoneInfo) -> Card:
    """Everything that is kept, the newest last."""
    lead = para("evidence.lead" if found else "evidence.none", need=short(view.need.listing))
    lines: list[Line] = [lead]
    for each in found[-MOST_SHOWN:]:
        lines.append(fact("evidence", in_words(each, names.get(each.person, ""), zone)))
    return Card(
        title=words("evidence.title", id=view.match.id),
        lines=tuple(lines),
        buttons=((add(view.match, look=Look.MAIN),),),
    )


def in_words(evidence: Evidence, name: str, zone: ZoneInfo) -> str:
    """ "a photo: the sign-in sheet (Sam, Thursday 3 December 2026)"."""
    what = [file_words(evidence.file)] if evidence.file is not None else []
    note = cut(evidence.note, MOST_NOTE)
    if note and note not in what:
        what.append(note)
    return words(
        "evidence.one",
        what=labelled(*what) if len(what) > 1 else "".join(what),
        name=cut(name, 80) or words("person.unnamed"),
        day=day_of(evidence.at, zone),
    )


def one(evidence: Evidence, name: str, zone: ZoneInfo) -> Card:
    """Beside a file."""
    return Card(lines=(fact("evidence", in_words(evidence, name, zone)),))


def add(match: Match, look: Look = Look.QUIET) -> Button:
    return button("add_evidence", "evidence.add", match.id, match.revision, look=look)
