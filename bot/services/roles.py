"""Who may do what: looked up in our own rows at the moment of the press."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.history import Subject
from bot.domain.organisations import OrganisationKind
from bot.domain.people import Invite, Person, Role
from bot.domain.permissions import Act, As, may, why_not
from bot.domain.refusal import Refusal
from bot.services.no_side import must_be_no_side
from bot.services.ports import Tx
from bot.services.turn import Turn, remember

INVITE_LASTS = timedelta(days=7)


def must(turn: Turn, act: Act, *being: As) -> None:
    """Raises Refusal unless the table of rights has it; `being`: what whoever acts is to the thing itself."""
    everywhere = {As.COORDINATOR} if turn.by.coordinates else set()
    if not may(act, everywhere | set(being)):
        raise Refusal(why_not(act))


async def invite(
    tx: Tx, code: str, now: datetime, role: Role = Role.COORDINATOR, commissioner: str = ""
) -> None:
    """Keeps a one-time code for somebody new in a role; the code itself is not stored."""
    kept = Invite(digest=digest(code), role=role, expires_at=now + INVITE_LASTS, commissioner=commissioner)
    await tx.invites.put(kept)


def digest(code: str) -> str:
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()


async def redeem(turn: Turn, code: str) -> Invite:
    """Gives the person who acts the role of the code, once per code: not again to whom it was taken from."""
    found = await turn.tx.invites.get(digest(code), lock=True)
    if found is None or found.expires_at < turn.now:
        raise Refusal("code.unknown")
    person = await turn.tx.people.get(turn.by.person)
    if found.used_by and found.used_by != person.id:
        raise Refusal("code.used")
    if found.used_by and found.role not in person.roles:
        raise Refusal("code.unknown")
    if found.role is Role.CHAMPION:
        await _must_work_for_an_employer(turn, person)
    if found.role is Role.COMMISSIONER:
        await must_be_no_side(turn.tx, person)
        await turn.tx.commissioners.put(person.id, found.commissioner)
    await turn.tx.invites.put(replace(found, used_by=person.id))
    await turn.tx.people.put(replace(person, roles=person.roles | {found.role}))
    await remember(turn, Subject.PERSON, person.id, ("coordinate", "", found.role.value))
    return found


async def _must_work_for_an_employer(turn: Turn, person: Person) -> None:
    """A champion sees their own employer's figures, so they need one."""
    if person.organisation:
        organisation = await turn.tx.organisations.get(person.organisation)
        if organisation.kind is OrganisationKind.EMPLOYER:
            return
    raise Refusal("role.employers_only")
