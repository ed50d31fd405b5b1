"""Whoever buys for a public body reads what became of the promises made to it, and nobody's name."""

from collections.abc import Sequence

from bot.domain.people import Person
from bot.domain.permissions import Act, As
from bot.domain.pledges import STANDS, Pledge
from bot.services.roles import must
from bot.services.turn import Turn


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


def _plain(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("the ")
