"""How much there is, and how long it waits: for an operator's machine, and about nobody."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from bot.domain.nudges import NudgeState
from storage.columns import table_of
from storage.repositories.door import Door
from storage.repositories.listings import LISTINGS
from storage.repositories.matches import MATCHES
from storage.traffic_tables import InboxRow, InboxState, NudgeRow, OutboxRow, OutboxState

INBOX, OUTBOX, NUDGES = table_of(InboxRow), table_of(OutboxRow), table_of(NudgeRow)


class SqlGauges:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def gauges(self, now: datetime) -> Mapping[str, float]:
        found: dict[str, float] = {}
        unsent = (OUTBOX.c.state.in_((OutboxState.WAITING, OutboxState.SENDING)), OUTBOX.c.ended_at.is_(None))
        oldest = select(func.count().label("many"), func.min(OUTBOX.c.created_at).label("since")).where(
            *unsent, OUTBOX.c.due_at <= now
        )
        row = await self._door.first(oldest)
        count, since = (row.many, row.since) if row is not None else (0, None)
        found["makegood_outbox_waiting"] = count
        found["makegood_outbox_oldest_seconds"] = (now - since).total_seconds() if since else 0
        gave_up = select(func.count()).where(OUTBOX.c.state == OutboxState.GAVE_UP)
        found["makegood_outbox_gave_up"] = await self._door.scalar(gave_up)
        aside = select(func.count()).where(INBOX.c.state == InboxState.ASIDE)
        found["makegood_inbox_put_aside"] = await self._door.scalar(aside)
        due = select(func.count()).where(NUDGES.c.state == NudgeState.WAITING, NUDGES.c.try_at <= now)
        found["makegood_nudges_due"] = await self._door.scalar(due)
        by_side = (LISTINGS.c.side, LISTINGS.c.state)
        for row in await self._door.rows(select(*by_side, func.count().label("many")).group_by(*by_side)):
            found[f'makegood_listings{{side="{row.side}",state="{row.state}"}}'] = row.many
        by_state = select(MATCHES.c.state, func.count().label("many")).group_by(MATCHES.c.state)
        for row in await self._door.rows(by_state):
            found[f'makegood_matches{{state="{row.state}"}}'] = row.many
        return found
