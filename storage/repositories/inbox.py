"""Events that came in: the primary key takes each of them once."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, select

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
        row = _row(account, event, now, InboxState.DONE)
        return bool(await self._door.write(_ended(self._door.dialect), row))

    async def failed(self, account: Account, event: str, trouble: str, now: datetime) -> int:
        row = _row(account, event, now, InboxState.NEW) | {"failures": 1, "trouble": trouble}
        await self._door.write(_counted(self._door.dialect), row)
        this = (INBOX.c.platform == account.platform) & (INBOX.c.tenant == account.tenant)
        return int(await self._door.scalar(select(INBOX.c.failures).where(this, INBOX.c.event == event)))


@cache
def _ended(dialect: str) -> Insert:
    """Gives a new event, or one that failed, its last state; touches no row that has one already."""
    insert = fresh_insert(dialect, INBOX)
    ended = {"state": insert.excluded.state}
    return insert.on_conflict_do_update(index_elements=KEY, set_=ended, where=INBOX.c.state == InboxState.NEW)


@cache
def _counted(dialect: str) -> Insert:
    """One more failure of an event that has no last state yet."""
    insert = fresh_insert(dialect, INBOX)
    more = {"failures": INBOX.c.failures + 1, "trouble": insert.excluded.trouble}
    return insert.on_conflict_do_update(index_elements=KEY, set_=more, where=INBOX.c.state == InboxState.NEW)


def _row(account: Account, event: str, now: datetime, state: InboxState) -> dict[str, Any]:
    address = {"platform": account.platform, "tenant": account.tenant, "event": event}
    return address | {"received_at": now, "state": state, "failures": 0, "trouble": ""}
