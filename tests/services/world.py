"""A small city on a real database, whose people speak like users; its clock is moved by hand."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from math import ceil
from zoneinfo import ZoneInfo

from bot import outcome_list
from bot.chat.address import Account, Chat
from bot.chat.outgoing import Post
from bot.chat.ports import Limits
from bot.domain.calendar import WorkingDays
from bot.domain.listings import Availability, Listing, ListingKind, Side, Terms
from bot.domain.matches import Delivery, Match, MatchState
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.people import THE_CLOCK, By, Contact, Person, Role
from bot.main import bank_holiday
from bot.measure_list import shipped
from bot.nudge_schedule import DEFAULT, read_schedule
from bot.schedule import Ticker
from bot.services import dates, delivery, listings, matches
from bot.services.figure_ports import Funnel
from bot.services.market import Market
from bot.services.ports import Transactions
from bot.services.turn import House, Turn
from bot.texts.drawing import english
from matching.standard import standard_matcher

LONDON = ZoneInfo("Europe/London")
DESK = Chat(platform="desk", tenant="t", id="desk")
MORNING = datetime(2026, 12, 1, 10, tzinfo=UTC)  # a Tuesday


@dataclass(kw_only=True)
class World:
    """`told(name)` is everything queued for somebody, oldest first, as words."""

    begin: Transactions
    undo: timedelta = timedelta(0)
    address: str = ""
    now: datetime = MORNING
    ids: Callable[[], str] = field(default_factory=lambda: map("ID{:05d}".format, count(1)).__next__)
    people: dict[str, Person] = field(default_factory=dict)
    market: Market = field(default_factory=lambda: Market(standard_matcher(model=None)))

    @property
    def house(self) -> House:
        return House(
            zone=LONDON,
            calendar=WorkingDays(zone=LONDON, holiday=bank_holiday),
            schedule=read_schedule(DEFAULT),
            undo=self.undo,
            places=lambda: (DESK,),
            limits={"chat": Limits(questions=1, forms=False, homes=False)},
            market=self.market,
            measures=shipped(),
            address=self.address,
            outcomes=outcome_list.shipped(),
        )

    @asynccontextmanager
    async def turn(self, name: str = "") -> AsyncIterator[Turn]:
        """One transaction of somebody's, or of the clock's; committed when the block ends well."""
        by = self._by(name) if name else THE_CLOCK
        async with self.begin() as tx:
            yield Turn(tx=tx, now=self.now, new_id=self.ids, house=self.house, by=by)
            await tx.commit()

    def _by(self, name: str) -> By:
        person = self.people[name]
        return By(person=person.id, name=name, platform="chat", coordinates=person.coordinates)

    async def meets(self, name: str, organisation: str = "", *, verified: bool = True) -> Person:
        """Somebody new; of an employer where `organisation` ends in Ltd, else of a group."""
        employer = organisation.endswith("Ltd")
        kind = OrganisationKind.EMPLOYER if employer else OrganisationKind.COMMUNITY
        state = OrganisationState.VERIFIED if verified else OrganisationState.PENDING
        acts_for = Organisation(id=self.ids(), name=organisation or name, kind=kind, state=state)
        roles = frozenset({Role.COORDINATOR}) if not organisation else frozenset()
        person = Person(id=self.ids(), name=name, organisation=acts_for.id, roles=roles)
        account = Account(platform="chat", tenant="t", user=name)
        async with self.begin() as tx:
            await tx.organisations.put(acts_for)
            await tx.people.put(person)
            await tx.people.join(Contact(account=account, person=person.id))
            await tx.commit()
        self.people[name] = person
        return person

    async def posts(self, name: str, side: Side, what: str, **changes: object) -> str:
        terms = Terms(
            kind=ListingKind.SKILLS,
            what=what,
            skills=(what,),
            district="LS9",
            when=Availability(said="any time"),
            hours=Decimal(4),
        )
        async with self.turn(name) as turn:
            listing = await listings.submit(
                turn,
                side,
                replace(terms, **changes),
                self.people[name].organisation,  # type: ignore[arg-type]
            )
        return listing.id

    async def offer(self, name: str, what: str = "bookkeeping", **changes: object) -> str:
        return await self.posts(name, Side.OFFER, what, **changes)

    async def need(self, name: str, what: str = "bookkeeping", **changes: object) -> str:
        return await self.posts(name, Side.NEED, what, **changes)

    async def approves(self, *listing_ids: str) -> None:
        for id in listing_ids:
            async with self.turn("Sam") as turn:
                await listings.approve(turn, id)

    async def the_match(self) -> Match:
        """The newest match there is."""
        async with self.begin() as tx:
            found = await tx.matches.in_state(*MatchState)
        return max(found, key=lambda match: (match.created_at, match.id))

    async def all_matches(self) -> list[Match]:
        async with self.begin() as tx:
            return list(await tx.matches.in_state(*MatchState))

    async def suggested(self) -> Match:
        """Priya and the pantry are suggested to each other; both are there, and Sam coordinates."""
        await self.meets("Sam")
        await self.meets("Priya", "Aire Ltd")
        await self.meets("Maria", "Seacroft Pantry")
        await self.approves(await self.offer("Priya"), await self.need("Maria"))
        return await self.the_match()

    async def asked(self) -> Match:
        match = await self.suggested()
        async with self.turn("Sam") as turn:
            await matches.approve(turn, match.id)
        return await self.the_match()

    async def introduced(self) -> Match:
        match = await self.asked()
        await self.says_yes("Maria", match)
        await self.says_yes("Priya", match)
        return await self.the_match()

    async def scheduled(self, starts: datetime | None = None) -> Match:
        """For 18 December, 10 to 14, where nothing else is said."""
        match = await self.introduced()
        begins = starts or datetime(2026, 12, 18, 10, tzinfo=UTC)
        async with self.turn("Maria") as turn:
            session = await dates.propose(turn, match.id, begins, None)
        async with self.turn("Priya") as turn:
            await dates.agree(turn, match.id, session.sequence)
        return await self.the_match()

    async def says_yes(self, name: str, match: Match) -> None:
        async with self.turn(name) as turn:
            await matches.answer_yes(turn, match.id)

    async def says_no(self, name: str, match: Match) -> None:
        async with self.turn(name) as turn:
            await matches.answer_no(turn, match.id, "no_time")

    async def reports(self, name: str, match: Match, hours: str) -> None:
        async with self.turn(name) as turn:
            await delivery.report_hours(turn, match.id, Decimal(hours))

    async def listing(self, id: str) -> Listing:
        async with self.begin() as tx:
            return await tx.listings.get(id)

    async def delivery(self, match: Match) -> Delivery | None:
        async with self.begin() as tx:
            return await tx.outcomes.delivery(match.id)

    async def funnel(self) -> Funnel:
        async with self.begin() as tx:
            return await tx.figures.funnel()

    async def until(self, moment: datetime, step: timedelta = timedelta(hours=1)) -> None:
        """Time passes step by step and what is due happens; steps at which nothing is due are left out."""
        while self.now < moment:
            async with self.begin() as tx:
                due = await tx.nudges.next_due()
            idle = (min(due, moment) if due else moment) - self.now
            self.now = min(moment, self.now + max(ceil(idle / step), 1) * step)
            await self.tick()

    async def passes(self, by: timedelta, step: timedelta = timedelta(hours=1)) -> None:
        await self.until(self.now + by, step)

    async def tick(self) -> None:
        ticker = Ticker(self.begin, house=self.house, owner="test", clock=lambda: self.now, new_id=self.ids)
        await ticker.tick()

    async def morning(self) -> str:
        """What the coordinators read at nine of the next working day; empty where nothing is said."""
        nine = datetime.combine(self.now.astimezone(LONDON).date(), time(9), LONDON)
        while nine < self.now or not self.house.calendar.works(nine.date()):
            nine += timedelta(days=1)
        self.now = nine.astimezone(UTC)
        before = len(await self.told("desk"))
        ticker = Ticker(self.begin, house=self.house, owner="test", clock=lambda: self.now, new_id=self.ids)
        await ticker.morning()
        return "\n".join((await self.told("desk"))[before:])

    async def told(self, name: str) -> list[str]:
        """Everything that was queued for a person, or for the coordinators' desk."""
        user = "desk" if name == "desk" else name
        texts: list[str] = []
        while True:
            async with self.begin() as tx:
                letters = await tx.outbox.claim("test", now=FAR, lease=timedelta(hours=1), most=500)
                for letter in letters:
                    await tx.outbox.sent(letter, f"ref/{letter.id}", self.now)
                    if isinstance(letter.outgoing, Post):
                        self._letters.append((letter.outgoing.chat.id, english(letter.outgoing.card.words())))
                await tx.commit()
            if not letters:
                break
        texts += [words for chat, words in self._letters if chat == user]
        return texts

    _letters: list[tuple[str, str]] = field(default_factory=list)


FAR = datetime(2040, 1, 1, tzinfo=UTC)
