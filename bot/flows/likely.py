"""The skills that somebody's words may speak of: asked about where only they can say, else read back."""

import asyncio
import hashlib
from dataclasses import replace

from bot.chat.form import Answers, Skills, Values
from bot.domain.conversations import Conversation
from bot.domain.listings import ListingKind
from bot.flows.flow import Field, Flow
from bot.flows.scene import Scene
from bot.flows.skill_names import LIKELY, in_a_button
from matching.suggested import Suggested, suggested

WITH_SKILLS = frozenset(kind.value for kind in (ListingKind.SKILLS, ListingKind.ONGOING, ListingKind.TRUSTEE))
"""The kinds of help that some skill decides."""
ASKED = "_skills_asked"
"""The circumstance that only the writer could say which of them were meant."""
READ = "_skills_read"
"""The circumstance that says of which words that was: each text is read once."""
SKILLS = Field(
    name="skills",
    kind=Skills(),
    optional=True,
    only_if={"kind": WITH_SKILLS},
    where=lambda answers: bool(answers.get(LIKELY)),
)


async def with_skills(scene: Scene, flow: Flow, talk: Conversation) -> Conversation:
    """The conversation with what its words may speak of. Words that changed are looked at anew, and what was
    chosen for the old ones falls away.

    What is plain is taken as answered and stands in the summary, where it can be changed.
    """
    if SKILLS not in flow.fields:
        return talk
    of = _digest(talk.answers)
    if of == talk.answers.get(READ):
        return talk
    talk = replace(talk, answers={**talk.answers, READ: of})
    found = await _suggested(scene, talk)
    if found.skills == talk.answers.get(LIKELY, ()):
        return talk
    bare = {name: talk.answers[name] for name in talk.answers if name not in (LIKELY, ASKED, SKILLS.name)}
    if not found.skills:
        return replace(talk, answers=bare)
    answers = {**bare, LIKELY: found.skills}
    if not found.open:
        return replace(talk, answers={**answers, SKILLS.name: found.said})
    ticked = tuple(in_a_button(skill) for skill in found.said)
    answers[ASKED] = ("yes",)
    return replace(talk, answers=answers, typed={**talk.typed, SKILLS.name: ticked})


def _digest(answers: Answers) -> Values:
    """Not the words a second time."""
    said = "\n".join((*answers.get("kind", ()), *answers.get("what", ())))
    return (hashlib.blake2s(said.encode(errors="replace"), digest_size=8).hexdigest(),)


def only_read(name: str, answers: Answers) -> bool:
    """Whether this was never a question, only read out of the words."""
    return name == SKILLS.name and ASKED not in answers


async def _suggested(scene: Scene, talk: Conversation) -> Suggested:
    what, kind = talk.answers.get("what", ()), talk.answers.get("kind", ())
    if not what or not WITH_SKILLS & set(kind):
        return Suggested()
    market = scene.turn.house.market
    await market.learn(scene.turn.tx)
    reader = market.matcher.reader
    return suggested(await asyncio.to_thread(reader.side, what[0], ()))
