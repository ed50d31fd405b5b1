"""How much people can take on: asked by button, or with the word `capacity`."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from bot.chat.incoming import Pressed
from bot.domain.capacity import Capacity
from bot.domain.conversations import Conversation
from bot.domain.matches import Party
from bot.flows.asking import Press
from bot.flows.catalogue import CAPACITY_HOST, CAPACITY_VOLUNTEER, PAUSE
from bot.flows.roles import role_of
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Acts, Replies, begin
from bot.services import capacities
from bot.services.pauses import back
from bot.texts import capacity_cards

FLOW = {Party.VOLUNTEER: CAPACITY_VOLUNTEER, Party.HOST: CAPACITY_HOST}


async def capacity(scene: Scene, rest: str) -> Replies:
    party = Party.HOST if await role_of(scene) == "group" else Party.VOLUNTEER
    return await begin(scene, FLOW[party], form=True)


def _asks(party: Party) -> Press:
    async def start(scene: Scene, event: Pressed) -> Replies:
        return await begin(scene, FLOW[party], form=True)

    return start


async def _volunteer(scene: Scene, talk: Conversation) -> Replies:
    given = talk.answers
    before = await scene.turn.tx.capacities.get(scene.person.id, Party.VOLUNTEER)
    month = Decimal(given["month"][0]) if given.get("month") else None
    standby = given["standby"] == ("yes",)
    at_once = int(given["at_once"][0])
    return await _keep(scene, replace(before, at_once=at_once, month=month, standby=standby))


async def _host(scene: Scene, talk: Conversation) -> Replies:
    given = talk.answers
    before = await scene.turn.tx.capacities.get(scene.person.id, Party.HOST)
    return await _keep(
        scene,
        replace(
            before,
            at_once=int(given["at_once"][0]),
            largest=int(given["largest"][0]) if given.get("largest") else 0,
            notice=None if given["notice"] == ("usual",) else int(given["notice"][0]),
            supervision=" ".join(given.get("supervision", ())),
        ),
    )


async def _keep(scene: Scene, capacity: Capacity) -> Replies:
    """There may be more room now: what they offered or asked for is matched again."""
    await capacities.say(scene.turn, capacity)
    await scene.say(capacity_cards.said(capacity))
    await back(scene.turn, scene.person.id)
    return ()


async def _wait(scene: Scene, event: Pressed) -> Replies:
    """Nothing to be done: room is made by whatever ends first."""
    await settled(scene, event, "settled.when_one_is_done")
    return ()


async def _pause(scene: Scene, event: Pressed) -> Replies:
    await settled(scene, event, "settled.name_a_day")
    return await begin(scene, PAUSE, form=True)


CAPACITY_PRESSES: Mapping[str, Press] = {
    "capacity.wait": _wait,
    "capacity.pause": _pause,
    "capacity.volunteer": _asks(Party.VOLUNTEER),
    "capacity.host": _asks(Party.HOST),
}
CAPACITY_ACTS: Acts = {"capacity_volunteer": _volunteer, "capacity_host": _host}
