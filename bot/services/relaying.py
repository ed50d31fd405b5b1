"""After the introduction the two sides talk through the bot, each on their own platform."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from bot.chat.address import Chat, private
from bot.chat.incoming import Enclosure, Said
from bot.chat.markup import in_parts
from bot.chat.outgoing import Card, Parcel, Post
from bot.chat.ports import MOST_FILE, Limits
from bot.domain.matches import Match, Party
from bot.domain.people import By
from bot.domain.talks import Fate, Passed
from bot.domain.views import MatchView
from bot.services.matches import party_of
from bot.services.moves import view_of
from bot.services.talks import in_talk, may_reopen, state_of
from bot.services.tell import match_key, team_chats, tell_coordinators
from bot.services.turn import Turn
from bot.texts import talk_cards
from bot.texts.coordinator_cards import out_of_reach

ROOM = 200
"""Units of a message that are left for the name and what stands around the words."""

IN_A_ROW = timedelta(minutes=10)
"""Messages of one side within such a time share a receipt."""


async def pass_on(turn: Turn, match: Match, said: Said) -> None:
    """To the other side, under the name agreed at the introduction; a closed conversation says that it is."""
    view = await view_of(turn, match)
    party = party_of(turn, view)
    if not await is_open(turn, view, party, fact=said.origin.event):
        return
    view = _spoken_by(turn.by, view, party)
    files = tuple(file for file in said.files if file.size <= MOST_FILE)
    for file in said.files:
        if file.size > MOST_FILE:
            line = talk_cards.too_large(file, MOST_FILE)
            answer = Post(chat=said.origin.chat, card=line, answering=said.message)
            await turn.tx.outbox.put(answer, dedupe=f"large:{said.message}:{file.id}", now=turn.now)
    if said.text or files:
        await _send(turn, view, party, replace(said, files=files))


def _spoken_by(by: By, view: MatchView, party: Party) -> MatchView:
    """Of a group's team whoever writes is named, not the one who asked for the help."""
    if view.match.person(party) == by.person:
        return view
    side = view.side(party)
    spoken = replace(side, owner=replace(side.owner, name=by.name))
    return replace(view, need=spoken) if party is Party.HOST else replace(view, offer=spoken)


async def is_open(turn: Turn, view: MatchView, party: Party, *, fact: str) -> bool:
    """Whether anything passes between the two now; if not, this side is told why, and what to do."""
    talk, why = await state_of(turn, view.match)
    if why is not None:
        again = may_reopen(turn, view.match, talk, party)
        card = talk_cards.shut(view, party, why, talk, again=again)
        await in_talk(turn, view, party, card, fact=f"shut:{view.match.id}:{fact}")
    return why is None


async def _send(turn: Turn, view: MatchView, party: Party, said: Said) -> None:
    other = view.match.person(party.other)
    reached = await team_chats(turn.tx, other)
    aloud = not await turn.tx.talks.follows(view.match.id, party.other)
    chats = reached or [private(contact.account) for contact in await turn.tx.people.contacts(other)]
    drawn = {chat: list(_letters(turn, view, party, said, chat, aloud)) for chat in chats}
    letters = max((len(each) for each in drawn.values()), default=0)
    passed = await _noted(turn, view, party, said, letters)
    if not reached:
        passed = replace(passed, fate=Fate.LOST)
        await _nobody_there(turn, view, passed)
    await turn.tx.talks.put_passed(passed)
    put = turn.tx.outbox.put if reached else turn.tx.outbox.keep_back
    for chat, posts in drawn.items():
        for number, each in enumerate(posts):
            key = letter_key(passed.id, number)
            await put(replace(each, key=key), dedupe=f"{key}>{_place(chat)}", now=turn.now)


def _letters(
    turn: Turn, view: MatchView, party: Party, said: Said, chat: Chat, aloud: bool
) -> Iterator[Post]:
    """The messages that it becomes in this chat: words in as many parts as they need, then each file."""
    limits = turn.house.limits[chat.platform]
    files, text = said.files, said.text
    beside = bool(files) and not _loud(limits, aloud) and _fits(text, limits.caption)
    if text and not beside:
        yield from (
            _post(view, chat, talk_cards.relayed(view, party, part), aloud)
            for part in in_parts(text, limits.text - ROOM)
        )
    if files and not text and _loud(limits, aloud):
        yield _post(view, chat, talk_cards.file_said(view, party, files[0], ""), aloud)
    for number, file in enumerate(files):
        caption = text if beside and number == 0 else ""
        card = talk_cards.file_said(view, party, file, caption)
        yield replace(_post(view, chat, card, aloud), parcel=_parcel(said, file))


def _loud(limits: Limits, aloud: bool) -> bool:
    """Whether something has to be said beside the thread: nobody is told of one they have not written in."""
    return limits.threads and aloud


def _fits(text: str, most: int) -> bool:
    return len(in_parts(text, most - ROOM)) <= 1


def _parcel(said: Said, file: Enclosure) -> Parcel:
    account = said.origin.sender
    return Parcel(platform=account.platform, tenant=account.tenant, file=file)


def _post(view: MatchView, chat: Chat, card: Card, aloud: bool = False) -> Post:
    return Post(chat=chat, card=card, under=match_key(view.match), aloud=aloud)


def letter_key(passed: str, number: int) -> str:
    """Of the messages that one becomes, the first has the plain key."""
    return f"said:{passed}:{number}" if number else f"said:{passed}"


def _place(chat: Chat) -> str:
    return f"{chat.platform}/{chat.tenant}/{chat.id}"


async def _noted(turn: Turn, view: MatchView, party: Party, said: Said, letters: int) -> Passed:
    id = turn.new_id()
    return Passed(
        id=id,
        match=view.match.id,
        party=party,
        chat=said.origin.chat,
        source=said.message or f"event:{said.origin.event}",
        digest=digest(said.text),
        letters=letters,
        run=await _run(turn, view.match, party) or id,
        at=turn.now,
        files=len(said.files),
        threaded=await _in_thread(turn, view.match, said),
    )


async def _in_thread(turn: Turn, match: Match, said: Said) -> bool:
    """Whether it answers the match's own card, so that its sender follows what is said there."""
    posted = await turn.tx.outbox.posted(said.origin.chat, said.reply_to) if said.reply_to else None
    return posted is not None and posted[0] == match_key(match)


async def _run(turn: Turn, match: Match, party: Party) -> str:
    """The receipt that this message shares: that of the same side's last one, if nothing came between."""
    last = await turn.tx.talks.latest(match.id)
    if last is None or last.party is not party or turn.now - last.at > IN_A_ROW:
        return ""
    return last.run if last.fate in (Fate.WAITING, Fate.DELIVERED) else ""


def digest(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()[:20]


async def _nobody_there(turn: Turn, view: MatchView, passed: Passed) -> None:
    """The other side blocked the bot or left: the sender is told, and a coordinator, once."""
    card = talk_cards.not_delivered(view, passed.party)
    await to_sender(turn, view, passed, card, fact=f"lost:{passed.id}")
    if not await turn.tx.talks.lost(view.match.id):
        fact = f"relay:{view.match.id}:{passed.party.other}:lost:{passed.id}"
        await tell_coordinators(turn, out_of_reach(view, passed.party.other), fact=fact)


async def to_sender(
    turn: Turn, view: MatchView, passed: Passed, card: Card, *, fact: str, key: str = ""
) -> None:
    """Told where they wrote it, at the message that it is about; whoever was forgotten, nowhere."""
    if not passed.chat.id:
        return
    under = match_key(view.match) if passed.threaded else ""
    letter = Post(chat=passed.chat, card=card, under=under, answering=passed.source, key=key)
    await turn.tx.outbox.put(letter, dedupe=f"{fact}>{_place(passed.chat)}", now=turn.now)


async def edit(turn: Turn, passed: Passed, text: str) -> None:
    """The copy changes where it stands; where it cannot, the new words come below, marked as an edit."""
    if not text.strip() or digest(text) == passed.digest:
        return
    view = await view_of(turn, await turn.tx.matches.get(passed.match))
    if not await is_open(turn, view, passed.party, fact=f"edit:{passed.id}"):
        return
    await turn.tx.talks.put_passed(replace(passed, digest=digest(text)))
    for chat in await _there(turn, view, passed):
        room = turn.house.limits[chat.platform].text - ROOM
        parts = in_parts(text, room)
        if passed.files or passed.letters > 1 or len(parts) > 1:
            cards = [talk_cards.edited_below(view, passed.party, part) for part in parts]
            keys = [f"edit:{passed.id}:{digest(text)}:{number}" for number in range(len(parts))]
        else:
            cards, keys = [talk_cards.edited(view, passed.party, text)], [letter_key(passed.id, 0)]
        for key, card in zip(keys, cards, strict=True):
            await _change(turn, view, passed, chat, card, key, digest(text))


async def take_back(turn: Turn, passed: Passed) -> None:
    """What its sender deleted is shown to nobody any more; a file stays, and it is said to be taken back."""
    view = await view_of(turn, await turn.tx.matches.get(passed.match))
    card = talk_cards.taken_back(view, passed.party)
    keys = [letter_key(passed.id, number) for number in range(passed.letters)]
    for chat in await _there(turn, view, passed):
        for key in [f"gone:{passed.id}"] if passed.files else keys:
            await _change(turn, view, passed, chat, card, key, "gone")


async def _there(turn: Turn, view: MatchView, passed: Passed) -> list[Chat]:
    other = view.match.person(passed.party.other)
    if passed.fate is not Fate.LOST:
        return list(await team_chats(turn.tx, other))
    return [private(contact.account) for contact in await turn.tx.people.contacts(other)]


async def _change(
    turn: Turn, view: MatchView, passed: Passed, chat: Chat, card: Card, key: str, change: str
) -> None:
    put = turn.tx.outbox.keep_back if passed.fate is Fate.LOST else turn.tx.outbox.put
    letter = replace(_post(view, chat, card), key=key)
    await put(letter, dedupe=f"{key}:{change}:{turn.now.timestamp()}>{_place(chat)}", now=turn.now)


async def react(
    turn: Turn, passed: Passed, by: Party, added: tuple[str, ...], removed: tuple[str, ...]
) -> None:
    """One short line at the message it is about, changed in place; marks on one's own are not told."""
    if by is passed.party:
        return
    kept = [each for each in passed.reactions if each not in removed]
    reactions = tuple(dict.fromkeys((*kept, *added)))
    if reactions == passed.reactions:
        return
    view = await view_of(turn, await turn.tx.matches.get(passed.match))
    _, why = await state_of(turn, view.match)
    if why is not None:
        return
    await turn.tx.talks.put_passed(replace(passed, reactions=reactions))
    card = talk_cards.reacted(view, by, reactions)
    fact = f"reacted:{passed.id}:{turn.now.timestamp()}:{digest(' '.join(reactions))}"
    key = f"reacted:{passed.id}"
    await to_sender(turn, view, passed, card, fact=fact, key=key)
