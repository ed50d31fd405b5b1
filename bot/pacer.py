"""As near to the allowed rate as can be, and never over it.

A platform counts a message when it arrives, which is somewhere between our asking and its answer. So a
message takes a place in its windows from its claim until the window's length after its end: then no stretch
of time that the platform may look at holds more than it allows, however long its answers take. What every
journey takes at least is taken off, as it is the same for the first message that leaves a window and for the
one that takes its place. Replicas see each other's sendings in the outbox, under the lock of a claim; their
clocks should nearly agree.
"""

import statistics
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.chat.address import Chat
from bot.chat.pace import Over, Pace, Rate, Resting, Sending, Sent

LONGEST = timedelta(seconds=60)  # of a rate's stretch
ENOUGH = 20  # journeys, to know how long one takes at least
OVERLAP = timedelta(seconds=2)  # what was ended before may be committed after we last looked

Key = tuple[str, str, Rate, str]  # platform, tenant, the rate, and the chat or kind that it counts


@dataclass
class Window:
    """The sendings that one rate counts."""

    most: int
    length: timedelta
    under_way: set[str] = field(default_factory=set)
    ended: deque[datetime] = field(default_factory=deque)

    def full(self, now: datetime) -> bool:
        return self._count(now) >= self.most

    def empty(self, now: datetime) -> bool:
        return not self._count(now)

    def _count(self, now: datetime) -> int:
        while self.ended and self.ended[0] + self.length <= now:
            self.ended.popleft()
        return len(self.ended) + len(self.under_way)

    def free_at(self) -> datetime | None:
        """When the oldest that ended leaves; None where only what is under way is in it."""
        return self.ended[0] + self.length if self.ended else None


@dataclass
class Journeys:
    """How long the latest sendings took, there and back, in seconds."""

    took: deque[float] = field(default_factory=lambda: deque(maxlen=100))

    def least(self) -> timedelta:
        """What each takes at least; the more they differ, the further below the shortest one."""
        if len(self.took) < ENOUGH:
            return timedelta(0)
        shortest = min(self.took)
        doubt = statistics.median(self.took) - shortest
        return timedelta(seconds=max(0.0, shortest - doubt))


class Pacer:
    """The windows of every rate. `paces`: by platform; one that is not named takes whatever comes."""

    def __init__(self, paces: Mapping[str, Pace]) -> None:
        self._paces = paces
        self._windows: dict[Key, Window] = {}
        self._known: dict[str, list[Window]] = {}
        self._left: dict[str, tuple[str, datetime]] = {}  # for which platform, and when
        self._journeys: defaultdict[str, Journeys] = defaultdict(Journeys)
        self._elsewhere: set[str] = set()  # what others are sending
        self._over: deque[tuple[datetime, str]] = deque()
        self._learned: datetime | None = None
        self._now = datetime(1970, 1, 1, tzinfo=UTC)
        self.admitted: list[str] = []  # since it last learned

    @property
    def keeps_any(self) -> bool:
        """Whether any rate is kept at all."""
        return bool(self._paces)

    def since(self, now: datetime) -> datetime:
        """The first time, all that a rate may still count."""
        return now - LONGEST if self._learned is None else self._learned - OVERLAP

    def learn(self, sent: Sequence[Sent], now: datetime) -> Resting:
        """What others sent, or are sending; returns where nothing may be sent."""
        self._now = self._learned = now
        self.admitted = []
        self._forget(now)
        for each in sent:
            self._learn(each)
        for id in self._elsewhere - {each.id for each in sent if each.ended_at is None}:
            self.ended(id, now)  # whoever sent it has put it off, or is dead
        return self._resting(now)

    def _learn(self, each: Sent) -> None:
        if each.id not in self._known and self._count(each.id, each.chat, each.sending):
            self._elsewhere.add(each.id)
        if each.ended_at is not None and each.id in self._elsewhere:
            self.ended(each.id, each.ended_at)

    def admits(self, id: str, chat: Chat, sending: Sending) -> bool:
        if any(window.full(self._now) for window in self._of(chat, sending)):
            return False
        self._elsewhere.discard(id)
        self._count(id, chat, sending)
        self._left[id] = (chat.platform, self._now)
        self.admitted.append(id)
        return True

    def ended(self, id: str, at: datetime) -> None:
        """It was answered, or never sent: from now on its places run out."""
        self._elsewhere.discard(id)
        at -= self._least(id, at)
        places = [window for window in self._known.get(id, ()) if id in window.under_way]
        for window in places:
            window.under_way.discard(id)
            window.ended.append(at)
        if places:
            self._over.append((at + LONGEST, id))

    def _least(self, id: str, at: datetime) -> timedelta:
        """Off its end: the next one to take its place needs as long again until it is counted."""
        platform, left = self._left.pop(id, ("", at))
        if not platform:
            return timedelta(0)
        journeys = self._journeys[platform]
        journeys.took.append((at - left).total_seconds())
        return journeys.least()

    def wait(self, now: datetime) -> float | None:
        """Seconds until the first full window has room; None where none is full."""
        full = [window for window in self._windows.values() if window.full(now)]
        times = [moment for window in full if (moment := window.free_at()) is not None]
        return max((min(times) - now).total_seconds(), 0.001) if times else None

    def _count(self, id: str, chat: Chat, sending: Sending) -> bool:
        """Gives it its places; False where no rate counts it."""
        windows = list(self._of(chat, sending))
        for window in windows:
            window.under_way.add(id)
        if windows:
            self._known[id] = windows
        return bool(windows)

    def _of(self, chat: Chat, sending: Sending) -> Iterator[Window]:
        pace = self._paces.get(chat.platform)
        for rate in pace(chat.id, sending) if pace else ():
            key = (chat.platform, chat.tenant, rate, _counted(rate, chat, sending))
            if key not in self._windows:
                self._windows[key] = Window(most=rate.most, length=timedelta(seconds=rate.seconds))
            yield self._windows[key]

    def _resting(self, now: datetime) -> Resting:
        found: defaultdict[Over, set[Key]] = defaultdict(set)
        for key, window in self._windows.items():
            if window.full(now):
                found[key[2].over].add(key)
        return Resting(
            tenants=frozenset((platform, tenant) for platform, tenant, _, _ in found[Over.TENANT]),
            chats=frozenset((platform, tenant, chat) for platform, tenant, _, chat in found[Over.CHAT]),
        )

    def _forget(self, now: datetime) -> None:
        """What no rate counts any more, and the windows that are empty."""
        while self._over and self._over[0][0] <= now:
            id = self._over.popleft()[1]
            if not any(id in window.under_way for window in self._known.get(id, ())):
                self._known.pop(id, None)
        for key in [key for key, window in self._windows.items() if window.empty(now)]:
            del self._windows[key]


def _counted(rate: Rate, chat: Chat, sending: Sending) -> str:
    match rate.over:
        case Over.TENANT:
            return ""
        case Over.KIND:
            return sending.value
        case Over.CHAT:
            return chat.id
