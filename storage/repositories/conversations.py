"""Conversations in progress, and those that were."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.chat.address import Account, Chat
from bot.domain.conversations import Conversation, ConversationState
from storage.columns import table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.traffic_tables import ConversationRow

CONVERSATIONS = table_of(ConversationRow)
CONVERSATION = Shape(Conversation, CONVERSATIONS)
IN_PROGRESS = CONVERSATIONS.c.state.in_(
    (ConversationState.ASKING, ConversationState.REVIEW, ConversationState.CHOOSING)
)


class SqlConversations:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, id: str) -> Conversation | None:
        row = await self._door.first(select(*CONVERSATION.columns).where(CONVERSATIONS.c.id == id))
        return None if row is None else CONVERSATION.value(row)

    async def current(self, account: Account, chat: Chat) -> Conversation | None:
        """Should there be several, the one that expires last, which was touched last."""
        there = select(*CONVERSATION.columns).where(
            CONVERSATIONS.c.platform == account.platform,
            CONVERSATIONS.c.tenant == account.tenant,
            CONVERSATIONS.c.user == account.user,
            CONVERSATIONS.c.chat_platform == chat.platform,
            CONVERSATIONS.c.chat_tenant == chat.tenant,
            CONVERSATIONS.c.chat_id == chat.id,
        )
        latest = there.where(IN_PROGRESS).order_by(
            CONVERSATIONS.c.expires_at.desc(), CONVERSATIONS.c.id.desc()
        )
        row = await self._door.first(latest.limit(1))
        return None if row is None else CONVERSATION.value(row)

    async def put(self, conversation: Conversation) -> None:
        await self._door.put(CONVERSATIONS, CONVERSATION.row(conversation), "id")

    async def expired(self, now: datetime, most: int) -> Sequence[Conversation]:
        over = select(*CONVERSATION.columns).where(IN_PROGRESS, CONVERSATIONS.c.expires_at <= now)
        rows = await self._door.rows(over.order_by(CONVERSATIONS.c.expires_at).limit(most))
        return [CONVERSATION.value(row) for row in rows]
