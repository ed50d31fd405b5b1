"""Whoever buys for a public body reads what became of the promises made to it, and nobody's name."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.history import Subject
from bot.domain.people import Person, Role
from bot.domain.permissions import Act, As
from bot.domain.pledges import STANDS, Pledge
from bot.domain.refusal import Refusal
from bot.services.roles import must
from bot.services.tell import tell_alone
from bot.services.turn import Turn, remember
from bot.texts.cards import note


async def theirs(turn: Turn) -> Sequence[Pledge]:
    """Pledges made to whom they buy for, by the commissioner's name on each; the oldest first."""
    names = {_plain(name) for name in await turn.tx.commissioners.of(turn.by.person)}
    must(turn, Act.SEE_FUNDED, *([As.COMMISSIONER] if names else []))
    there = await turn.tx.pledges.in_state(*STANDS)
    return [each for each in there if _plain(each.terms.commissioner) in names]


async def of_pledge(turn: Turn, pledge: Pledge) -> Sequence[Person]:
    """Who reads what becomes of this one."""
    name = _plain(pledge.terms.commissioner)
    found = [person for person, called in await turn.tx.commissioners.all() if _plain(called) == name]
    return await turn.tx.people.some(sorted(set(found)))


async def remove(turn: Turn, name: str) -> Person:
    """Of that name: they read nothing more from now on, also in a browser that is open; they hear of it."""
    must(turn, Act.REMOVE_COMMISSIONER)
    ids = sorted({person for person, _ in await turn.tx.commissioners.all()})
    there = await turn.tx.people.some(ids)
    found = [each for each in there if name.casefold().strip() in (each.name.casefold(), each.id.casefold())]
    if len(found) != 1:
        names = ", ".join(sorted(each.name for each in there)) or "-"
        raise Refusal("commissioner.which" if found else "commissioner.nobody", name=name, names=names)
    person = await turn.tx.people.get(found[0].id, lock=True)
    await turn.tx.people.put(replace(person, roles=person.roles - {Role.COMMISSIONER}))
    await turn.tx.commissioners.drop(person.id)
    await turn.tx.desk.end_keys(person.id, turn.now)
    await remember(turn, Subject.PERSON, person.id, ("remove", Role.COMMISSIONER.value, ""))
    fact = f"person:{person.id}:removed:{turn.new_id()}"
    await tell_alone(turn, person.id, note("commissioner.no_longer"), fact=fact)
    return person


def _plain(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("the ")
