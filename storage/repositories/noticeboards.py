"""Chats in which the menu is posted."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select

from bot.chat.address import Chat
from bot.domain.noticeboards import Noticeboard
from storage.columns import table_of
from storage.notice_tables import NoticeboardRow
from storage.repositories.door import Door

BOARDS = table_of(NoticeboardRow)


class SqlNoticeboards:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def put(self, board: Noticeboard) -> None:
        chat = board.chat
        where = {"platform": chat.platform, "tenant": chat.tenant, "chat": chat.id}
        await self._door.add_once(BOARDS, {"id": board.id, **where, "since": board.since})

    async def get(self, id: str) -> Noticeboard | None:
        row = await self._door.first(select(BOARDS).where(BOARDS.c.id == id))
        return None if row is None else _board(row)

    async def at(self, chat: Chat) -> Noticeboard | None:
        row = await self._door.first(select(BOARDS).where(_at(chat)))
        return None if row is None else _board(row)

    async def all(self) -> Sequence[Noticeboard]:
        return [_board(row) for row in await self._door.rows(select(BOARDS).order_by(BOARDS.c.id))]

    async def drop(self, id: str) -> None:
        await self._door.write(delete(BOARDS).where(BOARDS.c.id == id))


def _at(chat: Chat) -> ColumnElement[bool]:
    there = (BOARDS.c.platform == chat.platform) & (BOARDS.c.tenant == chat.tenant)
    return there & (BOARDS.c.chat == chat.id)


def _board(row: Row[Any]) -> Noticeboard:
    chat = Chat(platform=row.platform, tenant=row.tenant, id=row.chat)
    return Noticeboard(id=row.id, chat=chat, since=row.since)
