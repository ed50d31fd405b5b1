"""Offers and needs."""

import json
from collections.abc import Mapping, Sequence, Set
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, func, select, type_coerce

from bot.domain.listings import SEEKING, Listing, ListingState, Side
from bot.domain.organisations import OrganisationState
from bot.domain.refusal import Refusal
from storage.columns import passed_by, table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.tables import ListingRow, OrganisationRow, PersonRow

LISTINGS, PEOPLE = table_of(ListingRow), table_of(PersonRow)
ORGANISATIONS = table_of(OrganisationRow)
LISTING = Shape(Listing, LISTINGS)
ONE = select(*LISTING.columns).where(LISTINGS.c.id == bindparam("id"))
ONE_LOCKED = ONE.with_for_update(key_share=True)
OLDEST = (LISTINGS.c.created_at, LISTINGS.c.id)
NEWEST = (LISTINGS.c.created_at.desc(), LISTINGS.c.id.desc())
OF_OWNER = select(*LISTING.columns).where(LISTINGS.c.owner == bindparam("owner")).order_by(*NEWEST)
OF_ORGANISATION = (
    select(*LISTING.columns).where(LISTINGS.c.organisation == bindparam("organisation")).order_by(*NEWEST)
)
IN_STATE = (
    select(*LISTING.columns)
    .where(LISTINGS.c.state.in_(bindparam("states", expanding=True)))
    .order_by(*OLDEST)
)
_DISTRICT = '"district":'
"""As it stands in the JSON of the terms; what people typed has its quotes escaped there."""
ALIKE = (
    select(*LISTING.columns)
    .where(
        LISTINGS.c.side == bindparam("side"),
        LISTINGS.c.state.in_(bindparam("states", expanding=True)),
        (LISTINGS.c.organisation == bindparam("organisation"))
        | type_coerce(LISTINGS.c.terms, Text).like(bindparam("district", type_=Text)),
    )
    .order_by(*OLDEST)
)
AT_ONCE = 500
"""Ids asked for in one query: databases bound how many values a query names."""
SOME = select(*LISTING.columns).where(LISTINGS.c.id.in_(bindparam("ids", expanding=True))).order_by(*OLDEST)


REMAINING = LISTINGS.c.total > LISTINGS.c.reserved + LISTINGS.c.delivered
"""Hours of it are still to be had, or to be given."""


def is_open(side: Side) -> tuple[ColumnElement[bool], ...]:
    return LISTINGS.c.side == side, LISTINGS.c.state.in_(sorted(SEEKING)), REMAINING


STILL_SEEKING = select(LISTINGS.c.id).where(
    LISTINGS.c.id.in_(bindparam("ids", expanding=True)),
    passed_by(LISTINGS.c.state).in_(sorted(SEEKING)),
    REMAINING,
)
ARE_OPEN = {side: select(*LISTING.columns).where(*is_open(side)).order_by(*OLDEST) for side in Side}


def _may_be_shown(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Each of the two sets is read once, and not once for each listing."""
    awake = PEOPLE.c.paused_until.is_(None) | (PEOPLE.c.paused_until <= now)
    owners = select(PEOPLE.c.id).where(PEOPLE.c.stopped_at.is_(None), awake)
    verified = select(ORGANISATIONS.c.id).where(ORGANISATIONS.c.state == OrganisationState.VERIFIED)
    return LISTINGS.c.owner.in_(owners), LISTINGS.c.organisation.in_(verified)


class SqlListings:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, id: str, *, lock: bool = False) -> Listing:
        row = await self._door.first(ONE_LOCKED if lock else ONE, {"id": id})
        if row is None:
            raise Refusal("unknown.listing", id=id)
        return LISTING.value(row)

    async def put(self, listing: Listing) -> None:
        """Raises Overtaken unless its revision is higher than the stored one."""
        row = LISTING.row(listing) | {"changed_at": datetime.now(UTC)}
        await self._door.put_newer(LISTINGS, row)
        self._door.touched.people.add(listing.owner)
        self._door.touched.organisations.add(listing.organisation)

    async def some(self, ids: Sequence[str]) -> Sequence[Listing]:
        found: list[Listing] = []
        for first in range(0, len(ids), AT_ONCE):
            rows = await self._door.rows(SOME, {"ids": list(ids[first : first + AT_ONCE])})
            found += map(LISTING.value, rows)
        return found

    async def of_owner(self, person: str) -> Sequence[Listing]:
        return [LISTING.value(row) for row in await self._door.rows(OF_OWNER, {"owner": person})]

    async def of_organisation(self, organisation: str) -> Sequence[Listing]:
        return await self._those(OF_ORGANISATION, {"organisation": organisation})

    async def _those(self, query: Select[Any], values: Mapping[str, Any]) -> Sequence[Listing]:
        return [LISTING.value(row) for row in await self._door.rows(query, values)]

    async def seeking(self, side: Side, *, shown_at: datetime | None = None) -> Sequence[Listing]:
        if shown_at is None:
            return await self._those(ARE_OPEN[side], {})
        return await self._where(*is_open(side), *_may_be_shown(shown_at), order=OLDEST)

    async def still_seeking(self, ids: Sequence[str]) -> Set[str]:
        found: set[str] = set()
        for first in range(0, len(ids), AT_ONCE):
            rows = await self._door.rows(STILL_SEEKING, {"ids": list(ids[first : first + AT_ONCE])})
            found |= {row.id for row in rows}
        return found

    async def shown(self, side: Side, now: datetime, *, only: str = "") -> str:
        each = type_coerce(LISTINGS.c.id, Text) + ":" + cast(LISTINGS.c.revision, Text)
        query = select(func.aggregate_strings(each, " ")).where(*is_open(side), *_may_be_shown(now))
        return await self._door.scalar(query.where(LISTINGS.c.id == only) if only else query) or ""

    async def in_state(self, *states: ListingState) -> Sequence[Listing]:
        return await self._those(IN_STATE, {"states": list(states)})

    async def posted_since(self, side: Side, since: datetime) -> Sequence[Listing]:
        return await self._where(LISTINGS.c.side == side, LISTINGS.c.created_at >= since, order=OLDEST)

    async def alike(self, listing: Listing, *states: ListingState) -> Sequence[Listing]:
        """The database leaves out most; what its LIKE takes for the same district is looked at again."""
        district = listing.terms.district
        asked = {
            "side": listing.side,
            "states": list(states),
            "organisation": listing.organisation,
            "district": f"%{_DISTRICT}{json.dumps(district)}%",
        }
        found = [LISTING.value(row) for row in await self._door.rows(ALIKE, asked)]
        return [
            each
            for each in found
            if each.organisation == listing.organisation or each.terms.district == district
        ]

    async def _where(self, *conditions: ColumnElement[bool], order: tuple[Any, ...]) -> Sequence[Listing]:
        rows = await self._door.rows(select(*LISTING.columns).where(*conditions).order_by(*order))
        return [LISTING.value(row) for row in rows]
