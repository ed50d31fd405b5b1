"""The end: no more is claimed, what is under way is finished, what is held is let go. With the doors, 8 s."""

import asyncio
import os
import threading
from collections.abc import Awaitable, Sequence
from typing import Protocol

import structlog

from bot.relay import Relay
from bot.services.ports import Transactions

log = structlog.get_logger()

FINISHED, LET_GO, HUNG_UP = 4.5, 1.0, 0.5  # seconds; the doors have two more (`bot.server`)
GONE = 7.0  # seconds from SIGTERM


class Asks(Protocol):
    """A platform, as far as its end goes."""

    name: str

    async def rest(self) -> None: ...
    async def stop(self) -> None: ...


class Ticks(Protocol):
    async def stop(self) -> None: ...


def gone_in_time() -> None:
    """Whatever a machine without time for us has not done by then is left as a death would leave it."""

    def gone() -> None:
        log.warning("ending.out_of_time", still="there")
        os._exit(0)

    ending = threading.Timer(GONE, gone)
    ending.daemon = True
    ending.start()


async def finished(
    relay: Relay, relaying: "asyncio.Task[None]", ticker: Ticks, platforms: Sequence[Asks]
) -> None:
    """Everybody stops asking for more at once, and goes on with what they have; not for ever."""
    relay.stop()
    await _within(
        FINISHED, "unfinished", ticker.stop(), _done(relaying), *(each.rest() for each in platforms)
    )
    if not relaying.done():
        relay.give_up()
        await _within(LET_GO, "unnoted", _done(relaying))


async def let_go(begin: Transactions, owner: str) -> None:
    """What this process had claimed is free at once, for whoever goes on."""

    async def released() -> None:
        async with begin() as tx:
            freed = await tx.outbox.let_go(owner) + await tx.nudges.let_go(owner)
            if freed:
                await tx.commit()

    await _within(LET_GO, "held", released())


async def hung_up(platforms: Sequence[Asks]) -> None:
    await _within(HUNG_UP, "connected", *(platform.stop() for platform in platforms))


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
