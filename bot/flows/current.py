"""Which conversation an event is about: whose it is, and whether it still stands."""

from bot.domain.conversations import Conversation, ConversationState
from bot.flows.catalogue import FLOWS
from bot.flows.scene import Scene


async def standing(scene: Scene) -> Conversation | None:
    """The conversation of this person that stands in this chat, if we still know how to go on with it."""
    talk = await scene.turn.tx.conversations.current(scene.origin.sender, scene.origin.chat)
    return talk if talk is not None and _known(talk) else None


def _known(talk: Conversation) -> bool:
    return talk.flow in FLOWS and talk.version == FLOWS[talk.flow].version


async def of_another(scene: Scene, id: str) -> bool:
    """Whether somebody else's conversation stands there, as may be in a shared chat."""
    talk = await scene.turn.tx.conversations.get(id)
    return talk is not None and talk.person != scene.person.id


async def mine(scene: Scene, id: str) -> Conversation | None:
    """The conversation, if it is this person's and still in progress."""
    talk = await scene.turn.tx.conversations.get(id)
    over = (ConversationState.DONE, ConversationState.CANCELLED)
    if talk is None or talk.person != scene.person.id or talk.state in over:
        return None
    return talk if _known(talk) else None
