"""Employers and groups, and who acts for them."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from bot.domain.organisations import Organisation, OrganisationState
from bot.domain.people import Person, Role
from bot.domain.refusal import Refusal
from storage.columns import table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.repositories.people import EVERYBODY, PEOPLE, ROLES, person_of
from storage.tables import OrganisationRow

ORGANISATIONS = table_of(OrganisationRow)
ORGANISATION = Shape(Organisation, ORGANISATIONS)
ONE = select(*ORGANISATION.columns).where(ORGANISATIONS.c.id == bindparam("id"))
ONE_LOCKED = ONE.with_for_update(key_share=True)
OF_WORKSPACE = select(*ORGANISATION.columns).where(ORGANISATIONS.c.workspace == bindparam("workspace"))

SOME = (
    select(*ORGANISATION.columns)
    .where(ORGANISATIONS.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(ORGANISATIONS.c.id)
)
MEMBERS = EVERYBODY.where(PEOPLE.c.organisation == bindparam("id")).order_by(PEOPLE.c.id)
PENDING = (
    select(*ORGANISATION.columns)
    .where(ORGANISATIONS.c.state == OrganisationState.PENDING)
    .order_by(ORGANISATIONS.c.id)
)


class SqlOrganisations:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, id: str, *, lock: bool = False) -> Organisation:
        row = await self._door.first(ONE_LOCKED if lock else ONE, {"id": id})
        if row is None:
            raise Refusal("unknown.organisation", id=id)
        return ORGANISATION.value(row)

    async def put(self, organisation: Organisation) -> None:
        await self._door.put(ORGANISATIONS, ORGANISATION.row(organisation), "id")

    async def of_workspace(self, workspace: str) -> Organisation | None:
        row = await self._door.first(OF_WORKSPACE, {"workspace": workspace})
        return None if row is None else ORGANISATION.value(row)

    async def install(self, organisation: Organisation) -> Organisation:
        await self._door.add_once(ORGANISATIONS, ORGANISATION.row(organisation))
        there = await self.of_workspace(organisation.workspace)
        return there or organisation

    async def some(self, ids: Sequence[str]) -> Sequence[Organisation]:
        rows = await self._door.rows(SOME, {"ids": ids}) if ids else ()
        return [ORGANISATION.value(row) for row in rows]

    async def members(self, id: str) -> Sequence[Person]:
        rows = await self._door.rows(MEMBERS, {"id": id})
        return [person_of(row) for row in rows]

    async def led(self) -> Sequence[str]:
        champion = ROLES.c.role == Role.CHAMPION
        query = select(PEOPLE.c.organisation).join(ROLES, ROLES.c.person == PEOPLE.c.id).where(champion)
        rows = await self._door.rows(query.where(PEOPLE.c.organisation.is_not(None)).distinct())
        return sorted(row.organisation for row in rows)

    async def pending(self) -> Sequence[Organisation]:
        rows = await self._door.rows(PENDING)
        return [ORGANISATION.value(row) for row in rows]
