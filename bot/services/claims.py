"""Who takes care of what: said on the card, in nobody's way."""

from dataclasses import replace

from bot.domain.finding import answering
from bot.domain.history import Subject
from bot.domain.listings import Listing
from bot.domain.matches import Match
from bot.domain.organisations import Organisation
from bot.domain.people import Person, Role
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.services.desk_cards import OnTheDesk, card_of, found, key_of
from bot.services.roles import must
from bot.services.tell import tell, tell_coordinators
from bot.services.turn import Turn, remember
from bot.texts import desk_cards
from bot.texts.cards import note


async def take(turn: Turn, id: str) -> OnTheDesk:
    """In the hands of whoever says so; what others do with it stays free."""
    must(turn, Act.TAKE_IN_HAND)
    one = await _must_find(turn, id)
    await _give(turn, one, turn.by.person, "take")
    return one


async def hand_over(turn: Turn, id: str, name: str) -> Person:
    """To another coordinator, by name, typos and all; they hear of it."""
    must(turn, Act.TAKE_IN_HAND)
    one = await _must_find(turn, id)
    to = await coordinator_named(turn, name)
    await _give(turn, one, to.id, "hand_over")
    card = desk_cards.handed_over(turn.by.name, await card_of(turn, one), one.id)
    await tell(turn, to.id, card, fact=f"{one.id}:handed:{turn.new_id()}")
    return to


async def coordinator_named(turn: Turn, name: str) -> Person:
    """The one that the name means; refused, with the names there are, where it means none or several."""
    there = await turn.tx.people.coordinators()
    named = [(one.id, one.name) for one in there]
    exact = [one for one in there if name.casefold().strip() in (one.name.casefold(), one.id.casefold())]
    ids = [one.id for one in exact] or list(answering(name, named, len(named)))
    if len(ids) != 1:
        names = ", ".join(sorted(other for _, other in named))
        raise Refusal("coordinator.which" if ids else "coordinator.nobody", name=name, names=names)
    return next(one for one in there if one.id == ids[0])


async def must_not_be_the_last(turn: Turn) -> None:
    """Raises Refusal where there is one coordinator only; until the commit nobody else stops being one."""
    await turn.tx.desk.one_role_at_a_time()
    if len(await turn.tx.people.coordinators()) == 1:
        raise Refusal("coordinator.last")


async def remove_coordinator(turn: Turn, name: str) -> Person:
    """The role is looked up at every press, so the next one is refused already.

    Refused for the last there is: somebody has to decide.
    """
    must(turn, Act.REMOVE_COORDINATOR)
    await must_not_be_the_last(turn)
    person = await coordinator_named(turn, name)
    await turn.tx.people.put(replace(person, roles=person.roles - {Role.COORDINATOR}))
    await turn.tx.desk.drop_claims(person.id)
    await remember(turn, Subject.PERSON, person.id, ("remove", Role.COORDINATOR.value, ""))
    fact = f"person:{person.id}:removed:{turn.new_id()}"
    await tell(turn, person.id, note("coordinator.no_longer"), fact=fact)
    by = turn.by.name
    await tell_coordinators(turn, note("coordinator.gone", name=person.name, by=by), fact=fact)
    return person


async def _must_find(turn: Turn, id: str) -> OnTheDesk:
    one = await found(turn, id)
    if one is None:
        raise Refusal("open.unknown", id=id)
    return one


async def _give(turn: Turn, one: OnTheDesk, person: str, move: str) -> None:
    await turn.tx.desk.claim(one.id, person, turn.now)
    state = one.state.value
    await remember(turn, subject_of(one), one.id, (move, state, state), person)
    fact = f"{one.id}:claim:{turn.new_id()}"
    await tell_coordinators(turn, await card_of(turn, one), fact=fact, key=key_of(one))


def subject_of(one: OnTheDesk) -> Subject:
    match one:
        case Organisation():
            return Subject.ORGANISATION
        case Listing():
            return Subject.LISTING
        case Match():
            return Subject.MATCH
