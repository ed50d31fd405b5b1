"""What the use cases ask of the storage about chats in which the menu is posted."""

from collections.abc import Sequence
from typing import Protocol

from bot.chat.address import Chat
from bot.domain.noticeboards import Noticeboard


class Noticeboards(Protocol):
    async def put(self, board: Noticeboard) -> None:
        """Once for a chat: where there is one it stays."""

    async def get(self, id: str) -> Noticeboard | None: ...
    async def at(self, chat: Chat) -> Noticeboard | None: ...
    async def all(self) -> Sequence[Noticeboard]: ...
    async def drop(self, id: str) -> None: ...
