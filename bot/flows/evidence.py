"""Evidence in chat: a coordinator sends a photo, a file or a note, and then verifies hours."""

from collections.abc import Mapping
from decimal import Decimal

from bot.chat.incoming import Pressed
from bot.domain.conversations import Conversation
from bot.domain.matches import Match
from bot.domain.permissions import Act
from bot.domain.refusal import Refusal
from bot.flows.asking import Press
from bot.flows.catalogue import EVIDENCE, SETTLE
from bot.flows.files import files_of
from bot.flows.scene import Scene
from bot.flows.talk import Acts, Replies, begin
from bot.flows.whereabouts import ask_to_write, in_private, pointed
from bot.services import evidence as keeping
from bot.services import settling
from bot.services.desk_cards import found
from bot.services.moves import locked
from bot.services.roles import must
from bot.texts.cards import note


async def evidence(scene: Scene, rest: str) -> Replies:
    """`evidence NUMBER`: what is kept of that match, with the files."""
    must(scene.turn, Act.SETTLE_HOURS)
    match = await _match(scene, rest)
    await keeping.show(scene.turn, match.id, scene.origin.chat, event=scene.origin.event)
    return ()


async def _match(scene: Scene, text: str) -> Match:
    one = await found(scene.turn, text.strip().upper().removeprefix("M_"))
    if not isinstance(one, Match):
        raise Refusal("evidence.how")
    return one


async def _add(scene: Scene, event: Pressed) -> Replies:
    """Asked where a file can be sent to the bot: not in a channel that it does not read."""
    must(scene.turn, Act.SETTLE_HOURS)
    await scene.turn.tx.matches.get(event.action.subject)
    there = scene if scene.origin.private or not scene.limits.forms else await in_private(scene)
    if there is None:
        return await ask_to_write(scene)
    return pointed(scene, there, await begin(there, EVIDENCE, subject=event.action.subject))


async def _verify(scene: Scene, event: Pressed) -> Replies:
    """The hours, and what the coordinator goes by, unless something of that is kept already."""
    must(scene.turn, Act.SETTLE_HOURS)
    view = await locked(scene.turn, event.action.subject)
    session = settling.to_settle(view, event.action.option)
    there = bool(await scene.turn.tx.evidence.of(view.match.id))
    answers = {} if there else {"_evidence": ("ask",)}
    option = f"{view.likely(session)}@{event.action.option}"
    return await begin(scene, SETTLE, subject=view.match.id, option=option, answers=answers, form=True)


async def _kept(scene: Scene, talk: Conversation) -> Replies:
    await _keep(scene, talk, talk.answers["what"][0])
    await scene.say(note("evidence.kept"))
    return ()


async def _keep(scene: Scene, talk: Conversation, words: str) -> None:
    sender = scene.origin.sender
    await keeping.add(scene.turn, talk.subject, words, files_of(talk.answers), sent_by=sender)


async def _settle(scene: Scene, talk: Conversation) -> Replies:
    """Hours in the host's place."""
    given = talk.answers.get("evidence", ())
    if given:
        await _keep(scene, talk, given[0])
    which = talk.option.partition("@")[2]
    await settling.verify_for_host(scene.turn, talk.subject, Decimal(talk.answers["hours"][0]), which)
    return ()


EVIDENCE_PRESSES: Mapping[str, Press] = {"evidence.add": _add, "settle.verify": _verify}
EVIDENCE_ACTS: Acts = {"evidence": _kept, "settle": _settle}
