"""Chats that move, close or fall silent: what was on its way goes on to somebody, and coordinators see it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.address import Account, Chat
from bot.chat.outgoing import Card, Post, SendFile
from bot.domain.matches import LIVE
from bot.domain.people import Person
from bot.services.letters import Letter
from bot.services.ports import Tx
from bot.services.teams import hand_over_all, own_listings
from bot.services.tell import coordinators_chats, reachable, tell_alone, tell_coordinators, wants_messages
from bot.services.turn import Turn
from bot.texts import away_cards
from bot.texts.cards import note

OWN = (
    *("answer:", "settled:", "person:", "draft:", "poster:", "team:", "shut:", "receipt:", "slow:", "lost:"),
    *("my_data:", "details:"),  # what others share with a group, each of it is told for itself
)
"""How the facts begin that are told to one person alone: nobody else is told them in their place."""


async def moved(turn: Turn, old: Chat, new: Chat) -> None:
    """The chat has another id now, and nothing is lost of what was to be sent there."""
    if await turn.tx.chats.now_at((old,)) != [old]:
        return  # both chats say so, and a message that finds the old one closed does too
    await turn.tx.chats.moved(old, new)
    waited = await turn.tx.chats.readdress(old, new)
    ours = old in turn.house.places()
    key = "desk.chat_moved_ours" if ours else "desk.chat_moved"
    card = note(key, old=old.id, new=new.id, waited=str(waited))
    await tell_coordinators(turn, card, fact=f"chat:{old.id}:moved:{new.id}")


async def came_back(turn: Turn, chat: Chat) -> None:
    """We are in that chat again."""
    await turn.tx.chats.opened(chat)


async def closed(turn: Turn, chat: Chat, *, letter: str = "", by: str = "") -> None:
    """Nothing arrives in a shared chat any more: we were taken out of it, or it is gone.

    What waited for coordinators there goes to each of them privately. `letter`: the one that was refused.
    """
    if not await turn.tx.chats.now_at((chat,)):
        return
    ours = chat in await turn.tx.chats.now_at(turn.house.places())
    waiting = await turn.tx.chats.waiting(chat, also=letter)
    await turn.tx.chats.moved(chat, None)
    await turn.tx.chats.put_aside(chat, "we are not in that chat any more", turn.now)
    others = await coordinators_chats(turn) if ours else ()
    for dedupe, outgoing in waiting:
        if isinstance(outgoing, Post | SendFile):
            await _pass_on(turn, dedupe, outgoing, others)
    whose, waited = "ours" if ours else "theirs", str(len(waiting))
    if by:
        card = note(f"desk.closed_{whose}_by", name=by, waited=waited)
    else:
        card = note(f"desk.closed_{whose}", waited=waited)
    await tell_coordinators(turn, card, fact=f"chat:{chat.id}:closed:{turn.now.timestamp()}")


async def member_left(turn: Turn, chat: Chat, account: Account) -> None:
    """Somebody left a group's chat: they still act for the group until somebody says otherwise."""
    person = await turn.tx.people.of(account)
    if person is None:
        return
    fact = f"chat:{chat.id}:left:{person.id}:{turn.now.timestamp()}"
    if chat in await turn.tx.chats.now_at(turn.house.places()):
        await tell_coordinators(turn, note("desk.coordinator_left", name=person.name), fact=fact)
        return
    others = [each for each in await turn.tx.people.team(person.id) if each.id != person.id]
    if not person.organisation or not others:
        return
    group = await turn.tx.organisations.get(person.organisation)
    for each in others:
        await tell_alone(turn, each.id, away_cards.left_the_chat(group, person.name), fact=f"team:{fact}")
    await tell_coordinators(turn, away_cards.desk_left_the_chat(group, person.name), fact=fact)


async def out_of_reach(turn: Turn, account: Account, why: str, *, letter: str = "") -> None:
    """Nothing arrives at this person's account: they blocked us, left, or deleted it.

    What is open is in a colleague's hands from now on, who also gets what was on its way; where nobody is
    left, coordinators see what stands still.
    """
    person = await turn.tx.people.of(account)
    if person is None:
        return
    await turn.tx.people.unreachable(account, why)
    chat = Chat(platform=account.platform, tenant=account.tenant, id=account.user)
    waiting = await turn.tx.chats.waiting(chat, also=letter)
    await turn.tx.chats.put_aside(chat, "they are out of reach", turn.now)
    if await reachable(turn.tx, person.id):
        return
    heirs = await heirs_of(turn, person)
    if heirs:
        await _taken_over(turn, person, heirs[0], [each for each in waiting if _is_shared(each[0])])
    else:
        await _nobody_left(turn, person)


def _is_shared(dedupe: str) -> bool:
    return not dedupe.startswith(OWN)


async def heirs_of(turn: Turn, person: Person) -> Sequence[Person]:
    """Who can go on in their place: others of their group who want messages and get them."""
    team = await turn.tx.people.team(person.id)
    return [
        each
        for each in team
        if each.id != person.id and wants_messages(each) and await reachable(turn.tx, each.id)
    ]


async def _taken_over(
    turn: Turn, person: Person, heir: Person, waiting: Sequence[tuple[str, object]]
) -> None:
    handed = await hand_over_all(turn, person, heir)
    there = await reachable(turn.tx, heir.id)
    for dedupe, outgoing in waiting:
        if isinstance(outgoing, Post | SendFile):
            await _pass_on(turn, dedupe, outgoing, there)
    fact = f"away:{person.id}:{turn.now.timestamp()}"
    if handed or waiting:
        await tell_alone(turn, heir.id, away_cards.yours_now(person.name, handed), fact=f"team:{fact}")
    group = await turn.tx.organisations.get(person.organisation)
    card = away_cards.desk_taken_over(group, person.name, heir.name, handed)
    await tell_coordinators(turn, card, fact=fact)


async def _nobody_left(turn: Turn, person: Person) -> None:
    """Once a day for one person."""
    fact = f"unreachable:{person.id}:{turn.local(turn.now):%Y-%m-%d}"
    await tell_coordinators(turn, await _stands_still(turn.tx, person), fact=fact)


async def _stands_still(tx: Tx, person: Person) -> Card:
    listings = await own_listings(tx, person.id)
    live = [each for each in await tx.matches.of_person(person.id) if each.state in LIVE]
    if not person.organisation or not (listings or live):
        return note("desk.undelivered", name=person.name)
    organisation = await tx.organisations.get(person.organisation)
    return away_cards.desk_stands_still(organisation, person.name, len(listings), len(live))


async def _pass_on(turn: Turn, dedupe: str, outgoing: Post | SendFile, to: Sequence[Chat]) -> None:
    """To each of these chats, unless it was told the same already."""
    fact = dedupe.rpartition(">")[0] or dedupe
    for chat in to:
        again = f"{fact}>{chat.platform}/{chat.tenant}/{chat.id}"
        await turn.tx.outbox.put(replace(outgoing, chat=chat), dedupe=again, now=turn.now)


async def undelivered(turn: Turn, letter: Letter, *, gone: bool) -> None:
    """A message that will never arrive is not silence: coordinators see whom it did not reach, once a day.

    `gone`: the person blocked the bot, or the chat is closed; nothing more is tried until that changes.
    """
    if not isinstance(letter.outgoing, Post | SendFile):
        return
    chat = letter.outgoing.chat
    account = Account(platform=chat.platform, tenant=chat.tenant, user=chat.id)
    person = await turn.tx.people.of(account)
    if gone and person is None:
        await closed(turn, chat, letter=letter.id)
    elif gone:
        await out_of_reach(turn, account, "gone", letter=letter.id)
    elif person is not None:
        fact = f"unreachable:{person.id}:{turn.local(turn.now):%Y-%m-%d}"
        await tell_coordinators(turn, note("desk.undelivered_ours", name=person.name), fact=fact)
