"""A phone number or an e-mail address that somebody keeps here, and shares match by match."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.matches import NAMED, UNDER_WAY, Match, MatchState
from bot.domain.talks import Shut, Talk, shut

SHOWN_IN = NAMED & frozenset(UNDER_WAY)
"""From the introduction until the match is over, and in no other state, are they shown to the other side."""

STILL_SHARED_IN = SHOWN_IN | {MatchState.ON_HOLD}
"""In any other state what was shared is not shared any more, whatever becomes of the match."""


@dataclass(frozen=True, kw_only=True)
class Details:
    """At least one of the two, as it is shown."""

    phone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Share:
    """That `person` pressed Share for this match, and when they took it back, or the match ended."""

    match: str
    person: str
    at: datetime
    ended_at: datetime | None = None

    @property
    def stands(self) -> bool:
        return self.ended_at is None


class Hidden(StrEnum):
    """Why somebody's phone number and e-mail address are not shown."""

    NOT_YET = "not_yet"  # they have not been introduced
    HELD = "held"  # a coordinator is looking into something
    CLOSED = "closed"  # one of the two has closed their conversation
    OVER = "over"  # the match is
    NOT_SHARED = "not_shared"  # not by its owner for this match, or taken back
    NOT_THEIRS = "not_theirs"  # whoever would read it is not the other side
    NONE_KEPT = "none_kept"
    LOCKED = "locked"  # the key with which it was kept is missing


def hidden(match: Match, talk: Talk | None, share: Share | None, now: datetime) -> Hidden | None:
    """Why the other side of the match does not see them now; None where it does. The only place that says so.

    Both have said yes (they were introduced), the match goes on, neither has closed their conversation, and
    the owner has pressed Share for it.
    """
    match shut(match, talk, now):
        case Shut.NOT_YET:
            return Hidden.NOT_YET
        case Shut.HELD:
            return Hidden.HELD
        case Shut.CLOSED:
            return Hidden.CLOSED if match.state in SHOWN_IN else Hidden.OVER
        case None if match.state not in SHOWN_IN:
            return Hidden.OVER
    return None if share is not None and share.stands else Hidden.NOT_SHARED
