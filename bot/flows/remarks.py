"""Thanks and notes after it happened, by one press or in one's own words."""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.domain.conversations import Conversation
from bot.flows.asking import Press, asks
from bot.flows.remark_flows import LEARNED, THANK
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Acts, Replies, begin
from bot.services import remarks
from bot.services.tell import settle
from bot.texts.cards import note
from bot.texts.catalogue import words

PRESSED = "_pressed"  # the circumstance: the message whose button asked for the words


async def _say(scene: Scene, event: Pressed) -> Replies:
    await remarks.thank(scene.turn, event.action.subject)
    await settled(scene, event, "settled.thanked")
    return ()


async def _in_words(scene: Scene, event: Pressed) -> Replies:
    match = event.action.subject
    await remarks.may_thank(scene.turn, match, in_words=True)
    return await begin(scene, THANK, answers={PRESSED: (event.message,)}, subject=match, form=True)


async def _thanked(scene: Scene, talk: Conversation) -> Replies:
    await remarks.thank(scene.turn, talk.subject, talk.answers["words"][0])
    (message,) = talk.answers.get(PRESSED, ("",))
    if message:
        await settle(scene.turn, talk.chat, message, words("settled.thanked"))
    await scene.say(note("settled.thanked"))
    return ()


async def _may_note(scene: Scene, match_id: str) -> None:
    await remarks.may_note(scene.turn, match_id)


async def _noted(scene: Scene, talk: Conversation) -> Replies:
    await remarks.note_learned(scene.turn, talk.subject, talk.answers["words"][0])
    await scene.say(note("learned.kept"))
    return ()


REMARK_ACTS: Acts = {THANK.name: _thanked, LEARNED.name: _noted}
REMARK_PRESSES: Mapping[str, Press] = {
    "thanks.say": _say,
    "thanks.words": _in_words,
    "learned.note": asks(LEARNED, _may_note),
}
