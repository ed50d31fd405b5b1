"""Instalments: what was given of pledges that are measured in anything but hours."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, bindparam, func, or_, select

from bot.domain.instalments import Instalment, InstalmentState
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.refusal import Refusal
from storage.columns import table_of
from storage.mapping import Shape
from storage.pledge_tables import InstalmentRow
from storage.repositories.door import Door
from storage.repositories.organisations import ORGANISATION, ORGANISATIONS
from storage.repositories.pledges import AT_ONCE, PLEDGES

INSTALMENTS = table_of(InstalmentRow)
INSTALMENT = Shape(Instalment, INSTALMENTS)
OLDEST = (INSTALMENTS.c.said_at, INSTALMENTS.c.id)
IN_STATE = (  # asked three times every morning
    select(*INSTALMENT.columns)
    .where(INSTALMENTS.c.state.in_(bindparam("states", expanding=True)))
    .order_by(*OLDEST)
)


class SqlInstalments:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, id: str, *, lock: bool = False) -> Instalment:
        query = select(*INSTALMENT.columns).where(INSTALMENTS.c.id == id)
        row = await self._door.first(query.with_for_update(key_share=True) if lock else query)
        if row is None:
            raise Refusal("unknown.instalment", id=id)
        return INSTALMENT.value(row)

    async def put(self, instalment: Instalment) -> None:
        """Raises Overtaken unless its revision is higher than the stored one."""
        await self._door.put_newer(INSTALMENTS, INSTALMENT.row(instalment))
        giver = select(PLEDGES.c.organisation).where(PLEDGES.c.id == instalment.pledge)
        self._door.touched.organisations |= {instalment.organisation, await self._door.scalar(giver)}

    async def of_pledges(self, pledges: Sequence[str]) -> Sequence[Instalment]:
        found: list[Instalment] = []
        for first in range(0, len(pledges), AT_ONCE):
            found += await self._where(INSTALMENTS.c.pledge.in_(pledges[first : first + AT_ONCE]))
        return found

    async def some(self, ids: Sequence[str]) -> Sequence[Instalment]:
        return await self._where(INSTALMENTS.c.id.in_(ids))

    async def in_state(self, *states: InstalmentState) -> Sequence[Instalment]:
        rows = await self._door.rows(IN_STATE, {"states": states})
        return [INSTALMENT.value(row) for row in rows]

    async def _where(self, which: ColumnElement[bool]) -> Sequence[Instalment]:
        query = select(*INSTALMENT.columns).where(which)
        rows = await self._door.rows(query.order_by(*OLDEST))
        return [INSTALMENT.value(row) for row in rows]

    async def groups(self, called: str = "") -> Sequence[Organisation]:
        query = select(*ORGANISATION.columns).where(
            ORGANISATIONS.c.kind == OrganisationKind.COMMUNITY,
            ORGANISATIONS.c.state == OrganisationState.VERIFIED,
        )
        if called:
            same = (ORGANISATIONS.c.name == called, func.lower(ORGANISATIONS.c.name) == called.lower())
            query = query.where(or_(*same, ORGANISATIONS.c.id == called.upper()))
        rows = await self._door.rows(query.order_by(ORGANISATIONS.c.name, ORGANISATIONS.c.id))
        return [ORGANISATION.value(row) for row in rows]
