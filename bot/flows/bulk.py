"""`approve`: up to ten suggestions by name at once, some left out by their numbers."""

from collections.abc import Sequence

from bot.chat.incoming import Pressed
from bot.domain.batches import Batch
from bot.domain.conversations import Conversation
from bot.domain.views import MatchView
from bot.flows import catalogue
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Replies, begin
from bot.services import bulk
from bot.texts import desk_cards
from bot.texts.cards import note
from bot.texts.times import clock_time


async def approve(scene: Scene, rest: str) -> Replies:
    """The list, to look at and to press; nothing is approved yet."""
    gathered = await bulk.gather(scene.turn)
    if gathered is None:
        await scene.say(note("bulk.none"))
        return ()
    await _show(scene, *gathered)
    return ()


async def _show(scene: Scene, batch: Batch, views: Sequence[MatchView]) -> None:
    await scene.say(desk_cards.batch(batch, views), key=f"batch:{batch.id}")


async def approve_these(scene: Scene, event: Pressed) -> Replies:
    turn, action = scene.turn, event.action
    done, left = await bulk.approve_all(turn, action.subject, action.revision)
    card = desk_cards.approved(turn.by.name, clock_time(turn.local(turn.now)), done, left)
    await scene.say(card, key=f"batch:{action.subject}")
    return ()


async def draw_again(scene: Scene, id: str) -> None:
    """A list that is still open, as it is now; one that is over shows already what came of it."""
    batch = await scene.turn.tx.desk.batch(id)
    if batch is not None and not batch.over:
        await _show(scene, batch, await bulk.views(scene.turn, batch))


async def leave_out(scene: Scene, event: Pressed) -> Replies:
    await bulk.open_batch(scene.turn, event.action.subject)
    return await begin(scene, catalogue.LEAVE_OUT, subject=event.action.subject, form=True)


async def left_out(scene: Scene, talk: Conversation) -> Replies:
    batch, views = await bulk.leave_out(scene.turn, talk.subject, talk.answers["numbers"][0])
    if batch.over:
        await scene.say(note("bulk.nothing_left"), key=f"batch:{batch.id}")
        return ()
    await _show(scene, batch, views)
    return ()


async def drop(scene: Scene, event: Pressed) -> Replies:
    await bulk.drop(scene.turn, event.action.subject)
    await settled(scene, event, "bulk.dropped")
    return ()
