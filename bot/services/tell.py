"""Queueing messages: to a person wherever they can be reached, and to the coordinators' places."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.address import Chat, private
from bot.chat.markup import Markup
from bot.chat.outgoing import Attachment, Card, OpenTopic, Para, Post, SendFile
from bot.domain.matches import Match
from bot.domain.people import Person
from bot.services.ports import Tx
from bot.services.turn import Turn
from bot.texts import desk_cards
from bot.texts.cards import note
from bot.texts.catalogue import say, words
from bot.texts.hold_cards import with_concern


def match_key(match: Match) -> str:
    """The key of a match's card: each chat has one, and what is said about the match stands under it."""
    return f"match:{match.id}"


def near_key(match: Match) -> str:
    """The key of what coordinators are told of a date that comes near and is not confirmed."""
    return f"near:{match.id}"


def match_of(key: str) -> str:
    """The match whose card has this key, if it is one's."""
    kind, _, id = key.partition(":")
    return id if kind == "match" else ""


async def tell(turn: Turn, person: str, card: Card, *, fact: str, key: str = "", under: str = "") -> bool:
    """Queues a card for a person and for whoever acts for the same community group, once per `fact`.

    Any of them can answer, so one card in several chats has one key: an answer given in one of them is shown
    in the others. False if no message reaches anybody.
    `fact` is the business fact that is told ("match:7Q:asked"), so a repeated event cannot tell it twice.
    `under` is the key of the message that it belongs to: it stands in its thread, or answers it.
    """
    team = await turn.tx.people.team(person)
    chats = await _chats_of(turn.tx, person, team)
    shared = f"{TEAM}{fact}" if len(team) > 1 else ""
    shown = _with_concern(card, under, key)
    for chat in chats:
        await post(turn, chat, shown, fact=fact, key=key or shared, under=under)
    return bool(chats)


TEAM = "team:"
"""Begins the key of a card that several people of one group got."""


async def tell_alone(turn: Turn, person: str, card: Card, *, fact: str, under: str = "") -> bool:
    """As `tell`, for what concerns this person and not their group."""
    chats = await reachable(turn.tx, person)
    shown = _with_concern(card, under)
    for chat in chats:
        await post(turn, chat, shown, fact=fact, under=under)
    return bool(chats)


async def team_chats(tx: Tx, person: str) -> tuple[Chat, ...]:
    """The private chats of this person, and of whoever else acts for the same community group."""
    return await _chats_of(tx, person, await tx.people.team(person))


async def _chats_of(tx: Tx, person: str, team: Sequence[Person]) -> tuple[Chat, ...]:
    """Of the person, whatever they said, and of those of the others who want messages."""
    asked = [each for each in team if each.id == person or wants_messages(each)]
    return tuple([chat for each in asked for chat in await reachable(tx, each.id)])


def _with_concern(card: Card, *keys: str) -> Card:
    """What is said about a match can always be answered with a concern for somebody's safety."""
    about = next(filter(None, map(match_of, keys)), "")
    return with_concern(card, about) if about else card


async def reachable(tx: Tx, person: str) -> tuple[Chat, ...]:
    """The private chats in which this person gets messages."""
    contacts = await tx.people.contacts(person)
    return tuple(private(contact.account) for contact in contacts if not contact.unreachable)


async def tell_coordinators(turn: Turn, card: Card, *, fact: str, key: str = "", about: str = "") -> None:
    """Queues a card for every place of the coordinators; without one, for each coordinator privately.

    `about`: the id of what has to be followed up; whoever has that in hand hears of it privately too.
    """
    places = await _places(turn)
    for chat in places:
        await _post_there(turn, chat, card, fact=fact, key=key)
    for chat in await _privately(turn, places):
        await post(turn, chat, card, fact=fact, key=key)
    if about and turn.house.places():
        await _tell_holder(turn, card, about, fact)


async def _post_there(turn: Turn, chat: Chat, card: Card, *, fact: str, key: str) -> None:
    """In the part of the chat where it belongs by now; a message of it elsewhere says that it moved."""
    limits = turn.house.limits.get(chat.platform)
    if not card.section or not limits or not limits.topics:
        await post(turn, chat, card, fact=fact, key=key)
        return
    before = await turn.tx.outbox.standing(chat, key) if key else None
    if before is not None and before.section != card.section:
        older = await turn.tx.cards.let_go(chat, key)
        if older is not None:
            where = note("card.moved", where=words(f"section.{card.section}"))
            await redraw(turn, chat, older, where, cause=fact)
    await post(turn, chat, card, fact=fact, key=key, under=await _topic(turn, chat, card.section))


async def _topic(turn: Turn, chat: Chat, section: str) -> str:
    """The key of that part of the chat. Where there is none yet one is opened, tried once a day."""
    key = f"topic:{section}"
    if await turn.tx.outbox.standing(chat, key) is None:
        opening = OpenTopic(chat=chat, name=words(f"section.{section}"), key=key)
        once = f"{key}:{turn.local(turn.now):%Y-%m-%d}>{chat.platform}/{chat.tenant}/{chat.id}"
        await turn.tx.outbox.put(opening, dedupe=once, now=turn.now)
    return key


async def _tell_holder(turn: Turn, card: Card, about: str, fact: str) -> None:
    id = await turn.tx.desk.claimed_by(about)
    for holder in await turn.tx.people.some([id] if id else []):
        if holder.coordinates:
            yours = replace(card, title=desk_cards.yours(card.title))
            await tell(turn, holder.id, yours, fact=f"{fact}:yours")


async def redraw(turn: Turn, chat: Chat, key: str, card: Card, *, cause: str) -> None:
    """The message of this key shows this card now, whatever it showed."""
    await post(turn, chat, card, fact=f"redrawn:{key}:{cause}", key=key)


async def bring_down(turn: Turn, chat: Chat, card: Card, *, key: str, cause: str, within: str = "") -> None:
    """The card as the newest message of the chat; an older one of it says so, and can be pressed no more."""
    older = await turn.tx.cards.let_go(chat, key)
    if older is not None:
        await redraw(turn, chat, older, note("card.below"), cause=cause)
    await post(turn, chat, card, fact=f"shown:{key}:{cause}", key=key, answering=within)


async def coordinators_chats(turn: Turn) -> tuple[Chat, ...]:
    """The shared places; and privately whoever is on no platform that has one."""
    places = await _places(turn)
    return (*places, *await _privately(turn, places))


async def _places(turn: Turn) -> tuple[Chat, ...]:
    return tuple(await turn.tx.chats.now_at(turn.house.places()))


async def _privately(turn: Turn, places: tuple[Chat, ...]) -> tuple[Chat, ...]:
    people = await turn.tx.people.coordinators(without=sorted({chat.platform for chat in places}))
    return tuple([chat for person in people for chat in await reachable(turn.tx, person.id)])


async def post(
    turn: Turn, chat: Chat, card: Card, *, fact: str, key: str = "", under: str = "", answering: str = ""
) -> None:
    await turn.tx.outbox.put(
        Post(chat=chat, card=card, key=key, under=under, answering=answering),
        dedupe=f"{fact}>{chat.platform}/{chat.tenant}/{chat.id}",
        now=turn.now,
    )


async def send_file(
    turn: Turn, person: str, file: Attachment, caption: str, *, fact: str, under: str = "", fresh: str = ""
) -> None:
    """Queues a file for a person wherever they can be reached, once per `fact`; `fresh` as of a SendFile."""
    for chat in await reachable(turn.tx, person):
        await send_file_to(turn, chat, file, caption, fact=fact, under=under, fresh=fresh)


async def send_file_to(
    turn: Turn, chat: Chat, file: Attachment, caption: str, *, fact: str, under: str = "", fresh: str = ""
) -> None:
    """The same for a chat, whoever reads it."""
    await turn.tx.outbox.put(
        SendFile(chat=chat, attachment=file, caption=caption, under=under, fresh=fresh),
        dedupe=f"{fact}>{chat.platform}/{chat.tenant}/{chat.id}",
        now=turn.now,
    )


async def settle(turn: Turn, chat: Chat, message: str, line: str, *, answered: bool = True) -> None:
    """The card that was pressed loses its buttons and says what came of it, so nobody presses it again; what
    it asks can still be answered where it was only put off (`answered` is False).

    A copy that we do not know (its answer was lost) cannot be changed: then the line is said below it.
    """
    found = await turn.tx.outbox.posted(chat, message)
    if found is None:
        await post(turn, chat, note("card.settled", line=line), fact=f"settled:{message}:{line}")
        return
    key, card = found
    await _close(turn, chat, card, key, say("card.settled", line=line), answered=answered)
    if answered and key.startswith(TEAM):
        await _close_for_others(turn, chat, key, say("card.settled_by", name=turn.by.name, line=line))


async def close_at_desk(turn: Turn, key: str, line: str) -> None:
    """What coordinators were told under this key is over: it says how things stand, without buttons."""
    for chat in await coordinators_chats(turn):
        standing = await turn.tx.outbox.standing(chat, key)
        if standing is not None and standing.buttons:
            await _close(turn, chat, standing, key, say("card.settled", line=line), answered=True)


async def _close_for_others(turn: Turn, answered_in: Chat, key: str, line: Markup) -> None:
    """The rest of the team sees who has answered, and has nothing left to press."""
    for member in await turn.tx.people.team(turn.by.person):
        for chat in await reachable(turn.tx, member.id):
            standing = None if chat == answered_in else await turn.tx.outbox.standing(chat, key)
            if standing is not None and standing.buttons:
                await _close(turn, chat, standing, key, line, answered=True)


async def _close(turn: Turn, chat: Chat, card: Card, key: str, line: Markup, *, answered: bool) -> None:
    lines = (*card.lines, Para(text=line))
    done = replace(card, lines=lines, buttons=() if answered else card.buttons, more=())
    await post(turn, chat, done, fact=f"settled:{key}:{len(lines)}:{turn.now.timestamp()}", key=key)


def wants_messages(person: Person) -> bool:
    """Whether this person may be written to unasked."""
    return person.stopped_at is None
