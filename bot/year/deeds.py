"""What people do about what they are asked, and of their own accord; and what really happens on a date."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from bot.chat.outgoing import Hint, Reply
from bot.year import habits
from bot.year.agenda import Agenda
from bot.year.citizen import Citizen
from bot.year.seen import SEVERAL, Asked

SLOTS = {Decimal(2): "10 to 12", Decimal(4): "10 to 2", Decimal(8): "9 to 5"}
"""How long people meet on one day, and how they say it."""


@dataclass(kw_only=True)
class Meeting:
    """A date of a match, as the two see it; `held`: it is over, and this part was really given."""

    match: str
    hours: Decimal
    starts: datetime
    proposer: Citizen
    agreed_with: Citizen | None = None
    held: Decimal | None = None

    @property
    def given(self) -> str:
        """The hours that were really given, to a quarter of an hour."""
        return f"{max(Decimal('0.25'), (self.hours * (self.held or 0)).quantize(Decimal('0.25'))):f}"


@dataclass(kw_only=True)
class Deeds:
    """The town's people at work. `meetings`: the newest date of each match, proposed or agreed."""

    agenda: Agenda
    meetings: dict[str, Meeting]
    hosts: set[str]  # user ids

    async def answer(self, who: Citizen, each: Asked) -> None:
        """Does what the person decided to do about it, if it is still asked."""
        found = who.sees(each.kind, each.subject)
        if found is None:
            return
        reference, now = found
        if now.action.verb == SEVERAL:
            await who.presses(reference, now.action)
            await who.town.deliver()
            found = who.sees(each.kind, each.subject)
            if found is None or found[1].action.verb == SEVERAL:
                return
        act = ACTS.get(each.kind)
        if act is not None:
            await act(self, who, *found)

    async def ask(self, who: Citizen, reference: str, each: Asked) -> None:
        host = who.account.user in self.hosts
        nth = f"yes/{who.times['said yes or no']}"
        who.times["said yes or no"] += 1
        if who.chances.happens(nth, habits.HOST_YES if host else habits.VOLUNTEER_YES):
            await who.presses(reference, each.action)
            return
        verb = "match.not_now" if host else "match.no"
        replies = await who.presses_beside(verb, each.subject)
        if went_through(replies):
            reason = who.chances.rng(f"{nth}/why").choice(("no_time", "not_fit", "not_needed"))
            await who.converses("say_no", {"reason": reason})

    async def set_a_date(self, who: Citizen, reference: str, each: Asked) -> None:
        """Unless one was proposed meanwhile."""
        if each.subject in self.meetings:
            return
        await self._propose(who, reference, each)

    async def _propose(self, who: Citizen, reference: str, each: Asked) -> None:
        replies = await who.presses(reference, each.action)
        if not went_through(replies):
            return
        nth = who.times["proposed"]
        who.times["proposed"] += 1
        local = self.agenda.now.astimezone(self.agenda.calendar.zone)
        day = local.date() + timedelta(days=who.chances.rng(f"date/{nth}").randint(*habits.AHEAD))
        hours = next((long for long in SLOTS if long >= who.hours.get(each.subject, 4)), max(SLOTS))
        slot = SLOTS[hours]
        days = [day + timedelta(days=later) for later in habits.LATER]
        said = [f"{each.day} {each:%B %Y}, {slot}" for each in days]
        if await who.converses("date", {"when": said}):
            day = days[max(0, who.said["when"] - 1)]
            starts = self.agenda.calendar.at(day, time(int(slot.split()[0])))
            self.meetings[each.subject] = Meeting(
                match=each.subject, hours=hours, starts=starts, proposer=who
            )

    async def agree(self, who: Citizen, reference: str, each: Asked) -> None:
        meeting = self.meetings.get(each.subject)
        nth = who.times["agreed"]
        who.times["agreed"] += 1
        if meeting is None or not who.chances.happens(f"suits/{nth}", habits.SUITS):
            other = who.finds("match.date", each.subject)
            if other is not None:
                self.meetings.pop(each.subject, None)
                await self._propose(
                    who, other[0], Asked(kind="set a date", subject=each.subject, action=other[1])
                )
            return
        if not went_through(await who.presses(reference, each.action)):
            return
        meeting.agreed_with = who
        self.agenda.at(meeting.starts + timedelta(hours=2), lambda: self._held(meeting))
        self._perhaps_cancels(meeting)

    def _sides(self, meeting: Meeting) -> tuple[Citizen, Citizen]:
        """The volunteer and the host."""
        assert meeting.agreed_with is not None
        first, second = meeting.proposer, meeting.agreed_with
        return (second, first) if first.account.user in self.hosts else (first, second)

    def _perhaps_cancels(self, meeting: Meeting) -> None:
        volunteer, _ = self._sides(meeting)
        nth = f"cancels/{volunteer.times['dates']}"
        volunteer.times["dates"] += 1
        if not volunteer.chances.happens(nth, habits.CANCELS):
            return
        part = volunteer.chances.rng(f"{nth}/when").random()
        when = self.agenda.now + (meeting.starts - self.agenda.now) * part
        self.agenda.at(self.agenda.awake(when), lambda: self._cancels(volunteer, meeting))

    async def _cancels(self, who: Citizen, meeting: Meeting) -> None:
        if who.gone or meeting.held is not None or self.meetings.get(meeting.match) is not meeting:
            return
        if went_through(await who.presses_beside("match.cannot", meeting.match)):
            self.meetings.pop(meeting.match, None)
            await who.converses("cannot", {"reason": "ill"})

    async def _held(self, meeting: Meeting) -> None:
        """The time has come: who came, for how long, and who says so without being asked."""
        if self.meetings.get(meeting.match) is not meeting:
            return
        volunteer, host = self._sides(meeting)
        nth = volunteer.times["dates"]
        came = not volunteer.gone and volunteer.chances.comes(
            f"comes/{nth}", volunteer.habit, volunteer.reminded[meeting.match]
        )
        there = host.chances.comes(f"there/{meeting.match}", host.habit, host.reminded[meeting.match])
        whole = volunteer.chances.happens(f"whole/{nth}", habits.WHOLE)
        part = Decimal(1) if whole else Decimal("0.5")
        meeting.held = part if came and there else Decimal(0)
        for who in (host, volunteer):
            number = who.times["reports"]
            who.times["reports"] += 1
            if meeting.held and who.chances.happens(f"reports/{number}", who.habit.reports):
                after = who.chances.delay(f"reports/{number}", who.habit.days)
                soon = self.agenda.now + timedelta(hours=6) + after
                self.agenda.at(self.agenda.awake(soon), self._reporting(who, meeting))

    def _reporting(self, who: Citizen, meeting: Meeting) -> Callable[[], Awaitable[None]]:
        async def report() -> None:
            if who.gone:
                return
            await who.commands("hours")
            await who.town.deliver()
            if who.question is not None:  # the only one that waits
                await self._say_hours(who, meeting)
            elif (found := who.sees("delivered", meeting.match)) is not None:
                await self.delivered(who, *found)

        return report

    async def _say_hours(self, who: Citizen, meeting: Meeting) -> None:
        """The planned figure is the first choice; whoever was there for less says so."""
        assert who.question is not None
        planned = next(
            button.action.option.partition("=")[2]
            for row in who.question[1].buttons
            for button in row
            if button.action.option.startswith("hours=")
        )
        real = Decimal(planned) * (meeting.held or Decimal(1))
        hours = planned if meeting.held == 1 else str(max(Decimal("0.25"), real.quantize(Decimal("0.25"))))
        await who.converses("delivered", {"hours": hours})

    async def confirm(self, who: Citizen, reference: str, each: Asked) -> None:
        nth = who.times["confirms"]
        who.times["confirms"] += 1
        if who.chances.happens(f"confirms/{nth}", habits.CONFIRMS):
            await who.presses(reference, each.action)
            return
        if went_through(await who.presses_beside("match.cannot", each.subject)):
            self.meetings.pop(each.subject, None)
            await who.converses("cannot", {"reason": "no_time"})

    async def delivered(self, who: Citizen, reference: str, each: Asked) -> None:
        meeting = self.meetings.get(each.subject)
        if meeting is None or meeting.held is None:
            return
        host = who.account.user in self.hosts
        if meeting.held == 0:
            verb = "delivered.no_show" if host else "delivered.not_yet"
            await who.presses_beside(verb, each.subject)
            return
        if not went_through(await who.presses(reference, each.action)):
            return
        await who.town.deliver()
        if who.question is not None:
            await self._say_hours(who, meeting)

    async def feedback(self, who: Citizen, reference: str, each: Asked) -> None:
        if went_through(await who.presses(reference, each.action)):
            stars = who.chances.rng(f"stars/{who.times['feedback']}").choice("55544332")
            who.times["feedback"] += 1
            await who.converses("feedback", {"stars": stars, "again": "yes" if stars > "2" else "no"})

    async def renew(self, who: Citizen, reference: str, each: Asked) -> None:
        nth = who.times["renews"]
        who.times["renews"] += 1
        if who.chances.happens(f"renews/{nth}", habits.RENEWS):
            await who.presses(reference, each.action)
        else:
            replies = await who.presses_beside("listing.withdraw", each.subject)
            if replies is not None and went_through(replies):
                await who.converses("withdraw", {"reason": "not_needed"}, replies)

    async def checks(self, who: Citizen, reference: str, each: Asked) -> None:
        """Whoever sits down to a checklist goes through what is theirs of it."""
        day = self.agenda.now.date() + timedelta(days=365)
        answers = {"outcome": "seen", "level": "enhanced", "until": f"{day.day} {day:%B %Y}"}
        ticked: set[str] = set()
        while each.action.verb == "check.tick" and each.action.option not in ticked:
            ticked.add(each.action.option)
            replies = await who.presses(reference, each.action)
            if not went_through(replies):
                return
            await who.converses("check", answers, replies)
            found = who.sees("checks", each.subject)
            if found is None:
                return
            reference, each = found

    async def press(self, who: Citizen, reference: str, each: Asked) -> None:
        await who.presses(reference, each.action)


Deed = Callable[[Deeds, Citizen, str, Asked], Awaitable[None]]
ACTS: Mapping[str, Deed] = {
    "ask": Deeds.ask,
    "set a date": Deeds.set_a_date,
    "agree": Deeds.agree,
    "confirm": Deeds.confirm,
    "delivered": Deeds.delivered,
    "feedback": Deeds.feedback,
    "renew": Deeds.renew,
    "going on": Deeds.press,
    "checks": Deeds.checks,
    "keep asking": Deeds.press,
}


def went_through(replies: tuple[Reply, ...] | None) -> bool:
    """Whether the press did something: one that is refused is answered with a hint."""
    return replies is not None and not any(isinstance(each, Hint) for each in replies)
