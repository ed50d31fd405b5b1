"""Events that came in: the primary key takes each of them once."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.chat.address import Account
from storage.columns import table_of
from storage.repositories.door import Door, fresh_insert
from storage.traffic_tables import InboxRow, InboxState

INBOX = table_of(InboxRow)
KEY = ("platform", "tenant", "event")


class SqlInbox:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def first_time(self, account: Account, event: str, now: datetime) -> bool:
        """A second replica with the same event waits here until the first commits or rolls back."""
        return bool(await self._mark(account, event, now, InboxState.DONE))

    async def failed(self, account: Account, event: str, trouble: str, now: datetime) -> int:
        insert = fresh_insert(self._door.dialect, INBOX)
        counted = insert.on_conflict_do_update(
            index_elements=KEY,
            set_={"failures": INBOX.c.failures + 1, "trouble": insert.excluded.trouble},
            where=INBOX.c.state == InboxState.NEW,
        )
        row = _row(account, event, now, InboxState.NEW) | {"failures": 1, "trouble": trouble}
        await self._door.write(counted, row)
        this = (INBOX.c.platform == account.platform) & (INBOX.c.tenant == account.tenant)
        return int(await self._door.scalar(select(INBOX.c.failures).where(this, INBOX.c.event == event)))

    async def put_aside(self, account: Account, event: str, now: datetime) -> None:
        await self._mark(account, event, now, InboxState.ASIDE)

    async def _mark(self, account: Account, event: str, now: datetime, state: InboxState) -> int:
        """Gives a new event, or one that failed, its last state; 0 where it has one already."""
        insert = fresh_insert(self._door.dialect, INBOX)
        ended = insert.on_conflict_do_update(
            index_elements=KEY,
            set_={"state": insert.excluded.state},
            where=INBOX.c.state == InboxState.NEW,
        )
        return await self._door.write(ended, _row(account, event, now, state))


def _row(account: Account, event: str, now: datetime, state: InboxState) -> dict[str, Any]:
    address = {"platform": account.platform, "tenant": account.tenant, "event": event}
    return address | {"received_at": now, "state": state, "failures": 0, "trouble": ""}
