"""What the matcher keeps, and which listings changed since it last looked."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select

from bot.domain.listings import SEEKING
from bot.services.matcher_ports import Changes, KeptVector
from storage.columns import table_of
from storage.matcher_tables import PriorityRow, SynonymRow, VectorRow, WeightsRow
from storage.repositories.door import Door
from storage.repositories.listings import LISTING, LISTINGS, OLDEST, SqlListings

VECTORS, SYNONYMS = table_of(VectorRow), table_of(SynonymRow)
PRIORITIES, WEIGHTS = table_of(PriorityRow), table_of(WeightsRow)
LONGEST = timedelta(minutes=5)
"""Of a transaction; one that began earlier may still commit after that, with an earlier time."""
SETTLES = {"sqlite": timedelta(seconds=1)}
"""SQLite has one writer: whoever looks sees all that was written. A second, for a clock that is set."""
AT_ONCE = 500
"""Ids asked for in one query: SQLite takes at most 999 values."""


# Asked before every search, so built once.
ALL_SYNONYMS = select(SYNONYMS.c.term, SYNONYMS.c.meaning).order_by(SYNONYMS.c.term)
ALL_PRIORITIES = select(PRIORITIES.c.term, PRIORITIES.c.weight).order_by(PRIORITIES.c.term)
IN_USE = (
    select(WEIGHTS.c.version, WEIGHTS.c["values"])
    .where(WEIGHTS.c.switched_at.is_not(None))
    .order_by(WEIGHTS.c.switched_at.desc())
    .limit(1)
)


OPEN = (
    select(*LISTING.columns, LISTINGS.c.changed_at)
    .where(LISTINGS.c.state.in_(sorted(SEEKING)))
    .order_by(*OLDEST)
)
WRITTEN = select(LISTINGS.c.id, LISTINGS.c.changed_at)
WRITTEN_SINCE = WRITTEN.where(LISTINGS.c.changed_at >= bindparam("since"))
WRITTEN_OF = WRITTEN.where(LISTINGS.c.id.in_(bindparam("ids", expanding=True)))


class SqlMatcher:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def changes(self, since: datetime | None, known: Mapping[str, datetime]) -> Changes:
        """The clock is the machine's own, as `changed_at` is: how events are timed does not matter here."""
        moment, settles = datetime.now(UTC), SETTLES.get(self._door.dialect, LONGEST)
        if since is None:
            rows = await self._door.rows(OPEN)
            listings, written = [LISTING.value(row) for row in rows], {row.id: row.changed_at for row in rows}
            return Changes(at=moment, settles=settles, listings=listings, written=written)
        written = await self._written(since, known)
        news = [id for id, at in written.items() if known.get(id) != at]
        listings = list(await SqlListings(self._door).some(news))
        return Changes(at=moment, settles=settles, listings=listings, written=written)

    async def _written(self, since: datetime, known: Mapping[str, datetime]) -> dict[str, datetime]:
        """When those were written that were since then, and those that are known; no more of them is read."""
        rows = [*await self._door.rows(WRITTEN_SINCE, {"since": since})]
        rest = sorted(known.keys() - {row.id for row in rows})
        for first in range(0, len(rest), AT_ONCE):
            rows += await self._door.rows(WRITTEN_OF, {"ids": rest[first : first + AT_ONCE]})
        return {row.id: row.changed_at for row in rows}

    async def vectors(self, listings: Sequence[str]) -> Mapping[str, KeptVector]:
        found: dict[str, KeptVector] = {}
        for first in range(0, len(listings), AT_ONCE):
            some = listings[first : first + AT_ONCE]
            for row in await self._door.rows(select(VECTORS).where(VECTORS.c.listing.in_(some))):
                found[row.listing] = KeptVector(digest=row.digest, vector=row.vector, reading=row.model)
        return found

    async def keep_vector(self, listing: str, kept: KeptVector) -> None:
        row = {"listing": listing, "model": kept.reading, "digest": kept.digest, "vector": kept.vector}
        await self._door.put(VECTORS, row, "listing")

    async def synonyms(self) -> Mapping[str, str]:
        rows = await self._door.rows(ALL_SYNONYMS)
        return {row.term: row.meaning for row in rows}

    async def put_synonym(self, term: str, meaning: str, person: str, at: datetime) -> None:
        row = {"term": term, "meaning": meaning, "person": person, "at": at}
        await self._door.put(SYNONYMS, row, "term")

    async def drop_synonym(self, term: str) -> bool:
        return await self._door.write(SYNONYMS.delete().where(SYNONYMS.c.term == term)) > 0

    async def priorities(self) -> Mapping[str, float]:
        rows = await self._door.rows(ALL_PRIORITIES)
        return {row.term: row.weight for row in rows}

    async def put_priority(self, term: str, weight: float, person: str, at: datetime) -> None:
        row = {"term": term, "weight": weight, "person": person, "at": at}
        await self._door.put(PRIORITIES, row, "term")

    async def drop_priority(self, term: str) -> bool:
        return await self._door.write(PRIORITIES.delete().where(PRIORITIES.c.term == term)) > 0

    async def weights(self) -> tuple[str, Mapping[str, float]] | None:
        row = await self._door.first(IN_USE)
        return None if row is None else (row.version, row._asdict()["values"])

    async def put_weights(
        self, version: str, values: Mapping[str, float], made_at: datetime, switched_at: datetime | None
    ) -> None:
        row = {"version": version, "values": dict(values), "made_at": made_at, "switched_at": switched_at}
        await self._door.put(WEIGHTS, row, "version")
