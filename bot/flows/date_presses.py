"""Buttons about dates."""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.domain.matches import DATED
from bot.flows import catalogue
from bot.flows.asking import Press
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Replies, begin
from bot.services import dates, matches, rescoping, standby, standing_in, substituting
from bot.services.moves import locked


async def _date(scene: Scene, event: Pressed) -> Replies:
    return await _ask_when(scene, event.action.subject, event.action.option)


async def _one_more(scene: Scene, event: Pressed) -> Replies:
    return await _ask_when(scene, event.action.subject, dates.ONE_MORE)


async def _ask_when(scene: Scene, match: str, which: str) -> Replies:
    view = await locked(scene.turn, match)
    matches.party_of(scene.turn, view)
    if view.match.state not in dates.DATABLE:
        raise matches.moved_on(view)
    return await begin(scene, catalogue.DATE, subject=match, option=which)


async def _agree(scene: Scene, event: Pressed) -> Replies:
    number, _, which = event.action.option.partition(".")
    sequence = int(number) if number.isdigit() else -1
    await dates.agree(scene.turn, event.action.subject, sequence, which)
    await settled(scene, event, "settled.agreed")
    return ()


async def _confirm(scene: Scene, event: Pressed) -> Replies:
    await dates.confirm(scene.turn, event.action.subject)
    await settled(scene, event, "settled.confirmed")
    return ()


async def _cannot(scene: Scene, event: Pressed) -> Replies:
    """Why, asked by button; and where there are several dates, which of it is off."""
    view = await locked(scene.turn, event.action.subject)
    matches.party_of(scene.turn, view)
    await settled(scene, event, "settled.cannot")
    session = view.session if view.match.state in DATED and len(view.to_come) > 1 else None
    if session is None:
        return await begin(scene, catalogue.CANNOT, subject=view.match.id)
    return await begin(scene, catalogue.OFF, subject=view.match.id, option=session.id)


async def _standby(scene: Scene, event: Pressed) -> Replies:
    view = await standby.ask_at_once(scene.turn, event.action.subject, event.action.option)
    await matches.show_coordinators(scene.turn, view)
    await settled(scene, event, "settled.standby")
    return ()


async def _instead(scene: Scene, event: Pressed) -> Replies:
    await standing_in.ask_instead(scene.turn, event.action.subject, event.action.option)
    await settled(scene, event, "settled.instead")
    return ()


async def _rescoped(scene: Scene, event: Pressed) -> Replies:
    await rescoping.agree(scene.turn, event.action.subject, event.action.option)
    await settled(scene, event, "settled.rescoped")
    return ()


async def _swap(scene: Scene, event: Pressed) -> Replies:
    await substituting.take_over(scene.turn, event.action.subject, event.action.option)
    await settled(scene, event, "settled.yes")
    return ()


async def _no_swap(scene: Scene, event: Pressed) -> Replies:
    await substituting.decline(scene.turn, event.action.subject, event.action.option)
    await settled(scene, event, "settled.no")
    return ()


DATE_PRESSES: Mapping[str, Press] = {
    "match.date": _date,
    "match.cannot": _cannot,
    "date.one_more": _one_more,
    "standby.ask": _standby,
    "standby.instead": _instead,
    "rescope.agree": _rescoped,
    "swap.yes": _swap,
    "swap.no": _no_swap,
    "date.agree": _agree,
    "date.confirm": _confirm,
}
