"""Files that came with a draft."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select, update

from bot.services.kept_ports import KeptFile
from storage.columns import table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.tables import KeptFileRow

KEPT = table_of(KeptFileRow)
FILE = Shape(KeptFile, KEPT)


class SqlKeptFiles:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def put(self, kept: KeptFile) -> None:
        await self._door.put(KEPT, FILE.row(kept), "id")

    async def of_conversation(self, conversation: str) -> Sequence[KeptFile]:
        return await self._where(KEPT.c.conversation == conversation)

    async def of_listing(self, listing: str) -> Sequence[KeptFile]:
        return await self._where(KEPT.c.listing == listing)

    async def belong(self, conversation: str, listing: str) -> None:
        mine = update(KEPT).where(KEPT.c.conversation == conversation)
        await self._door.write(mine.values(listing=listing))

    async def drop(self, conversation: str) -> None:
        unused = (KEPT.c.conversation == conversation) & KEPT.c.listing.is_(None)
        await self._door.write(delete(KEPT).where(unused))

    async def _where(self, condition: ColumnElement[bool]) -> Sequence[KeptFile]:
        rows = await self._door.rows(select(*FILE.columns).where(condition).order_by(KEPT.c.at, KEPT.c.id))
        return [FILE.value(row) for row in rows]
