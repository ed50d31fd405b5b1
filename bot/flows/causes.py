"""What an employer cares about: asked once of its champion, said on the coordinators' cards."""

from bot.domain.conversations import Conversation
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


async def ask_once(scene: Scene) -> Replies:
    """Of a new champion, unless another has said it."""
    if await company.knows_causes(scene.turn):
        return ()
    return await begin(scene, CAUSES)


async def _said(scene: Scene, talk: Conversation) -> Replies:
    said = " ".join(talk.answers.get("causes", ()))
    await company.say_causes(scene.turn, said)
    await scene.say(note("causes.kept" if said else "causes.later"))
    return ()


CAUSES_ACTS: Acts = {CAUSES.name: _said}
