"""Every move is remembered: who, when, on which platform, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Subject(StrEnum):
    """What a move, a nudge or a decision is about."""

    ORGANISATION = "organisation"
    LISTING = "listing"
    MATCH = "match"
    PERSON = "person"
    PLEDGE = "pledge"
    INSTALMENT = "instalment"
    NOTICEBOARD = "noticeboard"


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One line of the record; it carries ids and reason codes, never names or free text of people."""

    id: str
    subject: Subject
    subject_id: str
    move: str
    before: str
    after: str
    person: str  # empty for the clock
    platform: str
    at: datetime
    reason: str = ""
