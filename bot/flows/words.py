"""Plain words: a command, an answer, an offer or a need, or a message to the other side of a match."""

from bot.chat.incoming import Said
from bot.domain.conversations import Surface
from bot.domain.matches import Match
from bot.flows import talk
from bot.flows.catalogue import NEED, OFFER
from bot.flows.commands import AS_WORDS, role_of, run
from bot.flows.scene import Scene
from bot.flows.talk import Replies, begin
from bot.flows.terms import answers_from
from bot.reading.intent import Intent
from bot.reading.sentence import read_sentence
from bot.services import relaying
from bot.texts import people_cards
from bot.texts.cards import note


async def said(scene: Scene, event: Said) -> Replies:
    """Never a dead end: what cannot be understood is answered with what can be done."""
    text = event.text.strip()
    word = text.lower().strip("/.!? ")
    if word in AS_WORDS:
        return await run(scene, word, "")
    if word.startswith("coordinate "):
        return await run(scene, "coordinate", text.strip("/ ")[len("coordinate ") :])
    waiting = await scene.turn.tx.conversations.current(scene.origin.sender, scene.origin.chat)
    if waiting is not None and waiting.surface is Surface.MESSAGE:
        return await talk.said(scene, waiting, text)
    if not scene.origin.private:
        await scene.say(people_cards.not_understood(await role_of(scene)))
        return ()
    return await _fresh(scene, text)


async def _fresh(scene: Scene, text: str) -> Replies:
    reading = read_sentence(text, today=scene.moment.today, zone=scene.moment.zone)
    partner = await relaying.partner_of(scene.turn, scene.person.id)
    if reading.intent is None or (partner is not None and not reading.skills and reading.when is None):
        return await _to_the_other_side(scene, partner, text)
    flow = OFFER if reading.intent is Intent.OFFER else NEED
    for problem in reading.problems:
        await scene.say(note("answer.trouble", trouble=problem))
    return await begin(scene, flow, answers=answers_from(reading))


async def _to_the_other_side(scene: Scene, partner: Match | None, text: str) -> Replies:
    if partner is None:
        await scene.say(people_cards.not_understood(await role_of(scene)))
        return ()
    await relaying.relay(scene.turn, partner, text, event=scene.origin.event)
    return ()
