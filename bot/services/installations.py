"""A workspace gets the bot, loses it, or has it back; coordinators hear of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.chat.address import Chat
from bot.chat.installing import Installed
from bot.domain.history import Subject
from bot.domain.organisations import Organisation, OrganisationKind
from bot.services.organisations import show_coordinators
from bot.services.tell import coordinators_chats, post, reachable, tell_coordinators
from bot.services.turn import Turn, remember
from bot.texts.cards import note

GONE = "removed"
"""Why the people of a workspace without the bot are out of reach."""


async def add(turn: Turn, fresh: Installed) -> None:
    """The bot is there; an employer that added it by itself waits for a coordinator."""
    before = await turn.tx.installations.get(fresh.platform, fresh.tenant, lock=True)
    if before is not None and not before.removed_at and not fresh.sealed:
        return
    await turn.tx.installations.put(fresh)
    if fresh.sealed:
        await _employer(turn, fresh)
    if before is not None and before.removed_at:
        await turn.tx.people.mark_all(fresh.platform, fresh.tenant, was=GONE, why="")
        fact = f"returned:{fresh.platform}/{fresh.tenant}:{turn.now.timestamp()}"
        await tell_coordinators(turn, note("desk.returned", name=fresh.organisation), fact=fact)


async def _employer(turn: Turn, fresh: Installed) -> None:
    """Anybody on the internet can add the bot to a workspace of theirs: that vouches for nothing."""
    workspace = f"{fresh.platform}/{fresh.tenant}"
    if await turn.tx.organisations.of_workspace(workspace) is not None:
        return
    employer = Organisation(
        id=turn.new_id(), name=fresh.organisation, kind=OrganisationKind.EMPLOYER, workspace=workspace
    )
    stands = await turn.tx.organisations.install(employer)
    if stands.id == employer.id:
        await remember(turn, Subject.ORGANISATION, stands.id, ("install", "", stands.state.value))
        await show_coordinators(turn, stands)


async def remove(turn: Turn, platform: str, tenant: str, at: datetime) -> bool:
    """Whether it was there until now: word of a removal may come late, or twice; it tells whole seconds."""
    there = await turn.tx.installations.get(platform, tenant, lock=True)
    if there is None or there.removed_at or at < there.at.replace(microsecond=0):
        return False
    await turn.tx.installations.put(replace(there, sealed="", removed_at=turn.now))
    await turn.tx.people.mark_all(platform, tenant, was="", why=GONE)
    aside = await turn.tx.outbox.put_aside(platform, tenant, GONE, turn.now)
    fact = f"removed:{platform}/{tenant}:{turn.now.timestamp()}"
    card = note("desk.removed", name=there.organisation, number=str(aside))
    for chat in await _elsewhere(turn, platform, tenant):
        await post(turn, chat, card, fact=fact)
    return True


async def _elsewhere(turn: Turn, platform: str, tenant: str) -> Sequence[Chat]:
    """The coordinators' chats but for those that are gone with the tenant; else each of them privately."""
    gone = (platform, tenant)
    chats = [chat for chat in await coordinators_chats(turn) if (chat.platform, chat.tenant) != gone]
    if chats:
        return chats
    people = await turn.tx.people.coordinators()
    return [chat for person in people for chat in await reachable(turn.tx, person.id)]
