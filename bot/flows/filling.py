"""Forms that come back: what is right in them is kept, what is not is said beside its field."""

from dataclasses import replace

from bot.chat.form import Answers, Values
from bot.chat.incoming import Filled
from bot.chat.outgoing import CloseForm, Hint, ShowForm
from bot.domain.conversations import Conversation, ConversationState, Surface
from bot.flows import drawing
from bot.flows.answers import take
from bot.flows.catalogue import FLOWS
from bot.flows.current import mine
from bot.flows.flow import Field, Flow, open_fields, page_around, settled
from bot.flows.likely import with_skills
from bot.flows.scene import Scene
from bot.flows.talk import Replies, go_on, post_it, show
from bot.reading.unread import Unread
from bot.texts.catalogue import words


async def filled(scene: Scene, event: Filled) -> Replies:
    """A form came back: what is right is kept, what is not is said beside its field."""
    talk = await mine(scene, event.conversation)
    if talk is None:
        return (CloseForm(), Hint(text=words("hint.over")))
    flow = FLOWS[talk.flow]
    if talk.state is ConversationState.REVIEW:
        return await post_it(scene, flow, talk)
    page = page_around(flow, talk.answers, scene.limits.questions, talk.step)
    answers, troubles = taken_of(scene, flow, page, event.answers)
    kept = replace(talk, answers={**talk.answers, **answers}, surface=Surface.FORM, typed={})
    if not troubles:
        return await _after_page(scene, flow, kept, page)
    raw = {name: values for name, values in event.answers.items() if name in troubles}
    stored = replace(
        kept, typed={} if flow.secret else raw
    )  # the same revision: the platform shows the trouble on the open page
    await scene.turn.tx.conversations.put(stored)
    return (ShowForm(form=drawing.form(flow, stored, scene.limits.questions, troubles, raw)),)


def taken_of(
    scene: Scene, flow: Flow, page: tuple[Field, ...], given: Answers
) -> tuple[dict[str, Values], dict[str, str]]:
    answers: dict[str, Values] = {}
    troubles: dict[str, str] = {}
    for each in page:
        taken = take(flow, each, given.get(each.name, ()), scene.moment)
        if isinstance(taken, Unread):
            troubles[each.name] = taken.reason
        else:
            answers[each.name] = taken
    return answers, troubles


async def _after_page(scene: Scene, flow: Flow, talk: Conversation, page: tuple[Field, ...]) -> Replies:
    """What came into question by the answers of this page is asked next; then the review."""
    talk = await with_skills(scene, flow, talk)
    answers = settled(flow, talk.answers)
    seen = {each.name for each in page}
    new = [each.name for each in open_fields(flow, answers) if each.name not in seen]
    if new:
        return await show(scene, flow, replace(talk, answers=answers, step=new[0]))
    return await go_on(scene, flow, replace(talk, answers=answers))
