"""A city whose bot dies wherever it can: its memory is gone, its transaction undone, and it starts again.

Rows, core, relay and the clock's work are real; the platforms are in memory. On one, as on Slack, a message
can be looked for; on the other, as on Telegram, it cannot.
"""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from random import Random
from typing import TypeVar

from sqlalchemy import text

from bot.chat.address import Account, Chat
from bot.chat.incoming import Incoming
from bot.chat.outgoing import Attachment, Card, Reply
from bot.chat.ports import Refused
from bot.domain.retention import Retention
from bot.retention import Sweeper
from bot.schedule import Ticker
from bot.services.market import Market
from bot.services.ports import Tx
from bot.stuck import StuckRounds
from matching.standard import standard_matcher
from storage.unit_of_work import Storage
from tests.flows.world import LIMITS, TUESDAY, FakeChat, World
from tests.system.machine_ground import Died

T = TypeVar("T")
JUMPS = tuple(timedelta(seconds=sign * each) for each in (35, 600) for sign in (1, -1))
SEARCHED = "office"
MONDAY = 0
MOST_LIVES = 4
JUMPING, AT_SOME, AT_FEW = 0.4, 0.3, 0.1
ANOTHER = "another"  # whoever takes over from the dead


class Doom(Enum):
    """Where the bot dies, or what goes wrong there."""

    NOWHERE = "nowhere"
    BEFORE = "killed before the effect of every outbound call"
    AFTER = "killed after the effect of every outbound call, before its answer"
    BEFORE_COMMIT = "killed before the first, second, third and fourth commit of everything"
    AFTER_COMMIT = "killed after the first, second, third and fourth commit of everything"
    ANYWHERE = "killed at some of these, by chance"
    CLOCK = "the clock set forward or back at outbound calls and commits"


@dataclass(kw_only=True)
class Fate:
    doom: Doom
    chance: float = AT_SOME
    """Of a death at each place, where it is by chance."""
    dead: bool = False
    peace: bool = True
    tries: int = 0
    known: set[Hashable] = field(default_factory=set)
    attempts: int = 0
    lives: int = 0
    jump: Callable[[timedelta], None] = lambda by: None
    luck: Random = field(default_factory=lambda: Random(1))

    def at_call(self, when: Doom, call: Hashable) -> None:
        """Each call is its end once: made again, it lives."""
        self.must_live()
        if self.doom is Doom.CLOCK and when is Doom.BEFORE:
            self._jumps()
        if self._is_meant(when) and call not in self.known and not self.peace:
            self.known.add(call)
            self._dies()

    def at_commit(self, when: Doom) -> None:
        """What it died at is done again, and gets a commit further; four times, then anew."""
        self.must_live()
        if self.doom is Doom.CLOCK and when is Doom.BEFORE_COMMIT:
            self._jumps()
        if not self._is_meant(when):
            return
        self.lives -= 1
        if self.lives < 0 and not self.peace:
            self._dies()

    def begins(self, *, anew: bool) -> None:
        """Something is done: for the first time, or again after a death."""
        self.attempts = 0 if anew else self.attempts + 1
        self.lives = self.attempts % MOST_LIVES

    def _is_meant(self, when: Doom) -> bool:
        return self.doom is when or (self.doom is Doom.ANYWHERE and self.luck.random() < self.chance)

    def must_live(self) -> None:
        if self.dead:
            raise Died

    def _dies(self) -> None:
        self.dead, self.tries = True, self.tries + 1
        raise Died

    def _jumps(self) -> None:
        if not self.peace and self.luck.random() < JUMPING:
            self.tries += 1
            self.jump(self.luck.choice(JUMPS))


@dataclass(kw_only=True)
class MortalChat(FakeChat):
    """Of a message or file that comes again the one before is not seen any more: it is counted as a copy."""

    fate: Fate
    told: dict[str, str] = field(default_factory=dict)
    copies: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    """What was on its way when the bot died, and had arrived: nobody can know of it here."""
    refused: set[str] = field(default_factory=set)
    """Messages with these words are never taken."""

    async def post(
        self, chat: Chat, card: Card, *, token: str, under: str | None, aloud: bool = False
    ) -> str:
        self.fate.at_call(Doom.BEFORE, ("post", token))
        if any(words in card.words() for words in self.refused):
            raise Refused("not that")
        if token in self.told:
            self.copies[token] += 1
            self.shown[chat].pop(self.told[token], None)
        reference = await super().post(chat, card, token=token, under=under, aloud=aloud)
        self.told[token] = reference
        self.fate.at_call(Doom.AFTER, ("post", token))
        return reference

    async def edit(self, chat: Chat, reference: str, card: Card) -> None:
        call = ("edit", chat, reference, card.words())
        self.fate.at_call(Doom.BEFORE, call)
        await super().edit(chat, reference, card)
        self.fate.at_call(Doom.AFTER, call)

    async def find(self, chat: Chat, token: str, *, since: datetime) -> str | None:
        if self.name != SEARCHED:
            raise Refused("cannot know")
        return self.told.get(token)

    async def send_file(self, chat: Chat, file: Attachment, *, caption: str, under: str | None) -> None:
        self.fate.at_call(Doom.BEFORE, ("file", chat, file.name))
        there = self.files.setdefault(chat, [])
        if file.name in (each.name for each in there):
            self.copies[file.name] += 1
            there[:] = [each for each in there if each.name != file.name]
        await super().send_file(chat, file, caption=caption, under=under)
        self.fate.at_call(Doom.AFTER, ("file", chat, file.name))

    async def has_file(self, chat: Chat, name: str, *, since: datetime) -> bool:
        if self.name != SEARCHED:
            raise Refused("cannot know")
        return name in (each.name for each in self.files.get(chat, []))

    async def show_home(self, account: Account, cards: tuple[Card, ...]) -> None:
        self.fate.at_call(Doom.BEFORE, ("home", account, cards))
        await super().show_home(account, cards)
        self.fate.at_call(Doom.AFTER, ("home", account, cards))

    @property
    def excused(self) -> int:
        if self.name == SEARCHED:
            return 0
        return sum(min(count, self.unanswered[what]) for what, count in self.copies.items())


@dataclass(kw_only=True)
class MortalWorld(World):
    """What it died at is done again by a process that has just started, as its platform or its clock does."""

    storage: Storage
    fate: Fate
    true: datetime = TUESDAY
    """By the clock that nobody set, when what is done now was begun."""
    holds: bool = False
    """Nothing is sent after an event."""

    async def handle(self, event: Incoming) -> tuple[Reply, ...]:
        replies = await self._lived(lambda: self.dispatcher().handle(event))
        if not self.holds:
            await self.deliver()
        return replies

    async def begins_to_deliver(self) -> None:
        """What waits, once: what it dies at is not done again before something else happened."""
        self.fate.begins(anew=True)
        with suppress(Died):
            await self.relay().once()
        if self.fate.dead:
            await self._starts_again()

    async def deliver(self) -> None:
        while await self._lived(lambda: self.relay().once()):
            pass

    async def forward(self, by: timedelta) -> None:
        """The clock's work comes every second, so once more when it is as late as a wrong clock thought."""
        self.now += by
        await self._lived(self._tick)
        await self.deliver()
        if self.fate.doom is Doom.CLOCK and not self.fate.peace:
            self.fate.peace = True
            true = self.now
            await self.forward(max(JUMPS))
            self.now, self.fate.peace = true, False

    async def _tick(self) -> None:
        numbers = {"clock": lambda: self.now, "new_id": self.new_id}
        ticker = Ticker(self.begin, house=self.house, owner="ticker", **numbers)  # type: ignore[arg-type]
        await ticker.tick()
        await ticker.morning()
        handle = self.dispatcher().handle
        await StuckRounds(self.begin, handle, house=self.house, **numbers).once()  # type: ignore[arg-type]
        if self.now.weekday() == MONDAY:  # the bot does it every hour
            await Sweeper(self.begin, Retention(), house=self.house, **numbers).once()  # type: ignore[arg-type]

    async def _lived(self, doing: Callable[[], Awaitable[T]]) -> T:
        true = self.true = self.now
        self.fate.begins(anew=True)
        while True:
            try:
                done = await doing()
            except Died:
                pass
            else:
                if not self.fate.dead:
                    self.now = true
                    return done
            await self._starts_again()

    async def _starts_again(self) -> None:
        """As `bot/main.py` does: what the dead one had claimed is free at once."""
        async with self.storage.reading() as connection:
            sending = (await connection.execute(SENDING)).all()
        for platform, token, outgoing in sending:
            chat = self.chats[platform]
            assert isinstance(chat, MortalChat)
            chat.unanswered[json.loads(outgoing).get("attachment", {}).get("name") or token] += 1
        async with self.storage.begin() as tx:
            await tx.outbox.release(ANOTHER)
            await tx.nudges.release(ANOTHER)
            await tx.commit()
        self.market = Market(standard_matcher(model=None))
        await self.market.load(self.storage.begin)
        self.fate.dead = False
        self.fate.begins(anew=False)


SENDING = text("SELECT platform, token, outgoing FROM outbox WHERE state = 'sending'")


def mortal_world(storage: Storage, fate: Fate) -> MortalWorld:
    """At peace until `fate` says otherwise."""

    @asynccontextmanager
    async def begin() -> AsyncIterator[Tx]:
        fate.must_live()
        async with storage.begin() as tx:
            commit = tx.commit

            async def mortally() -> None:
                fate.at_commit(Doom.BEFORE_COMMIT)
                await commit()
                fate.at_commit(Doom.AFTER_COMMIT)

            tx.commit = mortally  # type: ignore[method-assign]
            yield tx

    opening: Callable[[], AbstractAsyncContextManager[Tx]] = begin
    chats = {name: MortalChat(name=name, limits=limits, fate=fate) for name, limits in LIMITS.items()}
    world = MortalWorld(begin=opening, storage=storage, fate=fate, chats=chats)  # type: ignore[arg-type]

    def jump(by: timedelta) -> None:
        world.now = min(max(world.now + by, world.true - max(JUMPS)), world.true + max(JUMPS))

    fate.jump = jump
    return world


NUMBER = re.compile(r"ID\d{8}")


def shown(world: World) -> Counter[str]:
    """Everything that stands in every chat, with the files and pages; numbers of ours are all alike."""
    found: Counter[str] = Counter()
    for name, chat in world.chats.items():
        for where, cards in chat.shown.items():
            found.update(f"{name}/{where.id}: {card.words()}" for card in cards.values())
        for where, files in chat.files.items():
            found.update(f"{name}/{where.id}: {file.name}" for file in files)
        for account, page in chat.homes.items():
            found.update([f"{name}/{account.user}: " + "\n".join(card.words() for card in page)])
    return Counter({NUMBER.sub("ID", said): count for said, count in found.items()})
