"""Files that came with a draft."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, select, update

from bot.services.kept_ports import KeptFile
from storage.columns import table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.tables import KeptFileRow

KEPT = table_of(KeptFileRow)
FILE = Shape(KeptFile, KEPT)
FILES = select(*FILE.columns).order_by(KEPT.c.at, KEPT.c.id)
OF_CONVERSATION = FILES.where(KEPT.c.conversation == bindparam("conversation"))
OF_LISTING = FILES.where(KEPT.c.listing == bindparam("listing"))


class SqlKeptFiles:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def put(self, kept: KeptFile) -> None:
        await self._door.put(KEPT, FILE.row(kept), "id")

    async def of_conversation(self, conversation: str) -> Sequence[KeptFile]:
        return await self._those(OF_CONVERSATION, conversation=conversation)

    async def of_listing(self, listing: str) -> Sequence[KeptFile]:
        return await self._those(OF_LISTING, listing=listing)

    async def belong(self, conversation: str, listing: str) -> None:
        mine = update(KEPT).where(KEPT.c.conversation == conversation)
        await self._door.write(mine.values(listing=listing))

    async def drop(self, conversation: str) -> None:
        unused = (KEPT.c.conversation == conversation) & KEPT.c.listing.is_(None)
        await self._door.write(delete(KEPT).where(unused))

    async def _those(self, query: Select[Any], **of: str) -> Sequence[KeptFile]:
        return [FILE.value(row) for row in await self._door.rows(query, of)]
