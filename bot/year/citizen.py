"""A person with a phone or at a desk: reads what is shown, presses what is there, answers what is asked."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

from bot.chat.action import Action, decode, encode
from bot.chat.address import Account, Chat, private
from bot.chat.form import Form
from bot.chat.incoming import Command, Filled, Incoming, Origin, Pressed, Said
from bot.chat.outgoing import Button, Card, Hint, Reply, ShowForm
from bot.flows.catalogue import FLOWS
from bot.texts.drawing import english
from bot.year.agenda import Agenda
from bot.year.habits import Chances, Habit
from bot.year.seen import Asked, asked, buttons, hours_of, in_conversation, kept, opened

MOST_ANSWERS = 20  # in one conversation: more is a loop
KEPT = 40  # messages on a person's screen; nobody scrolls further back


class Town(Protocol):
    """What surrounds a person."""

    agenda: Agenda

    async def handle(self, event: Incoming) -> tuple[Reply, ...]: ...
    async def deliver(self) -> None: ...
    def event_id(self) -> str: ...


class Lost(RuntimeError):
    """Somebody could not go on in a conversation: ours is the mistake."""


@dataclass(kw_only=True)
class Citizen:
    """`times` counts how often something was asked of them; `planned` is what they mean to do; `hours`, how
    many a match is about; `said`, how often each question of the conversation was answered so far.
    """

    town: Town
    account: Account
    name: str
    habit: Habit
    chances: Chances
    forms: bool
    organisation: str = ""
    screen: dict[str, str] = field(default_factory=dict)
    question: tuple[str, Card] | None = None
    times: Counter[str] = field(default_factory=Counter)
    planned: set[str] = field(default_factory=set)
    reminded: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    hours: dict[str, Decimal] = field(default_factory=dict)
    said: Counter[str] = field(default_factory=Counter)
    gone: bool = False
    on_asked: Callable[[Asked], Awaitable[None]] | None = None

    @property
    def own(self) -> Chat:
        return private(self.account)

    def shown(self, reference: str, card: Card, under: str | None) -> None:
        """A message arrived, or changed."""
        known = reference in self.screen
        self.screen.pop(reference, None)
        if any(True for _ in buttons(card)):
            self.screen[reference] = kept(card)
            if len(self.screen) > KEPT:
                del self.screen[next(iter(self.screen))]
        self._note_reminder(card, under)
        if in_conversation(card):
            self.question = (reference, card)
            return
        if self.question and self.question[0] == reference:
            self.question = None
        for each in asked(card):
            self._note_hours(each, card)
            self._consider(each, again=known)

    def _note_hours(self, each: Asked, card: Card) -> None:
        hours = hours_of(card) if each.kind in ("ask", "set a date", "agree") else None
        if hours is not None:
            self.hours[each.subject] = hours

    def _note_reminder(self, card: Card, under: str | None) -> None:
        """Something unasked about a match whose date is near, whether or not it asks for an answer."""
        unasked = any(button.action.verb == "remind.snooze" for button in card.more)
        if unasked and under and all(each.kind == "confirm" for each in asked(card)):
            self.reminded.update({each.action.subject for each in self._buttons(under)})
        if unasked and not under:
            self.reminded.update(each.subject for each in asked(card) if each.kind == "confirm")

    def _consider(self, each: Asked, *, again: bool) -> None:
        """Acted upon some time, or forgotten; a message that only changed does not ask once more."""
        about = each.about
        if self.gone or about in self.planned or (again and self.times[about]):
            return
        times, self.times[about] = self.times[about], self.times[about] + 1
        nth = f"{each.kind}/{self.times[f'nth {each.kind}']}"
        if times == 0:
            self.times[f"nth {each.kind}"] += 1
        if not self.chances.acts(nth, self.habit, times):
            return
        self.planned.add(about)
        agenda = self.town.agenda
        when = agenda.now + self.chances.delay(f"{nth}/{times}", self.habit.days) + timedelta(minutes=2)
        agenda.at(agenda.awake(when), lambda: self._act(each))

    async def _act(self, each: Asked) -> None:
        self.planned.discard(each.about)
        if not self.gone and self.on_asked is not None:
            await self.on_asked(each)

    def sees(self, kind: str, subject: str) -> tuple[str, Asked] | None:
        """The newest message that asks this, as it stands now."""
        for reference in self._about(subject):
            for each in asked(opened(self.screen[reference])):
                if (each.kind, each.subject) == (kind, subject):
                    return reference, each
        return None

    def _about(self, subject: str) -> Iterator[str]:
        """Messages that may have a button about it, the newest first."""
        return (reference for reference, text in reversed(self.screen.items()) if subject in text)

    def _buttons(self, reference: str) -> Iterator[Button]:
        text = self.screen.get(reference)
        return iter(()) if text is None else buttons(opened(text))

    def finds(self, verb: str, subject: str) -> tuple[str, Action] | None:
        """The newest button of that verb about this, whatever message it stands on."""
        for reference in self._about(subject):
            for button in self._buttons(reference):
                if (button.action.verb, button.action.subject) == (verb, subject):
                    return reference, button.action
        return None

    def origin(self, chat: Chat | None = None) -> Origin:
        return Origin(
            event=self.town.event_id(),
            sender=self.account,
            name=self.name,
            chat=chat or self.own,
            private=chat is None,
            live=self.forms,
            organisation=self.organisation,
        )

    async def does(self, event: Incoming) -> tuple[Reply, ...]:
        replies = await self.town.handle(event)
        for each in replies:
            if isinstance(each, Hint):
                self.refused[each.text] += 1
        return replies

    async def presses(self, reference: str, action: Action, chat: Chat | None = None) -> tuple[Reply, ...]:
        """Through the wire's 64 bytes."""
        sent = decode(encode(action))
        return await self.does(Pressed(origin=self.origin(chat), action=sent, message=reference))

    async def presses_beside(self, verb: str, subject: str) -> tuple[Reply, ...] | None:
        """That button, where there is one; None where there is none any more."""
        found = self.finds(verb, subject)
        return None if found is None else await self.presses(*found)

    async def commands(self, name: str, rest: str = "", chat: Chat | None = None) -> tuple[Reply, ...]:
        return await self.does(Command(origin=self.origin(chat), name=name, rest=rest))

    async def converses(
        self,
        flow: str,
        answers: Mapping[str, str | Sequence[str]],
        replies: tuple[Reply, ...] = (),
        chat: Chat | None = None,
    ) -> bool:
        """Answers until nothing more is asked; what `answers` does not name is skipped. False: not asked.

        Of several answers to one question the next is given where the one before would not do.
        """
        self.said.clear()
        form = _form(replies)
        if form is not None:
            await self._fills(form, answers)
            return True
        for number in range(MOST_ANSWERS):
            await self.town.deliver()
            if self.question is None:
                return number > 0
            await self._answers(flow, *self.question, answers, chat)
        raise Lost(f"{flow}: still asked after {MOST_ANSWERS} answers: {self._what_was_said()}")

    def _what_was_said(self) -> str:
        return english(self.question[1].words()) if self.question else "nothing"

    async def _answers(
        self,
        flow: str,
        reference: str,
        card: Card,
        answers: Mapping[str, str | Sequence[str]],
        chat: Chat | None,
    ) -> None:
        self.question = None
        offered = {
            (button.action.verb, button.action.option): button.action for button in in_conversation(card)
        }
        post = offered.get(("c.post", ""))
        if post is not None:
            await self.presses(reference, post, chat)
            return
        name = _asked_about(flow, card)
        answer = self._next(name, answers)
        pressed = offered.get(("c.set", f"{name}={answer}"))
        if pressed is not None:
            await self.presses(reference, pressed, chat)
            return
        if not answer:
            raise Lost(f"{flow}: nobody knows what to say for {name}")
        await self.does(Said(origin=self.origin(chat), text=answer))

    def _next(self, name: str, answers: Mapping[str, str | Sequence[str]]) -> str:
        given = answers.get(name, "")
        number, self.said[name] = self.said[name], self.said[name] + 1
        return given if isinstance(given, str) else given[min(number, len(given) - 1)]

    async def _fills(self, form: Form, answers: Mapping[str, str | Sequence[str]]) -> None:
        for _ in range(MOST_ANSWERS):
            given = {each.name: _given(self._next(each.name, answers), each.given) for each in form.questions}
            event = Filled(
                origin=self.origin(),
                conversation=form.conversation,
                revision=form.revision,
                answers={name: values for name, values in given.items() if values},
            )
            after = _form(await self.does(event))
            if after is None:
                return
            if any(each.trouble for each in after.questions):
                raise Lost(f"{form.title}: {[each.trouble for each in after.questions if each.trouble]}")
            form = after
        raise Lost(f"{form.title}: still asked")


def _given(answer: str, before: tuple[str, ...]) -> tuple[str, ...]:
    return (answer,) if answer else before


def _form(replies: tuple[Reply, ...]) -> Form | None:
    forms = [each.form for each in replies if isinstance(each, ShowForm)]
    return forms[-1] if forms else None


def _asked_about(flow: str, card: Card) -> str:
    """The field that this message asks for, by its words."""
    said, known = english(card.words()), FLOWS[flow]
    names = [each.name for each in known.fields if english(known.label(each)) in said]
    if not names:
        raise Lost(f"{flow}: a question that is not its own")
    return names[-1]
