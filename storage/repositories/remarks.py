"""Thanks, and notes of what was learned."""

from sqlalchemy import bindparam, select

from bot.domain.matches import Party
from bot.domain.remarks import Remark, RemarkKind
from storage.columns import table_of
from storage.mapping import Shape
from storage.remark_tables import RemarkRow
from storage.repositories.door import Door

REMARKS = table_of(RemarkRow)
REMARK = Shape(Remark, REMARKS)
ONE = select(*REMARK.columns).where(
    *(REMARKS.c[name] == bindparam(name) for name in ("match", "party", "kind"))
)


class SqlRemarks:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, match: str, party: Party, kind: RemarkKind) -> Remark | None:
        row = await self._door.first(ONE, {"match": match, "party": party, "kind": kind})
        return None if row is None else REMARK.value(row)

    async def put(self, remark: Remark) -> None:
        await self._door.put(REMARKS, REMARK.row(remark), "match", "party", "kind")
