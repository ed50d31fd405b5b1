"""What people share instead of writing it: where they are, and pictures or voice notes for what they ask."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.form import Place
from bot.chat.incoming import Enclosure, Located, Said
from bot.chat.ports import MOST_FILE
from bot.domain.conversations import Conversation, ConversationState, Surface
from bot.flows import current, talk, talking
from bot.flows.catalogue import FLOWS
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.services import keeping
from bot.texts import kept_cards
from bot.texts.cards import note
from bot.texts.catalogue import words
from matching.places import nearest


async def located(scene: Scene, event: Located) -> Replies:
    """Cut to its district here, at once: an answer where a place is asked for, else nothing is kept of it.

    As an answer to what stands in the conversation of a match it is meant for the other side, to the point.
    """
    match = await talking.answered(scene, event)
    if match is not None:
        await talking.answer(scene, match, _as_words(event))
        return ()
    district = nearest(event.latitude, event.longitude)
    if district is None:
        await scene.say(note("shared.place_abroad"))
        return ()
    waiting = await current.standing(scene)
    if waiting is not None and _asks_where(waiting):
        return await talk.said(scene, waiting, district)
    await scene.say(note("shared.place_unasked", district=district))
    return ()


def _as_words(event: Located) -> Said:
    """Which every platform shows, and every map understands."""
    point = {"latitude": f"{event.latitude:.5f}", "longitude": f"{event.longitude:.5f}"}
    text = words("shared.place_passed", **point)
    return Said(origin=event.origin, text=text, reply_to=event.reply_to, message=event.message)


def _asks_where(waiting: Conversation) -> bool:
    asking = waiting.state is ConversationState.ASKING and waiting.surface is Surface.MESSAGE
    return asking and isinstance(FLOWS[waiting.flow].field(waiting.step).kind, Place)


def keeps_files(waiting: Conversation) -> bool:
    """Offers and needs, and what a coordinator asked about them."""
    return waiting.flow in ("offer", "need", "give", "answer_back")


async def keep(scene: Scene, waiting: Conversation, files: Sequence[Enclosure]) -> None:
    """With the draft; of another conversation nothing is kept, and that is said."""
    if not keeps_files(waiting):
        await scene.say(note("kept.not_here"))
        return
    kept = await keeping.keep(scene.turn, waiting.id, scene.origin.sender.tenant, files)
    if kept:
        await scene.say(kept_cards.kept(kept))
    if len(kept) < len(files):
        most, largest = str(keeping.MOST_KEPT), str(MOST_FILE // 1024 // 1024)
        await scene.say(note("kept.not_all", most=most, largest=largest))


async def beside(scene: Scene, waiting: Conversation, files: Sequence[Enclosure]) -> Replies:
    """Files without words: kept, and what was asked is asked again below them."""
    await keep(scene, waiting, files)
    await talk.leave_card(scene, waiting)
    return await talk.show(scene, FLOWS[waiting.flow], replace(waiting, card=waiting.card + 1))
