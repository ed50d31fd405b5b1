"""A small city that is driven at random: whatever people, clocks, platforms and crashes do, some things hold.

The core, the storage and the relay are real; only the two platforms are in memory. People press buttons that
were really shown to them, newest or long gone, and say what people say. A rule is one step.
"""

import copy
import itertools
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.chat.action import Action
from bot.chat.address import Chat
from bot.chat.incoming import Command, Filled, Incoming, Left, Pressed, Said
from bot.chat.outgoing import Button, Card, Look, Reply, ShowForm
from bot.domain.history import Subject
from bot.domain.matches import MatchMove
from storage.inspection import Inspection
from storage.unit_of_work import Storage
from tests.flows.world import SCHEDULE, Someone, World
from tests.system.machine_ground import ACCOUNTS, BOILER, BOILERS, BOOKKEEPING, Died, Ground, Mortal, Wire

T = TypeVar("T")
WORDS = (
    "4 hours",
    "2 hours",
    "1",
    "yes",
    "no",
    "just one person",
    "St Aidan's Pantry",
    "LS9",
    "any time",
    BOOKKEEPING,
    ACCOUNTS,
    BOILERS,
    BOILER,
    "next Friday, 10 to 2",
    "a week on Tuesday, 14:00 to 16:00",
    "they were there, I saw it",
    "Hello! When suits you?",
)
COMMANDS = ("mine", "hours", "help", "cancel", "back", "offer", "need", "resume", "queue", "report", "stop")
JUMPS = (1, 11, 11, 60, 360, 24 * 60, 24 * 60, 3 * 24 * 60, 8 * 24 * 60)  # minutes


class CityMachine(RuleBasedStateMachine):
    """`start` must be set on the class before it is run."""

    ground: Ground
    count: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="makegood-machine-"))
        self.resent: list[Incoming] = []
        self.last: list[Incoming] = []
        self.introduced: set[tuple[str, str]] = set()
        self.written = False

    @initialize(which=st.integers(0, 5))
    def begins(self, which: int) -> None:
        start, self.storage = self.ground.starts[which], self.ground.storage
        self.run(self.ground.back_to(start))
        self.mortal = Mortal(storage=self.storage)
        self.storage.on_commit = self._committed
        self.chats: dict[str, Wire] = copy.deepcopy(start.chats)
        self.world = World(
            begin=self.mortal.begin,
            chats=self.chats,  # type: ignore[arg-type]
            places=list(start.places),
            now=start.now,
            spool=self.folder / "spool",
            numbers=itertools.count(start.number + 1),
        )
        make = self.world
        self.people = [
            Someone(world=make, name="Sam Okafor", platform="phone", tenant="B1"),
            make.volunteer(),
            make.volunteer("Ana Silva", "Wharfe Ltd"),
            make.host(),
            make.host("Tom Reid"),
        ]
        self.inspection = Inspection(calendar=make.house.calendar, schedule=SCHEDULE, clock=lambda: make.now)
        self.written = True

    def _committed(self) -> None:
        self.written = True

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.ground.loop.run_until_complete(doing)

    def teardown(self) -> None:
        """A new process comes up: what was due is sent, and nothing that must not be came about."""
        try:
            self.run(self._recover())
            self.nothing_is_broken()
            self.count.update(self.run(states_of(self.storage)))
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    async def _recover(self) -> None:
        self.mortal.fate = ""
        for wire in self.chats.values():
            wire.fate = ""
        self.world.now += timedelta(minutes=5)  # every lease is over
        await self.world.deliver()
        async with self.storage.begin() as tx:
            due = await tx.outbox.next_due()
        assert due is None or due > self.world.now, "a letter that is due was not sent"

    # What happens to an event on its way

    async def _handle(self, event: Incoming, who: Someone | None = None) -> tuple[Reply, ...]:
        self.last = [event]
        try:
            replies = await self.world.dispatcher().handle(event)
        except Died:
            self.resent.append(event)  # its platform was not told that it arrived
            return ()
        if who is not None:
            forms = [each.form for each in replies if isinstance(each, ShowForm)]
            who.form = forms[-1] if forms else None
        return replies

    def _buttons(self, who: Someone, chat: Chat | None) -> list[tuple[str, Button]]:
        shown = self.chats[who.platform].shown.get(chat or who.own, {})
        return [
            (reference, button)
            for reference, card in shown.items()
            for row in (*card.buttons, card.more)
            for button in row
        ]

    def _desk(self, who: Someone) -> Chat | None:
        return self.world.places[0] if who is self.people[0] else None

    # Rules

    @rule(who=st.integers(0, 4), newest=st.integers(0, 5))
    def presses(self, who: int, newest: int) -> None:
        """A button that stands there, among the newest."""
        self._press(self.people[who], newest, main=False)

    @rule(who=st.integers(0, 4), newest=st.integers(0, 2))
    def says_yes(self, who: int, newest: int) -> None:
        """The main button of one of the newest messages."""
        self._answer(who, newest)

    @rule(who=st.integers(1, 2), newest=st.integers(0, 1))
    def volunteer_agrees(self, who: int, newest: int) -> None:
        self._answer(who, newest)

    @rule(newest=st.integers(0, 4))
    def coordinator_decides(self, newest: int) -> None:
        self._answer(0, newest)

    @rule(who=st.integers(3, 4), newest=st.integers(0, 1))
    def host_agrees(self, who: int, newest: int) -> None:
        self._answer(who, newest)

    @rule(who=st.integers(0, 4), back=st.integers(0, 60))
    def presses_something_old(self, who: int, back: int) -> None:
        self._press(self.people[who], back, main=False)

    def _answer(self, who: int, newest: int) -> None:
        """What was sent has arrived by then, as it usually has."""
        self.run(self._deliver())
        self._press(self.people[who], newest, main=True)

    def _press(self, who: Someone, back: int, *, main: bool) -> None:
        self.count["steps"] += 1
        chat = self._desk(who)
        there = self._buttons(who, chat)
        if main:
            there = [each for each in there if each[1].look is Look.MAIN or each[1].action.verb == "c.set"]
        if not there:
            return
        reference, button = there[-1 - back % len(there)]
        self.run(self._pressed(who, chat, reference, button.action))

    async def _pressed(self, who: Someone, chat: Chat | None, reference: str, action: Action) -> None:
        origin = who.origin(chat, live=True)
        await self._handle(Pressed(origin=origin, action=action, message=reference), who)

    @rule(who=st.integers(0, 4), what=st.sampled_from(WORDS))
    def says(self, who: int, what: str) -> None:
        self.count["steps"] += 1
        someone = self.people[who]
        self.run(self._handle(Said(origin=someone.origin(self._desk(someone)), text=what), someone))

    @rule(who=st.integers(0, 4), name=st.sampled_from(COMMANDS))
    def commands(self, who: int, name: str) -> None:
        self.count["steps"] += 1
        someone = self.people[who]
        origin = someone.origin(self._desk(someone), live=True)
        self.run(self._handle(Command(origin=origin, name=name), someone))

    @rule(who=st.integers(1, 4))
    def erases(self, who: int) -> None:
        self.count["steps"] += 1
        someone = self.people[who]
        self.run(self._handle(Command(origin=someone.origin(live=True), name="forgetme"), someone))

    @rule(who=st.integers(0, 2), hours=st.sampled_from(("1", "4", "9")))
    def fills_a_form(self, who: int, hours: str) -> None:
        self.count["steps"] += 1
        someone = self.people[who]
        if someone.form is None:
            return
        form, usual = (
            someone.form,
            {"hours": hours, "where": "LS9", "when": "any time", "what": "bookkeeping"},
        )
        given = {
            each.name: each.given or ((usual[each.name],) if each.name in usual else ())
            for each in form.questions
        }
        answers = {
            **{name: values for name, values in given.items() if values},
            **({"kind": ("skills",), "leave": ("own",)} if form.questions else {}),
        }
        event = Filled(
            origin=someone.origin(live=True),
            conversation=form.conversation,
            revision=form.revision,
            answers=answers,
        )
        self.run(self._handle(event, someone))

    @rule(minutes=st.sampled_from(JUMPS))
    def time_passes(self, minutes: int) -> None:
        self.count["steps"] += 1
        self.world.now += timedelta(minutes=minutes)
        self.run(self._tick())

    @rule()
    def the_next_thing_comes_due(self) -> None:
        self.count["steps"] += 1
        self.run(self._to_the_next())

    @rule(times=st.integers(2, 8))
    def nobody_answers_for_a_while(self, times: int) -> None:
        self.count["steps"] += 1
        for _ in range(times):
            self.run(self._to_the_next())

    async def _to_the_next(self) -> None:
        async with self.storage.begin() as tx:
            due = await tx.nudges.next_due()
        if due is not None:
            self.world.now = max(self.world.now, due)
            await self._tick()

    async def _tick(self) -> None:
        from bot.schedule import Ticker

        world = self.world
        ticker = Ticker(
            self.mortal.begin,
            house=world.house,
            owner=f"ticker-{next(world.numbers)}",
            clock=lambda: world.now,
            new_id=world.new_id,
        )
        try:
            await ticker.tick()
        except Died:
            return

    @rule()
    def letters_go_out(self) -> None:
        self.count["steps"] += 1
        self.run(self._deliver())

    @rule()
    def letters_go_out_again(self) -> None:
        self.count["steps"] += 1
        self.run(self._deliver())

    async def _deliver(self) -> None:
        relay = self.world.relay()
        try:
            await relay.drain()
        except Died:
            return

    @rule()
    def the_same_event_again(self) -> None:
        """Its platform did not hear that we had it."""
        self.count["steps"] += 1
        for event in self.last:
            if event not in self.resent:
                replies = self.run(self._handle(event))
                assert replies == (), "a repeated event did something"

    @rule(fate=st.sampled_from(("before", "after")))
    def dies_at_the_next_commit(self, fate: str) -> None:
        self.count["steps"] += 1
        self.mortal.fate = fate

    @rule(fate=st.sampled_from(("before", "after")), platform=st.sampled_from(("office", "phone")))
    def dies_at_the_next_message(self, fate: str, platform: str) -> None:
        self.count["steps"] += 1
        self.chats[platform].fate = fate

    @precondition(lambda self: self.resent)
    @rule()
    def what_was_not_confirmed_comes_again(self) -> None:
        self.count["steps"] += 1
        event = self.resent.pop(0)
        self.run(self._handle(event))

    @rule(who=st.integers(1, 4))
    def leaves(self, who: int) -> None:
        self.count["steps"] += 1
        someone = self.people[who]
        self.chats[someone.platform].blocked.add(someone.own)
        self.run(self._handle(Left(origin=someone.origin()), someone))

    @rule(who=st.integers(1, 4))
    def comes_back(self, who: int) -> None:
        self.count["steps"] += 1
        someone = self.people[who]
        self.chats[someone.platform].blocked.discard(someone.own)
        self.run(self._handle(Command(origin=someone.origin(), name="resume"), someone))

    # Invariants

    @invariant()
    def nothing_is_broken(self) -> None:
        if not self.written:
            return
        self.written = False
        broken = self.run(self._inspected())
        assert not broken, broken

    async def _inspected(self) -> list[str]:
        async with self.storage.reading() as connection:
            return await self.inspection.broken(connection)

    @invariant()
    def nothing_is_said_twice(self) -> None:
        for wire in self.chats.values():
            twice = {token for token, count in wire.arrived.items() if count > 1 + wire.excused[token]}
            assert not twice, f"{len(twice)} letters reached somebody twice"

    @invariant()
    def nobody_is_named_too_early(self) -> None:
        for wire in self.chats.values():
            fresh, wire.new = wire.new, []
            for chat, card in fresh:
                self._must_not_name(chat, card)

    def _must_not_name(self, chat: Chat, card: Card) -> None:
        reader = next((each for each in self.people[1:] if each.own == chat), None)
        if reader is None:
            return
        said = card.words()
        for other in self.people[1:]:
            strange = other.platform != reader.platform
            if strange and other.name in said and (reader.name, other.name) not in self.introduced:
                assert self.run(self._met(reader, other)), f"{reader.name} reads of {other.name} too early"
                self.introduced |= {(reader.name, other.name), (other.name, reader.name)}

    async def _met(self, one: Someone, other: Someone) -> bool:
        """Whether a match of the two was introduced.

        Of somebody who was forgotten nobody can know: their own old messages are rewritten without them.
        """
        async with self.storage.begin() as tx:
            people = [await tx.people.of(each.account) for each in (one, other)]
            ids = {each.id for each in people if each}
            if len(ids) < 2:
                return True
            for match in await tx.matches.of_person(next(iter(ids))):
                moves = await tx.record.of(Subject.MATCH, match.id)
                if {match.volunteer, match.host} == ids and any(
                    each.move == MatchMove.INTRODUCE for each in moves
                ):
                    return True
        return False


async def states_of(storage: Storage) -> Counter[str]:
    from bot.domain.matches import MatchState

    async with storage.begin() as tx:
        seen = Counter(match.state.value for match in await tx.matches.in_state(*MatchState))
        for match in await tx.matches.in_state(*MatchState):
            seen.update(f"move {each.move}" for each in await tx.record.of(Subject.MATCH, match.id))
        return seen
