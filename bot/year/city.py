"""A city for a year: everybody in it, and the loop in which the clock jumps to whatever is due next."""

import itertools
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from adapters.slack.limits import LIMITS as SLACK_LIMITS
from adapters.telegram.limits import LIMITS as TELEGRAM_LIMITS
from bot.bank_holidays import bank_holiday
from bot.chat.address import Account, Chat
from bot.chat.incoming import Incoming, Left
from bot.chat.outgoing import Reply
from bot.chat.ports import Failed
from bot.demo import FIRST, FOLDERS, LAST
from bot.domain.calendar import WorkingDays
from bot.domain.nudges import Schedule, Then
from bot.ids import ALPHABET
from bot.main import Bot, wired
from bot.schedule import AT_ONCE
from bot.services import roles
from bot.settings import Settings, SlackSettings
from bot.year import habits
from bot.year.agenda import Agenda
from bot.year.citizen import Citizen
from bot.year.deeds import Deeds
from bot.year.desk import Desk
from bot.year.empty import database_url
from bot.year.habits import Chances, habit_of
from bot.year.outcome import Plan
from bot.year.platform import InHand
from bot.year.wishes import Wishes, read_wishes

STARTS = datetime(2027, 1, 4, 9, tzinfo=UTC)  # a Monday
EMPLOYERS = 40
STAFF_PER_GROUPS = 100  # one coordinator for so many groups
DATABASE = "makegood.db"  # in the folder of a run
SLACK, TELEGRAM = "slack", "telegram"
DESK = Chat(platform=SLACK, tenant="T000", id="C0DESK")
FOLLOWING_UP = (Then.REMIND, Then.TELL_COORDINATOR, Then.DIGEST)


@dataclass(kw_only=True)
class City:
    """The real bot, and the people around it."""

    plan: Plan
    bot: Bot
    agenda: Agenda
    slack: InHand
    telegram: InHand
    wishes: Wishes
    desk: Desk
    deeds: Deeds
    people: dict[str, Citizen] = field(default_factory=dict)
    events: int = 0
    failed: int = 0
    changed: bool = True  # something was committed since the next due time was asked for
    to_send: bool = True  # and since letters were looked for
    _nudge: datetime | None = None
    _letter: datetime | None = None

    async def handle(self, event: Incoming) -> tuple[Reply, ...]:
        try:
            return await self.bot.dispatcher.handle(event)
        except Failed:
            self.failed += 1
            return ()

    async def deliver(self) -> None:
        """Whatever was committed since the last time; there is nothing else to be sent."""
        if self.to_send:
            await self.bot.relay.drain()
            self.to_send = False

    def committed(self) -> None:
        self.changed = True

    def lettered(self) -> None:
        self.to_send = True

    def event_id(self) -> str:
        self.events += 1
        return f"E{self.events}"

    async def play(self, progress: Callable[[datetime], None], daily: Callable[[], Awaitable[None]]) -> None:
        """Until the last day is over."""
        ends, day = STARTS + timedelta(days=self.plan.days), STARTS.date()
        while (at := await self._due()) is not None and at < ends:
            self.agenda.now = max(self.agenda.now, at)
            if self.agenda.now.date() != day:
                day = self.agenda.now.date()
                progress(self.agenda.now)
                await daily()
            if self._nudge is not None and self._nudge <= self.agenda.now:
                while await self.bot.ticker.tick() >= AT_ONCE:
                    pass  # it left off with more to be done
            while (act := self.agenda.due()) is not None:
                await act()
            await self.deliver()
        self.agenda.now = ends
        progress(ends)
        await daily()

    def wait_for_the_morning(self, day: date) -> None:
        """From then on, day after day, at nine: on some of them nothing is said."""

        async def greet() -> None:
            await self.bot.ticker.morning()
            self.wait_for_the_morning(day + timedelta(days=1))

        self.agenda.at(self.agenda.calendar.at(day, time(9)), greet)

    async def _due(self) -> datetime | None:
        """The next moment at which anything happens."""
        await self._look()
        known = (self._nudge, self._letter, self.agenda.next())
        return min((each for each in known if each), default=None)

    async def _look(self) -> None:
        """At the rows that say when something is due, if any were written."""
        if self.changed:
            self.changed = False
            async with self.bot.storage.begin() as tx:
                self._nudge, self._letter = await tx.nudges.next_due(), await tx.outbox.next_due()


@asynccontextmanager
async def city(plan: Plan, folder: Path, settings: Settings) -> AsyncIterator[City]:
    """Everybody is there; nobody has done anything yet but the coordinators, who have their role."""
    calendar = WorkingDays(zone=settings.zone, holiday=bank_holiday)
    agenda = Agenda(now=STARTS, calendar=calendar)
    slack = InHand(name=SLACK, tenant=DESK.tenant, limits=SLACK_LIMITS)
    telegram = InHand(name=TELEGRAM, tenant="B1", limits=TELEGRAM_LIMITS)
    chances = Chances(seed=f"{plan.seed}/desk", effect=plan.effect)
    deeds = Deeds(agenda=agenda, meetings={}, hosts=set())
    ids = _ids(plan.seed)
    async with wired(
        _settings(plan, folder, settings), clock=agenda.clock, ids=ids, platforms=(slack, telegram)
    ) as bot:
        bot.relay.hurry(in_hand=True)
        bot.dispatcher.leave_undrawn()
        examples = next(each for each in FOLDERS if each.is_dir())
        desk = Desk(chat=DESK, agenda=agenda, deeds=deeds, chances=chances, people={})
        town = City(
            plan=plan,
            bot=bot,
            agenda=agenda,
            slack=slack,
            telegram=telegram,
            wishes=read_wishes(examples),
            desk=desk,
            deeds=deeds,
        )
        desk.people = town.people
        bot.storage.on_commit = town.committed
        bot.storage.on_letters = town.lettered
        await _staff(town)
        _populate(town)
        if plan.nudges:
            town.wait_for_the_morning(STARTS.date())
        yield town


def _settings(plan: Plan, folder: Path, settings: Settings) -> Settings:
    """The city's own, with nothing that would reach anybody real."""
    schedule = settings.schedule if plan.nudges else without_following_up(settings.schedule)
    slack = SlackSettings(
        bot_token="xoxb-simulated",
        app_token="",
        signing_secret="simulated",
        mode="http",
        api_url="http://127.0.0.1:1/api/",
        coordinators=DESK.id,
    )
    return replace(
        settings,
        slack=slack,
        telegram=None,
        database_url=database_url(folder / DATABASE),
        data_dir=folder,
        schedule=schedule,
    )


def without_following_up(schedule: Schedule) -> Schedule:
    """Nobody is reminded, no coordinator is told; asks, listings and sessions still run out."""
    return replace(schedule, steps=tuple(each for each in schedule.steps if each.then not in FOLLOWING_UP))


def _ids(seed: int) -> Callable[[], str]:
    """The same ids every time."""
    rng = random.Random(f"{seed}/ids")
    return lambda: "".join(rng.choices(ALPHABET, k=10))


async def _staff(town: City) -> None:
    count = max(1, round(town.plan.groups / STAFF_PER_GROUPS))
    town.slack.watch(DESK, town.desk.shown)
    for number in range(count):
        account = Account(platform=SLACK, tenant=DESK.tenant, user=f"U0STAFF{number}")
        chances = Chances(seed=f"{town.plan.seed}/staff/{number}")
        who = _citizen(town, account, f"Coordinator {number}", habits.VOLUNTEERS[0], chances)
        code = f"CODE-{number:04d}"
        async with town.bot.storage.begin() as tx:
            await roles.invite(tx, code, town.agenda.now)
            await tx.commit()
        await who.commands("coordinate", code)
        await town.deliver()
        town.desk.staff.append(who)


def _citizen(town: City, account: Account, name: str, habit: habits.Habit, chances: Chances) -> Citizen:
    who = Citizen(
        town=town,
        account=account,
        name=name,
        habit=habit,
        chances=chances,
        forms=account.platform == SLACK,
        organisation=f"Employer {account.tenant[1:]}" if account.platform == SLACK else "",
    )
    who.on_asked = lambda each: town.deeds.answer(who, each)
    platform = town.slack if account.platform == SLACK else town.telegram
    platform.watch(who.own, who.shown)
    town.people[account.user] = who
    return who


def _populate(town: City) -> None:
    plan = town.plan
    names = (f"{first} {last} {number}" for number in itertools.count(1) for first in FIRST for last in LAST)
    for number in range(plan.volunteers):
        tenant = f"T{1 + number % min(EMPLOYERS, plan.volunteers):03d}"
        account = Account(platform=SLACK, tenant=tenant, user=f"UV{number}")
        _arrive(town, account, next(names), number)
    for number in range(plan.groups):
        account = Account(platform=TELEGRAM, tenant="B1", user=f"{5000 + number}")
        town.deeds.hosts.add(account.user)
        _arrive(town, account, next(names), number)


def _arrive(town: City, account: Account, name: str, number: int) -> None:
    """A person, with what they will bring forward in the year, and perhaps the day on which they leave."""
    host = account.user in town.deeds.hosts
    chances = Chances(seed=f"{town.plan.seed}/{account.user}", effect=town.plan.effect)
    habit = habit_of(habits.HOSTS if host else habits.VOLUNTEERS, number, town.plan.volunteers)
    who = _citizen(town, account, name, habit, chances)
    rng = chances.rng("listings")
    often = habits.NEEDS_A_YEAR if host else habits.OFFERS_A_YEAR
    count = int(often) + (rng.random() < often % 1)
    for each in range(count):
        when = STARTS + timedelta(days=habits.arrives(rng.random()))
        town.agenda.at(town.agenda.awake(when), _posting(town, who, each))
    if chances.happens("leaves", habit.leaves):
        when = STARTS + timedelta(days=chances.rng("leaves/when").random() * 365)
        town.agenda.at(town.agenda.awake(when), _leaving(town, who))


def _posting(town: City, who: Citizen, number: int) -> Callable[[], Awaitable[None]]:
    async def post() -> None:
        if who.gone:
            return
        host = who.account.user in town.deeds.hosts
        rng = who.chances.rng(f"wish/{number}")
        organisation = f"Group {who.account.user}"
        if host:
            await who.converses("need", town.wishes.need(rng, organisation), await who.commands("need"))
        else:
            await who.converses("offer", town.wishes.offer(rng, organisation), await who.commands("offer"))

    return post


def _leaving(town: City, who: Citizen) -> Callable[[], Awaitable[None]]:
    async def leave() -> None:
        who.gone = True
        if who.chances.happens("stops", habits.STOPS):
            await who.commands("stop")
            return
        platform = town.slack if who.account.platform == SLACK else town.telegram
        platform.gone.add(who.own)
        if who.chances.happens("says so", 0.5):  # the platform tells us of half of them at once
            await who.does(Left(origin=who.origin()))

    return leave
