"""What one side of a match writes after it happened: thanks for the other side, a note for itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.matches import Party


class RemarkKind(StrEnum):
    THANKS = "thanks"  # passed on to the other side
    LEARNED = "learned"  # the volunteer's own, shown to nobody else


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One of a kind from each side; a later one replaces it. Thanks may be without words."""

    match: str
    party: Party
    kind: RemarkKind
    said: str
    at: datetime
