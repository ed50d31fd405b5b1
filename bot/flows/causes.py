"""What an employer cares about: asked once of its champion, said on the coordinators' cards."""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.domain.conversations import Conversation
from bot.flows.asking import Press
from bot.flows.pledge_flows import CAUSES
from bot.flows.scene import Scene
from bot.flows.talk import Acts, Replies, begin
from bot.services import company
from bot.texts.cards import note


async def causes(scene: Scene, rest: str) -> Replies:
    """`causes food, young people`; without words it is asked."""
    await company.must_lead(scene.turn)
    if rest:
        return await begin(scene, CAUSES, answers={"causes": (rest,)})
    return await begin(scene, CAUSES, form=True)


async def _asked(scene: Scene, event: Pressed) -> Replies:
    return await causes(scene, "")


async def _said(scene: Scene, talk: Conversation) -> Replies:
    said = " ".join(talk.answers.get("causes", ()))
    await company.say_causes(scene.turn, said)
    await scene.say(note("causes.kept" if said else "causes.later"))
    return ()


CAUSES_ACTS: Acts = {CAUSES.name: _said}
CAUSES_PRESSES: Mapping[str, Press] = {"causes.say": _asked}
