"""Closing a pledge, opening it again, and putting right what was entered wrongly: in words, or by buttons."""

import re
from collections.abc import Mapping

from bot.chat.form import Answers, Values
from bot.chat.incoming import Pressed
from bot.domain.conversations import Conversation
from bot.domain.pledge_records import DAYS, MAY_BE_EMPTY, lever_in
from bot.domain.pledges import UNTIL_APPROVED, Corrects, PledgeMove, PledgeState
from bot.domain.refusal import Refusal
from bot.flows.answers import take
from bot.flows.asking import Press, asks
from bot.flows.flow import Flow, without
from bot.flows.pledge_flows import CLOSE, CORRECT, CORRECTS, REOPEN
from bot.flows.scene import Scene
from bot.flows.talk import Acts, Replies, begin
from bot.reading import places
from bot.reading.any_day import read_day
from bot.reading.unread import Unread
from bot.services import pledge_changes, pledge_corrections
from bot.texts import pledge_change_cards
from bot.texts.cards import note
from bot.texts.catalogue import words

MOVES = {"reached": PledgeMove.REACH, "lapsed": PledgeMove.LAPSE, "withdrawn": PledgeMove.WITHDRAW}
NONE = frozenset({"none", "no", "nothing", "-"})
_WHY = r"(?:[:,;]?\s*\bbecause\b|\s*[:;])\s*(?P<why>.+)"
_CLOSE = re.compile(
    rf"#?(?P<id>\w+)(?:\s+(?:as\s+)?(?P<how>reached|lapsed|withdrawn))?\W*?(?:{_WHY})?",
    re.IGNORECASE | re.DOTALL,
)
_REOPEN = re.compile(rf"#?(?P<id>\w+)\W*?(?:{_WHY})?", re.IGNORECASE | re.DOTALL)
_CORRECT = re.compile(
    r"#?(?P<id>\w+)(?:\s+(?P<what>contract(?: reference)?|commissioner|starts|first day|ends|last day|"
    r"review(?: date)?|priority|area|lever|quantity|amount|measure|unit|hours))?"
    rf"(?:\s+(?:to\s+|is\s+|=\s*)?(?P<value>.+?))??\s*(?:{_WHY})?",
    re.IGNORECASE | re.DOTALL,
)
_SAID = {"first day": "starts", "last day": "ends", "contract reference": "contract", "review date": "review"}
_SAID |= {"unit": "measure", "hours": "quantity", "amount": "quantity"}


async def close(scene: Scene, rest: str) -> Replies:
    """`close pledge ID reached: why`; what is left out is asked."""
    said = _read(_CLOSE, rest, "pledge.how_to_close")
    await _may(scene, said["id"])
    answers = {"as": MOVES.get(said["how"].lower(), ""), "reason": said["why"]}
    return await _begin(scene, said["id"], CLOSE, answers)


async def reopen(scene: Scene, rest: str) -> Replies:
    said = _read(_REOPEN, rest, "pledge.how_to_reopen")
    await _may_reopen(scene, said["id"])
    return await _begin(scene, said["id"], REOPEN, {"reason": said["why"]})


async def correct(scene: Scene, rest: str) -> Replies:
    """`correct pledge ID contract C-124: why`."""
    said = _read(_CORRECT, rest, "correct.how")
    there = await _corrects(scene, said["id"])
    what = _SAID.get(said["what"].lower(), said["what"].lower())
    if what in UNTIL_APPROVED and what not in there:
        raise Refusal("correct.never")
    answers = {"what": what, "value": said["value"] if what else "", "reason": said["why"] if what else ""}
    return await _begin(scene, said["id"], CORRECT, answers, {CORRECTS: there})


def _read(pattern: re.Pattern[str], rest: str, how: str) -> dict[str, str]:
    found = pattern.fullmatch(" ".join(rest.split()))
    if found is None:
        raise Refusal(how)
    said = {name: (value or "").strip() for name, value in found.groupdict().items()}
    return said | {"id": said["id"].upper()}


async def _begin(
    scene: Scene, id: str, flow: Flow, said: Mapping[str, str], circumstances: Answers | None = None
) -> Replies:
    """What was said and does is answered; the rest is asked."""
    taken = {
        name: take(flow, flow.field(name), (value,), scene.moment) for name, value in said.items() if value
    }
    known: dict[str, Values] = {name: each for name, each in taken.items() if not isinstance(each, Unread)}
    known |= circumstances or {}
    return await begin(scene, flow, subject=id, answers=known, form=True)


async def _may(scene: Scene, id: str) -> None:
    await pledge_changes.must_be_changeable(scene.turn, id)


async def _corrects(scene: Scene, id: str) -> Values:
    """What of it this person may put right: until it is approved also how much was promised, and of what."""
    pledge = await scene.turn.tx.pledges.get(id)
    if pledge.state is PledgeState.SUBMITTED:
        await pledge_corrections.must_wait(scene.turn, id)
        return tuple(Corrects)
    await _may(scene, id)
    return tuple(each for each in Corrects if each not in UNTIL_APPROVED)


async def _put_right(scene: Scene, event: Pressed) -> Replies:
    there = await _corrects(scene, event.action.subject)
    return await _begin(scene, event.action.subject, CORRECT, {}, {CORRECTS: there})


async def _may_reopen(scene: Scene, id: str) -> None:
    await pledge_changes.must_be_closed(scene.turn, id)


async def _close(scene: Scene, talk: Conversation) -> Replies:
    move = PledgeMove(talk.answers["as"][0])
    await pledge_changes.close(scene.turn, talk.subject, move, talk.answers["reason"][0])
    return await asked(scene)


async def _reopen(scene: Scene, talk: Conversation) -> Replies:
    await pledge_changes.reopen(scene.turn, talk.subject, talk.answers["reason"][0])
    return await asked(scene)


async def _correct(scene: Scene, talk: Conversation) -> Replies:
    """A value that does not do is asked again, with the rest kept; unless the pledge was closed meanwhile."""
    there = await _corrects(scene, talk.subject)
    corrects, reason = Corrects(talk.answers["what"][0]), talk.answers["reason"][0]
    try:
        value = _value(scene, corrects, talk.answers)
        if Corrects.QUANTITY in there:
            await pledge_corrections.put_right(scene.turn, talk.subject, corrects, value, reason)
            return await _it_is_right(scene)
        await pledge_changes.correct(scene.turn, talk.subject, corrects, value, reason)
    except Refusal as refusal:
        if refusal.key not in ASKED_AGAIN:
            raise
        await scene.say(note("answer.trouble", trouble=words(refusal.key, **refusal.parts)))
        return await begin(scene, CORRECT, subject=talk.subject, answers=without(talk.answers, "value"))
    return await asked(scene)


async def _it_is_right(scene: Scene) -> Replies:
    """A champion's own card says so already."""
    if not scene.person.champions:
        await scene.say(note("correct.done"))
    return ()


ASKED_AGAIN = frozenset(
    {
        "correct.empty",
        "correct.same",
        "correct.no_day",
        "correct.no_area",
        "correct.no_lever",
        "pledge.ends",
        "pledge.review",
    }
    | {"correct.no_amount", "correct.other_unit", "pledge.quantity", "pledge.whole"}
)
"""Refusals after which another value may do."""


def _value(scene: Scene, corrects: Corrects, answers: Answers) -> str:
    """As a change writes it."""
    said = answers["value"][0].strip()
    if corrects in MAY_BE_EMPTY and said.lower() in NONE:
        return ""
    if corrects in DAYS:
        day = read_day(said, today=scene.moment.today, zone=scene.moment.zone)
        if isinstance(day, Unread):
            raise Refusal("correct.no_day")
        return day.isoformat()
    if corrects is Corrects.AREA:
        place = places.read_place(said)
        if isinstance(place, Unread) or not place.districts:
            raise Refusal("correct.no_area")
        return place.districts[0]
    if corrects is Corrects.LEVER:
        return lever_in(said) or ""
    return said


async def asked(scene: Scene) -> Replies:
    if not scene.person.coordinates:
        await scene.say(pledge_change_cards.asked())
    return ()


RECORD_ACTS: Acts = {CLOSE.name: _close, REOPEN.name: _reopen, CORRECT.name: _correct}
RECORD_PRESSES: Mapping[str, Press] = {
    "pledge.close": asks(CLOSE, _may),
    "pledge.reopen": asks(REOPEN, _may_reopen),
    "pledge.correct": _put_right,
}
