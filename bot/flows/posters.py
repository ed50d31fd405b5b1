"""Posters in the chat: asked for, and followed by whoever reads one."""

from bot.chat.incoming import Pressed
from bot.domain.refusal import Refusal
from bot.flows import browse
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.services import posters
from bot.texts.cards import note

MOST_SHOWN = 5


async def poster(scene: Scene, rest: str) -> Replies:
    """`poster ID`: of that need or group; without an id, of one's own group."""
    id = rest.strip() or scene.person.organisation
    if not id:
        raise Refusal("poster.which")
    await posters.send(scene.turn, id)
    return ()


async def press(scene: Scene, event: Pressed) -> Replies:
    return await poster(scene, event.action.subject)


async def of_group(scene: Scene, rest: str) -> Replies:
    """What the group of a poster needs now."""
    needs = await posters.needs_of(scene.turn, rest)
    if not needs:
        await scene.say(note("poster.nothing"))
    for need in needs[:MOST_SHOWN]:
        await browse.one(scene, need.id)
    return ()
