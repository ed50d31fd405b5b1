"""What people may ask for by law, and get at once: all that is held about them, and to be forgotten."""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial

from bot.chat.address import Chat, private
from bot.chat.outgoing import Attachment, Card, Post, ShowHome
from bot.chat.redaction import Traces, redacted_as, without
from bot.domain.history import Subject
from bot.domain.lifecycle import allowed
from bot.domain.listings import LISTING, ListingMove
from bot.domain.matches import MATCH, Match, MatchMove, MatchState
from bot.services import chats, details, listings, matches
from bot.services.claims import must_not_be_the_last
from bot.services.letters import Letter
from bot.services.moves import locked, move
from bot.services.relaying import letter_key
from bot.services.rights_ports import Change, ChangeIn, Shown
from bot.services.teams import hand_over_all
from bot.services.tell import send_file, tell_alone
from bot.services.turn import Turn, remember
from bot.texts import detail_cards, rights_cards
from bot.texts.cards import note
from bot.texts.catalogue import words
from bot.texts.drawing import drawn, english

DATA, READ = "data", "text/plain"
Held = Mapping[str, Sequence[Mapping[str, object]]]

FAREWELL = "farewell:"
"""Begins what is still sent to the own chats of somebody forgotten; then nothing says where that was."""

LEFT = "left"
"""The reason of whatever ends because somebody asked to be forgotten."""


async def send_all(turn: Turn, *, cause: str) -> None:
    """Two files for whoever asks: one to read, one for programs."""
    day, person = f"{turn.local(turn.now):%Y-%m-%d}", turn.by.person
    for name, mime, caption in (
        (f"makegood-{day}.txt", READ, words("rights.to_read")),
        (f"makegood-{day}.json", "application/json", words("rights.for_programs")),
    ):
        file = Attachment(name=name, mime=mime, content=b"")
        fact = f"my_data:{cause}:{mime}"
        await send_file(turn, person, file, caption, fact=fact, fresh=f"{DATA}:{person}")


async def document(turn: Turn, person: str, mime: str, reach: Held) -> bytes:
    """The content of one of them: made when it is sent, so that no letter keeps it. `reach`: what they keep
    here of how to reach them.
    """
    held = {**await turn.tx.rights.held(person), **reach}
    if mime != READ:
        return json.dumps(held, ensure_ascii=False, indent=2).encode()
    reads = turn.house.languages.of((await turn.tx.people.get(person)).reads)
    return drawn("\n".join(_told(held)), reads).encode()


def _told(held: Held) -> Iterator[str]:
    yield words("rights.all")
    for what, rows in held.items():
        yield f"\n{what.upper()}"
        for row in rows:
            yield ""
            yield from _lines(row)


def _lines(row: Mapping[str, object], indent: str = "") -> Iterator[str]:
    """What is not said is left out."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield f"{indent}{name}:"
            yield from _lines(value, f"{indent}  ")
        elif value not in (None, "", [], {}):
            said = ", ".join(map(str, value)) if isinstance(value, list) else value
            yield f"{indent}{name}: {said}"


async def must_be_free_to_go(turn: Turn) -> None:
    """Raises Refusal for the only coordinator: without one nobody could approve anything any more."""
    if turn.by.coordinates:
        await must_not_be_the_last(turn)


async def forget(turn: Turn) -> None:
    """Nothing says any more who they were; whoever counts on them is told kindly, and hours that were given
    stay, nobody's.

    Messages that others see are edited; what others wrote themselves stays.
    """
    await must_be_free_to_go(turn)
    person, rights = turn.by.person, turn.tx.rights
    await details.remove(turn)
    about = list(await rights.about(person))
    group = (await turn.tx.people.get(person)).organisation
    await _hand_over(turn)
    await _leave(turn)
    left = await rights.traces(person)
    about += await rights.about(person)
    change = partial(_change_in, left, about)
    keys = [letter_key(id, n) for id, count in (await rights.passed(person)).items() for n in range(count)]
    keys.append(details.own_key(person))
    contacts = await turn.tx.people.contacts(person)
    shown, own = await rights.shown(left, keys), [private(contact.account) for contact in contacts]
    seen = await turn.tx.details.standing(own, f"{details.SHARED}:")
    await rights.clear_letters(left, keys, about, own, change)
    await _see_no_more(turn, seen)
    await _edit(turn, shown, frozenset(keys), own, change)
    await turn.tx.nudges.cancel(Subject.PERSON, person)
    await rights.erase(person, partial(_unsaid, left.all), turn.now, group)
    await remember(turn, Subject.PERSON, person, ("forget", "", "forgotten"))
    for contact in contacts:
        if contact.home_at is not None:
            page = ShowHome(account=contact.account, first=True)
            told = f"{FAREWELL}{person}:page:{turn.new_id()}"
            await turn.tx.outbox.put(page, dedupe=told, now=turn.now)


async def arrived_too_late(turn: Turn, letter: Letter, reference: str | None) -> None:
    """A message arrived while its writer, or its reader, was being forgotten: it is edited, and what was said
    in it is not kept.
    """
    left = await turn.tx.rights.emptied_meanwhile(letter)
    sent = letter.outgoing
    if not isinstance(left, Post) or not isinstance(sent, Post) or reference is None:
        return
    own = not left.chat.id
    card = rights_cards.taken_back() if own or left.card == Card() else left.card
    key = sent.key or f"#{letter.id}"
    await turn.tx.rights.shows(Shown(chat=sent.chat, key=key, reference=reference, card=card))
    once = f"{FAREWELL if own else 'forgotten:'}late:{letter.id}"
    await turn.tx.outbox.put(Post(chat=sent.chat, card=card, key=key), dedupe=once, now=turn.now)


async def farewell(turn: Turn, chat: Chat, card: Card, *, asked: Shown | None = None) -> None:
    """The last thing somebody is told, in place of the question that they answered."""
    told = f"{FAREWELL}{turn.by.person}:told"
    if asked is not None:
        await turn.tx.rights.shows(asked)
    key = asked.key if asked is not None else ""
    await turn.tx.outbox.put(Post(chat=chat, card=card, key=key), dedupe=told, now=turn.now)


async def asked_in(turn: Turn, chat: Chat, message: str) -> Shown | None:
    """The message of ours in which they were asked: to be looked up before all of it is forgotten."""
    standing = await turn.tx.outbox.posted(chat, message) if message else None
    return Shown(chat=chat, key=standing[0], reference=message, card=Card()) if standing else None


def _change_in(left: Traces, about: Sequence[str], place: str) -> Change:
    """What anybody may have written goes where it is said about them, and stays in what is about others."""
    return partial(_unsaid, left.all if any(id in place for id in about) else left)


def _unsaid(left: Traces, said: str) -> str:
    return without(
        said,
        left,
        somebody=english(words("person.unnamed")).lower(),
        removed=english(words("rights.removed")),
    )


async def _hand_over(turn: Turn) -> None:
    """What a group has open goes on in a colleague's hands."""
    person = await turn.tx.people.get(turn.by.person)
    heirs = await chats.heirs_of(turn, person)
    handed = await hand_over_all(turn, person, heirs[0]) if heirs else 0
    if handed:
        card = note("rights.yours_now", count=str(handed))
        await tell_alone(turn, heirs[0].id, card, fact=f"team:{person.id}:forgotten")


async def _leave(turn: Turn) -> None:
    """Every match that goes on without them, and every listing of theirs, ends as it would otherwise."""
    for match in await turn.tx.matches.of_person(turn.by.person):
        if allowed(MATCH, match.state, MatchMove.CANCEL):
            await _end(turn, match)
    for listing in await turn.tx.listings.of_owner(turn.by.person):
        if allowed(LISTING, listing.state, ListingMove.WITHDRAW):
            await listings.withdraw(turn, listing.id)


async def _end(turn: Turn, match: Match) -> None:
    """Whoever was asked hears of it; of a suggestion only the coordinators know."""
    if match.state in (MatchState.SUGGESTED, MatchState.APPROVED_TO_ASK):
        gone = await move(turn, await locked(turn, match.id), MatchMove.CANCEL, LEFT)
        await matches.after_exit(turn, gone)
    else:
        await matches.cancel(turn.acting(replace(turn.by, coordinates=False)), match.id, LEFT)


async def _edit(
    turn: Turn, shown: Sequence[Shown], passed: Set[str], own: Sequence[Chat], change: ChangeIn
) -> None:
    """Messages that carry a trace of them are edited; what was passed on for them is taken back."""
    for one in shown:
        back = one.key in passed
        card = rights_cards.taken_back() if back else redacted_as(one.key, one.card, change)
        if card != one.card and one.changes and not back and one.chat not in own:
            await turn.tx.rights.shows(replace(one, card=card))
        elif card != one.card:
            await _redraw(turn, one, card, FAREWELL if one.chat in own else "forgotten:")


async def _see_no_more(turn: Turn, seen: Sequence[Shown]) -> None:
    """Phone numbers and e-mail addresses of others go from the chats of whoever goes, also where their
    matches go on with a colleague.
    """
    for one in seen:
        owner = await turn.tx.people.get(one.key.rpartition(":")[2])
        card = detail_cards.not_shown(owner.name or words("person.unnamed"))
        await _redraw(turn, one, card, FAREWELL)


async def _redraw(turn: Turn, one: Shown, card: Card, begins: str) -> None:
    await turn.tx.rights.shows(replace(one, card=card))
    where = f"{one.chat.platform}/{one.chat.tenant}/{one.chat.id}"
    told = f"{begins}{turn.by.person}:{where}:{one.key}"
    await turn.tx.outbox.put(Post(chat=one.chat, card=card, key=one.key), dedupe=told, now=turn.now)
