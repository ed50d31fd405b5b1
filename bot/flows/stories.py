"""Stories in chat: told, changed, allowed and taken back by either side."""

from collections.abc import Mapping

from bot.chat.form import Values
from bot.chat.incoming import Pressed
from bot.chat.outgoing import Card
from bot.domain.conversations import Conversation
from bot.domain.views import MatchView
from bot.flows.answers import objection_to
from bot.flows.asking import Press
from bot.flows.catalogue import CONSENT, STORY
from bot.flows.personal import MOST_SHOWN
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Acts, Known, Replies, begin
from bot.services import stories
from bot.services.matches import party_of
from bot.texts import story_cards
from bot.texts.cards import note
from bot.texts.drawing import drawn


async def story(scene: Scene, rest: str) -> Replies:
    """What came of the newest matches, as cards: a draft from the record where nobody told it yet."""
    views = await stories.tellable(scene.turn, scene.person.id)
    if not views:
        await scene.say(note("story.nothing"))
        return ()
    for view in views[:MOST_SHOWN]:
        await scene.say(await _card(scene, view), key=f"story:{view.match.id}:{scene.origin.event}")
    return ()


async def _card(scene: Scene, view: MatchView) -> Card:
    turn, party = scene.turn, party_of(scene.turn, view)
    told = await turn.tx.outcomes.story(view.match.id)
    if told is None:
        return story_cards.ask(view, party, await stories.drafted(turn, view, party))
    return story_cards.mine(view, told, await stories.allowed_by(turn, view.match.id, party))


async def _draft(scene: Scene, view: MatchView) -> tuple[str, dict[str, Values]]:
    """Which draft it is, and its words in this person's language, as answers."""
    draft = await stories.drafted(scene.turn, view, party_of(scene.turn, view))
    said = zip(FIELDS, story_cards.written(draft), strict=True)
    return story_cards.digest(draft), {name: (drawn(text, scene.reads),) for name, text in said if text}


FIELDS = tuple(field.name for field in STORY.fields)


async def _use(scene: Scene, event: Pressed) -> Replies:
    """The draft that was read becomes the story; what it leaves open is asked."""
    view = await stories.must_be_tellable(scene.turn, event.action.subject)
    told = await scene.turn.tx.outcomes.story(view.match.id)
    which, answers = await _draft(scene, view)
    if told is not None or which != event.action.option:
        await scene.say(await _card(scene, view), key=f"story:{view.match.id}:{scene.origin.event}")
        return ()
    await settled(scene, event, "settled.draft_used")
    if len(answers) < len(FIELDS) or objection_to(STORY, answers) is not None:
        return await begin(scene, STORY, subject=view.match.id, answers=answers)
    before, done, change = (answers[name][0] for name in FIELDS)
    await stories.write(scene.turn, view.match.id, (before, done, change))
    return await begin(scene, CONSENT, subject=view.match.id)


async def _tell(scene: Scene, event: Pressed) -> Replies:
    """What was told, or drafted, to be changed; where something is open, that is asked first."""
    view = await stories.must_be_tellable(scene.turn, event.action.subject)
    told = await scene.turn.tx.outcomes.story(view.match.id)
    if told is None:
        _, answers = await _draft(scene, view)
    else:
        answers = {"before": (told.before,), "done": (told.done,), "change": (told.change,)}
    return await begin(scene, STORY, subject=view.match.id, answers=answers, form=True, known=Known.TO_CHANGE)


async def _later(scene: Scene, event: Pressed) -> Replies:
    await stories.must_be_tellable(scene.turn, event.action.subject)
    await settled(scene, event, "settled.story_later")
    return ()


async def _consent(scene: Scene, event: Pressed) -> Replies:
    view = await stories.must_be_tellable(scene.turn, event.action.subject)
    return await begin(scene, CONSENT, subject=view.match.id, form=True)


async def _withdraw(scene: Scene, event: Pressed) -> Replies:
    await stories.withdraw(scene.turn, event.action.subject)
    await settled(scene, event, "settled.consent_withdrawn")
    return ()


async def _written(scene: Scene, talk: Conversation) -> Replies:
    """Then what may be done with it is asked, by itself."""
    given = talk.answers
    words = (given["before"][0], given["done"][0], given["change"][0])
    await stories.write(scene.turn, talk.subject, words)
    return await begin(scene, CONSENT, subject=talk.subject)


async def _allowed(scene: Scene, talk: Conversation) -> Replies:
    name, photo, publication = (talk.answers[each] == ("yes",) for each in ("name", "photo", "publication"))
    await stories.allow(scene.turn, talk.subject, name=name, photo=photo, publication=publication)
    await scene.say(note("story.thanks"))
    return ()


STORY_PRESSES: Mapping[str, Press] = {
    "story.use": _use,
    "story.tell": _tell,
    "story.later": _later,
    "story.consent": _consent,
    "story.withdraw": _withdraw,
}
STORY_ACTS: Acts = {"story": _written, "consent": _allowed}
