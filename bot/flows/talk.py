"""The engine at work: a conversation begins, takes answers, reads them back, and ends in an act.

It is a row from the first question on: any process can go on with it, and a kill between two events loses
nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto

from bot.chat.form import Answers, Choices, Values
from bot.chat.outgoing import Card, CloseForm, Hint, Reply, ShowForm
from bot.domain.conversations import Conversation, ConversationState, Surface
from bot.domain.refusal import Refusal
from bot.flows import drawing
from bot.flows.answers import all_said, objection_to, take
from bot.flows.catalogue import FLOWS, LEAVE
from bot.flows.current import standing
from bot.flows.flow import (
    Field,
    Flow,
    Objection,
    asked,
    first_of_page,
    open_fields,
    settled,
    without,
)
from bot.flows.likely import only_read, with_skills
from bot.flows.roles import role_of
from bot.flows.scene import Scene
from bot.flows.whose import WHOSE
from bot.reading.unread import Unread
from bot.services.drafts import plan
from bot.texts import draft_cards
from bot.texts.cards import note, para
from bot.texts.catalogue import words

PATIENCE = timedelta(days=14)  # so that each question can be slept on, or translated by somebody
Replies = tuple[Reply, ...]
Finish = Callable[[Scene, Conversation], Awaitable[Replies]]
Acts = Mapping[str, Finish]


class Known(Enum):
    """What is done with answers that a conversation begins with."""

    SETTLED = auto()  # only what is still open is asked
    READ = auto()  # a form shows its first page with them filled in
    TO_CHANGE = auto()  # they are there to be changed, before they are read back


async def begin(
    scene: Scene,
    flow: Flow,
    *,
    answers: Answers | None = None,
    subject: str = "",
    option: str = "",
    form: bool = False,
    known: Known = Known.SETTLED,
) -> Replies:
    """Starts a flow; with `form`, as a form where the platform can open one right now."""
    given = {**(answers or {}), **await _circumstances(scene, flow)}
    surface = Surface.FORM if (form or scene.on_page) and scene.can_open_form else Surface.MESSAGE
    talk = Conversation(
        id=scene.turn.new_id(),
        account=scene.origin.sender,
        chat=scene.origin.chat,
        person=scene.person.id,
        flow=flow.name,
        version=flow.version,
        surface=surface,
        state=ConversationState.ASKING,
        answers=given,
        step=flow.fields[0].name,
        expires_at=scene.turn.now + PATIENCE,
        revision=0,
        subject=subject,
        option=option,
    )
    await plan(scene.turn, talk)
    if known is Known.TO_CHANGE and not open_fields(flow, settled(flow, given)):
        return await _change(scene, flow, talk)
    return await go_on(scene, flow, talk, whole=known is not Known.SETTLED)


async def _circumstances(scene: Scene, flow: Flow) -> dict[str, Values]:
    """Whoever acts for no organisation yet is asked for it, once; a group has no paid time to ask about."""
    if not flow.review:
        return {}
    whose: dict[str, Values] = {} if scene.person.organisation else {WHOSE: ("ask",)}
    return whose if await role_of(scene) == "group" else {**whose, LEAVE: ("ask",)}


async def go_on(scene: Scene, flow: Flow, talk: Conversation, *, whole: bool = False) -> Replies:
    """To the next open question, or to the review, or to the end."""
    talk = await with_skills(scene, flow, talk)
    answers = settled(flow, talk.answers)
    objection = objection_to(flow, answers) or (flow.judge(answers) if flow.judge is not None else None)
    if objection is not None:
        return await _object(scene, flow, talk, objection)
    remaining = open_fields(flow, answers)
    if remaining:
        step = remaining[0].name
        if talk.surface is Surface.FORM and whole:
            step = first_of_page(flow, answers, scene.limits.questions, step)
        return await show(
            scene, flow, replace(talk, answers=answers, state=ConversationState.ASKING, step=step)
        )
    if flow.review:
        return await show(scene, flow, replace(talk, answers=answers, state=ConversationState.REVIEW))
    return await finish(scene, flow, replace(talk, answers=answers))


async def _object(scene: Scene, flow: Flow, talk: Conversation, objection: Objection) -> Replies:
    kept = {name: values for name, values in talk.answers.items() if name not in objection.again}
    state, first = ConversationState.ASKING, objection.again[0]
    return await show(scene, flow, replace(talk, answers=kept, state=state, step=first), objection.trouble)


async def show(scene: Scene, flow: Flow, talk: Conversation, trouble: str = "") -> Replies:
    """Stores the conversation and draws it."""
    stored = replace(talk, revision=talk.revision + 1, expires_at=scene.turn.now + PATIENCE)
    await scene.turn.tx.conversations.put(stored)
    if stored.surface is Surface.FORM and scene.can_open_form:
        raw, troubles = dict(stored.typed), {stored.step: trouble} if trouble else {}
        return (ShowForm(form=drawing.form(flow, stored, scene.limits.questions, troubles, raw)),)
    if stored.surface is Surface.FORM:
        stored = replace(stored, surface=Surface.MESSAGE)
        await scene.turn.tx.conversations.put(stored)
    card = drawing.card(flow, stored, trouble, points=scene.limits.points)
    await scene.say(card, key=drawing.key(stored))
    return ()


async def said(scene: Scene, talk: Conversation, text: str) -> Replies:
    """Words typed in answer to the question that stands; what comes next comes below them."""
    flow = FLOWS[talk.flow]
    below = replace(talk, card=talk.card + 1)
    match talk.state:
        case ConversationState.CHOOSING:
            await leave_card(scene, talk)
            return await _field_named(scene, flow, below, text)
        case ConversationState.REVIEW:
            await leave_card(scene, talk)
            return await _review_said(scene, flow, below, text)
        case _:
            return await answer_said(scene, flow, talk, text)


async def answer_said(scene: Scene, flow: Flow, talk: Conversation, text: str) -> Replies:
    """Words in answer to the question of a conversation."""
    field, below = flow.field(talk.step, talk.answers), replace(talk, card=talk.card + 1)
    if isinstance(field.kind, Choices) and all_said(text, scene.moment):
        return await _ticked(scene, flow, talk, field, "")
    taken = take(flow, field, (text,), scene.moment)
    if isinstance(taken, Unread):
        await scene.say(note("answer.asked", question=flow.label(field)), key=drawing.key(talk))
        return await show(scene, flow, replace(below, troubles=talk.troubles + 1), taken.reason)
    answered = _answered(below, field, taken)
    if not flow.review and not open_fields(flow, settled(flow, answered.answers)):
        answered = replace(answered, card=talk.card)  # nothing comes below the last answer
    await scene.say(Card(lines=drawing.answered(flow, answered, field, talk.card)), key=drawing.key(talk))
    return await go_on(scene, flow, answered)


async def _answer(scene: Scene, flow: Flow, talk: Conversation, field: Field, given: Values) -> Replies:
    """A button's answer: the same message goes on with what comes next."""
    taken = take(flow, field, given, scene.moment)
    if isinstance(taken, Unread):
        return await show(scene, flow, replace(talk, troubles=talk.troubles + 1), taken.reason)
    return await go_on(scene, flow, _answered(talk, field, taken))


def _answered(talk: Conversation, field: Field, taken: Values) -> Conversation:
    """What was typed or ticked before the answer is over with it."""
    answers, typed = {**talk.answers, field.name: taken}, without(talk.typed, field.name)
    return replace(talk, answers=answers, typed=typed, troubles=0)


async def _ticked(scene: Scene, flow: Flow, talk: Conversation, field: Field, value: str) -> Replies:
    """Of several that may be chosen: a press adds one or takes it away; without a value, that was all."""
    ticked = talk.typed.get(field.name, ())
    if not value:
        return await _answer(scene, flow, talk, field, ticked)
    now = tuple(each for each in ticked if each != value) if value in ticked else (*ticked, value)
    return await show(scene, flow, replace(talk, typed={**talk.typed, field.name: now}))


async def leave_card(scene: Scene, talk: Conversation) -> None:
    """A card that goes on below loses its buttons."""
    flow = FLOWS[talk.flow]
    lines = drawing.facts(flow, talk) or (para("answer.asked", question=flow.title),)
    await scene.say(Card(lines=lines), key=drawing.key(talk))


async def _field_named(scene: Scene, flow: Flow, talk: Conversation, text: str) -> Replies:
    plain = text.strip().lower()
    for each in asked(flow, talk.answers):
        if plain in (*map(str.lower, scene.moment.said(flow.short(each))), each.name):
            return await _ask_again(scene, flow, talk, each.name)
    return await show(scene, flow, talk)


async def _review_said(scene: Scene, flow: Flow, talk: Conversation, text: str) -> Replies:
    """Every button can be typed: "post it", "yes", "change"."""
    match scene.moment.in_english(text).strip().lower().rstrip(".!"):
        case "post it" | "post" | "yes" | "y" | "ok" | "send" | "correct":
            return await finish(scene, flow, talk)
        case "change" | "no" | "edit":
            return await show(scene, flow, replace(talk, state=ConversationState.CHOOSING))
        case _:
            return await show(scene, flow, talk)


async def pressed(scene: Scene, verb: str, talk: Conversation, option: str) -> Replies:
    """A button of the conversation's own card."""
    flow = FLOWS[talk.flow]
    match verb:
        case "c.set":
            name, _, value = option.partition("=")
            if name != talk.step or talk.state is not ConversationState.ASKING:
                return await _stale(scene, flow, talk)
            field = flow.field(name, talk.answers)
            if isinstance(field.kind, Choices):
                return await _ticked(scene, flow, talk, field, value)
            return await _answer(scene, flow, talk, field, (value,) if value else ())
        case "c.post":
            return await post_it(scene, flow, talk)
        case "c.change":
            return await _change(scene, flow, talk)
        case "c.field":
            return await _ask_again(scene, flow, talk, option)
        case "c.back":
            return await back(scene, talk)
        case "c.open":
            return await open_form(scene, flow, talk)
        case "c.resume":
            return await _resumed(scene, flow, talk)
        case _:
            if option == draft_cards.NOTICE:
                await scene.say(note("draft.cancelled", what=flow.title), key=draft_cards.key(talk.id))
            return await cancel(scene, talk)


async def _resumed(scene: Scene, flow: Flow, talk: Conversation) -> Replies:
    """A draft that was mentioned goes on below that, as it stands."""
    await scene.say(note("draft.goes_on"), key=draft_cards.key(talk.id))
    await leave_card(scene, talk)
    below = replace(talk, card=talk.card + 1)
    return await (open_form if scene.can_open_form else show)(scene, flow, below)


async def _stale(scene: Scene, flow: Flow, talk: Conversation) -> Replies:
    return (*await show(scene, flow, talk), Hint(text=words("hint.answered_already")))


async def post_it(scene: Scene, flow: Flow, talk: Conversation) -> Replies:
    if talk.state is not ConversationState.REVIEW or open_fields(flow, talk.answers):
        return await go_on(scene, flow, talk)
    return await finish(scene, flow, talk)


async def _change(scene: Scene, flow: Flow, talk: Conversation) -> Replies:
    if not scene.can_open_form:
        return await show(scene, flow, replace(talk, state=ConversationState.CHOOSING))
    return await open_form(
        scene, flow, replace(talk, state=ConversationState.ASKING, step=flow.fields[0].name)
    )


async def open_form(scene: Scene, flow: Flow, talk: Conversation) -> Replies:
    """Goes on as a form, with everything answered so far filled in."""
    first = first_of_page(flow, talk.answers, scene.limits.questions, talk.step)
    return await show(scene, flow, replace(talk, surface=Surface.FORM, step=first))


async def _ask_again(scene: Scene, flow: Flow, talk: Conversation, name: str) -> Replies:
    if name not in {each.name for each in asked(flow, talk.answers)}:
        return await show(scene, flow, talk)
    again = replace(talk, answers=without(talk.answers, name), state=ConversationState.ASKING, step=name)
    if isinstance(flow.field(name).kind, Choices):
        again = replace(again, typed={**talk.typed, name: drawing.given(flow.field(name), talk.answers)})
    return await show(scene, flow, again)


async def back(scene: Scene, talk: Conversation) -> Replies:
    """One step back: the last answer is asked again; from the first question there is nowhere to go."""
    flow = FLOWS[talk.flow]
    if talk.state is ConversationState.CHOOSING:
        return await show(scene, flow, replace(talk, state=ConversationState.REVIEW))
    fields = [each.name for each in asked(flow, talk.answers)]
    before = fields[: fields.index(talk.step)] if talk.state is ConversationState.ASKING else fields
    answered = [name for name in before if name in talk.answers and not only_read(name, talk.answers)]
    if not answered:
        return (*await show(scene, flow, talk), Hint(text=words("hint.first_question")))
    return await _ask_again(scene, flow, talk, answered[-1])


async def cancel(scene: Scene, talk: Conversation) -> Replies:
    """Leaves the conversation, and says what was kept: nothing of it was posted."""
    flow = FLOWS[talk.flow]
    await end(scene, talk, ConversationState.CANCELLED)
    await scene.say(note("draft.cancelled", what=flow.title), key=drawing.key(talk))
    return (CloseForm(), *await _resume(scene))


async def end(scene: Scene, talk: Conversation, state: ConversationState) -> None:
    if state is ConversationState.CANCELLED:
        await scene.turn.tx.kept.drop(talk.id)
    bare = replace(talk, answers={}, typed={}) if FLOWS[talk.flow].secret else talk
    over = replace(bare, state=state, revision=talk.revision + 1, expires_at=scene.turn.now)
    await scene.turn.tx.conversations.put(over)


async def _resume(scene: Scene) -> Replies:
    """A conversation that was waiting behind this one comes back."""
    waiting = await standing(scene)
    if waiting is None or waiting.surface is Surface.FORM:
        return ()
    return await show(scene, FLOWS[waiting.flow], replace(waiting, card=waiting.card + 1))


async def finish(scene: Scene, flow: Flow, talk: Conversation) -> Replies:
    """All is answered: the flow's act is done, in the same transaction."""
    from bot.flows.finish import FINISH  # the acts begin conversations themselves

    await end(scene, talk, ConversationState.DONE)
    drawn = talk.revision if talk.surface is Surface.MESSAGE else talk.card > 1
    if drawn:
        await scene.say(drawing.finished(flow, talk), key=drawing.key(talk))
    try:
        replies = await FINISH[flow.name](scene, talk)
    except Refusal as refusal:
        refusal.conversation = talk.id
        raise
    return (CloseForm(), *replies) if talk.surface is Surface.FORM else replies


async def give_up(scene: Scene, talk: Conversation) -> None:
    """Its act is refused for good: what is typed next must not be taken for an answer to it."""
    await end(scene, talk, ConversationState.CANCELLED)
