"""The clock's hand that forgets: once an hour, whatever is over its time."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.domain.people import THE_CLOCK
from bot.domain.retention import Retention
from bot.services.inactive import look
from bot.services.ports import Transactions, Tx
from bot.services.retention import sweep
from bot.services.turn import House, Turn

log = structlog.get_logger()

EVERY = timedelta(hours=1)


class Sweeper:
    """Two at a time do no harm. `files`: throws away those on their way that nobody waits for any more."""

    def __init__(
        self,
        begin: Transactions,
        keep: Retention,
        clock: Callable[[], datetime],
        *,
        house: House,
        new_id: Callable[[], str],
        files: Callable[[], int] = lambda: 0,
    ) -> None:
        self._begin = begin
        self._keep = keep
        self._clock = clock
        self._house = house
        self._new_id = new_id
        self._files = files
        self._swept: datetime | None = None

    async def once(self) -> None:
        now = self._clock()
        if self._swept is not None and now < self._swept + EVERY:
            return
        self._swept = now
        swept = await sweep(self._begin, self._keep, now) + await asyncio.to_thread(self._files)
        if swept:
            log.info("kept_long_enough", rows=swept)
        gone = await look(self._begin, self._turn, self._keep.inactive, now)
        if gone:
            log.info("away_too_long", people=gone)

    def _turn(self, tx: Tx, now: datetime) -> Turn:
        return Turn(tx=tx, now=now, new_id=self._new_id, house=self._house, by=THE_CLOCK)
