"""A small city for tests: the real dispatcher, relay, clock and database; only the two platforms are fakes.

"office" has forms and a home page, "phone" shows one question a message.
"""

import itertools
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from zoneinfo import ZoneInfo

from bot import outcome_list
from bot.chat.action import Action, decode, encode
from bot.chat.address import Account, Chat, private
from bot.chat.files import file_name
from bot.chat.form import Form
from bot.chat.incoming import (
    Command,
    Dismissed,
    Enclosure,
    Filled,
    Incoming,
    Left,
    Located,
    OpenedHome,
    Origin,
    Pressed,
    Said,
)
from bot.chat.outgoing import Attachment, Button, Card, Hint, Reply, ShowForm
from bot.chat.ports import Limits, Refused, Unreachable
from bot.dispatch import Dispatcher
from bot.domain.calendar import WorkingDays
from bot.domain.conversations import Conversation
from bot.measure_list import shipped
from bot.nudge_schedule import DEFAULT, read_schedule
from bot.relay import Relay
from bot.schedule import Ticker
from bot.services import roles
from bot.services.market import Market
from bot.services.ports import Transactions
from bot.services.turn import House
from bot.texts.locales import ONLY_ENGLISH, Languages
from matching.standard import standard_matcher
from storage.engine import open_engine
from storage.unit_of_work import Storage

LONDON = ZoneInfo("Europe/London")
TUESDAY = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
LIMITS = {
    "office": Limits(questions=10, forms=True, homes=True, threads=True, text=3000),
    "phone": Limits(questions=1, forms=False, homes=False, points=True, text=1000, caption=400),
}
SCHEDULE = read_schedule(DEFAULT)


def hasty_storage(template: Path, folder: Path) -> Storage:
    """A copy of an empty database that does not wait for the disk: no test here pulls the plug."""
    shutil.copy(template, folder / "makegood.db")
    return Storage(open_engine(f"sqlite:///{folder / 'makegood.db'}?synchronous=off"), stays_open=True)


class NotShown(AssertionError):
    """A person looked for something that is not there."""


@dataclass(kw_only=True)
class FakeChat:
    """A platform that keeps what it shows. Implements `bot.chat.ports.Platform`."""

    name: str
    limits: Limits
    shown: dict[Chat, dict[str, Card]] = field(default_factory=dict)
    homes: dict[Account, tuple[Card, ...]] = field(default_factory=dict)
    blocked: set[Chat] = field(default_factory=set)
    files: dict[Chat, list[Attachment]] = field(default_factory=dict)
    under: dict[str, str | None] = field(default_factory=dict)
    aloud: list[str] = field(default_factory=list)
    passed: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    """Files that people sent, by id."""
    count: int = 0
    drawn: int = 0  # how often a home page was shown

    async def post(
        self, chat: Chat, card: Card, *, token: str, under: str | None, aloud: bool = False
    ) -> str:
        if chat in self.blocked:
            raise Unreachable("blocked")
        self.count += 1
        reference = f"{chat.id}/{self.count}"
        self.shown.setdefault(chat, {})[reference] = card
        self.under[reference] = under
        if aloud:
            self.aloud.append(reference)
        return reference

    async def post_file(
        self, chat: Chat, card: Card, file: Path, named: Enclosure, *, token: str, under: str | None
    ) -> str:
        reference = await self.post(chat, card, token=token, under=under)
        self.passed[reference] = (file_name(named), file.read_bytes())  # noqa: ASYNC240
        return reference

    async def fetch(self, tenant: str, file: Enclosure, into: Path) -> None:
        if file.id not in self.kept:
            raise Refused("gone")
        into.write_bytes(self.kept[file.id])  # noqa: ASYNC240

    async def edit(self, chat: Chat, reference: str, card: Card) -> None:
        for messages in self.shown.values():
            if reference in messages:
                messages[reference] = card
                return
        raise Refused("no such message")

    async def find(self, chat: Chat, token: str, *, since: datetime) -> str | None:
        raise Refused("cannot know")

    async def send_file(self, chat: Chat, file: Attachment, *, caption: str, under: str | None) -> None:
        if chat in self.blocked:
            raise Unreachable("blocked")
        self.files.setdefault(chat, []).append(file)

    async def has_file(self, chat: Chat, name: str, *, since: datetime) -> bool:
        raise Refused("cannot know")

    async def open_topic(self, chat: Chat, name: str) -> str:
        raise Refused("no topics here")

    async def show_home(self, account: Account, cards: tuple[Card, ...]) -> None:
        self.homes[account] = cards
        self.drawn += 1


@dataclass(kw_only=True)
class World:
    """Every event is handled by a dispatcher made for it alone, so nothing can live in memory."""

    begin: Transactions
    now: datetime = TUESDAY
    spool: Path = field(default_factory=lambda: Path(mkdtemp(prefix="makegood-spool-")))
    undo: timedelta = timedelta(minutes=10)
    privacy: str = ""
    places: list[Chat] = field(default_factory=list)
    chats: dict[str, FakeChat] = field(
        default_factory=lambda: {name: FakeChat(name=name, limits=limits) for name, limits in LIMITS.items()}
    )
    languages: Languages = ONLY_ENGLISH
    links: bool = False  # whether an address leads to the bot on the phone
    trouble: Exception | None = None  # what asking for the coordinators' places ends in
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    market: Market = field(default_factory=lambda: Market(standard_matcher(model=None)))

    @property
    def house(self) -> House:
        return House(
            zone=LONDON,
            calendar=WorkingDays(zone=LONDON, holiday=lambda day: False),
            schedule=SCHEDULE,
            undo=self.undo,
            places=self._where_coordinators_are,
            limits=LIMITS,
            market=self.market,
            link=lambda name, payload: (
                f"https://t.me/Bot?start={payload}" if self.links and name == "phone" else ""
            ),
            privacy=self.privacy,
            measures=shipped(),
            languages=self.languages,
            outcomes=outcome_list.shipped(),
        )

    def _where_coordinators_are(self) -> tuple[Chat, ...]:
        if self.trouble is not None:
            raise self.trouble
        return tuple(self.places)

    def new_id(self) -> str:
        return f"ID{next(self.numbers):08d}"

    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.begin, house=self.house, clock=lambda: self.now, new_id=self.new_id)

    def relay(self) -> Relay:
        return Relay(
            self.begin,
            self.chats,
            house=self.house,
            owner="relay",
            clock=lambda: self.now,
            new_id=self.new_id,
            spool=self.spool,
        )

    async def handle(self, event: Incoming) -> tuple[Reply, ...]:
        replies = await self.dispatcher().handle(event)
        await self.deliver()
        return replies

    async def deliver(self) -> None:
        relay = self.relay()
        while await relay.once():
            pass

    async def forward(self, by: timedelta) -> None:
        self.now += by
        ticker = Ticker(
            self.begin, house=self.house, owner="ticker", clock=lambda: self.now, new_id=self.new_id
        )
        await ticker.tick()
        await self.deliver()

    def volunteer(self, name: str = "Priya Shah", employer: str = "Aire and Calder") -> "Someone":
        return Someone(world=self, name=name, platform="office", tenant="T1", organisation=employer)

    def host(self, name: str = "Maria Kowalska") -> "Someone":
        return Someone(world=self, name=name, platform="phone", tenant="B1")

    async def coordinator(self, name: str = "Sam Okafor", platform: str = "phone") -> "Someone":
        """Somebody who redeemed a code, in private."""
        tenant, employer = ("T1", "Aire and Calder") if platform == "office" else ("B1", "")
        sam = Someone(world=self, name=name, platform=platform, tenant=tenant, organisation=employer)
        code = f"CODE-{next(self.numbers)}"
        async with self.begin() as tx:
            await roles.invite(tx, code, self.now)
            await tx.commit()
        await sam.commands("coordinate", code)
        return sam

    async def conversation(self, who: "Someone", chat: Chat | None = None) -> Conversation | None:
        async with self.begin() as tx:
            return await tx.conversations.current(who.account, chat or who.own)

    def place(self, platform: str) -> Chat:
        """A chat of the coordinators' own."""
        chat = Chat(platform=platform, tenant="T1" if platform == "office" else "B1", id=f"desk-{platform}")
        self.places.append(chat)
        return chat


@dataclass(kw_only=True)
class Someone:
    """A person who reads what is shown and presses what is really there. Without a chat, in private."""

    world: World
    name: str
    platform: str
    tenant: str
    organisation: str = ""
    form: Form | None = None
    hints: list[str] = field(default_factory=list)

    @property
    def account(self) -> Account:
        return Account(platform=self.platform, tenant=self.tenant, user=f"U-{self.name}")

    @property
    def own(self) -> Chat:
        return private(self.account)

    def origin(self, chat: Chat | None = None, *, live: bool = False, event: str = "") -> Origin:
        return Origin(
            event=event or f"event-{next(self.world.numbers)}",
            sender=self.account,
            name=self.name,
            chat=chat or self.own,
            private=chat is None or chat == self.own,
            live=live and LIMITS[self.platform].forms,
            organisation=self.organisation,
        )

    async def _does(self, event: Incoming) -> tuple[Reply, ...]:
        replies = await self.world.handle(event)
        forms = [each.form for each in replies if isinstance(each, ShowForm)]
        self.form = forms[-1] if forms else None
        self.hints = [each.text for each in replies if isinstance(each, Hint)]
        return replies

    async def says(self, text: str, chat: Chat | None = None) -> None:
        await self._does(Said(origin=self.origin(chat), text=text))

    async def sends(self, *files: Enclosure, text: str = "") -> None:
        await self._does(Said(origin=self.origin(), text=text, files=files))

    async def shares(self, latitude: float, longitude: float, to: str = "") -> None:
        """`to`: the message of ours that it answers."""
        point = {"latitude": latitude, "longitude": longitude}
        await self._does(Located(origin=self.origin(), reply_to=to, **point))

    async def commands(self, name: str, rest: str = "", chat: Chat | None = None) -> None:
        await self._does(Command(origin=self.origin(chat, live=True), name=name, rest=rest))

    async def presses(self, label: str, chat: Chat | None = None, about: str = "") -> None:
        reference, button = self.button(label, chat, about)
        await self.forges(button.action, chat, reference)

    async def forges(self, action: Action, chat: Chat | None = None, message: str = "") -> None:
        """Sends a button's payload, through the wire's 64 bytes."""
        sent = decode(encode(action))
        await self._does(Pressed(origin=self.origin(chat, live=True), action=sent, message=message))

    async def fills(self, **answers: str) -> None:
        """Submits the form on top; what is not named stays as it is shown."""
        form = self._form()
        shown = {each.name: each.given for each in form.questions}
        given = {name: values for name, values in {**shown, **_values(answers)}.items() if values}
        origin = self.origin(live=True)
        await self._does(
            Filled(origin=origin, conversation=form.conversation, revision=form.revision, answers=given)
        )

    async def closes_the_form(self, **answers: str) -> None:
        form = self._form()
        await self._does(
            Dismissed(origin=self.origin(), conversation=form.conversation, answers=_values(answers))
        )

    async def opens_home(self) -> tuple[Card, ...]:
        await self._does(OpenedHome(origin=self.origin()))
        return self.world.chats[self.platform].homes[self.account]

    async def leaves(self) -> None:
        await self._does(Left(origin=self.origin()))

    def _form(self) -> Form:
        if self.form is None:
            raise NotShown(f"{self.name} has no form open")
        return self.form

    def cards(self, chat: Chat | None = None) -> list[Card]:
        return list(self._messages(chat).values())

    def sees(self, chat: Chat | None = None) -> list[str]:
        return [card.words() for card in self.cards(chat)]

    def last(self, chat: Chat | None = None) -> str:
        return self.sees(chat)[-1]

    def button(self, label: str, chat: Chat | None = None, about: str = "") -> tuple[str, Button]:
        """The newest button with this label, on a card that says `about`, and its message."""
        for reference, card in reversed(self._messages(chat).items()):
            for button in itertools.chain(*card.buttons, card.more):
                if button.label == label and about in card.words():
                    return reference, button
        raise NotShown(f"{self.name} sees no button {label!r}")

    def labels(self, chat: Chat | None = None) -> list[str]:
        return [
            button.label for card in self.cards(chat) for button in itertools.chain(*card.buttons, card.more)
        ]

    def _messages(self, chat: Chat | None) -> Mapping[str, Card]:
        return self.world.chats[self.platform].shown.get(chat or self.own, {})


def _values(answers: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: (value,) if value else () for name, value in answers.items()}


async def posted_both(world: World, sam: Someone) -> tuple[Someone, Someone]:
    """Priya's offer and Maria's need are posted, verified, approved and announced; a match is suggested."""
    priya, maria = world.volunteer(), world.host()
    await priya.says("I can do bookkeeping two Fridays a month, 4 hours, LS11 or remote")
    await priya.presses("My own time")
    await priya.presses("Post it")
    await maria.says("we need someone to sort out our accounts before Easter, 4 hours, LS9")
    await maria.says("just one person")
    await maria.presses("Skip")
    await maria.says("Seacroft Food Pantry")
    await maria.presses("Post it")
    await sam.presses("Verify")
    await sam.presses("Approve", about="New offer")
    await sam.presses("Approve", about="New need")
    await world.forward(timedelta(minutes=11))
    return priya, maria


async def introduced(world: World, sam: Someone) -> tuple[Someone, Someone]:
    priya, maria = await posted_both(world, sam)
    await sam.presses("Approve", about="Match")
    await sam.presses("Ask now")
    await maria.presses("Yes")
    await priya.presses("Yes")
    return priya, maria
