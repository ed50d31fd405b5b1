"""Plain words: a command, an answer, an offer or a need, or a message to the other side of a match."""

from bot.chat.incoming import Said
from bot.domain.conversations import Surface
from bot.domain.matches import Match
from bot.flows import current, talk
from bot.flows.answers import take
from bot.flows.catalogue import PAUSE
from bot.flows.commands import COMMANDS, named, run
from bot.flows.date_words import about_a_date
from bot.flows.personal import draft
from bot.flows.roles import role_of
from bot.flows.scene import Scene
from bot.flows.talk import Replies
from bot.flows.whereabouts import ask_to_write, in_a_place, in_private, pointed
from bot.reading.sentence import Reading, read_sentence
from bot.reading.unread import Unread
from bot.services import relaying
from bot.texts import people_cards

ALWAYS = frozenset(
    {"help", "cancel", "back", "mine", "stop", "resume", "queue", "report", "mydata", "forgetme"}
)
"""Understood in every step of every conversation; the other commands may well be answers there."""

SENTENCES = frozenset({"offer", "need"})
"""Commands whose words are read as the sentence that they begin."""


async def said(scene: Scene, event: Said) -> Replies:
    """Never a dead end: what cannot be understood is answered with what can be done."""
    text = event.text.strip()
    found = _command(scene, text)
    if found is not None and found[0] in ALWAYS:
        return await run(scene, *found)
    waiting = await current.standing(scene)
    answering = waiting is not None and waiting.surface is Surface.MESSAGE
    if found is not None and not answering:
        return await run(scene, *found)
    if waiting is not None and answering:
        return await talk.said(scene, waiting, text)
    reading = read_sentence(text, today=scene.moment.today, zone=scene.moment.zone)
    if not scene.origin.private:
        return await _before_others(scene, reading)
    return await _fresh(scene, reading, text)


def _command(scene: Scene, text: str) -> tuple[str, str] | None:
    """The command that these words are, and what comes after it."""
    first, _, rest = text.strip("/ ").partition(" ")
    name, rest = named(first.rstrip(".!?"), rest)
    if name not in COMMANDS or name in SENTENCES:
        return None
    return (name, rest) if not rest or _may_have_more(scene, name, rest) else None


def _may_have_more(scene: Scene, name: str, rest: str) -> bool:
    match name:
        case "coordinate" | "champion" | "browse":
            return True
        case "pause":
            return not isinstance(take(PAUSE, PAUSE.field("until"), (rest,), scene.moment), Unread)
        case "find" | "pair" | "hold":
            return scene.person.coordinates
        case "means" | "first":
            return scene.person.coordinates and "=" in rest
        case _:
            return False


async def _before_others(scene: Scene, reading: Reading) -> Replies:
    """In a shared chat nothing is passed on to the other side of a match, and drafts are private."""
    if reading.intent is None and in_a_place(scene):
        await scene.say(people_cards.not_understood(await role_of(scene)))
        return ()
    there = await in_private(scene)
    if there is None:
        return await ask_to_write(scene)
    if reading.intent is None:
        await there.say(people_cards.not_understood(await role_of(there)))
        return pointed(scene, there, ())
    return pointed(scene, there, await draft(there, reading, reading.intent))


async def _fresh(scene: Scene, reading: Reading, text: str) -> Replies:
    about = None if _stands_alone(reading) else await about_a_date(scene, text)
    if about is not None:
        return about
    partner = await relaying.partner_of(scene.turn, scene.person.id)
    if reading.intent is None or (partner is not None and not _stands_alone(reading)):
        return await _to_the_other_side(scene, partner, text)
    return await draft(scene, reading, reading.intent)


def _stands_alone(reading: Reading) -> bool:
    """Whether it can only be something new: two people in a match talk of days and skills all the time."""
    somewhere = bool(reading.districts) or reading.remote or reading.anywhere
    return bool(reading.skills) and bool(somewhere)


async def _to_the_other_side(scene: Scene, partner: Match | None, text: str) -> Replies:
    if partner is None:
        await scene.say(people_cards.not_understood(await role_of(scene)))
        return ()
    await relaying.relay(scene.turn, partner, text, event=scene.origin.event)
    return ()
