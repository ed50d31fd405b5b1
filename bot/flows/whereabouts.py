"""Where an answer belongs: what is personal goes to the person's own chat, wherever it was asked."""

from dataclasses import replace

from bot.chat.address import private
from bot.chat.outgoing import Hint, Reply, ShowForm
from bot.domain.people import Person
from bot.flows.scene import Scene
from bot.services.tell import post
from bot.texts import people_cards
from bot.texts.catalogue import words

DESK = frozenset(
    {"queue", "report", "undo", "find", "open", "pair", "vet", "hold", "thaw", "unmet", "pledges", "count"}
    | {"means", "first", "take", "handover", "removecoordinator", "approve"}
    | {"checks", "checked", "evidence", "summary", "outcome"}
)
"""Commands about everybody's business: answered where coordinators are among themselves."""

OF_THE_CHAT = frozenset({"language", "settings"})
"""In a chat of several people these are about it, and not about whoever said it."""

ABOUT_IT = frozenset({"menuhere", "menuoff"})
"""The same on every platform: said in a chat, they are about that chat."""

HERE = frozenset({"help", "cancel", "back"})
"""Commands about the conversation that stands in the same chat."""


async def in_a_place(scene: Scene) -> bool:
    """Whether this is one of the coordinators' chats."""
    return scene.origin.chat in await scene.turn.tx.chats.now_at(scene.turn.house.places())


async def answered_in(scene: Scene, command: str) -> Scene | None:
    """The scene in which a command is answered; None where the person has to write to us first."""
    if scene.origin.private or command in ABOUT_IT or (command in DESK | HERE and await in_a_place(scene)):
        return scene
    if command in OF_THE_CHAT and (not scene.limits.forms or await in_a_place(scene)):
        return scene
    if command in HERE and await scene.turn.tx.conversations.current(scene.origin.sender, scene.origin.chat):
        return scene
    return await in_private(scene)


async def in_private(scene: Scene) -> Scene | None:
    """The same in the person's own chat; None on a platform where only they can begin it, and have not."""
    if not scene.limits.forms and scene.person.noticed_at is None:
        return None
    own = replace(scene, origin=replace(scene.origin, chat=private(scene.origin.sender), private=True))
    return replace(own, person=await noticed(own))


async def noticed(scene: Scene, *, shown: bool = False) -> Person:
    """The person, after the privacy notice: it comes first, and once. `shown`: they see it anyway."""
    if scene.person.noticed_at is not None or not scene.origin.private:
        return scene.person
    person = replace(scene.person, noticed_at=scene.turn.now)
    await scene.turn.tx.people.put(person)
    fact = f"person:{person.id}:noticed"
    if not shown:
        card = people_cards.first_contact(scene.turn.house.privacy)
        await post(scene.turn, scene.origin.chat, card, fact=fact)
    return person


async def ask_to_write(scene: Scene, payload: str = "") -> tuple[Reply, ...]:
    """Said before everybody, so it says nothing but that; its link goes on with what was begun."""
    await scene.say(people_cards.in_private(scene.person.name, scene.link(payload or "start")))
    return ()


def pointed(scene: Scene, there: Scene, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """With a hint where the answer is, unless it is here, or opens before their eyes."""
    if there is scene or any(isinstance(each, ShowForm) for each in replies):
        return replies
    return (*replies, Hint(text=words("said.answered_in_private")))
