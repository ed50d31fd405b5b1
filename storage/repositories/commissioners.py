"""Who buys for whom."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from storage.columns import table_of
from storage.commissioner_tables import CommissionerRow
from storage.repositories.door import Door

COMMISSIONERS = table_of(CommissionerRow)


class SqlCommissioners:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def put(self, person: str, name: str) -> None:
        await self._door.add_once(COMMISSIONERS, {"person": person, "name": name})

    async def of(self, person: str) -> Sequence[str]:
        query = select(COMMISSIONERS.c.name).where(COMMISSIONERS.c.person == person)
        return [row.name for row in await self._door.rows(query.order_by(COMMISSIONERS.c.name))]

    async def all(self) -> Sequence[tuple[str, str]]:
        rows = await self._door.rows(select(COMMISSIONERS.c.person, COMMISSIONERS.c.name))
        return [(row.person, row.name) for row in rows]

    async def drop(self, person: str) -> None:
        await self._door.write(delete(COMMISSIONERS).where(COMMISSIONERS.c.person == person))
