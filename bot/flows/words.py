"""Plain words: a command, an answer, an offer or a need, or a message to the other side of a match."""

import re

from bot.chat.incoming import Said
from bot.domain.conversations import Surface
from bot.domain.matches import Match
from bot.domain.progress import Level
from bot.flows import current, languages, sharing, talk, talking
from bot.flows.answers import take
from bot.flows.catalogue import PAUSE
from bot.flows.checks import in_a_sentence
from bot.flows.commands import COMMANDS, named, run
from bot.flows.concerns import alarmed
from bot.flows.date_words import about_a_date
from bot.flows.enclosed import enclosed
from bot.flows.personal import draft
from bot.flows.roles import role_of
from bot.flows.scene import Scene
from bot.flows.short_answers import to_a_fixed_date, to_an_ask
from bot.flows.talk import Replies
from bot.flows.talking import mine
from bot.flows.whereabouts import ask_to_write, in_a_place, in_private, pointed
from bot.reading.sentence import Reading
from bot.reading.unread import Unread
from bot.services.talks import open_now, partner
from bot.texts import people_cards
from bot.texts.cards import note

ALWAYS = frozenset(
    {
        "concern",
        "help",
        "cancel",
        "back",
        "mine",
        "stop",
        "resume",
        "queue",
        "report",
        "pledges",
        "mydata",
        "mycontact",
        "forgetme",
    }
)
"""Understood in every step of every conversation; the other commands may well be answers there."""

CODE = re.compile(r"[0-9A-Za-z]{10}")
"""What comes after "join": "join us for lunch" is no code."""

LIKE_A_NUMBER = re.compile(r"\d[\d ()/-]{3,}|\w@")
"""What comes after "my contact", right or mistyped: "my contact at the bank is Omar" is none."""

NUMBER = re.compile(r"[0-9A-Za-z]{4,12}")
"""What comes after "poster": "poster design for our fair" is no number."""

TALK_ID = re.compile(r"(?=.*\d)[0-9A-Z]{8,12}")
"""What comes after "talk" to be the name of a match: "talk to you later" is for the other side."""

SENTENCES = frozenset({"offer", "need"})
"""Commands whose words are read as the sentence that they begin."""


async def said(scene: Scene, event: Said) -> Replies:
    """Never a dead end: what cannot be understood is answered with what can be done."""
    text = event.text.strip()
    match = await talking.answered(scene, event)
    alarm = await alarmed(scene, event, match)
    if alarm is not None:
        return alarm
    if match is not None and _command(scene, text) == ("concern", ""):
        return await run(scene, "concern", "")
    if match is not None:
        return await _answer(scene, match, event)
    if event.files:
        taken = await _in_answer(scene, event)
        if taken is not None:
            return taken
    if not text:
        return await _wordless(scene, event)
    found = _command(scene, text)
    if found is not None and found[0] in ALWAYS:
        return await run(scene, *found)
    waiting = await current.standing(scene)
    answering = waiting is not None and waiting.surface is Surface.MESSAGE
    if found is not None and not answering:
        return await run(scene, *found)
    if waiting is not None and answering:
        if event.files:
            await sharing.keep(scene, waiting, event.files)
        return await talk.said(scene, waiting, text)
    ticked = await in_a_sentence(scene, text)
    if ticked is not None:
        return ticked
    reading = scene.moment.sentence(text)
    if not scene.origin.private:
        return await _before_others(scene, reading)
    return await _fresh(scene, reading, event)


async def _answer(scene: Scene, match: Match, event: Said) -> Replies:
    """Under what is said about a match everything goes to its other side, unless it settles a date."""
    about = await about_a_date(scene, event.text, match) if event.text and not event.files else None
    if about is not None:
        return about
    await talking.answer(scene, match, event)
    return ()


async def _in_answer(scene: Scene, event: Said) -> Replies | None:
    """A file that the question which stands here asks for."""
    waiting = await current.standing(scene)
    if waiting is None or waiting.surface is not Surface.MESSAGE:
        return None
    return await enclosed(scene, waiting, event)


async def _wordless(scene: Scene, event: Said) -> Replies:
    """A file by itself goes with the draft that stands, else to the other side of a match, or to nobody."""
    waiting = await current.standing(scene)
    answering = waiting is not None and waiting.surface is Surface.MESSAGE
    if waiting is not None and answering and sharing.keeps_files(waiting):
        return await sharing.beside(scene, waiting, event.files)
    if answering or not scene.origin.private or not await talking.plain(scene, event, await mine(scene)):
        await scene.say(note("unreadable.other"))
    return ()


def _command(scene: Scene, text: str) -> tuple[str, str] | None:
    """The command that these words are, and what comes after it."""
    if languages.is_word_for_it(scene, text):
        return "language", ""
    first, _, rest = scene.moment.in_english(text).strip("/ ").partition(" ")
    name, rest = named(first.rstrip(".!?"), rest)
    if name not in COMMANDS or name in SENTENCES:
        return None
    return (name, rest) if not rest or _may_have_more(scene, name, rest) else None


def _may_have_more(scene: Scene, name: str, rest: str) -> bool:
    match name:
        case "join":
            return CODE.fullmatch(rest) is not None
        case "mycontact":  # else the number would go to whoever they are in a match with
            return LIKE_A_NUMBER.search(rest) is not None
        case "coordinate" | "champion" | "commissioner" | "browse":
            return True
        case "poster" | "costs":
            return NUMBER.fullmatch(rest.lstrip("#")) is not None
        case "pause":
            return not isinstance(take(PAUSE, PAUSE.field("until"), (rest,), scene.moment), Unread)
        case "talk":
            return TALK_ID.fullmatch(rest) is not None
        case "find" | "open" | "pair" | "hold" | "thaw" | "take" | "handover" | "removecoordinator":
            return scene.person.coordinates
        case "checks" | "checked" | "evidence" | "unmet" | "outcome":
            return scene.person.coordinates and any(map(str.isdigit, rest))
        case "language":
            return languages.meant(scene, rest) is not None
        case _:
            return _may_have_figures(scene, name, rest)


def _may_have_figures(scene: Scene, name: str, rest: str) -> bool:
    match name:
        case "year":
            return rest.isdecimal()
        case "report":
            return rest.replace("-", "").isdecimal()
        case "summary":
            return scene.person.coordinates
        case "causes":
            return scene.person.champions
        case "pledges":
            named = any(map(str.isdigit, rest)) and (scene.person.coordinates or scene.person.champions)
            return named or rest.lower().startswith("by ") or rest.lower() in set(Level)
        case "pledge" | "count":
            numbers = name == "pledge" or any(map(str.isdigit, rest))
            return numbers and (scene.person.coordinates or scene.person.champions)
        case "closepledge" | "reopenpledge" | "correctpledge" | "saydelivered" | "plandelivery":
            return scene.person.coordinates or scene.person.champions
        case "means" | "first":
            return scene.person.coordinates and "=" in rest
        case _:
            return False


async def _before_others(scene: Scene, reading: Reading) -> Replies:
    """In a shared chat nothing is passed on to the other side of a match, and drafts are private."""
    if reading.intent is None and await in_a_place(scene):
        await scene.say(people_cards.not_understood(await role_of(scene)))
        return ()
    there = await in_private(scene)
    if there is None:
        return await ask_to_write(scene, "" if reading.intent is None else reading.intent.value)
    if reading.intent is None:
        await there.say(people_cards.not_understood(await role_of(there)))
        return pointed(scene, there, ())
    return pointed(scene, there, await draft(there, reading, reading.intent))


async def _fresh(scene: Scene, reading: Reading, event: Said) -> Replies:
    lines = await mine(scene)
    with_whom = None if _stands_alone(reading) else partner(lines, scene.turn)
    about = await about_a_date(scene, event.text, with_whom)
    if about is not None and not event.files:
        return about
    stands_alone = _stands_alone(reading) or not open_now(lines)
    if not open_now(lines) and not event.files and await to_a_fixed_date(scene, event.text, reading):
        return ()
    if reading.intent is not None and stands_alone:
        return await draft(scene, reading, reading.intent, event.files)
    if await to_an_ask(scene, event.text) and not open_now(lines):
        return ()
    if not await talking.plain(scene, event, lines):
        await scene.say(people_cards.not_understood(await role_of(scene)))
    return ()


def _stands_alone(reading: Reading) -> bool:
    """Whether it can only be something new: two people in a match talk of days and skills all the time."""
    somewhere = bool(reading.districts) or reading.remote or reading.anywhere
    return bool(reading.skills) and bool(somewhere)
