"""Keys to pages that are not for everybody: the desk in a browser, and a person's own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LASTS = timedelta(hours=12)


class Opens(StrEnum):
    DESK = "desk"
    OWN = "own"


@dataclass(frozen=True, kw_only=True)
class Key:
    """`given`: the digest of what was given in chat; `browser`: of what the one browser that used it has,
    empty before that. Bound to one person, and good until it expires or is ended.
    """

    given: str
    person: str
    expires_at: datetime
    browser: str = ""
    opens: Opens = Opens.DESK
    ended_at: datetime | None = None

    def good(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at
