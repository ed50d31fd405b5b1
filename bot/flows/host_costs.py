"""`costs NUMBER`: what it costs a group to be helped, which may be nothing."""

from collections.abc import Mapping
from decimal import Decimal

from bot.chat.incoming import Pressed
from bot.domain.conversations import Conversation
from bot.domain.listings import HostCosts
from bot.domain.refusal import Refusal
from bot.flows.asking import Press
from bot.flows.cost_flows import COSTS
from bot.flows.scene import Scene
from bot.flows.talk import Acts, Replies, begin
from bot.services import host_costs
from bot.texts.cards import note, short


async def costs(scene: Scene, rest: str) -> Replies:
    id = rest.strip().upper().lstrip("#")
    if not id:
        raise Refusal("costs.how")
    return await _ask(scene, id)


async def _ask(scene: Scene, id: str) -> Replies:
    need = await host_costs.to_say(scene.turn, id)
    return await begin(scene, COSTS, subject=need.id, form=True)


async def _asked(scene: Scene, event: Pressed) -> Replies:
    return await _ask(scene, event.action.subject)


async def _said(scene: Scene, talk: Conversation) -> Replies:
    answers = {name: values[0] for name, values in talk.answers.items() if values}
    said = HostCosts(
        hours=Decimal(answers.get("hours", "0")),
        pounds=Decimal(answers.get("pounds", "0")),
        each=answers.get("share") == "each",
        what_for=answers.get("what_for", ""),
    )
    need = await host_costs.say(scene.turn, talk.subject, said)
    await scene.say(note("costs.kept" if said else "costs.nothing", what=short(need)))
    return ()


COST_ACTS: Acts = {COSTS.name: _said}
COST_PRESSES: Mapping[str, Press] = {"listing.costs": _asked}
