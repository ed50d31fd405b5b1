"""The menu: looked at by anybody, and posted where a chat of several people wants it."""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.chat.outgoing import Hint
from bot.domain.refusal import Refusal
from bot.flows import browse
from bot.flows.asking import Press
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.flows.whereabouts import ask_to_write, in_private, pointed
from bot.services import noticeboards
from bot.texts import notice_cards
from bot.texts.catalogue import words


async def menu(scene: Scene, rest: str) -> Replies:
    """What help groups use, and what it usually comes to."""
    await scene.say(await noticeboards.menu_card(scene.turn))
    return ()


async def here(scene: Scene, rest: str) -> Replies:
    """`menu here`: from now on it is posted in this chat."""
    _must_be_shared(scene)
    await noticeboards.pin(scene.turn, scene.origin.chat)
    await scene.say(notice_cards.pinned())
    return (Hint(text=words("noticeboard.not_in")),) if scene.limits.forms else ()


async def off(scene: Scene, rest: str) -> Replies:
    _must_be_shared(scene)
    await noticeboards.unpin(scene.turn, scene.origin.chat)
    await scene.say(notice_cards.unpinned())
    return ()


def _must_be_shared(scene: Scene) -> None:
    if scene.origin.private:
        raise Refusal("noticeboard.where")


async def _open(scene: Scene, event: Pressed) -> Replies:
    """What is posted stays as it is for everybody else; whoever presses goes on in private."""
    there = await in_private(scene)
    if there is None:
        return await ask_to_write(scene, f"{browse.LINK}{event.action.subject}")
    return pointed(scene, there, await browse.one(there, event.action.subject))


NOTICE_PRESSES: Mapping[str, Press] = {"notice.open": _open}
