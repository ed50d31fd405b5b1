"""What buttons have in common: who may press, what is asked first, and what is simply done."""

from collections.abc import Awaitable, Callable

from bot.chat.incoming import Pressed
from bot.flows.flow import Flow
from bot.flows.scene import Scene
from bot.flows.talk import Replies, begin
from bot.services import matches
from bot.services.moves import view_of
from bot.services.turn import Turn

Press = Callable[[Scene, Pressed], Awaitable[Replies]]
May = Callable[[Scene, str], Awaitable[None]]


def asks(flow: Flow, may: May, option: str = "") -> Press:
    """A button that first needs an answer: its flow begins, about the button's subject.

    `may` raises before anything is asked: nobody gives reasons for what is decided, or not theirs.
    """

    async def start(scene: Scene, event: Pressed) -> Replies:
        await may(scene, event.action.subject)
        return await begin(scene, flow, subject=event.action.subject, option=option, form=True)

    return start


def does(use_case: Callable[[Turn, str], Awaitable[object]]) -> Press:
    """A button that needs no more than its subject; what comes of it is told by the use case."""

    async def act(scene: Scene, event: Pressed) -> Replies:
        await use_case(scene.turn, event.action.subject)
        return ()

    return act


async def my_match(scene: Scene, id: str) -> None:
    """Raises Refusal unless the person is one of its two sides."""
    matches.party_of(scene.turn, await view_of(scene.turn, await scene.turn.tx.matches.get(id)))
