"""What is looked up when a letter is sent, and stored with none: contacts, and all that is held of one."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import assert_never

from bot.chat.address import Chat, private
from bot.chat.outgoing import Card, Post, SendFile
from bot.chat.ports import Refused
from bot.chat.vault import WrongKey
from bot.domain.details import Details, Hidden, hidden
from bot.services import rights
from bot.services.details import OWN, SHARED, side_of
from bot.services.tell import team_chats
from bot.services.turn import Turn
from bot.texts import detail_cards
from bot.texts.catalogue import words
from bot.texts.hold_cards import with_concern


async def opened(turn: Turn, owner: str, reader: Chat, match_id: str = "") -> Details | Hidden:
    """Somebody's phone number and e-mail address, for whoever reads that chat; or why they may not see them.

    The only function that reads them. Without a match: for their owner alone. With one, for the other side of
    it: both have said yes, the match goes on, and the owner shares them for it, all at this moment.
    """
    why = await _hidden(turn, owner, reader, match_id) if match_id else await _not_own(turn, owner, reader)
    if why is not None:
        return why
    try:
        return await turn.tx.details.opened(owner) or Hidden.NONE_KEPT
    except WrongKey:
        return Hidden.LOCKED


async def _hidden(turn: Turn, owner: str, reader: Chat, match_id: str) -> Hidden | None:
    match = await turn.tx.matches.get(match_id)
    side = await side_of(turn, match, owner)
    if side is None or reader not in await team_chats(turn.tx, match.person(side.other)):
        return Hidden.NOT_THEIRS
    talk = (await turn.tx.talks.some((match_id,))).get(match_id)
    return hidden(match, talk, await turn.tx.details.share(match_id, owner), turn.now)


async def _not_own(turn: Turn, owner: str, reader: Chat) -> Hidden | None:
    own = [private(contact.account) for contact in await turn.tx.people.contacts(owner)]
    return None if reader in own else Hidden.NOT_THEIRS


async def freshened(turn: Turn, outgoing: Post | SendFile, *, stands: bool) -> Post | SendFile:
    """The letter as it is true now. Raises Refused for somebody's data on its way to anybody else.

    `stands`: whether there is a message that it edits. What somebody shares is written into no new one: that
    is sent as it is kept, and edited when its platform has said what it is called.
    """
    match outgoing:
        case Post(fresh=fresh) if fresh.startswith(f"{SHARED}:") and not stands:
            return outgoing
        case Post():
            return replace(outgoing, card=await _card(turn, outgoing))
        case SendFile(attachment=file):
            owner = outgoing.fresh.partition(":")[2]
            if await _not_own(turn, owner, outgoing.chat) is not None:
                raise Refused("these are another person's data")
            found = await opened(turn, owner, outgoing.chat)
            reach = {"how to reach you": [asdict(found)]} if isinstance(found, Details) else {}
            content = await rights.document(turn, owner, file.mime, reach)
            return replace(outgoing, attachment=replace(file, content=content))
    assert_never(outgoing)


async def _card(turn: Turn, post: Post) -> Card:
    kind, *rest = post.fresh.split(":")
    if kind == OWN:
        return await _own_card(turn, rest[0], post.chat)
    assert kind == SHARED
    match_id, owner = rest
    found = await opened(turn, owner, post.chat, match_id)
    name = (await turn.tx.people.get(owner)).name or words("person.unnamed")
    if isinstance(found, Hidden):
        card = detail_cards.held(name) if found is Hidden.HELD else detail_cards.not_shown(name)
    else:
        card = detail_cards.shown(name, found)
    return with_concern(card, match_id)


async def _own_card(turn: Turn, owner: str, chat: Chat) -> Card:
    found = await opened(turn, owner, chat)
    if isinstance(found, Details):
        return detail_cards.kept(found, await _seen_by(turn, owner))
    return detail_cards.locked() if found is Hidden.LOCKED else detail_cards.asked()


async def _seen_by(turn: Turn, owner: str) -> Sequence[str]:
    names = []
    for share in await turn.tx.details.shares_by(owner):
        match = await turn.tx.matches.get(share.match)
        side = await side_of(turn, match, owner)
        if side is not None:
            names.append((await turn.tx.people.get(match.person(side.other))).name)
    return names
