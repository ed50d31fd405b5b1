"""Who writes next where there is one writer: an event before what can wait, which does not wait for long."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

LONGEST_WAIT = 30.0
"""Seconds that a transaction may wait for its turn in this process: far above any honest queue."""

PATIENCE = 0.05
"""Seconds that sending and the clock let the events go first, each time."""


class Turns:
    """Somebody waits for the answer to an event; nobody sees when a message is noted as sent."""

    def __init__(self) -> None:
        self._writing = asyncio.Lock()
        self._stepped_back = asyncio.Lock()
        self._waiting = 0
        self._nobody_waits = asyncio.Event()
        self._nobody_waits.set()

    @asynccontextmanager
    async def soon(self) -> AsyncIterator[None]:
        """After whoever came before."""
        self._waiting += 1
        self._nobody_waits.clear()
        try:
            await self._acquired()
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._nobody_waits.set()
        try:
            yield
        finally:
            self._writing.release()

    @asynccontextmanager
    async def after_the_others(self) -> AsyncIterator[None]:
        """When nobody else wants to, or after `PATIENCE`; of those who step back, one at a time."""
        if self._is_free(besides=0):
            await self._writing.acquire()
        else:
            async with asyncio.timeout(LONGEST_WAIT), self._stepped_back:
                if self._waiting or self._writing.locked():
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._nobody_waits.wait(), PATIENCE)
                await self._writing.acquire()
        try:
            yield
        finally:
            self._writing.release()

    async def _acquired(self) -> None:
        if self._is_free(besides=1):
            await self._writing.acquire()
            return
        async with asyncio.timeout(LONGEST_WAIT):
            await self._writing.acquire()

    def _is_free(self, *, besides: int) -> bool:
        """Nobody writes, and nobody waits but so many: then no timer has to be set."""
        idle = not self._writing.locked() and not self._stepped_back.locked()
        return idle and self._waiting <= besides
