"""Organisations: named by their people, verified once by a coordinator who knows them."""

from dataclasses import replace

from bot.domain.history import Subject
from bot.domain.lifecycle import allowed, step
from bot.domain.nudges import TELL, Anchor
from bot.domain.organisations import (
    ORGANISATION,
    Organisation,
    OrganisationKind,
    OrganisationMove,
    OrganisationState,
)
from bot.domain.people import Person
from bot.domain.permissions import Act, As
from bot.services import desk_cards, providers
from bot.services.moves import add_nudge, follow
from bot.services.no_side import must_not_commission
from bot.services.roles import must
from bot.services.suggest import look_again
from bot.services.tell import tell, tell_coordinators
from bot.services.ticking import constitution
from bot.services.turn import Turn, decided_already, must_be_untold, remember
from bot.texts import coordinator_cards, organisation_cards


async def register_group(turn: Turn, person: Person, name: str) -> Organisation:
    """A new community group, for a coordinator to verify; the person now acts for it."""
    must_not_commission(person)
    group = Organisation(id=turn.new_id(), name=name, kind=OrganisationKind.COMMUNITY)
    await turn.tx.organisations.put(group)
    await turn.tx.people.put(replace(person, organisation=group.id))
    await _follow(turn, group)
    await remember(turn, Subject.ORGANISATION, group.id, ("register", "", group.state.value))
    await show_coordinators(turn, group)
    return group


async def employer_of(turn: Turn, person: Person, workspace: str, name: str) -> Organisation:
    """The organisation of a workspace: verified, because its own IT department installed the app there."""
    found = await turn.tx.organisations.of_workspace(workspace)
    if found is None:
        fresh = Organisation(
            id=turn.new_id(),
            name=name,
            kind=OrganisationKind.EMPLOYER,
            state=OrganisationState.VERIFIED,
            workspace=workspace,
        )
        found = await turn.tx.organisations.install(fresh)
        if found.id == fresh.id:
            await remember(turn, Subject.ORGANISATION, found.id, ("install", "", found.state.value))
    if person.organisation != found.id:
        await turn.tx.people.put(replace(person, organisation=found.id))
    return found


async def verify(turn: Turn, id: str) -> Organisation:
    return await _decide(turn, id, OrganisationMove.VERIFY)


async def refuse(turn: Turn, id: str, reason: str) -> Organisation:
    return await _decide(turn, id, OrganisationMove.REFUSE, reason)


async def undo(turn: Turn, id: str) -> Organisation:
    """Takes the decision back while the group was not told."""
    must(turn, Act.DECIDE_ORGANISATION)
    await must_be_untold(turn, Subject.ORGANISATION, id)
    moved = await _moved(turn, id, OrganisationMove.UNDO)
    await constitution(turn, moved, seen=False)
    await show_coordinators(turn, moved)
    return moved


async def ask(turn: Turn, id: str, question: str) -> None:
    """A coordinator's question to the people of an organisation."""
    must(turn, Act.DECIDE_ORGANISATION)
    organisation = await turn.tx.organisations.get(id)
    card = organisation_cards.question(organisation, question)
    for person in await turn.tx.organisations.members(id):
        await tell(turn, person.id, card, fact=f"organisation:{id}:ask:{turn.now.timestamp()}")


async def answer(turn: Turn, id: str, words: str) -> None:
    """The answer of one of its people, for the coordinators."""
    person = await turn.tx.people.get(turn.by.person)
    must(turn, Act.ANSWER_FOR_ORGANISATION, *([As.MEMBER] if person.organisation == id else []))
    organisation = await turn.tx.organisations.get(id)
    card = coordinator_cards.organisation_answered(organisation, words)
    await tell_coordinators(turn, card, fact=f"organisation:{id}:answer:{turn.now.timestamp()}", about=id)
    await show_coordinators(turn, organisation)


async def announce(turn: Turn, id: str) -> None:
    """The time to undo is over: the group is told, and its open needs are matched."""
    organisation = await turn.tx.organisations.get(id, lock=True)
    if organisation.state is OrganisationState.PENDING:
        return
    card = organisation_cards.decided(organisation)
    for person in await turn.tx.organisations.members(id):
        await tell(turn, person.id, card, fact=f"organisation:{id}:{organisation.revision}")
    await show_coordinators(turn, organisation)
    for listing in await turn.tx.listings.of_organisation(id):
        await look_again(turn, listing)


async def _decide(turn: Turn, id: str, by: OrganisationMove, reason: str = "") -> Organisation:
    must(turn, Act.DECIDE_ORGANISATION)
    moved = await _moved(turn, id, by, reason)
    if by is OrganisationMove.VERIFY:
        await constitution(turn, moved, seen=True)
    await add_nudge(turn, Subject.ORGANISATION, id, TELL, moved.revision, turn.now + turn.house.undo)
    if turn.house.undo:
        await show_coordinators(turn, moved)
    else:
        await turn.tx.nudges.cancel(Subject.ORGANISATION, id, codes=frozenset({TELL}))
        await announce(turn, id)
    return moved


async def _moved(turn: Turn, id: str, by: OrganisationMove, reason: str = "") -> Organisation:
    organisation = await turn.tx.organisations.get(id, lock=True)
    if not allowed(ORGANISATION, organisation.state, by):
        raise await decided_already(turn, Subject.ORGANISATION, id)
    state = step(ORGANISATION, organisation.state, by)
    moved = replace(organisation, state=state, revision=organisation.revision + 1, reason=reason)
    await turn.tx.organisations.put(moved)
    await turn.tx.reminders.moved(Subject.ORGANISATION, id, turn.by.person, turn.now)
    await turn.tx.nudges.cancel(Subject.ORGANISATION, id)
    await _follow(turn, moved)
    await remember(turn, Subject.ORGANISATION, id, (by.value, organisation.state.value, state.value), reason)
    return moved


async def _follow(turn: Turn, organisation: Organisation) -> None:
    anchors = {Anchor.ENTERED: turn.now, **await providers.anchors_of(turn, organisation.id)}
    await follow(turn, Subject.ORGANISATION, organisation.id, organisation.state.value, anchors)


async def show_coordinators(turn: Turn, organisation: Organisation) -> None:
    """The organisation's one card in every place of the coordinators, as it is now."""
    undoing = await turn.tx.nudges.waiting(Subject.ORGANISATION, organisation.id, TELL)
    card = await desk_cards.of_organisation(turn, organisation)
    stage = "undoing" if undoing else "told"
    fact = f"organisation:{organisation.id}:card:{organisation.revision}:{stage}"
    await tell_coordinators(turn, card, fact=fact, key=f"organisation:{organisation.id}")
