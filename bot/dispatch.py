"""One event, one transaction: is it new, who acts, what follows, commit. Then the replies."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.chat.incoming import (
    ChatClosed,
    ChatJoined,
    ChatMoved,
    Command,
    Dismissed,
    Edited,
    Filled,
    Incoming,
    Left,
    Located,
    MemberLeft,
    OpenedHome,
    Origin,
    Pressed,
    Reacted,
    Said,
    TakenBack,
    Typed,
    Unreadable,
)
from bot.chat.outgoing import Hint, Reply
from bot.chat.ports import Failed
from bot.chat.wording import bare_event
from bot.domain.people import By, Contact, Person
from bot.domain.refusal import Refusal
from bot.flows import (
    commands,
    current,
    desk_presses,
    drafts,
    filling,
    presses,
    sharing,
    talk,
    talking,
    whereabouts,
)
from bot.flows import words as plain_words
from bot.flows.scene import Scene
from bot.services import chats, pages
from bot.services.clocks import is_zone
from bot.services.organisations import employer_of
from bot.services.ports import Transactions, Tx
from bot.services.tell import settle
from bot.services.turn import House, Turn
from bot.texts import people_cards
from bot.texts.cards import cut, note
from bot.texts.catalogue import words
from bot.texts.drawing import drawn, drawn_for, english

log = structlog.get_logger()

TRIES = 5  # of one event, before it is put aside for an operator
AGAIN = timedelta(minutes=10)  # after it failed last: by then its platform brings it no more
NAME_LENGTH = 80
A_DAY = timedelta(days=1)


class Dispatcher:
    """Takes every event of every platform. `clock` gives the moment, `new_id` ids nobody can guess."""

    def __init__(
        self,
        begin: Transactions,
        *,
        house: House,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._begin = begin
        self._house = house
        self._clock = clock
        self._new_id = new_id
        self._draws = True

    def leave_undrawn(self) -> None:
        """From now on replies keep what they say by its key: for those who read keys, and no words."""
        self._draws = False

    async def handle(self, event: Incoming) -> tuple[Reply, ...]:
        """The replies, after the commit; nothing for an event that was handled before."""
        try:
            event = bare_event(event)
            return await self._handled(event)
        except Exception as trouble:  # noqa: BLE001 - the edge: rolled back, logged, counted
            return await self._fail(event, trouble)

    async def _handled(self, event: Incoming) -> tuple[Reply, ...]:
        try:
            return await self._handle(event)
        except Refusal as refusal:
            return await self._refuse(event, refusal)

    async def _handle(self, event: Incoming) -> tuple[Reply, ...]:
        now = self._clock()
        async with self._begin() as tx:
            if isinstance(event, Typed):
                return await self._keep(tx, event)
            if not await tx.inbox.first_time(event.origin.sender, event.origin.event, now):
                return ()
            if isinstance(event, OF_THOSE_WE_KNOW) and await tx.people.of(event.origin.sender) is None:
                await tx.commit()
                return ()
            scene = await self._scene(tx, event, now)
            replies = await route(scene, event)
            await pages.refresh(scene.turn, cause=event.origin.event)
            await tx.commit()
        return self._drawn(replies, scene)

    async def _keep(self, tx: Tx, event: Typed) -> tuple[Reply, ...]:
        """Every keystroke comes here: no more is done than to keep it, and twice does no harm."""
        person = await tx.people.of(event.origin.sender, lock=True)
        if person is not None:
            await tx.acts_for(_acting(person, event.origin), event.origin.chat)
            if await drafts.keep(tx, person, event):
                await tx.commit()
        return ()

    async def _scene(self, tx: Tx, event: Incoming, now: datetime) -> Scene:
        origin = event.origin
        person = await tx.people.of(origin.sender, lock=True)
        if person is None:
            person = await self._meet(tx, origin, now)
        else:
            alive = isinstance(event, A_SIGN_OF_LIFE)
            person = await _as_they_are(tx, person, origin, now if alive else None)
            if alive:
                await tx.reminders.heard(person.id, now)
        by = _acting(person, origin)
        await tx.acts_for(by, origin.chat)
        turn = Turn(tx=tx, now=now, new_id=self._new_id, house=self._house, by=by)
        pressed = event.message if isinstance(event, Pressed) else ""
        on_page = isinstance(event, Pressed) and not pressed
        scene = Scene(turn=turn, origin=origin, person=person, pressed=pressed, on_page=on_page)
        return await _up_to_date(scene, shows_notice=isinstance(event, OpenedHome))

    async def _meet(self, tx: Tx, origin: Origin, now: datetime) -> Person:
        person = _seen(Person(id=self._new_id(), name=_name(origin)), origin, now)
        await tx.people.put(person)
        await tx.people.join(Contact(account=origin.sender, person=person.id))
        return person

    async def _refuse(self, event: Incoming, refusal: Refusal) -> tuple[Reply, ...]:
        """The person's trouble: nothing was changed; the sentence is said, once."""
        sentence = words(refusal.key, **refusal.parts)
        log.info(
            "event.refused",
            incoming=event.origin.event,
            platform=event.origin.sender.platform,
            why=refusal.key,
        )
        now = self._clock()
        async with self._begin() as tx:
            if not await tx.inbox.first_time(event.origin.sender, event.origin.event, now):
                return ()
            scene = await self._scene(tx, event, now)
            await _leave_behind(scene, refusal)
            replies = await _say_why(scene, event, refusal.key, sentence)
            await pages.refresh(scene.turn, cause=event.origin.event)
            await tx.commit()
        return self._drawn(replies, scene)

    def _drawn(self, replies: tuple[Reply, ...], scene: Scene) -> tuple[Reply, ...]:
        return drawn_for(replies, scene.reads) if self._draws else replies

    async def _fail(self, event: Incoming, trouble: Exception) -> tuple[Reply, ...]:
        """Our trouble: counted and kept; after some tries the event is put aside and the person is told."""
        origin, kind, now = event.origin, type(trouble).__name__, self._clock()
        about = {"incoming": origin.event, "platform": origin.sender.platform}
        id = self._new_id()
        reads = self._house.languages.of(origin.language)
        async with self._begin() as tx:
            failures = await tx.inbox.failed(origin.sender, origin.event, kind, now)
            if failures:
                id = await tx.stuck.failed(id, event, kind, now, now + AGAIN)
            if failures >= TRIES:
                await tx.stuck.aside(id, now)
            await tx.commit()
        log.error("event.failed", id=id, **about, exc_info=trouble)
        if failures < TRIES:
            raise Failed(id, drawn(words("ours.failed", id=id), reads)) from trouble
        log.error("event.put_aside", id=id, **about)
        return (Hint(text=drawn(words("ours.put_aside", id=id), reads)),)


async def _say_why(scene: Scene, event: Incoming, key: str, sentence: str) -> tuple[Reply, ...]:
    """To whoever pressed, as a hint; else where the answer would have been."""
    if isinstance(event, Pressed):
        await _repair(scene, event, key, sentence)
        return (Hint(text=sentence),)
    there = await _where_said(scene, event)
    await there.say(note("refused", sentence=sentence))
    return whereabouts.pointed(scene, there, ())


STALE = frozenset(
    {
        *("match.answered", "match.moved_on", "date.changed", "button.over", "button.unknown"),
        *("wish.closed", "wish.waits", "wish.has", "wish.before", "browse.old"),
    }
)


async def _repair(scene: Scene, event: Pressed, key: str, sentence: str) -> None:
    """A card that is no longer true loses its buttons and says so; a coordinators' card is drawn anew."""
    if event.message and event.action.verb in desk_presses.REPAIRED and scene.person.coordinates:
        await desk_presses.repair(scene, event, sentence)
    elif key in STALE and event.message and scene.origin.private:
        await settle(scene.turn, scene.origin.chat, event.message, sentence)


TRY_AGAIN = frozenset({"quantity.short", "date.past", "code.unknown", "code.used"})
"""Refusals that another answer to the same question may mend."""


async def _leave_behind(scene: Scene, refusal: Refusal) -> None:
    """A conversation whose act is refused for good ends: it must not swallow what is typed next."""
    if refusal.conversation and refusal.key not in TRY_AGAIN:
        refused = await current.mine(scene, refusal.conversation)
        if refused is not None:
            await talk.give_up(scene, refused)


async def _where_said(scene: Scene, event: Incoming) -> Scene:
    """What a command is refused with is said where the command would have been answered."""
    if not isinstance(event, Command):
        return scene
    name, _ = commands.named(event.name, event.rest)
    return await whereabouts.answered_in(scene, name) or scene


def _acting(person: Person, origin: Origin) -> By:
    return By(
        person=person.id,
        name=person.name,
        platform=origin.sender.platform,
        coordinates=person.coordinates,
        organisation=person.organisation,
    )


def _name(origin: Origin) -> str:
    return cut(" ".join(origin.name.split()), NAME_LENGTH) or english(words("person.unnamed"))


async def _up_to_date(scene: Scene, *, shows_notice: bool) -> Scene:
    """A workspace says who the person works for; first contact brings the privacy notice.

    `shows_notice`: their own page, which they are opening, says it.
    """
    origin, person = scene.origin, scene.person
    if origin.organisation and not person.organisation:
        workspace = f"{origin.sender.platform}/{origin.sender.tenant}"
        employer = await employer_of(scene.turn, person, workspace, origin.organisation)
        scene = replace(scene, person=replace(person, organisation=employer.id))
    return replace(scene, person=await whereabouts.noticed(scene, shown=shows_notice))


async def route(scene: Scene, event: Incoming) -> tuple[Reply, ...]:
    """To the conversation, command or button that the event is for."""
    match event:
        case Command(name=name, rest=rest):
            return await commands.run(scene, name, rest)
        case Said():
            return await plain_words.said(scene, event)
        case Located():
            return await sharing.located(scene, event)
        case Edited():
            return await talking.edited(scene, event)
        case TakenBack():
            return await talking.taken_back(scene, event)
        case Reacted():
            return await talking.reacted(scene, event)
        case Pressed():
            return await presses.press(scene, event)
        case Filled():
            return await filling.filled(scene, event)
        case Dismissed():
            return await drafts.dismissed(scene, event)
        case Unreadable(what=what):
            key = "unreadable.button" if what == "button" else "unreadable.other"
            await scene.say(note(key))
            return ()
        case Typed() | OpenedHome() | Left() | ChatMoved() | ChatJoined() | ChatClosed() | MemberLeft():
            await _note(scene, event)
            return ()
    assert_never(event)


def _seen(person: Person, origin: Origin, alive: datetime | None) -> Person:
    """With the language and the time zone that their platform says; what it does not say stays.

    `alive`: this is a sign of life. To the day is enough, and is written once a day.
    """
    zone = origin.zone if is_zone(origin.zone) else ""
    known = person.seen_at is not None and (alive is None or alive - person.seen_at < A_DAY)
    return replace(
        person,
        language=origin.language[:10] or person.language,
        zone=zone or person.zone,
        seen_at=person.seen_at if known else alive,
    )


async def _as_they_are(tx: Tx, person: Person, origin: Origin, alive: datetime | None) -> Person:
    """Who moved, reads another language now, or was not here for a day, is known so from this event on."""
    seen = _seen(person, origin, alive)
    if seen != person:
        await tx.people.put(seen)
    return seen


async def _note(
    scene: Scene, event: Typed | OpenedHome | Left | ChatMoved | ChatJoined | ChatClosed | MemberLeft
) -> None:
    """What happened, and asks for no answer in the chat where it did."""
    turn, origin = scene.turn, scene.origin
    match event:
        case OpenedHome():
            await pages.open_now(turn, origin.sender, cause=origin.event)
        case Left():
            await chats.out_of_reach(turn, origin.sender, "left")
        case ChatMoved(to=to):
            await chats.moved(turn, origin.chat, to)
        case ChatJoined():
            await chats.came_back(turn, origin.chat)
            await scene.say(people_cards.in_a_group(scene.link("start")))
        case ChatClosed():
            await chats.closed(turn, origin.chat, by=scene.person.name)
        case MemberLeft(account=account):
            await chats.member_left(turn, origin.chat, account)
        case Typed():
            pass


A_SIGN_OF_LIFE = (Command, Said, Located, Pressed, Filled, Dismissed, OpenedHome)

OF_THOSE_WE_KNOW = (Left, Edited, TakenBack, Reacted)
"""Of others they mean nothing: whoever was forgotten and then blocks the bot is not met anew by that."""
