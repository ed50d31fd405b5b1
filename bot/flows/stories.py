"""Stories in chat: told, changed, allowed and taken back by either side."""

from collections.abc import Mapping

from bot.chat.incoming import Pressed
from bot.domain.conversations import Conversation
from bot.flows.asking import Press
from bot.flows.catalogue import CONSENT, STORY
from bot.flows.personal import MOST_SHOWN
from bot.flows.scene import Scene
from bot.flows.settled import settled
from bot.flows.talk import Acts, Replies, begin
from bot.services import stories
from bot.services.matches import party_of
from bot.texts import story_cards
from bot.texts.cards import note


async def story(scene: Scene, rest: str) -> Replies:
    """The story of the newest match that came to something, or several as cards."""
    views = await stories.tellable(scene.turn, scene.person.id)
    if not views:
        await scene.say(note("story.nothing"))
        return ()
    if len(views) == 1 and await scene.turn.tx.outcomes.story(views[0].match.id) is None:
        return await begin(scene, STORY, subject=views[0].match.id, form=True)
    for view in views[:MOST_SHOWN]:
        party = party_of(scene.turn, view)
        told = await scene.turn.tx.outcomes.story(view.match.id)
        consent = await stories.allowed_by(scene.turn, view.match.id, party)
        card = story_cards.ask(view, party) if told is None else story_cards.mine(view, told, consent)
        await scene.say(card, key=f"story:{view.match.id}:{scene.origin.event}")
    return ()


async def _tell(scene: Scene, event: Pressed) -> Replies:
    """The three questions; what was told before is read back, to be changed."""
    view = await stories.must_be_tellable(scene.turn, event.action.subject)
    told = await scene.turn.tx.outcomes.story(view.match.id)
    answers = {"before": (told.before,), "done": (told.done,), "change": (told.change,)} if told else {}
    return await begin(scene, STORY, subject=view.match.id, answers=answers, form=not answers)


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
    "story.tell": _tell,
    "story.consent": _consent,
    "story.withdraw": _withdraw,
}
STORY_ACTS: Acts = {"story": _written, "consent": _allowed}
