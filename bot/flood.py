"""Nobody can keep the bot busy alone: each person has a bucket of things to do, which fills up again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import structlog

from bot.chat.address import Account
from bot.chat.incoming import Incoming, Typed
from bot.chat.outgoing import Hint, Reply
from bot.chat.ports import Handle
from bot.texts.catalogue import words
from bot.texts.drawing import drawn
from bot.texts.locales import Languages

log = structlog.get_logger()

AT_ONCE = 60  # things that one person may do one after the other ...
A_SECOND = 0.5  # ... and how many they may do again each second
MOST_KEPT = 20_000  # people whose buckets are known; a full one need not be
MOST_PAID = 20_000  # events that are known to have come before


class Verdict(Enum):
    PASSES = "passes"
    SPILLS = "spills"  # the first that is too much
    TOO_MUCH = "too much"


@dataclass
class _Bucket:
    left: float
    at: datetime
    told: bool = False


class Floodgate:
    """In this process alone: with several replicas somebody may do so much at each."""

    def __init__(self, at_once: float = AT_ONCE, a_second: float = A_SECOND) -> None:
        self._at_once = at_once
        self._a_second = a_second
        self._buckets: dict[Account, _Bucket] = {}
        self._paid: dict[tuple[Account, str], None] = {}

    def takes(self, who: Account, event: str, now: datetime) -> Verdict:
        """An event that its platform brings again costs nothing more: nobody floods by our being slow."""
        if (who, event) in self._paid:
            return Verdict.PASSES
        bucket = self._filled(who, now)
        if bucket.left >= 1:
            bucket.left -= 1
            bucket.told = bucket.told and bucket.left < self._at_once / 4
            self._pays(who, event)
            return Verdict.PASSES
        first, bucket.told = not bucket.told, True
        return Verdict.SPILLS if first else Verdict.TOO_MUCH

    def _pays(self, who: Account, event: str) -> None:
        if len(self._paid) >= MOST_PAID:
            del self._paid[next(iter(self._paid))]
        self._paid[who, event] = None

    def _filled(self, who: Account, now: datetime) -> _Bucket:
        bucket = self._buckets.get(who)
        if bucket is None:
            if len(self._buckets) >= MOST_KEPT:
                self._forget(now)
            bucket = self._buckets[who] = _Bucket(left=self._at_once, at=now)
        since = max(0.0, (now - bucket.at).total_seconds())
        bucket.left, bucket.at = min(self._at_once, bucket.left + since * self._a_second), now
        return bucket

    def _forget(self, now: datetime) -> None:
        """Whose bucket is full again."""
        full = self._at_once / self._a_second
        old = [who for who, each in self._buckets.items() if (now - each.at).total_seconds() >= full]
        for who in old or list(self._buckets)[: MOST_KEPT // 2]:
            del self._buckets[who]


def guarded(
    handle: Handle, gate: Floodgate | None, clock: Callable[[], datetime], languages: Languages
) -> Handle:
    """The same, but nothing is done of what is too much; the first of it is answered, with how to go on.

    Without a gate everything passes.
    """
    if gate is None:
        return handle

    async def let_in(event: Incoming) -> tuple[Reply, ...]:
        if isinstance(event, Typed):  # every keystroke in a form comes
            return await handle(event)
        match gate.takes(event.origin.sender, event.origin.event, clock()):
            case Verdict.PASSES:
                return await handle(event)
            case Verdict.SPILLS:
                log.warning("flood.held_back", platform=event.origin.sender.platform)
                return (Hint(text=drawn(words("flood.wait"), languages.of(event.origin.language))),)
            case Verdict.TOO_MUCH:
                return ()

    return let_in
