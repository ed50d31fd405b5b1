"""Events that failed and that their platform brings no more: tried again by us, until they are put aside."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.chat.incoming import Dismissed, Filled, Incoming, OpenedHome, Pressed
from bot.chat.ports import Failed, Handle
from bot.domain.people import THE_CLOCK
from bot.services import stuck
from bot.services.ports import Transactions
from bot.services.stuck_ports import Stuck
from bot.services.turn import House, Turn

log = structlog.get_logger()

HELD = timedelta(minutes=10)  # by one replica; one that dies meanwhile leaves it to another
FOR_A_MOMENT = (Pressed, Filled, Dismissed, OpenedHome)
"""Whoever did that saw that it failed, and may have done it again: it is not done later by itself."""


class StuckRounds:
    """Looks after what failed."""

    def __init__(
        self,
        begin: Transactions,
        handle: Handle,
        *,
        house: House,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._begin = begin
        self._handle = handle
        self._house = house
        self._clock = clock
        self._new_id = new_id

    async def once(self) -> int:
        """Everything that is due now, then what coordinators have to hear; how many events were tried."""
        tried = 0
        while await self._one():
            tried += 1
        async with self._begin() as tx:
            turn = Turn(tx=tx, now=self._clock(), new_id=self._new_id, house=self._house, by=THE_CLOCK)
            if await stuck.tell(turn):
                await tx.commit()
        return tried

    async def _one(self) -> bool:
        now = self._clock()
        async with self._begin() as tx:
            found = await tx.stuck.due(now, now + HELD)
            if found is None:
                return False
            this, event = found
            over = await tx.stuck.done(this.id)
            if not over and (event is None or _is_over(this, event)):
                await tx.stuck.aside(this.id, now)
                over = True
            await tx.commit()
        if not over and event is not None:
            await self._again(this, event)
        return True

    async def _again(self, this: Stuck, event: Incoming) -> None:
        """What it answers with has nowhere to be shown any more; its messages go out as always."""
        try:
            await self._handle(event)
        except Failed:
            return  # it was counted, and comes again or is put aside
        async with self._begin() as tx:
            if not await tx.stuck.done(this.id):
                return  # it was put aside
            await tx.commit()
        log.info("event.done_later", id=this.id)


def _is_over(this: Stuck, event: Incoming) -> bool:
    """Unless somebody asks for it: then it counts as never tried."""
    return isinstance(event, FOR_A_MOMENT) and this.tries > 0
