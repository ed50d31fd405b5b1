"""A phone number or an e-mail address that somebody keeps here, and shares for one match at a time.

What the other side sees is drawn when it is sent (`details_shown.py`): no message that is stored has it.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.address import Chat
from bot.chat.outgoing import Card, Post
from bot.domain.details import STILL_SHARED_IN, Details, Share, hidden
from bot.domain.history import Subject
from bot.domain.matches import Match, Party
from bot.domain.permissions import Act, As
from bot.domain.refusal import Refusal
from bot.services.letters import Letter
from bot.services.roles import must
from bot.services.tell import match_key, reachable, redraw, team_chats
from bot.services.turn import Turn, remember
from bot.texts import detail_cards
from bot.texts.cards import note
from bot.texts.hold_cards import with_concern

SHARED = "shared"
OWN = "own"


def must_have_a_key(turn: Turn) -> None:
    """Raises Refusal where nothing can be encrypted: then nothing is kept."""
    if not turn.tx.details.can_keep:
        raise Refusal("details.no_key")


async def keep(turn: Turn, details: Details) -> None:
    """In the place of what was kept; whoever sees that, sees this from now on."""
    must_have_a_key(turn)
    await turn.tx.details.keep(turn.by.person, details, turn.now)
    for share in await turn.tx.details.shares_by(turn.by.person):
        await _show(turn, await turn.tx.matches.get(share.match), share)


async def remove(turn: Turn) -> None:
    """Nobody sees it any more, and nothing of it is kept."""
    await end_all(turn, turn.by.person)
    await turn.tx.details.drop(turn.by.person)
    for chat in await turn.tx.details.places(own_key(turn.by.person)):
        await _put(turn, _own_card(turn, chat))


async def must_be_shareable(turn: Turn, match: Match, party: Party | None) -> None:
    """Raises Refusal for whoever is no side of the match, and where the other side would not see it."""
    must(turn, Act.SHARE_DETAILS, *([As.PARTY] if party else []))
    must_have_a_key(turn)
    talk = (await turn.tx.talks.some((match.id,))).get(match.id)
    why = hidden(match, talk, _share(turn, match), turn.now)
    if why is not None:
        raise Refusal(f"details.is_{why.value}")


async def share(turn: Turn, match: Match, party: Party | None) -> bool:
    """The other side sees it, for this match, as long as that goes on; False where none is kept yet."""
    await must_be_shareable(turn, match, party)
    if not await turn.tx.details.kept(turn.by.person):
        return False
    share = _share(turn, match)
    await turn.tx.details.put_share(share)
    await turn.tx.details.used(turn.by.person, turn.now)
    await _remember(turn, match, "share_details")
    await _show(turn, match, share)
    return True


def _share(turn: Turn, match: Match) -> Share:
    return Share(match=match.id, person=turn.by.person, at=turn.now)


async def take_back(turn: Turn, match: Match, party: Party | None) -> None:
    """By its owner, at any time: the card that shows it is edited."""
    must(turn, Act.SHARE_DETAILS, *([As.PARTY] if party else []))
    share = await turn.tx.details.share(match.id, turn.by.person)
    if share is not None and share.stands:
        await _remember(turn, match, "take_back_details")
        await _end(turn, match, share)


async def _remember(turn: Turn, match: Match, what: str) -> None:
    await remember(turn, Subject.MATCH, match.id, (what, match.state.value, match.state.value))


async def end_all(turn: Turn, person: str) -> None:
    """Of somebody who goes, or keeps nothing any more."""
    for share in await turn.tx.details.shares_by(person):
        await _end(turn, await turn.tx.matches.get(share.match), share)


async def follow(turn: Turn, match: Match) -> None:
    """After the match has moved, or somebody came or went: shown where it may be, ended where it is over."""
    for share in await turn.tx.details.shares_in(match.id):
        if match.state in STILL_SHARED_IN:
            await _show(turn, match, share)
        else:
            await _end(turn, match, share)


async def _end(turn: Turn, match: Match, share: Share) -> None:
    ended = replace(share, ended_at=turn.now)
    await turn.tx.details.end_share(ended)
    await _show(turn, match, ended)


async def show_here(turn: Turn, matches: Sequence[Match], chat: Chat) -> None:
    """To whoever looks at these matches, what the other side shares for them and this chat does not have: its
    reader came to the group, or to this chat, after it was shared.
    """
    for match in matches:
        for share in await turn.tx.details.shares_in(match.id) if match.state in STILL_SHARED_IN else ():
            there = await _other_side(turn, match, share)
            if chat in there and chat not in await turn.tx.details.places(_key(share)):
                await _show_in(turn, [chat], match, share)


async def _show(turn: Turn, match: Match, share: Share) -> None:
    """Both sides' cards, as things are when they are sent."""
    await _show_in(turn, await _readers(turn, match, share), match, share)
    await _tell_owner(turn, match, share)


async def _show_in(turn: Turn, chats: Sequence[Chat], match: Match, share: Share) -> None:
    name, key = (await turn.tx.people.get(share.person)).name, _key(share)
    card = detail_cards.coming(name) if share.stands else detail_cards.not_shown(name)
    under, shown = match_key(match), with_concern(card, match.id)
    for chat in chats:
        await _put(turn, Post(chat=chat, card=shown, key=key, under=under, aloud=True, fresh=key))


async def stands_now(turn: Turn, letter: Letter) -> None:
    """Its message is in the chat, and is known from now on: what it is there for is written into it.

    A message that nobody can name, as its answer was lost, could never be changed: none has a number in it.
    """
    post = letter.outgoing
    if isinstance(post, Post) and letter.reference is None and post.fresh.startswith(f"{SHARED}:"):
        await _put(turn, post)


def _key(share: Share) -> str:
    return f"{SHARED}:{share.match}:{share.person}"


async def _readers(turn: Turn, match: Match, share: Share) -> Sequence[Chat]:
    """Where it stands; and where it is to be seen now, if it may be seen."""
    standing = list(await turn.tx.details.places(_key(share)))
    if not share.stands:
        return standing
    return list(dict.fromkeys((*standing, *await _other_side(turn, match, share))))


async def _other_side(turn: Turn, match: Match, share: Share) -> Sequence[Chat]:
    side = await side_of(turn, match, share.person)
    return await team_chats(turn.tx, match.person(side.other)) if side else ()


async def side_of(turn: Turn, match: Match, person: str) -> Party | None:
    """The side of the match that this person is on, or acts for."""
    team = await turn.tx.people.team(person)
    return next((party for each in team if (party := match.party(each.id)) is not None), None)


async def _tell_owner(turn: Turn, match: Match, share: Share) -> None:
    side = await side_of(turn, match, share.person)
    if side is None:
        return
    other = await turn.tx.people.get(match.person(side.other))
    card = detail_cards.mine(
        other.name, match.id, shared=share.stands, goes_on=match.state in STILL_SHARED_IN
    )
    for chat in await reachable(turn.tx, share.person):
        key = f"sharing:{match.id}"
        await _put(turn, Post(chat=chat, card=with_concern(card, match.id), key=key, under=match_key(match)))


async def show_mine(turn: Turn, chat: Chat) -> None:
    """To whoever keeps it, in their own chat: what is kept, and who sees it; no more in an older message."""
    key = own_key(turn.by.person)
    older = await turn.tx.cards.let_go(chat, key)
    if older is not None:
        await redraw(turn, chat, older, note("card.below"), cause=turn.new_id())
    await _put(turn, _own_card(turn, chat))


def own_key(person: str) -> str:
    """Of the message that shows them their own: the only one with it."""
    return f"{OWN}:{person}"


def _own_card(turn: Turn, chat: Chat) -> Post:
    key = own_key(turn.by.person)
    return Post(chat=chat, card=Card(lines=detail_cards.asked().lines), key=key, fresh=key)


async def _put(turn: Turn, post: Post) -> None:
    once = f"details:{turn.new_id()}>{post.chat.platform}/{post.chat.tenant}/{post.chat.id}"
    await turn.tx.outbox.put(post, dedupe=once, now=turn.now)
