"""Conversations in progress, and those that were."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import bindparam, or_, select

from bot.chat.address import Account, Chat
from bot.domain.conversations import Conversation, ConversationState
from storage.columns import table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.traffic_tables import ConversationRow

CONVERSATIONS = table_of(ConversationRow)
CONVERSATION = Shape(Conversation, CONVERSATIONS)
IN_PROGRESS = or_(
    *(
        CONVERSATIONS.c.state == state
        for state in (ConversationState.ASKING, ConversationState.REVIEW, ConversationState.CHOOSING)
    )
)


# Asked at every event, so built once.
ONE = select(*CONVERSATION.columns).where(CONVERSATIONS.c.id == bindparam("id"))
CURRENT = (
    select(*CONVERSATION.columns)
    .where(*(CONVERSATIONS.c[name] == bindparam(name) for name in ("platform", "tenant", "user")))
    .where(
        *(CONVERSATIONS.c[name] == bindparam(name) for name in ("chat_platform", "chat_tenant", "chat_id"))
    )
    .where(IN_PROGRESS)
    .order_by(CONVERSATIONS.c.expires_at.desc(), CONVERSATIONS.c.id.desc())
    .limit(1)
)
OF_PERSON = (
    select(*CONVERSATION.columns)
    .where(IN_PROGRESS, CONVERSATIONS.c.person == bindparam("person"))
    .order_by(CONVERSATIONS.c.expires_at, CONVERSATIONS.c.id)
)


class SqlConversations:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, id: str) -> Conversation | None:
        row = await self._door.first(ONE, {"id": id})
        return None if row is None else CONVERSATION.value(row)

    async def current(self, account: Account, chat: Chat) -> Conversation | None:
        """Should there be several, the one that expires last, which was touched last."""
        there = {"chat_platform": chat.platform, "chat_tenant": chat.tenant, "chat_id": chat.id}
        row = await self._door.first(CURRENT, asdict(account) | there)
        return None if row is None else CONVERSATION.value(row)

    async def put(self, conversation: Conversation) -> None:
        await self._door.put(CONVERSATIONS, CONVERSATION.row(conversation), "id")
        self._door.touched.people.add(conversation.person)

    async def of_person(self, person: str) -> Sequence[Conversation]:
        rows = await self._door.rows(OF_PERSON, {"person": person})
        return [CONVERSATION.value(row) for row in rows]
