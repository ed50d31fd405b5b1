"""Asking for another way to keep a promise."""

from collections.abc import Mapping
from decimal import Decimal

from bot.chat.incoming import Pressed
from bot.domain.conversations import Conversation
from bot.flows.asking import Press, asks, does
from bot.flows.pledge_flows import FUND, REPLAN, SUBSTITUTE
from bot.flows.pledge_records import RECORD_ACTS, RECORD_PRESSES, asked
from bot.flows.pledging import day_of, measured
from bot.flows.scene import Scene
from bot.flows.talk import Acts, Replies
from bot.services import pledge_changes
from bot.texts import pledge_change_cards


async def _may(scene: Scene, id: str) -> None:
    await pledge_changes.must_be_changeable(scene.turn, id)


async def _ways(scene: Scene, event: Pressed) -> Replies:
    pledge = await pledge_changes.must_be_changeable(scene.turn, event.action.subject)
    await scene.say(pledge_change_cards.ways(pledge))
    return ()


async def _replan(scene: Scene, talk: Conversation) -> Replies:
    ends = day_of(scene, talk.answers["ends"][0])
    await pledge_changes.replan(scene.turn, talk.subject, ends, talk.answers["reason"][0])
    return await asked(scene)


async def _fund(scene: Scene, talk: Conversation) -> Replies:
    amount = Decimal(talk.answers["amount"][0])
    await pledge_changes.to_fund(scene.turn, talk.subject, amount, talk.answers["reason"][0])
    return await asked(scene)


async def _substitute(scene: Scene, talk: Conversation) -> Replies:
    code, unit = measured(scene, talk.answers)
    measure = scene.turn.house.measures.named(code) if code else None
    instead = (measure.label if measure else unit, Decimal(talk.answers["quantity"][0]))
    amount, reason = Decimal(talk.answers["amount"][0]), talk.answers["reason"][0]
    await pledge_changes.substitute(scene.turn, talk.subject, amount, instead, reason)
    return await asked(scene)


CHANGE_ACTS: Acts = {REPLAN.name: _replan, FUND.name: _fund, SUBSTITUTE.name: _substitute, **RECORD_ACTS}
CHANGE_PRESSES: Mapping[str, Press] = {
    "pledge.ways": _ways,
    "pledge.replan": asks(REPLAN, _may),
    "pledge.fund": asks(FUND, _may),
    "pledge.substitute": asks(SUBSTITUTE, _may),
    "pledge.agree": does(pledge_changes.agree),
    "pledge.refuse": does(pledge_changes.refuse),
    **RECORD_PRESSES,
}
