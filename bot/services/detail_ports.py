"""What the use cases ask of the storage about phone numbers and e-mail addresses that people keep."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.chat.address import Chat
from bot.domain.details import Details, Share
from bot.services.rights_ports import Shown


class DetailsKept(Protocol):
    """They are encrypted; `opened` is asked by one function only: `bot/services/details_shown.py:opened`."""

    @property
    def can_keep(self) -> bool:
        """Whether there is a key to encrypt them with."""

    async def keep(self, person: str, details: Details, now: datetime) -> None:
        """In the place of what they kept before."""

    async def opened(self, person: str) -> Details | None:
        """Raises WrongKey where the key of before is missing."""

    async def kept(self, person: str) -> bool: ...
    async def used(self, person: str, now: datetime) -> None:
        """Their time begins anew."""

    async def drop(self, person: str) -> None: ...
    async def put_share(self, share: Share) -> None: ...
    async def end_share(self, share: Share) -> None:
        """As it says; it may be another's."""

    async def share(self, match: str, person: str) -> Share | None: ...
    async def shares_in(self, match: str) -> Sequence[Share]:
        """Those that stand, whoever acts: also one who has just left the group, or a colleague of a side."""

    async def shares_by(self, person: str) -> Sequence[Share]:
        """Those that stand, whoever acts."""

    async def places(self, key: str) -> Sequence[Chat]:
        """The chats that have a message of this key, or get one."""

    async def standing(self, chats: Sequence[Chat], begin: str) -> Sequence[Shown]:
        """Messages in these chats whose key begins so."""
