"""What is held by a vector of an earlier reading is read again beside everything else, a little at a time."""

import time
from collections.abc import Callable

import structlog

from bot.services.market import Market
from bot.services.ports import Transactions

log = structlog.get_logger()

ROUND = 2.0  # seconds of reading in one round, and between two lines that say how far it is


class Rereader:
    """Two replicas at a time do no harm: what one has read the other takes over."""

    def __init__(self, begin: Transactions, market: Market) -> None:
        self._begin = begin
        self._market = market

    async def once(self) -> int:
        """As many as can be read in one round; how many are left for the next."""
        began, before = time.monotonic(), self._market.outdated
        while self._market.outdated and time.monotonic() - began < ROUND:
            await self._market.read_again(self._begin)
        left = self._market.outdated
        if before:
            log.info("matcher.reading_again" if left else "matcher.read_again", left=left)
        return left


def told_now_and_then() -> Callable[[int, int], None]:
    """Says how many are done of how many, whenever that has taken `ROUND` longer."""
    said = time.monotonic()

    def told(done: int, of: int) -> None:
        nonlocal said
        if time.monotonic() - said >= ROUND:
            said = time.monotonic()
            log.info("matcher.reading", done=done, of=of)

    return told
