"""What comes with a link to the bot: `need`, `offer`, or a letter and an id, as in `n_7Q2K9DXR01`."""

from collections.abc import Awaitable, Callable, Mapping

from bot.flows import browse, posters, providers, talking, team
from bot.flows.catalogue import NEED
from bot.flows.personal import offer
from bot.flows.scene import Scene
from bot.flows.talk import Replies, begin
from bot.services.posters import GROUP

Start = Callable[[Scene, str], Awaitable[Replies]]


async def _need(scene: Scene, rest: str) -> Replies:
    return await begin(scene, NEED)


async def _talk(scene: Scene, rest: str) -> Replies:
    return await talking.talk(scene, rest)


STARTS: Mapping[str, Start] = {
    "need": _need,
    "offer": offer,
    "n": browse.one,
    "talk": _talk,
    providers.LINK: providers.look,
    GROUP: posters.of_group,
    team.JOIN: team.join,
}
"""By what stands before the first underscore; what comes after it is given on."""


def start_of(payload: str) -> tuple[Start, str] | None:
    """What the link asks for, and about what; None for one that says nothing we know."""
    name, _, rest = payload.partition("_")
    start = STARTS.get(name)
    return (start, rest) if start else None
