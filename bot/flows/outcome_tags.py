"""What a coordinator says to tag a need: `outcome NUMBER health, zero carbon`."""

from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.services import outcome_tags
from bot.services.roles import must
from bot.texts.cards import note, short
from bot.texts.times import apart


async def outcome(scene: Scene, rest: str) -> Replies:
    must(scene.turn, Act.TAG_OUTCOME)
    id, _, said = rest.strip().partition(" ")
    if not said.strip():
        known = ", ".join(each.label for each in scene.turn.house.outcomes)
        raise Refusal("outcome_tag.how", known=known)
    need, labels = await outcome_tags.tag(scene.turn, id.upper().lstrip("#"), said)
    key = "outcome_tag.done" if labels else "outcome_tag.taken_off"
    await scene.say(note(key, what=short(need), outcomes=apart(labels)))
    return ()
