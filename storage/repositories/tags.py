"""What needs are good for."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, insert, select

from storage.columns import table_of
from storage.repositories.door import Door
from storage.tag_tables import NeedOutcomeRow

TAGS = table_of(NeedOutcomeRow)
OF = select(TAGS.c.outcome).where(TAGS.c.need == bindparam("need")).order_by(TAGS.c.outcome)


class SqlTags:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def put(self, need: str, codes: Sequence[str]) -> None:
        await self._door.write(delete(TAGS).where(TAGS.c.need == need))
        for code in codes:
            await self._door.write(insert(TAGS), {"need": need, "outcome": code})

    async def of(self, need: str) -> Sequence[str]:
        return [row.outcome for row in await self._door.rows(OF, {"need": need})]

    async def of_all(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for row in await self._door.rows(select(TAGS.c.need, TAGS.c.outcome).order_by(*TAGS.c)):
            found.setdefault(row.need, []).append(row.outcome)
        return found
