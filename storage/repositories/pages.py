"""The pages of their own that people have opened, and whose may look different now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.chat.address import Account
from bot.domain.people import Role
from storage.repositories.door import Door
from storage.repositories.matches import MATCHES
from storage.repositories.people import CONTACTS, PEOPLE, ROLES, is_account

COLUMNS = (CONTACTS.c.platform, CONTACTS.c.tenant, CONTACTS.c.user)

# Asked before every commit, so built once.
OPENED = (
    select(*COLUMNS)
    .where(CONTACTS.c.person.in_(bindparam("the_people", expanding=True)))
    .where(CONTACTS.c.home_at.is_not(None), CONTACTS.c.unreachable == "")
    .order_by(*COLUMNS)
)
SIDES = select(MATCHES.c.volunteer, MATCHES.c.host).where(
    MATCHES.c.id.in_(bindparam("the_matches", expanding=True))
)
CHAMPIONS = (
    select(PEOPLE.c.id)
    .join(ROLES, ROLES.c.person == PEOPLE.c.id)
    .where(ROLES.c.role == Role.CHAMPION)
    .where(PEOPLE.c.organisation.in_(bindparam("the_employers", expanding=True)))
)


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
        rows = await self._door.rows(OPENED, {"the_people": sorted(people)})
        return [Account(platform=row.platform, tenant=row.tenant, user=row.user) for row in rows]

    async def _of_matches(self) -> set[str]:
        matches = sorted(self._door.touched.matches)
        if not matches:
            return set()
        rows = await self._door.rows(SIDES, {"the_matches": matches})
        return {person for row in rows for person in row}

    async def _champions(self) -> set[str]:
        """They see the hours of their employer's people, whoever of them moved."""
        employers = sorted(self._door.touched.organisations)
        if not employers:
            return set()
        return {row.id for row in await self._door.rows(CHAMPIONS, {"the_employers": employers})}
