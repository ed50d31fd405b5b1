"""The end: no more is claimed, what is under way is finished, what is held is let go. 8 s, and all is over.

Each step has a time by which it is over, counted from the signal and not from when the step before it came to
its end, so that they cannot add up.
"""

import asyncio
import faulthandler
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import NoReturn, Protocol

import structlog

from bot.relay import Relay
from bot.services.ports import Transactions

log = structlog.get_logger()

FINISHED, NOTED, LET_GO, HUNG_UP, CLOSED = 4.5, 5.2, 5.8, 6.2, 6.8  # seconds from the signal
GONE = 7.0  # seconds from it to the end of the process, whatever holds it up


class Asks(Protocol):
    """A platform, as far as its end goes."""

    name: str

    async def rest(self) -> None: ...
    async def stop(self) -> None: ...


class Ticks(Protocol):
    async def stop(self) -> None: ...


class Ending:
    """When it began: with the signal, or with the first step where there was none."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: float | None = None

    def begin(self) -> bool:
        """False where it has begun already."""
        first = self._began is None
        if first:
            self._began = self._clock()
        return first

    def left(self, by: float) -> float:
        """Seconds that are left until so many after the beginning; a little always is, to let go at once."""
        self.begin()
        assert self._began is not None
        return max(LEAST, self._began + by - self._clock())


LEAST = 0.05


def gone_in_time() -> None:
    """Whatever a machine without time for us has not done by then is left as a death would leave it.

    A second watch, which needs nothing of Python, is half a second behind the first.
    """

    def gone() -> None:
        try:
            log.warning("ending.out_of_time", still="there")
        finally:
            os._exit(0)

    faulthandler.dump_traceback_later(GONE + 0.5, exit=True, file=sys.__stderr__ or sys.stderr)
    ending = threading.Timer(GONE, gone)
    ending.daemon = True
    ending.start()


def over() -> NoReturn:
    """All is written and let go. What the interpreter would still tidy up takes seconds on a busy machine, in
    which no watch of Python counts any more.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)


async def finished(
    ending: Ending, relay: Relay, relaying: "asyncio.Task[None]", ticker: Ticks, platforms: Sequence[Asks]
) -> None:
    """Everybody stops asking for more at once, and goes on with what they have; not for ever."""
    relay.stop()
    left = ending.left(FINISHED)
    await _within(left, "unfinished", ticker.stop(), _done(relaying), *(each.rest() for each in platforms))
    if not relaying.done():
        relay.give_up()
        await _within(ending.left(NOTED), "unnoted", _done(relaying))


async def let_go(ending: Ending, begin: Transactions, owner: str) -> None:
    """What this process had claimed is free at once, for whoever goes on."""

    async def released() -> None:
        async with begin() as tx:
            freed = await tx.outbox.let_go(owner) + await tx.nudges.let_go(owner)
            if freed:
                await tx.commit()

    await _within(ending.left(LET_GO), "held", released())


async def hung_up(ending: Ending, platforms: Sequence[Asks]) -> None:
    await _within(ending.left(HUNG_UP), "connected", *(platform.stop() for platform in platforms))


async def _done(task: "asyncio.Task[None]") -> None:
    await asyncio.wait({task})


async def _within(seconds: float, still: str, *work: Awaitable[object]) -> None:
    """What is not done by then is left as a death would leave it, which loses nothing."""
    try:
        async with asyncio.timeout(seconds):
            found = await asyncio.gather(*work, return_exceptions=True)
    except TimeoutError:
        log.warning("ending.out_of_time", still=still)
        return
    for trouble in found:
        if isinstance(trouble, Exception):
            log.warning("ending.trouble", still=still, exc_info=trouble)
