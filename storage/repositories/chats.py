"""Chats that got another id, or in which nothing arrives any more, and what was on its way there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, or_, select, update

from bot.chat.address import Chat
from bot.chat.outgoing import Outgoing, ToChat
from storage.columns import table_of
from storage.repositories.claims import OUTBOX, POSTED, SPOKEN
from storage.repositories.conversations import CONVERSATIONS
from storage.repositories.door import Door
from storage.traffic_tables import ChatAliasRow, OutboxState

ALIASES = table_of(ChatAliasRow)
MOST_MOVES = 4  # of one chat, one after the other
MOVED_TO = select(ALIASES.c.new).where(  # asked for every chat that is told something, so built once
    ALIASES.c.platform == bindparam("platform"),
    ALIASES.c.tenant == bindparam("tenant"),
    ALIASES.c.old == bindparam("id"),
)


class SqlChats:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def moved(self, old: Chat, new: Chat | None) -> None:
        row = {"platform": old.platform, "tenant": old.tenant, "old": old.id, "new": new.id if new else ""}
        await self._door.put(ALIASES, row, "platform", "tenant", "old")

    async def opened(self, chat: Chat) -> None:
        await self._door.write(delete(ALIASES).where(_alias(chat)))

    async def now_at(self, chats: Sequence[Chat]) -> Sequence[Chat]:
        found: list[Chat] = []
        for chat in chats:
            now = await self._now(chat)
            if now is not None and now not in found:
                found.append(now)
        return found

    async def _now(self, chat: Chat) -> Chat | None:
        for _ in range(MOST_MOVES):
            here = {"platform": chat.platform, "tenant": chat.tenant, "id": chat.id}
            new = await self._door.scalar(MOVED_TO, here)
            if not new:
                return None if new == "" else chat
            chat = replace(chat, id=new)
        return chat

    async def readdress(self, old: Chat, new: Chat) -> int:
        rows = await self._door.rows(
            select(OUTBOX.c.id, OUTBOX.c.outgoing).where(_there(old), OUTBOX.c.ended_at.is_(None))
        )
        for row in rows:
            if isinstance(row.outgoing, ToChat):
                changed = {"chat": new.id, "outgoing": replace(row.outgoing, chat=new)}
                await self._door.write(update(OUTBOX).where(OUTBOX.c.id == row.id).values(changed))
        standing = (POSTED.c.platform == old.platform) & (POSTED.c.tenant == old.tenant)
        await self._door.write(delete(POSTED).where(standing, POSTED.c.chat == old.id))
        talks = [
            CONVERSATIONS.c[f"chat_{name}"] == getattr(old, name) for name in ("platform", "tenant", "id")
        ]
        async with self._door.for_the_house():
            await self._door.write(update(CONVERSATIONS).where(*talks).values(chat_id=new.id))
        await self._door.write(delete(SPOKEN).where(_spoken(new)))
        await self._door.write(update(SPOKEN).where(_spoken(old)).values(chat=new.id))
        return len(rows)

    async def language(self, chat: Chat) -> str:
        found: str | None = await self._door.scalar(select(SPOKEN.c.language).where(_spoken(chat)))
        return found or ""

    async def speak(self, chat: Chat, language: str) -> None:
        row = {"platform": chat.platform, "tenant": chat.tenant, "chat": chat.id, "language": language}
        await self._door.put(SPOKEN, row, "platform", "tenant", "chat")

    async def waiting(self, chat: Chat, *, also: str = "") -> Sequence[tuple[str, Outgoing]]:
        unsent: ColumnElement[bool] = OUTBOX.c.ended_at.is_(None)
        if also:
            unsent = or_(unsent, OUTBOX.c.id == int(also))
        query = select(OUTBOX.c.dedupe, OUTBOX.c.outgoing).where(_there(chat), unsent)
        return [(row.dedupe, row.outgoing) for row in await self._door.rows(query.order_by(OUTBOX.c.id))]

    async def put_aside(self, chat: Chat, why: str, now: datetime) -> int:
        waits = (OUTBOX.c.state == OutboxState.WAITING) & OUTBOX.c.ended_at.is_(None)
        over = {"state": OutboxState.GAVE_UP, "ended_at": now, "trouble": why}
        return await self._door.write(update(OUTBOX).where(_there(chat), waits).values(over))


def _spoken(chat: Chat) -> ColumnElement[bool]:
    there = (SPOKEN.c.platform == chat.platform) & (SPOKEN.c.tenant == chat.tenant)
    return there & (SPOKEN.c.chat == chat.id)


def _alias(chat: Chat) -> ColumnElement[bool]:
    there = (ALIASES.c.platform == chat.platform) & (ALIASES.c.tenant == chat.tenant)
    return there & (ALIASES.c.old == chat.id)


def _there(chat: Chat) -> ColumnElement[bool]:
    there = (OUTBOX.c.platform == chat.platform) & (OUTBOX.c.tenant == chat.tenant)
    return there & (OUTBOX.c.chat == chat.id)
