"""Pledges, the shares of offers and matches in them, and how they were changed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, delete, exists, func, insert, or_, select

from bot.domain.matches import SessionState
from bot.domain.organisations import OrganisationKind
from bot.domain.pledges import Change, ChangeState, Pledge, PledgeState, Share
from bot.domain.progress import Counted
from bot.domain.refusal import Refusal
from storage.columns import table_of
from storage.mapping import Shape
from storage.pledge_tables import MatchShareRow, NetworkRow, OfferShareRow, PledgeChangeRow, PledgeRow
from storage.repositories.door import Door
from storage.repositories.matches import DELIVERIES, MATCHES, SESSIONS
from storage.repositories.organisations import ORGANISATIONS

PLEDGES, CHANGES, NETWORKS = table_of(PledgeRow), table_of(PledgeChangeRow), table_of(NetworkRow)
MATCH_SHARES, OFFER_SHARES = table_of(MatchShareRow), table_of(OfferShareRow)
PLEDGE, CHANGE = Shape(Pledge, PLEDGES), Shape(Change, CHANGES)
OLDEST = (PLEDGES.c.created_at, PLEDGES.c.id)
AT_ONCE = 500
"""Ids asked for in one query: SQLite takes at most 999 values."""
DATED = exists().where(
    SESSIONS.c.match == MATCHES.c.id,
    SESSIONS.c.state.in_((SessionState.AGREED, SessionState.HELD, SessionState.DONE)),
)
COUNTED = (
    select(
        MATCH_SHARES.c.pledge,
        MATCH_SHARES.c.match,
        (MATCH_SHARES.c.ends - MATCH_SHARES.c.starts).label("share"),
        MATCHES.c.state,
        MATCHES.c.hours,
        DATED.label("dated"),
        DELIVERIES.c.claimed,
        DELIVERIES.c.verified,
        DELIVERIES.c.additional,
        DELIVERIES.c.drawn,
        DELIVERIES.c.own_time,
    )
    .join(MATCHES, MATCHES.c.id == MATCH_SHARES.c.match)
    .outerjoin(DELIVERIES, DELIVERIES.c.match == MATCH_SHARES.c.match)
    .order_by(MATCH_SHARES.c.pledge, MATCH_SHARES.c.match)
)
NOTHING = Decimal(0)


def _shares_of(table: Table, column: ColumnElement[str]) -> Select[Any]:
    shares = select(table.c.pledge, table.c.starts, table.c.ends)
    return shares.where(column == bindparam("of")).order_by(table.c.starts)


# Asked whenever a match gets under way, so built once.
OF_MATCH = _shares_of(MATCH_SHARES, MATCH_SHARES.c.match)
OF_OFFER = _shares_of(OFFER_SHARES, OFFER_SHARES.c.offer)
OF_ORGANISATION = (
    select(*PLEDGE.columns).where(PLEDGES.c.organisation == bindparam("organisation")).order_by(*OLDEST)
)


class SqlPledges:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, id: str, *, lock: bool = False) -> Pledge:
        query = select(*PLEDGE.columns).where(PLEDGES.c.id == id)
        row = await self._door.first(query.with_for_update(key_share=True) if lock else query)
        if row is None:
            raise Refusal("unknown.pledge", id=id)
        return PLEDGE.value(row)

    async def put(self, pledge: Pledge) -> None:
        """Raises Overtaken unless its revision is higher than the stored one."""
        await self._door.put_newer(PLEDGES, PLEDGE.row(pledge))
        self._door.touched.organisations.add(pledge.organisation)

    async def some(self, ids: Sequence[str]) -> Sequence[Pledge]:
        return await self._where(PLEDGES.c.id.in_(ids)) if ids else ()

    async def of_organisation(self, organisation: str) -> Sequence[Pledge]:
        rows = await self._door.rows(OF_ORGANISATION, {"organisation": organisation})
        return [PLEDGE.value(row) for row in rows]

    async def in_state(self, *states: PledgeState) -> Sequence[Pledge]:
        return await self._where(PLEDGES.c.state.in_(states))

    async def referred(self, reference: str) -> Pledge | None:
        found = await self._where(PLEDGES.c.reference == reference)
        return found[0] if found else None

    async def _where(self, condition: ColumnElement[bool]) -> Sequence[Pledge]:
        rows = await self._door.rows(select(*PLEDGE.columns).where(condition).order_by(*OLDEST))
        return [PLEDGE.value(row) for row in rows]

    async def counted(self, pledges: Sequence[str]) -> Sequence[Counted]:
        found: list[Counted] = []
        for first in range(0, len(pledges), AT_ONCE):
            some = COUNTED.where(MATCH_SHARES.c.pledge.in_(pledges[first : first + AT_ONCE]))
            found += [_counted(row) for row in await self._door.rows(some)]
        return found

    async def shares_of_match(self, match: str) -> Sequence[Share]:
        return await self._shares(OF_MATCH, match)

    async def put_shares_of_match(self, match: str, shares: Sequence[Share]) -> None:
        self._door.touched.organisations |= await self._whose(shares)
        await self._put_shares(MATCH_SHARES, "match", match, shares)
        self._door.touched.matches.add(match)

    async def shares_of_offer(self, offer: str) -> Sequence[Share]:
        return await self._shares(OF_OFFER, offer)

    async def put_shares_of_offer(self, offer: str, shares: Sequence[Share]) -> None:
        await self._put_shares(OFFER_SHARES, "offer", offer, shares)

    async def _whose(self, shares: Sequence[Share]) -> set[str]:
        return {each.organisation for each in await self.some([share.pledge for share in shares])}

    async def _shares(self, query: Select[Any], of: str) -> Sequence[Share]:
        return [
            Share(pledge=row.pledge, percent=Decimal(row.ends - row.starts) / 100)
            for row in await self._door.rows(query, {"of": of})
        ]

    async def _put_shares(self, table: Table, column: str, of: str, shares: Sequence[Share]) -> None:
        """End to end from 0, in hundredths of a percent."""
        await self._door.write(delete(table).where(table.c[column] == of))
        at = 0
        for share in shares:
            ends = at + int(share.percent * 100)
            row = {column: of, "pledge": share.pledge, "starts": at, "ends": ends, "follows": at or None}
            await self._door.write(insert(table), row)
            at = ends

    async def change(self, id: str, *, lock: bool = False) -> Change:
        query = select(*CHANGE.columns).where(CHANGES.c.id == id)
        row = await self._door.first(query.with_for_update(key_share=True) if lock else query)
        if row is None:
            raise Refusal("button.unknown")
        return CHANGE.value(row)

    async def put_change(self, change: Change) -> None:
        await self._door.put_newer(CHANGES, CHANGE.row(change))

    async def changes(self, pledge: str, *states: ChangeState) -> Sequence[Change]:
        query = select(*CHANGE.columns).where(CHANGES.c.pledge == pledge)
        if states:
            query = query.where(CHANGES.c.state.in_(states))
        rows = await self._door.rows(query.order_by(CHANGES.c.asked_at, CHANGES.c.id))
        return [CHANGE.value(row) for row in rows]

    async def networks(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        rows = await self._door.rows(select(NETWORKS).order_by(NETWORKS.c.organisation, NETWORKS.c.name))
        for row in rows:
            found.setdefault(row.organisation, []).append(row.name)
        return found

    async def put_networks(self, organisation: str, names: Sequence[str]) -> None:
        await self._door.write(delete(NETWORKS).where(NETWORKS.c.organisation == organisation))
        for name in sorted(set(names)):
            await self._door.write(insert(NETWORKS), {"organisation": organisation, "name": name})

    async def employers_called(self, name: str) -> Sequence[str]:
        query = select(ORGANISATIONS.c.id).where(
            ORGANISATIONS.c.kind == OrganisationKind.EMPLOYER,
            or_(ORGANISATIONS.c.name == name, func.lower(ORGANISATIONS.c.name) == name.lower()),
        )
        return [row.id for row in await self._door.rows(query.order_by(ORGANISATIONS.c.id))]


def _counted(row: Any) -> Counted:  # noqa: ANN401 - a row of COUNTED
    return Counted(
        pledge=row.pledge,
        match=row.match,
        percent=Decimal(row.share) / 100,
        state=row.state,
        hours=row.hours,
        dated=bool(row.dated),
        claimed=row.claimed or NOTHING,
        verified=row.verified or NOTHING,
        additional=row.additional or NOTHING,
        drawn=row.drawn or NOTHING,
        own_time=bool(row.own_time),
    )
