"""What every button has in common."""

from collections.abc import Awaitable, Callable

from bot.chat.incoming import Pressed
from bot.flows.flow import Flow
from bot.flows.scene import Scene
from bot.flows.talk import Replies, begin
from bot.services.tell import settle
from bot.texts.catalogue import words

Press = Callable[[Scene, Pressed], Awaitable[Replies]]
May = Callable[[Scene, str], Awaitable[None]]


async def settled(scene: Scene, event: Pressed, key: str, **parts: str) -> None:
    """The card pressed loses its buttons and says what came of it."""
    if event.message:
        await settle(scene.turn, scene.origin.chat, event.message, words(key, **parts))


def asks(flow: Flow, may: May, option: str = "") -> Press:
    """A button that first needs an answer: its flow begins, about the button's subject.

    `may` raises before anything is asked: nobody gives reasons for what is decided, or not theirs.
    """

    async def start(scene: Scene, event: Pressed) -> Replies:
        await may(scene, event.action.subject)
        return await begin(scene, flow, subject=event.action.subject, option=option, form=True)

    return start
