"""Deliveries of what is promised in another unit than hours: said in words or step by step, and confirmed."""

from collections.abc import Mapping
from decimal import Decimal

from bot.chat.form import Values
from bot.chat.incoming import Pressed
from bot.domain.conversations import Conversation
from bot.domain.instalments import same_unit
from bot.domain.refusal import Refusal
from bot.flows.asking import Press, asks, does
from bot.flows.files import files_of
from bot.flows.flow import Flow, without
from bot.flows.pledge_flows import DELIVER, RECEIVED, SETTLE_GIVEN
from bot.flows.pledging import day_of
from bot.flows.scene import Scene
from bot.flows.talk import Acts, Replies, begin
from bot.reading.any_day import said_day
from bot.reading.delivery_sentence import read_delivery
from bot.services import instalments
from bot.texts import instalment_cards
from bot.texts.cards import note
from bot.texts.catalogue import words
from bot.texts.times import figure


async def delivered(scene: Scene, rest: str) -> Replies:
    """`delivered PLEDGE 12 laptops to GROUP on 3 May`; what is left out is asked, and all of it read back."""
    return await _said(scene, rest, done=True)


async def deliver(scene: Scene, rest: str) -> Replies:
    """The same of a day to come."""
    return await _said(scene, rest, done=False)


async def _said(scene: Scene, rest: str, *, done: bool) -> Replies:
    read = read_delivery(rest, today=scene.moment.today, zone=scene.moment.zone, done=done)
    if read is None:
        raise Refusal("instalment.how")
    pledge = await instalments.must_take_more(scene.turn, read.pledge)
    if not same_unit(read.unit, pledge.terms.unit):
        raise Refusal("instalment.other_unit", said=read.unit, unit=pledge.terms.unit, id=pledge.id)
    answers: dict[str, Values] = {}
    if read.quantity is not None:
        instalments.must_fit(scene.turn, pledge, read.quantity)
        answers["quantity"] = (figure(read.quantity),)
    if read.group:
        answers["group"] = ((await instalments.group_called(scene.turn, read.group)).name,)
    if read.day is not None:
        answers["day"] = (said_day(read.day),)
    return await begin(scene, DELIVER, subject=pledge.id, answers=answers, form=True)


async def _may_say(scene: Scene, id: str) -> None:
    await instalments.must_take_more(scene.turn, id)


async def _posted(scene: Scene, talk: Conversation) -> Replies:
    """What does not fit is asked again, with all the rest kept; unless the pledge was closed meanwhile."""
    pledge = await instalments.must_take_more(scene.turn, talk.subject)
    answers = talk.answers
    try:
        instalments.must_fit(scene.turn, pledge, Decimal(answers["quantity"][0]))
        group = await instalments.group_called(scene.turn, answers["group"][0])
        day = day_of(scene, answers["day"][0]) if answers.get("day") else None
        said = await instalments.say(scene.turn, talk.subject, Decimal(answers["quantity"][0]), group.id, day)
    except Refusal as refusal:
        return await _anew(scene, DELIVER, talk, refusal)
    card = instalment_cards.said(await instalments.view_of(scene.turn, said.id))
    await scene.say(card, key=instalment_cards.key_for_giver(said.id))
    return ()


ASKED_AGAIN = {
    **dict.fromkeys(("instalment.quantity", "instalment.whole", "instalment.part"), "quantity"),
    **dict.fromkeys(("instalment.too_early", "instalment.too_late"), "day"),
    **dict.fromkeys(
        (
            *("instalment.unknown_group", "instalment.perhaps_group", "instalment.which_group"),
            *("instalment.no_group", "instalment.unverified_group"),
        ),
        "group",
    ),
}
"""Which answer to ask for again, by what was wrong."""


async def _anew(scene: Scene, flow: Flow, talk: Conversation, refusal: Refusal) -> Replies:
    """The wrong answer is asked for again, with all the rest kept. Raises what no other answer would mend."""
    wrong = ASKED_AGAIN.get(refusal.key)
    if wrong is None:
        raise refusal
    await scene.say(note("answer.trouble", trouble=words(refusal.key, **refusal.parts)))
    return await begin(scene, flow, subject=talk.subject, answers=without(talk.answers, wrong))


async def _may_receive(scene: Scene, id: str) -> None:
    await instalments.must_receive(scene.turn, id)


async def _may_settle(scene: Scene, id: str) -> None:
    await instalments.must_be_settled(scene.turn, id)


async def _received(scene: Scene, talk: Conversation) -> Replies:
    """Part of it arrived."""
    try:
        done = await instalments.confirm(scene.turn, talk.subject, Decimal(talk.answers["quantity"][0]))
    except Refusal as refusal:
        return await _anew(scene, RECEIVED, talk, refusal)
    await scene.say(instalment_cards.thanks(await instalments.view_of(scene.turn, done.id)))
    return ()


async def _settled(scene: Scene, talk: Conversation) -> Replies:
    answers = talk.answers
    quantity, seen = Decimal(answers["quantity"][0]), answers["evidence"][0]
    try:
        await instalments.settle(
            scene.turn, talk.subject, quantity, seen, files_of(answers), scene.origin.sender
        )
    except Refusal as refusal:
        return await _anew(scene, SETTLE_GIVEN, talk, refusal)
    return ()


async def _ask_again(scene: Scene, event: Pressed) -> Replies:
    view = await instalments.ask_again(scene.turn, event.action.subject)
    await scene.say(note("instalment.asked_again", name=view.group.name))
    return ()


async def _take_back(scene: Scene, event: Pressed) -> Replies:
    await instalments.take_back(scene.turn, event.action.subject)
    await scene.say(note("instalment.taken_back"))
    return ()


INSTALMENT_ACTS: Acts = {DELIVER.name: _posted, RECEIVED.name: _received, SETTLE_GIVEN.name: _settled}
INSTALMENT_PRESSES: Mapping[str, Press] = {
    "given.say": asks(DELIVER, _may_say),
    "given.arrived": does(instalments.arrived),
    "given.yes": does(instalments.confirm),
    "given.part": asks(RECEIVED, _may_receive),
    "given.no": does(instalments.dispute),
    "given.settle": asks(SETTLE_GIVEN, _may_settle),
    "given.ask": _ask_again,
    "given.take_back": _take_back,
}
