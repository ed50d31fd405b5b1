"""How somebody can be reached outside of the chat: kept, changed, and shared for one match at a time."""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.domain.conversations import Conversation
from bot.domain.details import Details
from bot.domain.refusal import Refusal
from bot.flows.asking import Press
from bot.flows.catalogue import REACH
from bot.flows.scene import Scene
from bot.flows.talk import Acts, Replies, begin
from bot.reading.reaching import read_details
from bot.services import details
from bot.services.moves import locked
from bot.services.teams import party_acting
from bot.texts.cards import note


async def my_contact(scene: Scene, rest: str) -> Replies:
    """What is kept, and who sees it; words after the command are kept."""
    details.must_have_a_key(scene.turn)
    read = read_details(rest) if rest else None
    if isinstance(read, Details):
        await details.keep(scene.turn, read)
    elif read is not None:
        return await begin(scene, REACH, form=True)
    await details.show_mine(scene.turn, scene.origin.chat)
    return ()


async def _share(scene: Scene, event: Pressed) -> Replies:
    """At once where one is kept; else it is asked first."""
    _must_be_alone(scene)
    view = await locked(scene.turn, event.action.subject)
    if await details.share(scene.turn, view.match, party_acting(scene.turn, view)):
        return ()
    return await begin(scene, REACH, subject=view.match.id, form=True)


async def _hide(scene: Scene, event: Pressed) -> Replies:
    view = await locked(scene.turn, event.action.subject)
    await details.take_back(scene.turn, view.match, party_acting(scene.turn, view))
    return ()


async def _change(scene: Scene, event: Pressed) -> Replies:
    _must_be_alone(scene)
    details.must_have_a_key(scene.turn)
    return await begin(scene, REACH, form=True)


async def _remove(scene: Scene, event: Pressed) -> Replies:
    await details.remove(scene.turn)
    await scene.say(note("details.removed"))
    return ()


def _must_be_alone(scene: Scene) -> None:
    """Nothing that says how to reach somebody is asked where others read."""
    if not scene.origin.private:
        raise Refusal("details.in_private")


async def _kept(scene: Scene, talk: Conversation) -> Replies:
    """With a match: it was asked because Share was pressed there."""
    read = read_details(" ".join(talk.answers["ways"]))
    assert isinstance(read, Details)
    await details.keep(scene.turn, read)
    if talk.subject:
        view = await locked(scene.turn, talk.subject)
        await details.share(scene.turn, view.match, party_acting(scene.turn, view))
    await details.show_mine(scene.turn, scene.origin.chat)
    return ()


DETAIL_ACTS: Acts = {"reach": _kept}
DETAIL_PRESSES: Mapping[str, Press] = {
    "details.share": _share,
    "details.hide": _hide,
    "details.change": _change,
    "details.remove": _remove,
}
