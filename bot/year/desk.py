"""The coordinators at their desk: they look, decide, telephone, and sometimes overlook something."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from bot.chat.address import Chat
from bot.chat.outgoing import Card
from bot.year import habits
from bot.year.agenda import Agenda
from bot.year.citizen import Citizen
from bot.year.deeds import Deeds, went_through
from bot.year.habits import Chances
from bot.year.seen import OURS, Asked, asked, buttons, kept, opened, standing_still

TELEPHONED = ("ask", "set a date", "agree")  # what a person may be reminded of on the telephone


@dataclass(kw_only=True)
class Desk:
    """The coordinators' chat. Whoever is free decides; all see it."""

    chat: Chat
    agenda: Agenda
    deeds: Deeds
    chances: Chances
    people: dict[str, Citizen]  # everybody, by user id
    staff: list[Citizen] = field(default_factory=list)
    screen: dict[str, str] = field(default_factory=dict)
    planned: set[str] = field(default_factory=set)
    tries: Counter[str] = field(default_factory=Counter)
    count: int = 0

    def shown(self, reference: str, card: Card, under: str | None) -> None:
        for number in standing_still(card):
            self.agenda.at(self.agenda.now, partial(self._opens, number))
        if not any(True for _ in buttons(card)):
            self.screen.pop(reference, None)
            return
        self.screen[reference] = kept(card)
        if any(button.action.verb.startswith("c.") for button in buttons(card)):
            for one in self.staff:
                one.question = (reference, card)
            return
        for each in asked(card):
            self._consider(reference, each)

    def _consider(self, reference: str, each: Asked) -> None:
        mark = _mark(reference, each)
        if each.action.verb not in OURS or mark in self.planned:
            return
        self.planned.add(mark)
        self.count += 1
        nth = f"{each.kind}/{self.count}"
        delay = self.chances.delay(nth, habits.DECIDES)
        if self.chances.happens(f"{nth}/overlooks", habits.OVERLOOKS):
            delay += 5 * delay
        self.agenda.at(self.agenda.at_work(self.agenda.now + delay), lambda: self._decide(reference, each))

    async def _opens(self, number: str) -> None:
        """The card of that line of the morning."""
        await self.staff[self.count % len(self.staff)].commands("open", number, self.chat)

    async def _decide(self, reference: str, each: Asked) -> None:
        text = self.screen.get(reference)
        if text is None or each.about not in {one.about for one in asked(opened(text))}:
            if each.kind == "approve match":
                self.planned.discard(_mark(reference, each))  # taken for now: it may be asked again
            return  # somebody was quicker, or it is over
        who = self.staff[self.count % len(self.staff)]
        match each.kind:
            case "approve match":
                await self._decide_match(who, reference, each)
            case "settle":
                await self._settle(who, reference, each)
            case "stalled":
                await self._telephone(each)
            case _:
                await who.presses(reference, each.action, self.chat)

    async def _decide_match(self, who: Citizen, reference: str, each: Asked) -> None:
        self.count += 1
        if self.chances.happens(f"approves/{self.count}", habits.APPROVES):
            await who.presses(reference, each.action, self.chat)
        else:
            await self._other(who, reference, "match.dismiss", "dismiss", {"reason": "not_fit"})

    async def _settle(self, who: Citizen, reference: str, each: Asked) -> None:
        """They ask both on the telephone, and write down who said so; after some calls it is closed."""
        meeting, tries = self.deeds.meetings.get(each.subject), self.tries[each.subject]
        self.tries[each.subject] += 1
        finds_out = self.chances.happens(f"settles/{each.subject}/{tries}", habits.SETTLES)
        if not finds_out and tries + 1 < habits.SETTLING:
            later = self.agenda.at_work(self.agenda.now + timedelta(days=habits.BETWEEN_CALLS))
            self.agenda.at(later, lambda: self._decide(reference, each))
            return
        if not finds_out or meeting is None or not meeting.held:
            await self._other(
                who, reference, "settle.not_delivered", "not_delivered", {"reason": "stayed_away"}
            )
            return
        answers = {"hours": meeting.given, "evidence": "Both told me on the telephone."}
        await self._other(who, reference, "settle.verify", "settle", answers)

    async def _telephone(self, each: Asked) -> None:
        """About a stalled match: perhaps somebody then does what they were asked."""
        self.count += 1
        if not self.chances.happens(f"reaches/{self.count}", habits.REACHES):
            return
        waits = {kind: f"{kind} {each.subject}" for kind in TELEPHONED}
        for person in self.people.values():
            if person.gone or person.times.keys().isdisjoint(waits.values()):
                continue
            for kind, about in waits.items():
                found = person.sees(kind, each.subject) if about in person.times else None
                if found is not None:
                    await self.deeds.answer(person, found[1])
                    return

    async def _other(
        self, who: Citizen, reference: str, verb: str, flow: str, answers: dict[str, str]
    ) -> None:
        """Another button of the same message, and the questions that follow from it."""
        action = next(
            (one.action for one in buttons(opened(self.screen[reference])) if one.action.verb == verb), None
        )
        if action is None:
            return
        replies = await who.presses(reference, action, self.chat)
        if flow and went_through(replies):
            await who.converses(flow, answers, replies, self.chat)


def _mark(reference: str, each: Asked) -> str:
    """Under which it is remembered that it will be seen to."""
    again = "" if each.kind == "stalled" else reference  # of whom they have telephoned about it once
    return f"{again} {each.about} {each.action.revision}"
