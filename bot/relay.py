"""The outbox on its way: claim, send, back off, give up loudly. At least once, and never twice knowingly."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import assert_never

import structlog

from bot.arrivals import Arrivals
from bot.chat.outgoing import Card, OpenTopic, Parcel, Post, SendFile, ShowHome
from bot.chat.ports import MOST_FILE, AnswerLost, Platform, Refused, SendTrouble, Unavailable
from bot.domain.people import THE_CLOCK
from bot.flows.home import page
from bot.pacer import Pacer
from bot.services.details_shown import freshened
from bot.services.letters import Letter, Unreadable, in_words
from bot.services.pages import SOON
from bot.services.ports import Transactions, Tx
from bot.services.turn import House, Turn
from bot.spool import Spool
from bot.texts import rights_cards
from bot.texts.drawing import drawn_for
from bot.unsent import MOST_TRIES, OUR_TRIES, not_sent, put_back

log = structlog.get_logger()

LEASE = timedelta(seconds=30)  # longer than the longest call of a platform's client
TRANSFER = timedelta(minutes=4)  # for a file to be fetched, and as long again for it to be sent
MOST = 64  # letters under way at once: more than one platform lets be, so that none holds up the others


class TooLate(Exception):
    """A process slept through its lease between the claim and the call: nothing was sent."""


class Relay:
    """Sends what waits. `woken` is set whenever a transaction commits, so nothing waits for a tick."""

    def __init__(
        self,
        begin: Transactions,
        platforms: Mapping[str, Platform],
        *,
        house: House,
        owner: str,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        spool: Path,
    ) -> None:
        self._house = house
        self._spool = Spool(spool)
        self._new_id = new_id
        self._begin = begin
        self._platforms = platforms
        self._owner = owner
        self._clock = clock
        self._woken = asyncio.Event()
        self._again: asyncio.TimerHandle | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self._claims: dict[str, Letter] = {}  # of what is being sent, by id: the latest claim of each
        self._claiming = 0
        self._arrivals = Arrivals(begin, turn=self._turn, clock=clock, spool=self._spool, claims=self._claims)
        self._pacer = Pacer({name: platform.limits.pace for name, platform in platforms.items()})
        self._stopping = False
        self._in_hand = False

    def wake(self) -> None:
        """Something was committed: looked for now, and again when what was put off briefly is due."""
        self._woken.set()
        if self._again is not None:
            self._again.cancel()  # that time would be too early for what was put off just now
        self._again = asyncio.get_running_loop().call_later(SOON.total_seconds() + 0.02, self._woken.set)

    def hurry(self, *, in_hand: bool = False) -> None:
        """No rate is kept from now on. `in_hand`: each letter is waited for, and no words are drawn."""
        self._pacer, self._in_hand = Pacer({}), in_hand

    @property
    def busy(self) -> bool:
        """Whether letters are claimed, being sent, or not yet noted: they are due no more, and not over."""
        return self._claiming > 0 or bool(self._sending or self._arrivals.waiting)

    async def run(self, idle: float = 1.0) -> None:
        """Until `stop`: sends what is due, then waits to be woken, or at most `idle` seconds."""
        while not self._stopping:
            self._woken.clear()
            try:
                started = await self._start_due()
            except Exception:  # the edge: the database may be away for a while
                log.exception("relay.failed")
                started = 0
            if not started and not self._stopping:
                await self._rest(min(idle, self._pacer.wait(self._clock()) or idle))
        await self._all_noted()

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)

    @property
    def stopping(self) -> bool:
        return self._stopping

    def stop(self) -> None:
        """No more is claimed; `run` returns when what is under way has been answered."""
        self._stopping = True
        self._woken.set()

    def give_up(self) -> None:
        """Nobody waits for answers any more: whether those letters arrived is not known."""
        for sending in self._sending:
            sending.cancel()

    async def once(self) -> int:
        """Tries each letter that is due, to the end; returns how many there were."""
        started = await self._start_due()
        await self._all_noted()
        return started

    async def drain(self) -> int:
        """Tries each letter that is due, and what comes of that, until none is; notes as `run` does."""
        tried = 0
        while started := await self._start_due():
            tried += started
            await self._all_answered()
        return tried

    async def _all_noted(self) -> None:
        await self._all_answered()
        await self._note_all()

    async def _all_answered(self) -> None:
        while self._sending:
            await asyncio.wait(self._sending)

    async def _start_due(self) -> int:
        """Claims as many letters as there is room for; a slow one holds up nobody but its own chat."""
        if self._arrivals.kept:
            await self._note(self._arrivals.note_again)
        room = MOST - len(self._sending)
        if room <= 0:
            await self._note_all()
            return 0
        until = self._clock() + LEASE
        for letter in (letters := await self._claimed(room)):
            being_sent = letter.id in self._claims  # the clock went forward: its lease seemed to be over
            self._claims[letter.id] = letter
            if self._in_hand:
                await self._deliver(letter, until)
            elif not being_sent:
                sending = asyncio.create_task(self._deliver(letter, until), name=f"letter {letter.id}")
                self._sending.add(sending)
                sending.add_done_callback(self._ended)
        return len(letters)

    async def _claimed(self, most: int) -> Sequence[Letter]:
        """What has arrived is noted in the same transaction: a commit may cost more than a call."""
        now, pacer = self._clock(), self._pacer
        pacing = pacer if pacer.keeps_any else None
        arrived = self._arrivals.fresh()
        self._claiming += 1
        try:
            async with self._begin() as tx:
                for each in arrived:
                    await self._arrivals.noted(tx, each)
                letters = await tx.outbox.claim(self._owner, now=now, lease=LEASE, most=most, pacing=pacing)
                if letters or arrived:
                    await tx.commit()
        except BaseException:
            for id in pacer.admitted:
                pacer.ended(id, now)
            await self._arrivals.note_each(arrived)
            raise
        finally:
            self._claiming -= 1
        for each in arrived:
            await self._arrivals.done_with(each.letter)
        return letters

    async def _note_all(self) -> None:
        await self._note(self._arrivals.note_all)

    async def _note(self, noting: Callable[[], Awaitable[None]]) -> None:
        self._claiming += 1
        try:
            await noting()
        finally:
            self._claiming -= 1

    def _ended(self, sending: asyncio.Task[None]) -> None:
        self._sending.discard(sending)
        self._woken.set()
        if not sending.cancelled() and sending.exception() is not None:
            log.error("letter.unrecorded", exc_info=sending.exception())  # its lease runs out, then again

    async def _deliver(self, letter: Letter, until: datetime) -> None:
        try:
            reference = await self._sent(letter, until)
        except TooLate:
            async with self._begin() as tx:
                await put_back(tx, self._claims.pop(letter.id))
                await tx.commit()
        except SendTrouble as trouble:
            await self._not_sent(self._claims.pop(letter.id), trouble)
        except Exception as mistake:
            log.error("letter.failed", letter=letter.id, exc_info=mistake)
            lost = AnswerLost(type(mistake).__name__)
            await self._not_sent(self._claims.pop(letter.id), lost, OUR_TRIES)
        else:
            self._arrivals.add(self._claims.pop(letter.id), reference)

    async def _not_sent(self, letter: Letter, trouble: SendTrouble, most: int = MOST_TRIES) -> None:
        async with self._begin() as tx:
            gone = await not_sent(self._turn(tx), letter, trouble, most)
            await tx.commit()
        if gone:
            await self._arrivals.done_with(letter)

    def _turn(self, tx: Tx) -> Turn:
        return Turn(tx=tx, now=self._clock(), new_id=self._new_id, house=self._house, by=THE_CLOCK)

    async def _send(self, letter: Letter) -> str | None:
        match letter.outgoing:
            case ShowHome() as home:
                await self._show_home(home)
                return None
            case SendFile() as sending:
                await self._send_file(letter, sending)
                return None
            case OpenTopic() as topic:
                return await self._platform(topic.chat.platform).open_topic(topic.chat, topic.name)
            case Post() as posting:
                return await self._post(letter, posting)
            case Unreadable():
                raise TypeError("what stands there is nothing that this release knows")
        assert_never(letter.outgoing)

    async def _sent(self, letter: Letter, until: datetime) -> str | None:
        """Whatever comes of it, its place among what may be sent runs out from its end on.

        A process that slept through its lease sends nothing: by now the letter is another's.
        """
        try:
            if self._clock() >= until:
                raise TooLate
            letter = await self._fresh(letter)
            return await self._send(letter if self._in_hand else in_words(letter, self._house.languages))
        finally:
            self._pacer.ended(letter.id, self._clock())

    async def _fresh(self, letter: Letter) -> Letter:
        """With what is looked up now; what is kept of it stays as it was."""
        outgoing = letter.outgoing
        if not isinstance(outgoing, Post | SendFile) or not outgoing.fresh:
            return letter
        async with self._begin() as tx:
            stands = letter.reference is not None
            return replace(letter, outgoing=await freshened(self._turn(tx), outgoing, stands=stands))

    async def _show_home(self, home: ShowHome) -> None:
        """Drawn from the rows as they are now, so that the last page shown is the true one."""
        async with self._begin() as tx:
            cards = await page(self._turn(tx), home.account, first=home.first)
        await self._platform(home.account.platform).show_home(home.account, cards)

    async def _post(self, letter: Letter, posting: Post) -> str | None:
        """An edit where the chat has a message of that key; what was perhaps posted is looked for first.

        Of what somebody who was forgotten had said nothing is posted: where it had arrived it is taken back.
        """
        platform = self._platform(posting.chat.platform)
        nothing_left = posting.card == Card() and posting.parcel is None
        if nothing_left:
            there = self._house.languages.of(letter.language)
            posting = drawn_for(replace(posting, card=rights_cards.taken_back()), there)
        if letter.reference is not None:
            try:
                await platform.edit(posting.chat, letter.reference, posting.card)
            except Refused:
                log.info("letter.edit_refused", letter=letter.id)
            else:
                return letter.reference
        if letter.maybe_sent and letter.reference is None:
            found = await self._find(platform, letter, posting)
            if found is not None:
                if letter.emptied:
                    await platform.edit(posting.chat, found, posting.card)
                return found
        if nothing_left:
            return None
        thread, reply = letter.under, posting.answering or None
        under = (thread or reply) if platform.limits.threads else (reply or thread)
        if posting.parcel is not None:
            return await self._post_file(platform, letter, posting, posting.parcel, under)
        return await platform.post(
            posting.chat, posting.card, token=letter.token, under=under, aloud=posting.aloud
        )

    async def _post_file(
        self, platform: Platform, letter: Letter, posting: Post, parcel: Parcel, under: str | None
    ) -> str:
        """Fetched into the spool, unless it lies there since an earlier try, and sent from it."""
        async with self._begin() as tx:
            if not await tx.outbox.extend(letter, self._clock() + 2 * TRANSFER + LEASE):
                raise Unavailable("another has claimed it")
            await tx.commit()
        source = self._platform(parcel.platform)
        try:
            async with asyncio.timeout(TRANSFER.total_seconds()):
                file = await self._spool.fetched(
                    letter.token,
                    parcel.file.size or MOST_FILE,
                    lambda into: source.fetch(parcel.tenant, parcel.file, into),
                )
        except TimeoutError:
            raise Unavailable("fetching the file took too long") from None
        async with asyncio.timeout(TRANSFER.total_seconds()):
            return await platform.post_file(
                posting.chat, posting.card, file, parcel.file, token=letter.token, under=under
            )

    async def _send_file(self, letter: Letter, sending: SendFile) -> None:
        """What was perhaps sent is looked for by its name."""
        platform, file = self._platform(sending.chat.platform), sending.attachment
        if letter.maybe_sent and await self._has_file(platform, letter, sending):
            return
        await platform.send_file(sending.chat, file, caption=sending.caption, under=letter.under)

    async def _has_file(self, platform: Platform, letter: Letter, sending: SendFile) -> bool:
        try:
            return await platform.has_file(sending.chat, sending.attachment.name, since=letter.created_at)
        except Refused:
            log.warning("letter.sent_again", letter=letter.id)
            return False

    async def _find(self, platform: Platform, letter: Letter, posting: Post) -> str | None:
        try:
            return await platform.find(posting.chat, letter.token, since=letter.created_at)
        except Refused:
            log.warning("letter.sent_again", letter=letter.id)  # the platform cannot say: at least once
            return None

    def _platform(self, name: str) -> Platform:
        if name not in self._platforms:
            raise Unavailable("this platform is not switched on")
        return self._platforms[name]
