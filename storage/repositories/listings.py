"""Offers and needs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from bot.domain.listings import SEEKING, Listing, ListingState, Side
from bot.domain.refusal import Refusal
from storage.columns import table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.tables import ListingRow

LISTINGS = table_of(ListingRow)
LISTING = Shape(Listing, LISTINGS)
OLDEST = (LISTINGS.c.created_at, LISTINGS.c.id)
NEWEST = (LISTINGS.c.created_at.desc(), LISTINGS.c.id.desc())


class SqlListings:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, id: str, *, lock: bool = False) -> Listing:
        query = select(*LISTING.columns).where(LISTINGS.c.id == id)
        row = await self._door.first(query.with_for_update(key_share=True) if lock else query)
        if row is None:
            raise Refusal("unknown.listing", id=id)
        return LISTING.value(row)

    async def put(self, listing: Listing) -> None:
        """Raises Overtaken unless its revision is higher than the stored one."""
        await self._door.put_newer(LISTINGS, LISTING.row(listing))

    async def of_owner(self, person: str) -> Sequence[Listing]:
        return await self._where(LISTINGS.c.owner == person, order=NEWEST)

    async def of_organisation(self, organisation: str) -> Sequence[Listing]:
        return await self._where(LISTINGS.c.organisation == organisation, order=NEWEST)

    async def seeking(self, side: Side) -> Sequence[Listing]:
        remaining = LISTINGS.c.total > LISTINGS.c.reserved + LISTINGS.c.delivered
        is_open = LISTINGS.c.state.in_(sorted(SEEKING))
        return await self._where(LISTINGS.c.side == side, is_open, remaining, order=OLDEST)

    async def in_state(self, *states: ListingState) -> Sequence[Listing]:
        return await self._where(LISTINGS.c.state.in_(states), order=OLDEST)

    async def _where(self, *conditions: ColumnElement[bool], order: tuple[Any, ...]) -> Sequence[Listing]:
        rows = await self._door.rows(select(*LISTING.columns).where(*conditions).order_by(*order))
        return [LISTING.value(row) for row in rows]
