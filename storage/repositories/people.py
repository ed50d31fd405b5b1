"""People, their accounts, and the invites that make coordinators of them."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.chat.address import Account
from bot.domain.organisations import OrganisationKind
from bot.domain.people import Contact, Invite, Person, Role, TeamInvite
from storage.columns import table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.tables import ContactRow, InviteRow, OrganisationRow, PersonRoleRow, PersonRow, TeamInviteRow
from storage.traffic_tables import WAITING, NudgeRow

PEOPLE, ROLES, CONTACTS = table_of(PersonRow), table_of(PersonRoleRow), table_of(ContactRow)
INVITES, TEAM_INVITES = table_of(InviteRow), table_of(TeamInviteRow)
GROUPS = table_of(OrganisationRow)
NUDGES = table_of(NudgeRow)
PERSON, CONTACT, INVITE = Shape(Person, PEOPLE), Shape(Contact, CONTACTS), Shape(Invite, INVITES)
TEAM_INVITE = Shape(TeamInvite, TEAM_INVITES)

_roles = (
    select(func.aggregate_strings(ROLES.c.role, ","))
    .where(ROLES.c.person == PEOPLE.c.id)
    .correlate(PEOPLE)
    .scalar_subquery()
)
EVERYBODY: Select[Any] = select(*PERSON.columns, _roles.label("roles"))


def person_of(row: Row[Any]) -> Person:
    """The person in a row of `EVERYBODY`."""
    roles = frozenset(map(Role, row.roles.split(","))) if row.roles else frozenset()
    return PERSON.value(row, {"roles": roles})


def is_account(account: Account) -> ColumnElement[bool]:
    return (
        (CONTACTS.c.platform == account.platform)
        & (CONTACTS.c.tenant == account.tenant)
        & (CONTACTS.c.user == account.user)
    )


OF_ACCOUNT = (
    EVERYBODY.add_columns(CONTACTS.c.unreachable)
    .join(CONTACTS, CONTACTS.c.person == PEOPLE.c.id)
    .where(
        CONTACTS.c.platform == bindparam("platform"),
        CONTACTS.c.tenant == bindparam("tenant"),
        CONTACTS.c.user == bindparam("user"),
    )
)
OF_ACCOUNT_LOCKED = OF_ACCOUNT.with_for_update(of=PEOPLE, key_share=True)
ONE = EVERYBODY.where(PEOPLE.c.id == bindparam("id"))
ONE_LOCKED = ONE.with_for_update(of=PEOPLE, key_share=True)
OF_ONE = (
    select(*CONTACT.columns)
    .where(CONTACTS.c.person == bindparam("person"))
    .order_by(CONTACTS.c.platform, CONTACTS.c.tenant, CONTACTS.c.user)
)

COORDINATORS = EVERYBODY.where(
    PEOPLE.c.id.in_(select(ROLES.c.person).where(ROLES.c.role == Role.COORDINATOR)),
    ~exists().where(
        CONTACTS.c.person == PEOPLE.c.id, CONTACTS.c.platform.in_(bindparam("without", expanding=True))
    ),
).order_by(PEOPLE.c.id)
SOME = EVERYBODY.where(PEOPLE.c.id.in_(bindparam("ids", expanding=True))).order_by(PEOPLE.c.id)
JOIN = insert(CONTACTS).inline()
OTHER_ROLES = delete(ROLES).where(
    ROLES.c.person == bindparam("the_person"), ROLES.c.role.not_in(bindparam("roles", expanding=True))
)

_mine = PEOPLE.alias("mine")
TEAM = EVERYBODY.where(  # whoever acts for the same community group, the person included
    or_(
        PEOPLE.c.id == bindparam("person"),
        PEOPLE.c.organisation.in_(
            select(GROUPS.c.id)
            .join(_mine, _mine.c.organisation == GROUPS.c.id)
            .where(_mine.c.id == bindparam("person"), GROUPS.c.kind == OrganisationKind.COMMUNITY)
        ),
    )
).order_by(case((PEOPLE.c.id == bindparam("person"), 0), else_=1), PEOPLE.c.name, PEOPLE.c.id)


def _number(account: Account) -> int:
    """For a lock: 64 bits that are the account's own, or as good as."""
    digest = sha256(f"{account.platform}/{account.tenant}/{account.user}".encode(errors="replace")).digest()
    return int.from_bytes(digest[:8], signed=True)


class SqlPeople:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def of(self, account: Account, *, lock: bool = False) -> Person | None:
        """With `lock`, whoever also asks for an unknown account waits, and then finds who joined it.

        The mark of being out of reach comes with the same row, so that taking it away costs nothing usually.
        """
        query = OF_ACCOUNT_LOCKED if lock else OF_ACCOUNT
        theirs = {"platform": account.platform, "tenant": account.tenant, "user": account.user}
        row = await self._door.first(query, theirs)
        if row is None and lock:
            await self._door.one_at_a_time(_number(account))
            row = await self._door.first(query, theirs)
        if row is not None and lock and row.unreachable:
            await self.unreachable(account, "")
        return None if row is None else person_of(row)

    async def get(self, id: str, *, lock: bool = False) -> Person:
        row = await self._door.first(ONE_LOCKED if lock else ONE, {"id": id})
        if row is None:
            raise KeyError(id)
        return person_of(row)

    async def some(self, ids: Sequence[str]) -> Sequence[Person]:
        rows = await self._door.rows(SOME, {"ids": ids}) if ids else ()
        return [person_of(row) for row in rows]

    async def put(self, person: Person) -> None:
        await self._door.put(PEOPLE, PERSON.row(person), "id")
        await self._door.write(OTHER_ROLES, {"the_person": person.id, "roles": sorted(person.roles)})
        for role in sorted(person.roles):
            await self._door.add_once(ROLES, {"person": person.id, "role": role})
        self._door.touched.people.add(person.id)

    async def join(self, contact: Contact) -> None:
        await self._door.write(JOIN, CONTACT.row(contact))

    async def contacts(self, person: str) -> Sequence[Contact]:
        rows = await self._door.rows(OF_ONE, {"person": person})
        return [CONTACT.value(row) for row in rows]

    async def about_to_hear(self, code: str, now: datetime, asked_before: datetime) -> Sequence[Contact]:
        due = select(NUDGES.c.subject_id).where(WAITING, NUDGES.c.code == code, NUDGES.c.due_at <= now)
        stale = or_(CONTACTS.c.rest_asked_at.is_(None), CONTACTS.c.rest_asked_at < asked_before)
        mine = select(*CONTACT.columns).where(CONTACTS.c.person.in_(due), CONTACTS.c.unreachable == "", stale)
        rows = await self._door.rows(mine.order_by(CONTACTS.c.platform, CONTACTS.c.tenant, CONTACTS.c.user))
        return [CONTACT.value(row) for row in rows]

    async def rests(self, account: Account, until: datetime | None, now: datetime) -> None:
        seen = update(CONTACTS).where(is_account(account))
        await self._door.write(seen.values(rests_until=until, rest_asked_at=now))

    async def unreachable(self, account: Account, why: str) -> None:
        await self._door.write(update(CONTACTS).where(is_account(account)).values(unreachable=why))

    async def mark_all(self, platform: str, tenant: str, *, was: str, why: str) -> None:
        there = (CONTACTS.c.platform == platform) & (CONTACTS.c.tenant == tenant)
        marked = update(CONTACTS).where(there, CONTACTS.c.unreachable == was).values(unreachable=why)
        await self._door.write(marked)

    async def coordinators(self, *, without: Sequence[str] = ()) -> Sequence[Person]:
        rows = await self._door.rows(COORDINATORS, {"without": list(without)})
        return [person_of(row) for row in rows]

    async def act_for(self, person: str, organisation: str) -> None:
        change = update(PEOPLE).where(PEOPLE.c.id == person)
        await self._door.write(change.values(organisation=organisation))

    async def team(self, person: str) -> Sequence[Person]:
        return [person_of(row) for row in await self._door.rows(TEAM, {"person": person})]


class SqlInvites:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def put(self, invite: Invite) -> None:
        await self._door.put(INVITES, INVITE.row(invite), "digest")

    async def get(self, digest: str, *, lock: bool = False) -> Invite | None:
        query = select(*INVITE.columns).where(INVITES.c.digest == digest)
        row = await self._door.first(query.with_for_update(key_share=True) if lock else query)
        return None if row is None else INVITE.value(row)

    async def put_team(self, invite: TeamInvite) -> None:
        await self._door.put(TEAM_INVITES, TEAM_INVITE.row(invite), "digest")

    async def get_team(self, digest: str, *, lock: bool = False) -> TeamInvite | None:
        query = select(*TEAM_INVITE.columns).where(TEAM_INVITES.c.digest == digest)
        row = await self._door.first(query.with_for_update(key_share=True) if lock else query)
        return None if row is None else TEAM_INVITE.value(row)
