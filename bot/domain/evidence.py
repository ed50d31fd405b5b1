"""What a coordinator went by who verified hours, or an instalment, in the receiver's place."""

from dataclasses import dataclass
from datetime import datetime

from bot.chat.incoming import Enclosure


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A note, or a photo or a file with or without one, of a match or of an instalment. The file stays on the
    platform it was sent on.
    """

    id: str
    match: str = ""
    instalment: str = ""
    person: str
    at: datetime
    note: str = ""
    platform: str = ""
    tenant: str = ""
    file: Enclosure | None = None
