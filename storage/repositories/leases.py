"""Leases: one row for each thing that only one replica may do."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Interval, delete, func, or_, type_coerce

from storage.columns import table_of
from storage.repositories.door import Door, fresh_insert
from storage.traffic_tables import LeaseRow

LEASES = table_of(LeaseRow)


class SqlLeases:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def take(self, name: str, owner: str, lasts: timedelta) -> bool:
        now = self._now()
        until = now + (type_coerce(lasts, Interval()) if self._door.dialect == "postgresql" else lasts)
        new = fresh_insert(self._door.dialect, LEASES).values(name=name, owner=owner, until=until)
        free = or_(LEASES.c.owner == owner, LEASES.c.until <= now)
        change = {"owner": new.excluded.owner, "until": new.excluded.until}
        taking = new.on_conflict_do_update(index_elements=["name"], set_=change, where=free)
        return bool(await self._door.write(taking.inline()))

    async def drop(self, name: str, owner: str) -> None:
        await self._door.write(delete(LEASES).where(LEASES.c.name == name, LEASES.c.owner == owner))

    def _now(self) -> Any:  # noqa: ANN401 - a moment, or the words for it
        """Replicas may stand on machines whose clocks differ; the database has one."""
        return func.clock_timestamp() if self._door.dialect == "postgresql" else datetime.now(UTC)
