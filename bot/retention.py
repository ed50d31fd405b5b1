"""The clock's hand that forgets: once an hour, whatever is over its time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.domain.retention import Retention
from bot.services.ports import Transactions
from bot.services.retention import sweep

log = structlog.get_logger()

EVERY = timedelta(hours=1)


class Sweeper:
    """Two at a time do no harm."""

    def __init__(self, begin: Transactions, keep: Retention, clock: Callable[[], datetime]) -> None:
        self._begin = begin
        self._keep = keep
        self._clock = clock
        self._swept: datetime | None = None

    async def once(self) -> None:
        now = self._clock()
        if self._swept is not None and now < self._swept + EVERY:
            return
        self._swept = now
        swept = await sweep(self._begin, self._keep, now)
        if swept:
            log.info("kept_long_enough", rows=swept)
