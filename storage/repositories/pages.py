"""The pages of their own that people have opened, and whose may look different now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from bot.chat.address import Account
from bot.domain.people import Role
from storage.repositories.door import Door
from storage.repositories.matches import MATCHES
from storage.repositories.people import CONTACTS, PEOPLE, ROLES, is_account

COLUMNS = (CONTACTS.c.platform, CONTACTS.c.tenant, CONTACTS.c.user)


class SqlPages:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def opened(self, account: Account, now: datetime) -> bool:
        unopened = CONTACTS.c.home_at.is_(None)
        return bool(
            await self._door.write(update(CONTACTS).where(is_account(account), unopened).values(home_at=now))
        )

    async def stale(self) -> Sequence[Account]:
        """Nothing is asked of the database where nothing was written that a page shows."""
        people = {*self._door.touched.people, *await self._of_matches(), *await self._champions()}
        if not people:
            return ()
        opened = CONTACTS.c.home_at.is_not(None) & (CONTACTS.c.unreachable == "")
        rows = await self._door.rows(
            select(*COLUMNS).where(CONTACTS.c.person.in_(sorted(people)), opened).order_by(*COLUMNS)
        )
        return [Account(platform=row.platform, tenant=row.tenant, user=row.user) for row in rows]

    async def _of_matches(self) -> set[str]:
        matches = sorted(self._door.touched.matches)
        if not matches:
            return set()
        sides = select(MATCHES.c.volunteer, MATCHES.c.host).where(MATCHES.c.id.in_(matches))
        return {person for row in await self._door.rows(sides) for person in row}

    async def _champions(self) -> set[str]:
        """They see the hours of their employer's people, whoever of them moved."""
        employers = sorted(self._door.touched.organisations)
        if not employers:
            return set()
        of_them = select(PEOPLE.c.id).join(ROLES, ROLES.c.person == PEOPLE.c.id)
        champions = of_them.where(ROLES.c.role == Role.CHAMPION, PEOPLE.c.organisation.in_(employers))
        return {row.id for row in await self._door.rows(champions)}
