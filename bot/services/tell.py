"""Queueing messages: to a person wherever they can be reached, and to the coordinators' places."""

from dataclasses import replace

from bot.chat.address import Account, Chat, private
from bot.chat.outgoing import Attachment, Card, Para, Post, SendFile
from bot.domain.matches import Match
from bot.domain.people import Person
from bot.services.letters import Letter
from bot.services.ports import Tx
from bot.services.turn import Turn
from bot.texts import desk_cards
from bot.texts.cards import note
from bot.texts.catalogue import say
from bot.texts.hold_cards import with_concern


def match_key(match: Match) -> str:
    """The key of a match's card: each chat has one, and what is said about the match stands under it."""
    return f"match:{match.id}"


def match_of(key: str) -> str:
    """The match whose card has this key, if it is one's."""
    kind, _, id = key.partition(":")
    return id if kind == "match" else ""


async def tell(turn: Turn, person: str, card: Card, *, fact: str, key: str = "", under: str = "") -> bool:
    """Queues a card for a person, once per `fact`; False if no message reaches them.

    `fact` is the business fact that is told ("match:7Q:asked"), so a repeated event cannot tell it twice.
    `under` is the key of the message that it belongs to: it stands in its thread, or answers it.
    """
    chats = await reachable(turn.tx, person)
    about = match_of(under) or match_of(key)
    shown = with_concern(card, about) if about else card
    for chat in chats:
        await post(turn, chat, shown, fact=fact, key=key, under=under)
    return bool(chats)


async def reachable(tx: Tx, person: str) -> tuple[Chat, ...]:
    """The private chats in which this person gets messages."""
    contacts = await tx.people.contacts(person)
    return tuple(private(contact.account) for contact in contacts if not contact.unreachable)


async def tell_coordinators(turn: Turn, card: Card, *, fact: str, key: str = "", about: str = "") -> None:
    """Queues a card for every place of the coordinators; without one, for each coordinator privately.

    `about`: the id of what has to be followed up; whoever has that in hand hears of it privately too.
    """
    for chat in await coordinators_chats(turn):
        await post(turn, chat, card, fact=fact, key=key)
    if about and turn.house.places():
        await _tell_holder(turn, card, about, fact)


async def _tell_holder(turn: Turn, card: Card, about: str, fact: str) -> None:
    id = await turn.tx.desk.claimed_by(about)
    for holder in await turn.tx.people.some([id] if id else []):
        if holder.coordinates:
            yours = replace(card, title=desk_cards.yours(card.title))
            await tell(turn, holder.id, yours, fact=f"{fact}:yours")


async def redraw(turn: Turn, chat: Chat, key: str, card: Card, *, cause: str) -> None:
    """The message of this key shows this card now, whatever it showed."""
    await post(turn, chat, card, fact=f"redrawn:{key}:{cause}", key=key)


async def bring_down(turn: Turn, chat: Chat, card: Card, *, key: str, cause: str) -> None:
    """The card as the newest message of the chat; an older one of it says so, and can be pressed no more."""
    older = await turn.tx.cards.let_go(chat, key)
    if older is not None:
        await redraw(turn, chat, older, note("card.below"), cause=cause)
    await post(turn, chat, card, fact=f"shown:{key}:{cause}", key=key)


async def coordinators_chats(turn: Turn) -> tuple[Chat, ...]:
    places = turn.house.places()
    if places:
        return places
    people = await turn.tx.people.coordinators()
    return tuple([chat for person in people for chat in await reachable(turn.tx, person.id)])


async def post(turn: Turn, chat: Chat, card: Card, *, fact: str, key: str = "", under: str = "") -> None:
    await turn.tx.outbox.put(
        Post(chat=chat, card=card, key=key, under=under),
        dedupe=f"{fact}>{chat.platform}/{chat.tenant}/{chat.id}",
        now=turn.now,
    )


async def send_file(
    turn: Turn, person: str, file: Attachment, caption: str, *, fact: str, under: str = ""
) -> None:
    """Queues a file for a person wherever they can be reached, once per `fact`."""
    for chat in await reachable(turn.tx, person):
        await turn.tx.outbox.put(
            SendFile(chat=chat, attachment=file, caption=caption, under=under),
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
    lines = (*card.lines, Para(text=say("card.settled", line=line)))
    done = replace(card, lines=lines, buttons=() if answered else card.buttons, more=())
    await post(turn, chat, done, fact=f"settled:{key}:{len(lines)}:{turn.now.timestamp()}", key=key)


async def undelivered(turn: Turn, letter: Letter, *, gone: bool) -> None:
    """A message that will never arrive is not silence: coordinators see whom it did not reach, once a day.

    `gone`: the person blocked the bot or left; nothing more is tried until they write again.
    """
    if not isinstance(letter.outgoing, Post | SendFile):
        return
    chat = letter.outgoing.chat
    account = Account(platform=chat.platform, tenant=chat.tenant, user=chat.id)
    person = await turn.tx.people.of(account)
    if person is None:
        return
    if gone:
        await turn.tx.people.unreachable(account, "gone")
    fact = f"unreachable:{person.id}:{turn.local(turn.now):%Y-%m-%d}"
    line = note("desk.undelivered" if gone else "desk.undelivered_ours", name=person.name)
    await tell_coordinators(turn, line, fact=fact)


def wants_messages(person: Person) -> bool:
    """Whether this person may be written to unasked."""
    return person.stopped_at is None
