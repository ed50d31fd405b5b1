"""What is asked of the storage when the time of what it keeps is over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.services.rights_ports import Change


class Keeping(Protocol):
    """Each takes out at most a few hundred rows, those whose time ended before, and returns how many."""

    async def farewells(self, begin: str) -> int:
        """Where somebody who was forgotten had their chats; `begin`: how the last letters there begin."""

    async def events(self, before: datetime) -> int: ...
    async def messages(self, before: datetime) -> int: ...
    async def drafts(self, before: datetime, done_before: datetime) -> int:
        """Conversations that became nothing, and those that became something."""

    async def listings(self, before: datetime, change: Change, *, approved: bool) -> int:
        """The words of what is over; kind, district, hours and skills stay."""

    async def matches(self, before: datetime, change: Change) -> int:
        """The words of what is over, of its checks, evidence and feedback; a story with consent stays."""

    async def instalments(self, before: datetime) -> int:
        """The evidence of deliveries that were settled; how much arrived stays."""

    async def contacts(self, before: datetime) -> int:
        """Phone numbers and e-mail addresses of whoever has nothing open, nor had a match since then."""

    async def away(self, since: datetime) -> Sequence[str]:
        """People who were not seen since then and were not told so: none with a role, an open listing or a
        match under way.
        """

    async def told_and_away(self, since: datetime) -> Sequence[str]:
        """Of these those who were told by then, and were not seen after it."""
