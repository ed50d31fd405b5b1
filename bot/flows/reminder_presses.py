"""The buttons of reminders: still true, still going, and the ways out."""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.flows import catalogue, commands
from bot.flows.asking import Press, my_match
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Replies, begin
from bot.services import listings, pauses, reminding
from bot.services.tell import settle
from bot.texts import listing_cards
from bot.texts.catalogue import words
from bot.texts.times import day


async def _renew(scene: Scene, event: Pressed) -> Replies:
    view = await listings.renew(scene.turn, event.action.subject)
    await settled(scene, event, "settled.renewed")
    await scene.say(listing_cards.renewed(view))
    return ()


async def _going_on(scene: Scene, event: Pressed) -> Replies:
    await my_match(scene, event.action.subject)
    await settled(scene, event, "settled.going_on")
    return ()


async def _stuck(scene: Scene, event: Pressed) -> Replies:
    """A coordinator helps: they are told in the person's own words."""
    await my_match(scene, event.action.subject)
    await settled(scene, event, "settled.stuck")
    return await begin(scene, catalogue.CONCERN, subject=event.action.subject)


async def _open_reminder(scene: Scene, event: Pressed) -> Replies:
    await scene.say(await reminding.again(scene.turn, event.action.subject, event.action.option))
    return ()


async def _snooze(scene: Scene, event: Pressed) -> Replies:
    """The question itself stays: whoever has put it off may answer all the same."""
    until = await pauses.snooze(scene.turn)
    if event.message:
        line = words("settled.snoozed", day=day(until, scene.turn.house.zone))
        await settle(scene.turn, scene.origin.chat, event.message, line, answered=False)
    return ()


async def _keep_asking(scene: Scene, event: Pressed) -> Replies:
    await settled(scene, event, "settled.keep_asking")
    return await commands.run(scene, "mine", "")


async def _rest(scene: Scene, event: Pressed) -> Replies:
    until = await pauses.rest(scene.turn)
    await settled(scene, event, "settled.resting", day=day(until, scene.turn.house.zone))
    return ()


async def _stop(scene: Scene, event: Pressed) -> Replies:
    await pauses.stop(scene.turn)
    await settled(scene, event, "settled.stopped")
    return ()


REMINDER_PRESSES: Mapping[str, Press] = {
    "listing.renew": _renew,
    "remind.open": _open_reminder,
    "remind.snooze": _snooze,
    "remind.keep": _keep_asking,
    "remind.rest": _rest,
    "remind.stop": _stop,
    "going.on": _going_on,
    "going.stuck": _stuck,
}
