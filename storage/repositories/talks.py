"""Conversations between the two sides of a match, and the messages that passed in them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.chat.address import Chat
from bot.domain.matches import Party
from bot.domain.talks import Fate, Passed, Talk
from bot.services.talk_ports import Unsent
from storage.columns import table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.talk_tables import PassedRow, TalkRow, UnsentRow

TALKS, PASSED, UNSENT = table_of(TalkRow), table_of(PassedRow), table_of(UnsentRow)
NOBODYS = {"digest": "", "source": PASSED.c.id, "chat_id": "", "reactions": ()}
"""What is left of a message that was passed on when its words are nobody's; each keeps its own number."""
TALK, MESSAGE, KEPT = Shape(Talk, TALKS), Shape(Passed, PASSED), Shape(Unsent, UNSENT)
SOME = select(*TALK.columns).where(TALKS.c.match.in_(bindparam("matches", expanding=True)))


class SqlTalks:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def some(self, matches: Sequence[str]) -> dict[str, Talk]:
        rows = await self._door.rows(SOME, {"matches": matches})
        return {talk.match: talk for talk in map(TALK.value, rows)}

    async def put(self, talk: Talk) -> None:
        await self._door.put(TALKS, TALK.row(talk), "match")

    async def passed(self, id: str, *, lock: bool = False) -> Passed | None:
        query = select(*MESSAGE.columns).where(PASSED.c.id == id)
        row = await self._door.first(query.with_for_update(key_share=True) if lock else query)
        return None if row is None else MESSAGE.value(row)

    async def put_passed(self, passed: Passed) -> None:
        await self._door.put(PASSED, MESSAGE.row(passed), "id")

    async def of_message(self, chat: Chat, source: str) -> Passed | None:
        there = (PASSED.c.chat_platform == chat.platform) & (PASSED.c.chat_tenant == chat.tenant)
        this = (PASSED.c.chat_id == chat.id) & (PASSED.c.source == source)
        row = await self._door.first(select(*MESSAGE.columns).where(there, this))
        return None if row is None else MESSAGE.value(row)

    async def run(self, id: str) -> Sequence[Passed]:
        rows = await self._door.rows(select(*MESSAGE.columns).where(PASSED.c.run == id).order_by(PASSED.c.at))
        return [MESSAGE.value(row) for row in rows]

    async def latest(self, match: str) -> Passed | None:
        mine = select(*MESSAGE.columns).where(PASSED.c.match == match)
        row = await self._door.first(mine.order_by(PASSED.c.at.desc(), PASSED.c.id.desc()).limit(1))
        return None if row is None else MESSAGE.value(row)

    async def follows(self, match: str, party: Party) -> bool:
        mine = (PASSED.c.match == match) & (PASSED.c.party == party) & PASSED.c.threaded
        return await self._door.first(select(PASSED.c.id).where(mine).limit(1)) is not None

    async def lost(self, match: str) -> Sequence[Passed]:
        mine = select(*MESSAGE.columns).where(PASSED.c.match == match, PASSED.c.fate == Fate.LOST)
        rows = await self._door.rows(mine.order_by(PASSED.c.at))
        return [MESSAGE.value(row) for row in rows]

    async def keep(self, unsent: Unsent) -> None:
        await self._door.put(UNSENT, KEPT.row(unsent), "id")

    async def kept(self, id: str) -> Unsent | None:
        row = await self._door.first(select(*KEPT.columns).where(UNSENT.c.id == id))
        return None if row is None else KEPT.value(row)

    async def drop(self, id: str) -> None:
        await self._door.write(delete(UNSENT).where(UNSENT.c.id == id))

    async def drop_before(self, person: str, moment: datetime) -> None:
        await self._door.write(delete(UNSENT).where(UNSENT.c.person == person, UNSENT.c.at < moment))
