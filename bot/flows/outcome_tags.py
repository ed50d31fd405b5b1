"""What a coordinator says, or presses on a need's card, to tag it: `outcome NUMBER health, zero carbon`."""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.domain.listings import Listing
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.flows.asking import Press
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.services import outcome_tags
from bot.services.roles import must
from bot.texts import tag_cards
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


async def _which(scene: Scene, event: Pressed) -> Replies:
    await _ask(scene, await outcome_tags.to_tag(scene.turn, event.action.subject))
    return ()


async def _set(scene: Scene, event: Pressed) -> Replies:
    """The same message shows what is so now."""
    need = await outcome_tags.turn_over(scene.turn, event.action.subject, event.action.option)
    standing = await scene.turn.tx.outbox.posted(scene.origin.chat, event.message) if event.message else None
    await _ask(scene, need, key=standing[0] if standing else "")
    return ()


async def _ask(scene: Scene, need: Listing, key: str = "") -> None:
    tagged = frozenset(await scene.turn.tx.tags.of(need.id))
    await scene.say(tag_cards.choose(need, scene.turn.house.outcomes, tagged), key=key)


TAG_PRESSES: Mapping[str, Press] = {"outcome.choose": _which, "outcome.set": _set}
