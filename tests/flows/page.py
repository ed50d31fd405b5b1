"""One conversation driven without a database, at any page size, up to the act that would end it."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.chat.address import Account, Chat, private
from bot.chat.form import Answers, Form
from bot.chat.incoming import Filled, Origin
from bot.chat.outgoing import Card, Post, Reply, ShowForm
from bot.chat.ports import Limits
from bot.domain.calendar import WorkingDays
from bot.domain.conversations import Conversation, ConversationState
from bot.domain.people import By, Person
from bot.flows import filling, talk
from bot.flows.catalogue import FLOWS
from bot.flows.flow import Flow
from bot.flows.scene import Scene
from bot.measure_list import shipped
from bot.services.market import Market
from bot.services.turn import House, Turn
from bot.texts.drawing import drawn_for
from bot.texts.locales import ENGLISH, locale
from matching.standard import standard_matcher
from tests.flows.world import LONDON, SCHEDULE, TUESDAY

PERSON = Person(id="P1", name="Ana")
ACCOUNT = Account(platform="any", tenant="T", user="U")


class TheActBegins(Exception):
    """Everything was answered: from here on the flow's act wants the rest of the database."""


@dataclass
class Rows:
    """Conversations and the outbox in memory: as much of `bot.services.ports.Tx` as talking needs."""

    talks_kept: dict[str, Conversation] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)

    @property
    def conversations(self) -> "Rows":
        return self

    @property
    def outbox(self) -> "Rows":
        return self

    @property
    def kept(self) -> "Rows":
        return self

    @property
    def nudges(self) -> "Rows":
        return self

    @property
    def matcher(self) -> "Rows":
        return self

    async def synonyms(self) -> dict[str, str]:
        """The city has no words of its own."""
        return {}

    priorities = weights = synonyms

    async def drop(self, conversation: str) -> None:
        """No file came with it."""

    async def waiting(self, *subject: str) -> object:
        """Of a draft: planned before."""
        return self

    async def get(self, id: str) -> Conversation | None:
        return self.talks_kept.get(id)

    async def current(self, account: Account, chat: Chat) -> Conversation | None:
        over = (ConversationState.DONE, ConversationState.CANCELLED)
        return next((each for each in self.talks_kept.values() if each.state not in over), None)

    async def put(self, it: Conversation | Post, **outbox: Any) -> None:
        if isinstance(it, Conversation):
            self.talks_kept[it.id] = it
        else:
            self.cards.append(drawn_for(it.card, locale(ENGLISH)))

    def __getattr__(self, name: str) -> Any:
        raise TheActBegins(name)


@dataclass
class Page:
    """A person at one conversation. Nothing is remembered between two events but the rows."""

    size: int
    flow: Flow
    rows: Rows = field(default_factory=Rows)
    form: Form | None = None
    events: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def talk(self) -> Conversation:
        return next(iter(self.rows.talks_kept.values()))

    @property
    def done(self) -> bool:
        return self.talk.state is ConversationState.DONE

    def scene(self, person: Person = PERSON) -> Scene:
        forms = self.size > 1
        limits = Limits(questions=self.size, forms=forms, homes=False)
        origin = Origin(
            event=f"e{next(self.events)}",
            sender=ACCOUNT,
            name="Ana",
            chat=private(ACCOUNT),
            private=True,
            live=forms,
            organisation="Aire and Calder",
        )
        house = House(
            zone=LONDON,
            calendar=WorkingDays(zone=LONDON, holiday=lambda day: False),
            schedule=SCHEDULE,
            undo=timedelta(0),
            places=lambda: (),
            limits={"any": limits},
            market=Market(standard_matcher(model=None)),
            measures=shipped(),
        )
        turn = Turn(
            tx=self.rows,  # type: ignore[arg-type]
            now=TUESDAY,
            new_id=lambda: "ID00000001",
            house=house,
            by=By(person="P1", name="Ana", platform="any", coordinates=True),
        )
        return Scene(turn=turn, origin=origin, person=person)

    async def _goes(self, doing: Any) -> None:
        try:
            replies: tuple[Reply, ...] = await doing
        except TheActBegins:
            return
        for reply in replies:
            if isinstance(reply, ShowForm):
                self.form = drawn_for(reply.form, locale(ENGLISH))

    async def begin(self, option: str = "") -> "Page":
        await self._goes(talk.begin(self.scene(), self.flow, subject="S", option=option, form=True))
        return self

    async def says(self, text: str) -> None:
        await self._goes(talk.said(self.scene(), self.talk, text))

    async def presses(self, verb: str, option: str = "") -> None:
        await self._goes(talk.pressed(self.scene(), verb, self.talk, option))

    async def fills(self, given: Answers) -> None:
        assert self.form is not None
        names = {each.name for each in self.form.questions}
        answers = {name: values for name, values in given.items() if name in names and values}
        event = Filled(
            origin=self.scene().origin,
            conversation=self.talk.id,
            revision=self.form.revision,
            answers=answers,
        )
        await self._goes(filling.filled(self.scene(), event))

    async def answered(self, given: Answers) -> dict[str, tuple[str, ...]]:
        """Everything asked is answered with `given`; returns what the conversation holds in the end."""
        for _ in range(40):
            if self.done:
                return {name: values for name, values in self.talk.answers.items() if values}
            await self._step(given)
        raise AssertionError(f"{self.flow.name} does not end: it asks {self.talk.step}")

    async def _step(self, given: Answers) -> None:
        if self.size > 1:
            await self.fills(given)
        elif self.talk.state is ConversationState.REVIEW:
            await self.presses("c.post")
        elif given.get(self.talk.step):
            await self.says(given[self.talk.step][0])
        else:
            await self.presses("c.set", f"{self.talk.step}=")


def longest(talk_: Conversation) -> Conversation:
    """With ids and revision as long as they ever get."""
    return replace(talk_, id="Z" * 10, revision=99_999)


ALL = tuple(FLOWS.values())
