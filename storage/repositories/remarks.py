"""Thanks, and notes of what was learned."""

from sqlalchemy import select

from bot.domain.matches import Party
from bot.domain.remarks import Remark, RemarkKind
from storage.columns import table_of
from storage.mapping import Shape
from storage.remark_tables import RemarkRow
from storage.repositories.door import Door

REMARKS = table_of(RemarkRow)
REMARK = Shape(Remark, REMARKS)


class SqlRemarks:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, match: str, party: Party, kind: RemarkKind) -> Remark | None:
        which = (REMARKS.c.match == match, REMARKS.c.party == party, REMARKS.c.kind == kind)
        row = await self._door.first(select(*REMARK.columns).where(*which))
        return None if row is None else REMARK.value(row)

    async def put(self, remark: Remark) -> None:
        await self._door.put(REMARKS, REMARK.row(remark), "match", "party", "kind")
