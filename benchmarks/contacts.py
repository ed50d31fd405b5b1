"""Two matches of one group, which shares a phone number and an address in the first and not in the second."""

from collections.abc import Callable, Mapping, Sequence

from adapters.simulator.actors import Actor, OnSlack
from bot.domain.matches import MatchState
from bot.stage import CHANNEL, Stage

SHARED = ("0113 496 0789", "maria@example.org")
"""Maria's: Priya sees them, with whom she shares them, and nobody else."""
KEPT = ("0113 496 0456", "priya@example.org")
"""Priya's: shared with nobody."""
NEED = ("skills", "painting the hall", "LS9", "any time", "4", "1", "skip", "skip", "skip", "post it")


async def kept_and_shared(on: Stage) -> OnSlack:
    """After the two were introduced; returns Ben, of the second match."""
    await _says(on, on.priya, f"my contact {', '.join(KEPT)}")
    await _says(on, on.maria, f"/mycontact {', '.join(SHARED)}")
    await on.maria.presses("Share my phone or e-mail")
    await on.settle()
    if not all(each in "\n".join(on.priya.sees()) for each in SHARED):
        raise RuntimeError("Priya does not see what Maria shares with her")
    return await _second_match(on)


async def _says(on: Stage, who: Actor, *said: str) -> None:
    for each in said:
        await who.says(each)
        await on.settle()


async def _second_match(on: Stage) -> OnSlack:
    on.slack.add_user("U0BEN", "Ben Ade")
    ben = OnSlack(stand_in=on.slack, user="U0BEN", name="Ben Ade")
    await _says(on, ben, "I can do painting and decorating, any time, 4 hours, LS9")
    for label in ("My own time", "Post it"):
        await ben.presses(label)
        await on.settle()
    await on.maria.commands("need")
    await _says(on, on.maria, *NEED)
    for about in ("Ben Ade", "New need", "painting"):
        await on.sam.presses("Approve", CHANNEL, about)
        await on.settle()
    for person, about in ((on.maria, "Someone could help"), (ben, "A group needs you")):
        await person.presses("Yes", about=about)
        await on.settle()
    return ben


async def numbers_of_matches(on: Stage) -> Sequence[str]:
    """What a button of theirs carries."""
    async with on.bot.storage.begin() as tx:
        return [match.id for match in await tx.matches.in_state(MatchState.INTRODUCED)]


Read = tuple[Callable[[], str], Sequence[str]]


def readers(on: Stage, ben: OnSlack) -> Mapping[str, Read]:
    """By who reads it: all that they see, and what must not be in it."""

    def of(who: Actor, place: str = "") -> Callable[[], str]:
        return lambda: "\n".join(who.sees(place))

    return {
        "Ben, of the other match,": (of(ben), (*SHARED, *KEPT)),
        "Maria": (of(on.maria), KEPT),
        "Sam": (of(on.sam), (*SHARED, *KEPT)),
        "the coordinators' channel": (of(on.sam, CHANNEL), (*SHARED, *KEPT)),
    }
