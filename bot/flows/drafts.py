"""What was begun in a form and not finished: kept while it is typed, and opened again as it was left."""

from dataclasses import replace

from bot.chat.incoming import Dismissed, Typed
from bot.domain.conversations import Conversation, ConversationState, Surface
from bot.domain.people import Person
from bot.flows import drawing, filling, talk
from bot.flows.catalogue import FLOWS
from bot.flows.current import mine
from bot.flows.flow import open_fields, page_around, settled
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.services.ports import Tx


async def keep(tx: Tx, person: Person, event: Typed) -> bool:
    """Notes what stands in the open form; False where it is not theirs, or another page is open by now."""
    open_ = await tx.conversations.get(event.conversation)
    if open_ is None or open_.person != person.id or open_.state is not ConversationState.ASKING:
        return False
    if open_.surface is not Surface.FORM or open_.revision != event.revision:
        return False
    await tx.conversations.put(replace(open_, typed=dict(event.answers)))
    return True


async def dismissed(scene: Scene, event: Dismissed) -> Replies:
    """A form was closed, perhaps by accident: what was typed stays for 14 days, also what cannot be read."""
    closed = await mine(scene, event.conversation)
    if closed is None:
        return ()
    flow = FLOWS[closed.flow]
    if flow.secret:
        await talk.end(scene, closed, ConversationState.CANCELLED)
        return ()
    typed = {**closed.typed, **event.answers}
    page = page_around(flow, closed.answers, scene.limits.questions, closed.step)
    taken, troubles = filling.taken_of(scene, flow, page, typed)
    kept = {name: values for name, values in taken.items() if values}
    answers = settled(flow, {**closed.answers, **kept})
    remaining = open_fields(flow, answers)
    unread = {name: values for name, values in typed.items() if name in troubles}
    waiting = replace(
        closed,
        answers=answers,
        typed=unread,
        state=ConversationState.ASKING if remaining else ConversationState.REVIEW,
        step=remaining[0].name if remaining else closed.step,
        surface=Surface.MESSAGE,
        revision=closed.revision + 1,
        card=closed.card + 1,
    )
    if not unread and not any(answers[name] for name in answers if not name.startswith("_")):
        await talk.end(scene, closed, ConversationState.CANCELLED)  # nothing was put in, so nothing is said
        return ()
    await scene.turn.tx.conversations.put(waiting)
    card = drawing.kept(flow, waiting) if remaining else drawing.card(flow, waiting)
    await scene.say(card, key=drawing.key(waiting))
    return ()


async def reopen(scene: Scene, left: Conversation) -> Replies:
    """A draft that was left, from its first page on: nobody types it again."""
    flow = FLOWS[left.flow]
    if not scene.can_open_form:
        return await talk.show(scene, flow, replace(left, card=left.card + 1))
    return await talk.open_form(
        scene, flow, replace(left, state=ConversationState.ASKING, step=flow.fields[0].name)
    )
