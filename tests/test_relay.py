"""The outbox on its way: in order, side by side, never lost, and never twice knowingly."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.address import Account, Chat
from bot.chat.incoming import Enclosure
from bot.chat.outgoing import Attachment, Card, Post, SendFile, ShowHome
from bot.chat.ports import (
    AnswerLost,
    Limits,
    RateLimited,
    Refused,
    SendTrouble,
    Unavailable,
    Unreachable,
)
from bot.domain.people import Contact, Person, Role
from bot.relay import Relay
from bot.services.pages import SOON
from bot.services.ports import Transactions, Tx
from bot.texts.cards import note
from bot.unsent import LONGEST_WAIT, MOST_TRIES
from tests.flows.world import LIMITS, TUESDAY, World, hasty_storage

SECOND = timedelta(seconds=1)


@dataclass(kw_only=True)
class Wire:
    """A platform that does what the test says, one trouble after the other. Implements `Platform`."""

    name: str = "phone"
    limits: Limits = LIMITS["phone"]
    gone: set[str] = field(default_factory=set)
    troubles: list[Exception | None] = field(default_factory=list)
    edit_troubles: list[Exception] = field(default_factory=list)
    found: str | SendTrouble | None = None
    posted: list[tuple[str, str]] = field(default_factory=list)
    edited: list[tuple[str, str]] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    under_way: int = 0
    most_under_way: int = 0

    async def post(
        self, chat: Chat, card: Card, *, token: str, under: str | None, aloud: bool = False
    ) -> str:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            if chat.id in self.gates:
                await self.gates[chat.id].wait()
            await asyncio.sleep(0)
            if chat.id in self.gone:
                raise Unreachable("blocked")
            trouble = self.troubles.pop(0) if self.troubles else None
            if trouble is not None:
                raise trouble
        finally:
            self.under_way -= 1
        self.posted.append((chat.id, card.words()))
        return f"{chat.id}/{len(self.posted)}"

    async def post_file(
        self, chat: Chat, card: Card, file: Path, named: Enclosure, *, token: str, under: str | None
    ) -> str:
        return await self.post(chat, card, token=token, under=under)

    async def fetch(self, tenant: str, file: Enclosure, into: Path) -> None:
        into.write_bytes(b"fetched")  # noqa: ASYNC240

    async def edit(self, chat: Chat, reference: str, card: Card) -> None:
        if self.edit_troubles:
            raise self.edit_troubles.pop(0)
        self.edited.append((reference, card.words()))

    async def find(self, chat: Chat, token: str, *, since: datetime) -> str | None:
        self.looked_for.append(token)
        if isinstance(self.found, SendTrouble):
            raise self.found
        return self.found

    async def send_file(self, chat: Chat, file: Attachment, *, caption: str, under: str | None) -> None:
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble
        self.posted.append((chat.id, file.name))

    async def has_file(self, chat: Chat, name: str, *, since: datetime) -> bool:
        self.looked_for.append(name)
        if isinstance(self.found, SendTrouble):
            raise self.found
        return self.found is not None

    async def open_topic(self, chat: Chat, name: str) -> str:
        raise Refused("no topics here")

    async def show_home(self, account: Account, cards: tuple[Card, ...]) -> None:
        self.posted.append((f"home {account.user}", cards[0].words()))


@dataclass(kw_only=True)
class Desk:
    """An outbox, a relay and a clock."""

    begin: Transactions
    spool: Path
    wire: Wire = field(default_factory=Wire)
    now: datetime = TUESDAY

    def relay(self, begin: Transactions | None = None, clock: Callable[[], datetime] | None = None) -> Relay:
        return Relay(
            begin or self.begin,
            {"phone": self.wire},
            house=World(begin=self.begin).house,
            owner="me",
            clock=clock or (lambda: self.now),
            new_id=map(str, itertools.count()).__next__,
            spool=self.spool,
        )

    async def queue(self, chat: str, text: str, *, key: str = "", platform: str = "phone") -> None:
        there = Chat(platform=platform, tenant="B1", id=chat)
        async with self.begin() as tx:
            post = Post(chat=there, card=card(text), key=key)
            await tx.outbox.put(post, dedupe=f"{chat}{text}", now=self.now)
            await tx.commit()

    async def send(self) -> list[tuple[str, str]]:
        relay = self.relay()
        while await relay.once():
            pass
        return self.wire.posted

    async def person(self, name: str, *, role: Role | None = None) -> None:
        async with self.begin() as tx:
            await tx.people.put(Person(id=name, name=name, roles=frozenset({role} if role else ())))
            await tx.people.join(Contact(account=account(name), person=name))
            await tx.commit()


def card(text: str) -> Card:
    return note("answer.trouble", trouble=text)


def account(name: str) -> Account:
    return Account(platform="phone", tenant="B1", user=name)


@pytest.fixture
async def desk(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    storage = hasty_storage(sqlite_template, tmp_path)
    yield Desk(begin=storage.begin, spool=tmp_path / "spool")
    await storage.close()


async def test_letters_to_one_chat_arrive_in_order(desk: Desk):
    for number in range(6):
        await desk.queue("ana", str(number))

    sent = await desk.send()

    assert sent == [("ana", str(number)) for number in range(6)]


async def test_a_failed_letter_is_not_overtaken_in_its_chat(desk: Desk):
    await desk.queue("ana", "first")
    await desk.queue("ana", "second")
    desk.wire.troubles = [Unavailable("down")]

    before = list(await desk.send())
    desk.now += 2 * SECOND
    after = await desk.send()

    assert before == []
    assert after == [("ana", "first"), ("ana", "second")]


async def test_letters_to_several_chats_travel_side_by_side(desk: Desk):
    for name in ("ana", "ben", "cem", "dee"):
        await desk.queue(name, "hello")

    await desk.send()

    assert desk.wire.most_under_way == 4


async def test_what_cannot_be_noted_together_is_noted_one_by_one_and_not_sent_again(desk: Desk):
    for name in ("ana", "ben"):
        await desk.queue(name, "hello")
    relay = desk.relay(begin=away_once(desk.begin, 2))

    running = asyncio.create_task(relay.run(idle=0.01))
    await until(lambda: len(desk.wire.posted) == 2 and not relay.busy)
    relay.stop()
    await running
    desk.now += 60 * SECOND

    assert await desk.send() == [("ana", "hello"), ("ben", "hello")]


def away_once(begin: Transactions, which: int) -> Transactions:
    """The database is away for the transaction of that number."""
    numbers = itertools.count(1)

    @asynccontextmanager
    async def begun() -> AsyncIterator[Tx]:
        if next(numbers) == which:
            raise OSError("the database is away")
        async with begin() as tx:
            yield tx

    return begun


async def test_a_slow_chat_holds_up_nobody_else(desk: Desk):
    desk.wire.gates["slow"] = asyncio.Event()
    await desk.queue("slow", "hello")
    relay = desk.relay()
    running = asyncio.create_task(relay.run(idle=0.01))
    await until(lambda: desk.wire.under_way == 1)
    await desk.queue("ana", "one")
    await desk.queue("ana", "two")
    relay.wake()

    await until(lambda: len(desk.wire.posted) == 2)

    assert desk.wire.posted == [("ana", "one"), ("ana", "two")]
    desk.wire.gates["slow"].set()
    relay.stop()
    await asyncio.wait_for(running, 5)
    assert ("slow", "hello") in desk.wire.posted


async def test_stop_claims_no_more_and_finishes_what_is_under_way(desk: Desk):
    desk.wire.gates["ana"] = asyncio.Event()
    await desk.queue("ana", "under way")
    relay = desk.relay()
    running = asyncio.create_task(relay.run(idle=0.01))
    await until(lambda: desk.wire.under_way == 1)

    relay.stop()
    await desk.queue("ben", "too late")
    desk.wire.gates["ana"].set()
    await asyncio.wait_for(running, 5)

    assert desk.wire.posted == [("ana", "under way")]
    assert not relay.busy
    assert await desk.send() == [("ana", "under way"), ("ben", "too late")]


async def test_a_rate_limit_waits_as_long_as_it_asks(desk: Desk):
    await desk.queue("ana", "hello")
    desk.wire.troubles = [RateLimited(7)]
    await desk.send()

    desk.now += 6 * SECOND
    early = list(await desk.send())
    desk.now += 2 * SECOND
    late = await desk.send()

    assert early == []
    assert late == [("ana", "hello")]


async def test_a_rate_limit_of_one_chat_does_not_stop_another(desk: Desk):
    await desk.queue("ana", "hello")
    desk.wire.troubles = [RateLimited(60)]
    await desk.send()
    await desk.queue("ben", "hello")

    sent = await desk.send()

    assert sent == [("ben", "hello")]


async def test_a_letter_whose_answer_was_lost_is_looked_for_and_not_sent_twice(desk: Desk):
    await desk.queue("ana", "hello")
    desk.wire.troubles = [AnswerLost("cut off")]
    await desk.send()
    desk.wire.found = "ana/99"
    desk.now += 2 * SECOND

    sent = await desk.send()

    assert sent == []
    assert len(desk.wire.looked_for) == 1
    assert await unsent(desk) is None


@pytest.mark.parametrize("found", [None, Refused("cannot know")])
async def test_a_letter_that_is_not_there_or_cannot_be_looked_for_is_sent_again(
    desk: Desk, found: SendTrouble | None
):
    await desk.queue("ana", "hello")
    desk.wire.troubles = [AnswerLost("cut off")]
    await desk.send()
    desk.wire.found = found
    desk.now += 2 * SECOND

    sent = await desk.send()

    assert sent == [("ana", "hello")]


async def test_a_letter_that_cannot_be_looked_for_now_waits(desk: Desk):
    await desk.queue("ana", "hello")
    desk.wire.troubles = [AnswerLost("cut off")]
    await desk.send()
    desk.wire.found = Unavailable("down")
    desk.now += 2 * SECOND

    sent = await desk.send()

    assert sent == []
    assert await unsent(desk) is not None


async def test_a_mistake_of_the_adapter_counts_as_an_answer_lost(desk: Desk):
    await desk.queue("ana", "hello")
    desk.wire.troubles = [RuntimeError("oh")]
    await desk.send()
    desk.now += 2 * SECOND
    desk.wire.found = "ana/1"

    await desk.send()

    assert len(desk.wire.looked_for) == 1
    assert desk.wire.posted == []


async def test_a_second_card_of_a_key_edits_the_first(desk: Desk):
    await desk.queue("ana", "as it was", key="match:1")
    await desk.send()
    await desk.queue("ana", "as it is", key="match:1")

    sent = await desk.send()

    assert sent == [("ana", "as it was")]
    assert desk.wire.edited == [("ana/1", "as it is")]


async def test_an_edit_that_is_refused_becomes_a_new_message_that_later_cards_edit(desk: Desk):
    await desk.queue("ana", "as it was", key="match:1")
    await desk.send()
    desk.wire.edit_troubles = [Refused("too old")]
    await desk.queue("ana", "as it is", key="match:1")
    await desk.send()
    await desk.queue("ana", "as it ends", key="match:1")

    sent = await desk.send()

    assert sent == [("ana", "as it was"), ("ana", "as it is")]
    assert desk.wire.edited == [("ana/2", "as it ends")]


async def test_who_is_out_of_reach_is_marked_and_coordinators_are_told_once(desk: Desk):
    await desk.person("Ana")
    await desk.person("Sam", role=Role.COORDINATOR)
    for text in ("one", "two"):
        await desk.queue("Ana", text)
    desk.wire.gone.add("Ana")

    sent = await desk.send()

    told = [text for name, text in sent if name == "Sam"]
    assert len(told) == 1
    assert told[0].startswith("A message to Ana could not be delivered")
    async with desk.begin() as tx:
        (contact,) = await tx.people.contacts("Ana")
    assert contact.unreachable == "gone"


async def test_a_refused_letter_is_given_up_and_blocks_nobody(desk: Desk):
    await desk.queue("ana", "cannot be drawn")
    await desk.queue("ana", "can")
    desk.wire.troubles = [Refused("no")]

    sent = await desk.send()

    assert sent == [("ana", "can")]


async def test_waiting_grows_up_to_a_limit_and_then_the_letter_is_given_up(desk: Desk):
    await desk.queue("ana", "hello")
    waits = []
    for _ in range(MOST_TRIES):
        desk.wire.troubles = [Unavailable("down")]
        await desk.send()
        due = await unsent(desk)
        if due is None:
            break
        waits.append((due - desk.now).total_seconds())
        desk.now = due

    assert len(waits) == MOST_TRIES - 1
    assert waits[0] < 2
    assert all(later > earlier for earlier, later in itertools.pairwise(waits[:8]))
    assert max(waits) <= LONGEST_WAIT * 1.25
    assert await desk.send() == []


async def test_letters_of_a_platform_that_is_not_switched_on_wait_and_block_nobody(desk: Desk):
    await desk.queue("priya", "hello", platform="office")
    await desk.queue("ana", "hello")

    sent = await desk.send()

    assert sent == [("ana", "hello")]
    assert await unsent(desk) is not None


async def test_a_home_page_is_drawn_when_it_is_sent(desk: Desk):
    async with desk.begin() as tx:
        home = ShowHome(account=account("ana"))
        await tx.outbox.put(home, dedupe="home", now=desk.now)
        await tx.commit()

    sent = await desk.send()

    [(whose, said)] = sent
    assert whose == "home ana"
    assert said.startswith("Welcome to Makegood")


async def test_what_is_put_off_briefly_is_sent_in_time_whatever_was_committed_before_it(desk: Desk):
    relay = desk.relay(clock=lambda: datetime.now(UTC))
    running = asyncio.create_task(relay.run(idle=30))

    relay.wake()
    await asyncio.sleep(0.2)
    async with desk.begin() as tx:
        home, now = ShowHome(account=account("ana")), datetime.now(UTC)
        await tx.outbox.put(home, dedupe="home", now=now, not_before=now + SOON)
        await tx.commit()
    relay.wake()

    await until(lambda: desk.wire.posted)
    relay.stop()
    await asyncio.wait_for(running, 5)


async def test_the_relay_outlives_a_database_that_is_away(desk: Desk):
    away = [RuntimeError("away"), RuntimeError("away")]

    def begin_or_fail():
        if away:
            raise away.pop()
        return desk.begin()

    await desk.queue("ana", "hello")
    relay = desk.relay(begin_or_fail)
    running = asyncio.create_task(relay.run(idle=0.01))

    await until(lambda: desk.wire.posted)

    relay.stop()
    await asyncio.wait_for(running, 5)
    assert desk.wire.posted == [("ana", "hello")]


async def until(holds) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - the wire has no event for what a test waits for
            await asyncio.sleep(0.005)


async def unsent(desk: Desk) -> datetime | None:
    async with desk.begin() as tx:
        return await tx.outbox.next_due()


INVITATION = Attachment(name="visit-1.ics", mime="text/calendar", content=b"BEGIN:VCALENDAR\xff")


async def queue_file(desk: Desk, chat: str) -> None:
    there = Chat(platform="phone", tenant="B1", id=chat)
    sending = SendFile(chat=there, attachment=INVITATION, caption="For your calendar.")
    async with desk.begin() as tx:
        await tx.outbox.put(sending, dedupe=f"file:{chat}", now=desk.now)
        await tx.commit()


async def test_a_file_goes_out_after_the_message_before_it_byte_for_byte(desk: Desk):
    await desk.queue("ana", "It is a date")
    await queue_file(desk, "ana")

    async with desk.begin() as tx:
        [first] = await tx.outbox.claim("other", now=desk.now, lease=SECOND, most=5)
        await tx.outbox.sent(first, "ana/1", desk.now)
        [second] = await tx.outbox.claim("other", now=desk.now, lease=SECOND, most=5)

    assert isinstance(second.outgoing, SendFile)
    assert second.outgoing.attachment == INVITATION


async def test_a_file_whose_answer_was_lost_is_not_sent_again_where_it_is_found(desk: Desk):
    desk.wire.troubles, desk.wire.found = [AnswerLost("timeout")], "there"
    await queue_file(desk, "ana")
    await desk.relay().once()

    desk.now += 10 * SECOND
    await desk.relay().once()

    assert (desk.wire.looked_for, desk.wire.posted) == (["visit-1.ics"], [])


async def test_a_file_whose_answer_was_lost_is_sent_again_where_nobody_can_look(desk: Desk):
    desk.wire.troubles, desk.wire.found = [AnswerLost("timeout")], Refused("cannot know")
    await queue_file(desk, "ana")
    await desk.relay().once()

    desk.now += 10 * SECOND
    await desk.relay().once()

    assert desk.wire.posted == [("ana", "visit-1.ics")]
