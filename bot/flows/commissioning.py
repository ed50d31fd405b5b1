"""Pledges as whoever they were made to reads them: how far each came, and nobody's name."""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.domain.keys import Opens
from bot.domain.progress import Level, names_by, totals
from bot.flows import pledging
from bot.flows.asking import Press
from bot.flows.scene import Scene
from bot.flows.sending import send_table
from bot.flows.talk import Replies
from bot.services import commissioners, desk_keys, pledge_claims, pledges
from bot.texts import commissioner_cards
from bot.texts.catalogue import words
from bot.texts.claim_table import claim_table


async def show(scene: Scene, rest: str) -> Replies:
    """`pledges`, for a commissioner theirs alone; for everybody else as ever."""
    person = scene.person
    if person.coordinates or person.champions or not person.commissions:
        return await pledging.show(scene, rest)
    return await _theirs(scene, rest)


async def _theirs(scene: Scene, rest: str) -> Replies:
    turn = scene.turn
    came = await pledges.standing(turn, await commissioners.theirs(turn))
    level = pledging.level_of(rest)
    names = names_by(level, await pledging.names_of(turn, came), await turn.tx.pledges.networks())
    today = turn.local(turn.now).date()
    found, together = totals(came, names, today), totals(came, names_by(Level.CITY, {}, {}), today)
    await scene.say(commissioner_cards.funded(level, found, together, paged=bool(turn.house.address)))
    return ()


async def _page(scene: Scene, event: Pressed) -> Replies:
    """A link for whoever asks, and for nobody else."""
    await commissioners.theirs(scene.turn)
    link = await desk_keys.give_link(scene.turn, Opens.OWN)
    await scene.say(commissioner_cards.page_link(f"{link}?to=pledges"))
    return ()


async def _file(scene: Scene, event: Pressed) -> Replies:
    turn = scene.turn
    text = claim_table(await pledge_claims.claims(turn, await commissioners.theirs(turn)))
    await send_table(scene, "pledges", text, words("funded.file"))
    return ()


FUNDED_PRESSES: Mapping[str, Press] = {"funded.page": _page, "funded.file": _file}
