"""Phone numbers and e-mail addresses: written sealed or not at all, and opened for one function."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, select, union, update

from bot.chat.address import Chat
from bot.domain.details import Details, Share
from bot.services.rights_ports import Shown
from storage.columns import table_of
from storage.detail_tables import DetailRow, DetailShareRow
from storage.mapping import Shape
from storage.notes import Notes
from storage.repositories.claims import OUTBOX, POSTED
from storage.repositories.door import Door

DETAILS, SHARES = table_of(DetailRow), table_of(DetailShareRow)
SHARE = Shape(Share, SHARES)
STANDS = SHARES.c.ended_at.is_(None)


def _those(*which: ColumnElement[bool]) -> Select[Any]:
    return select(*SHARE.columns).where(*which).order_by(SHARES.c.at, SHARES.c.match)


# Asked whenever a match ends, so built once.
IN_MATCH = SHARES.c.match == bindparam("match")
ONE, STAND_IN = _those(IN_MATCH, SHARES.c.person == bindparam("person")), _those(IN_MATCH, STANDS)
STAND_BY = _those(SHARES.c.person == bindparam("person"), STANDS)


class SqlDetails:
    def __init__(self, door: Door, notes: Notes) -> None:
        self._door = door
        self._notes = notes

    @property
    def can_keep(self) -> bool:
        return self._notes.seals

    async def keep(self, person: str, details: Details, now: datetime) -> None:
        assert self.can_keep, "nobody's number is written in clear"
        self._door.leaves_nothing = True
        sealed = self._notes.seal(json.dumps(asdict(details)))
        await self._door.put(DETAILS, {"person": person, "sealed": sealed, "used_at": now}, "person")

    async def opened(self, person: str) -> Details | None:
        sealed = await self._door.scalar(select(DETAILS.c.sealed).where(DETAILS.c.person == person))
        return Details(**json.loads(self._notes.open(sealed))) if sealed else None

    async def kept(self, person: str) -> bool:
        theirs = select(DETAILS.c.used_at).where(DETAILS.c.person == person)
        return await self._door.scalar(theirs) is not None

    async def used(self, person: str, now: datetime) -> None:
        await self._door.write(update(DETAILS).where(DETAILS.c.person == person).values(used_at=now))

    async def drop(self, person: str) -> None:
        self._door.leaves_nothing = True
        await self._door.write(delete(DETAILS).where(DETAILS.c.person == person))

    async def put_share(self, share: Share) -> None:
        await self._door.put(SHARES, SHARE.row(share), "match", "person")

    async def end_share(self, share: Share) -> None:
        ended = update(SHARES).where(SHARES.c.match == share.match, SHARES.c.person == share.person)
        async with self._door.for_the_house():
            await self._door.write(ended.values(ended_at=share.ended_at))

    async def share(self, match: str, person: str) -> Share | None:
        found = await self._shares(ONE, match=match, person=person)
        return found[0] if found else None

    async def shares_in(self, match: str) -> Sequence[Share]:
        async with self._door.for_the_house():
            return await self._shares(STAND_IN, match=match)

    async def shares_by(self, person: str) -> Sequence[Share]:
        async with self._door.for_the_house():
            return await self._shares(STAND_BY, person=person)

    async def _shares(self, query: Select[Any], **of: str) -> list[Share]:
        return [SHARE.value(row) for row in await self._door.rows(query, of)]

    async def places(self, key: str) -> Sequence[Chat]:
        there = [POSTED.c.platform, POSTED.c.tenant, POSTED.c.chat]
        coming = [OUTBOX.c.platform, OUTBOX.c.tenant, OUTBOX.c.chat]
        standing = select(*there).where(POSTED.c.key == key)
        waiting = select(*coming).where(OUTBOX.c.ended_at.is_(None), OUTBOX.c.key == key)
        rows = await self._door.rows(union(standing, waiting))
        return [Chat(platform=row.platform, tenant=row.tenant, id=row.chat) for row in rows if row.chat]

    async def standing(self, chats: Sequence[Chat], begin: str) -> Sequence[Shown]:
        begins = POSTED.c.key.startswith(begin, autoescape=True)
        found = []
        for chat in chats:
            here = (POSTED.c.platform == chat.platform) & (POSTED.c.tenant == chat.tenant)
            for row in await self._door.rows(select(POSTED).where(here, POSTED.c.chat == chat.id, begins)):
                found.append(Shown(chat=chat, key=row.key, reference=row.reference, card=row.card))
        return found
