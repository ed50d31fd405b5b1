"""What the coordinators' desk asks of the storage."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.history import Subject


class Register(Protocol):
    """What coordinators search by name."""

    async def names(self, subject: Subject, most: int) -> Sequence[tuple[str, str]]:
        """Id and words (a name; of a listing, what it says) of people, organisations or listings: the newest
        of the listings, as many as that."""
