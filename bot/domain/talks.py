"""The conversation between the two sides of a match: when it is open, and what became of each message."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.chat.address import Chat
from bot.domain.matches import UNDER_WAY, Match, MatchState, Party

STAYS_OPEN = timedelta(days=14)
"""How long the two can still write to each other once their match is over."""

PICK_LASTS = timedelta(hours=2)
"""How long plain words go to the conversation that was picked, counted from the last of them."""


@dataclass(frozen=True, kw_only=True)
class Talk:
    """There is one from the introduction on. `closed_by` is the side that closed it, or nobody's.

    `picks` says for each side until when their plain words go here, where several conversations are open.
    """

    match: str
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""
    volunteer_picks: datetime | None = None
    host_picks: datetime | None = None

    def picked(self, party: Party, now: datetime) -> bool:
        until = self.volunteer_picks if party is Party.VOLUNTEER else self.host_picks
        return until is not None and until > now


class Shut(StrEnum):
    """Why nothing is passed on."""

    NOT_YET = "not_yet"  # they have not been introduced
    HELD = "held"  # a coordinator is looking into something
    CLOSED = "closed"  # by one of the two, or two weeks after the match was over


def shut(match: Match, talk: Talk | None, now: datetime) -> Shut | None:
    """Why nothing passes between the two sides now; None where it does. The only place that says so."""
    if talk is None:
        return Shut.NOT_YET
    if match.state is MatchState.ON_HOLD:
        return Shut.HELD
    over = match.state not in UNDER_WAY and now >= match.entered_at + STAYS_OPEN
    return Shut.CLOSED if over or talk.closed_at is not None else None


class Fate(StrEnum):
    """What became of a message that was taken to be passed on."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    LOST = "lost"  # nobody there to receive it; it goes on when they come back
    REFUSED = "refused"  # it can never be passed on


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A message from one side to the other. `source` is how its platform names it in the chat it came from.

    It travels as so many `letters`. `run` is the first of those that share one receipt; `digest` tells an
    edit that changes words from one that does not, without keeping them.
    """

    id: str
    match: str
    party: Party
    chat: Chat
    source: str
    digest: str
    letters: int
    run: str
    at: datetime
    files: int = 0
    threaded: bool = False  # written as an answer, so in the thread of the match where there are threads
    arrived: int = 0
    fate: Fate = Fate.WAITING
    reactions: tuple[str, ...] = ()
