"""What people may ask for by law: everything that is held about them, and to be forgotten."""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.domain.permissions import Act, As
from bot.flows.asking import Press
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Replies
from bot.services import rights
from bot.services.roles import must
from bot.texts import rights_cards
from bot.texts.cards import note


async def my_data(scene: Scene, rest: str) -> Replies:
    await rights.send_all(scene.turn, cause=scene.origin.event)
    return ()


async def forget_me(scene: Scene, rest: str) -> Replies:
    await rights.must_be_free_to_go(scene.turn)
    await scene.say(rights_cards.asked_once(scene.person.id))
    return ()


async def _go_on(scene: Scene, event: Pressed) -> Replies:
    _must_be_me(scene, event)
    await settled(scene, event, "settled.asked_again")
    await scene.say(rights_cards.asked_twice(scene.person.id))
    return ()


async def _keep(scene: Scene, event: Pressed) -> Replies:
    _must_be_me(scene, event)
    await settled(scene, event, "settled.kept")
    return ()


async def _forget(scene: Scene, event: Pressed) -> Replies:
    _must_be_me(scene, event)
    turn, chat = scene.turn, scene.origin.chat
    asked = await rights.asked_in(turn, chat, event.message)
    await rights.forget(turn)
    await rights.farewell(turn, chat, note("rights.forgotten"), asked=asked)
    return ()


def _must_be_me(scene: Scene, event: Pressed) -> None:
    must(scene.turn, Act.BE_FORGOTTEN, *([As.SELF] if event.action.subject == scene.person.id else []))


RIGHTS_PRESSES: Mapping[str, Press] = {"me.forget": _go_on, "me.keep": _keep, "me.forget_now": _forget}
