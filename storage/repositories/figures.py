"""Hours promised, and how far they came."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)

from bot.domain.history import Subject
from bot.domain.listings import ListingMove, ListingState, Side
from bot.domain.matches import RESERVING, MatchState, Party, SessionState, Source
from bot.domain.remarks import RemarkKind
from bot.domain.views import Given, Helped, KindOfHours, Year
from bot.services.figure_ports import Funnel
from storage.column_types import Hours
from storage.repositories.door import Door
from storage.repositories.listings import LISTINGS
from storage.repositories.matches import DELIVERED, DELIVERIES, MATCHES, SESSIONS
from storage.repositories.organisations import ORGANISATIONS
from storage.repositories.record import MOVES
from storage.repositories.remarks import REMARKS

S, M = ListingState, MatchState
APPROVED = (S.OPEN, S.PAUSED, S.PART_FILLED, S.FILLED, S.MET, S.PART_MET, S.USED, S.UNMET, S.EXPIRED)
"""States of a listing that only an approved one comes to; a withdrawn one may have been approved, or not."""

GIVEN = sorted({*RESERVING, *DELIVERED})
"""States of a match that was approved and not given up."""

FURTHER = (M.IN_DELIVERY, M.CLAIMED, M.DISPUTED, *DELIVERED)
"""States that come after a session was agreed."""


HOURS = func.sum(DELIVERIES.c.verified)


def _helped(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Groups and hours, most hours first."""
    return (
        select(ORGANISATIONS.c.name, HOURS.label("hours"))
        .select_from(MATCHES)
        .join(DELIVERIES, DELIVERIES.c.match == MATCHES.c.id)
        .join(LISTINGS, LISTINGS.c.id == MATCHES.c.need)
        .join(ORGANISATIONS, ORGANISATIONS.c.id == LISTINGS.c.organisation)
        .where(DELIVERIES.c.verified > Decimal(0), *conditions)
        .group_by(ORGANISATIONS.c.id, ORGANISATIONS.c.name)
        .order_by(HOURS.desc(), ORGANISATIONS.c.id)
    )


SOURCES = (
    select(MATCHES.c.source, func.count().label("many"))
    .where(MATCHES.c.state.in_(GIVEN))
    .group_by(MATCHES.c.source)
)

NOTHING = Decimal(0)
STEPS = tuple(field.name for field in fields(Funnel))


class SqlFigures:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def helped(self, volunteer: str) -> Sequence[Helped]:
        query = _helped(MATCHES.c.state.in_(DELIVERED), MATCHES.c.volunteer == volunteer)
        return [Helped(group=row.name, hours=row.hours) for row in await self._door.rows(query)]

    async def kinds(self) -> Sequence[KindOfHours]:
        rows = await self._door.rows(_kinds())
        return [KindOfHours(own_time=row.own_time, expert=row.expert, hours=row.hours) for row in rows]

    async def year(self, volunteer: str, since: datetime, until: datetime) -> Year:
        when = (
            MATCHES.c.volunteer == volunteer,
            DELIVERIES.c.verified_at >= since,
            DELIVERIES.c.verified_at < until,
        )
        helped = await self._door.rows(_helped(MATCHES.c.state.in_(GIVEN), *when))
        kinds = await self._door.rows(_kinds(*when))
        said = await self._door.first(_thanks(volunteer, since, until))
        given = await self._door.rows(_given(*when))
        return Year(
            helped=[Helped(group=row.name, hours=row.hours) for row in helped],
            kinds=[KindOfHours(own_time=row.own_time, expert=row.expert, hours=row.hours) for row in kinds],
            thanks=said.said if said else "",
            thanks_from=said.name if said else "",
            given=[
                Given(
                    at=row.verified_at,
                    group=row.name,
                    what=row.terms.what,
                    hours=row.verified,
                    additional=row.additional,
                    own_time=row.own_time,
                    expert=row.expert,
                    learned=row.learned or "",
                    thanks=row.thanks or "",
                )
                for row in given
            ],
        )

    async def funnel(self, employer: str = "") -> Funnel:
        """A match that came to more hours than agreed counts with those hours at every step."""
        row = await self._door.first(
            select(_promised(employer).label("promised"), *_matched(employer).columns)
        )
        named = row._asdict() if row is not None else {}
        return Funnel(**{step: named.get(step) or NOTHING for step in STEPS})

    async def sources(self) -> Mapping[Source, int]:
        rows = await self._door.rows(SOURCES)
        return {row.source: row.many for row in rows}


def _thanks(volunteer: str, since: datetime, until: datetime) -> Select[Any]:
    """What a host sent to this person, and nobody else has to consent to be read by them."""
    return (
        select(REMARKS.c.said, ORGANISATIONS.c.name)
        .join(MATCHES, MATCHES.c.id == REMARKS.c.match)
        .join(LISTINGS, LISTINGS.c.id == MATCHES.c.need)
        .join(ORGANISATIONS, ORGANISATIONS.c.id == LISTINGS.c.organisation)
        .where(MATCHES.c.volunteer == volunteer, REMARKS.c.party == Party.HOST, REMARKS.c.said != "")
        .where(REMARKS.c.kind == RemarkKind.THANKS, REMARKS.c.at >= since, REMARKS.c.at < until)
        .order_by(REMARKS.c.at.desc(), REMARKS.c.match)
        .limit(1)
    )


def _given(*conditions: ColumnElement[bool]) -> Select[Any]:
    learned, thanks = REMARKS.alias(), REMARKS.alias()
    said = (DELIVERIES.c.verified_at, DELIVERIES.c.verified, DELIVERIES.c.additional)
    kind = (DELIVERIES.c.own_time, DELIVERIES.c.expert)
    return (
        select(*said, *kind, ORGANISATIONS.c.name, LISTINGS.c.terms)
        .add_columns(learned.c.said.label("learned"), thanks.c.said.label("thanks"))
        .select_from(MATCHES)
        .join(DELIVERIES, DELIVERIES.c.match == MATCHES.c.id)
        .join(LISTINGS, LISTINGS.c.id == MATCHES.c.need)
        .join(ORGANISATIONS, ORGANISATIONS.c.id == LISTINGS.c.organisation)
        .outerjoin(learned, _remark(learned, Party.VOLUNTEER, RemarkKind.LEARNED))
        .outerjoin(thanks, _remark(thanks, Party.HOST, RemarkKind.THANKS))
        .where(DELIVERIES.c.verified > Decimal(0), MATCHES.c.state.in_(GIVEN), *conditions)
        .order_by(DELIVERIES.c.verified_at, MATCHES.c.id)
    )


def _remark(table: FromClause, party: Party, kind: RemarkKind) -> ColumnElement[bool]:
    return and_(table.c.match == MATCHES.c.id, table.c.party == party, table.c.kind == kind)


def _kinds(*conditions: ColumnElement[bool]) -> Select[Any]:
    kind = (DELIVERIES.c.own_time, DELIVERIES.c.expert)
    return (
        select(*kind, HOURS.label("hours"))
        .join(MATCHES, MATCHES.c.id == DELIVERIES.c.match)
        .where(DELIVERIES.c.verified.is_not(None), MATCHES.c.state.in_(GIVEN), *conditions)
        .group_by(*kind)
        .order_by(*kind)
    )


def was_approved() -> ColumnElement[bool]:
    """Of a listing, whatever became of it since."""
    approved_before = exists().where(
        MOVES.c.subject == Subject.LISTING,
        MOVES.c.subject_id == LISTINGS.c.id,
        MOVES.c.move == ListingMove.WITHDRAW.value,
        MOVES.c.before.in_([state.value for state in APPROVED]),
    )
    return or_(LISTINGS.c.state.in_(APPROVED), (LISTINGS.c.state == S.WITHDRAWN) & approved_before)


def _promised(employer: str) -> ScalarSelect[Any]:
    return (
        select(func.sum(LISTINGS.c.total))
        .where(LISTINGS.c.side == Side.OFFER, was_approved(), *_of(employer))
        .scalar_subquery()
    )


def _of(employer: str) -> tuple[ColumnElement[bool], ...]:
    """Offers of everybody, or of this employer's people."""
    return (LISTINGS.c.organisation == employer,) if employer else ()


def _matched(employer: str) -> Subquery:
    verified = func.coalesce(DELIVERIES.c.verified, literal(NOTHING, Hours()))
    claimed = _most(func.coalesce(DELIVERIES.c.claimed, literal(NOTHING, Hours())), verified)
    agreed = _most(MATCHES.c.hours, claimed)
    dated = exists().where(
        SESSIONS.c.match == MATCHES.c.id,
        SESSIONS.c.state.in_((SessionState.AGREED, SessionState.HELD, SessionState.DONE)),
    )
    scheduled = or_(dated, MATCHES.c.state.in_(FURTHER))
    return (
        select(
            func.sum(agreed).label("allocated"),
            func.sum(case((scheduled, agreed))).label("scheduled"),
            func.sum(claimed).label("claimed"),
            func.sum(verified).label("verified"),
            func.sum(DELIVERIES.c.additional).label("additional"),
        )
        .select_from(
            MATCHES.outerjoin(DELIVERIES, DELIVERIES.c.match == MATCHES.c.id).join(
                LISTINGS, LISTINGS.c.id == MATCHES.c.offer
            )
        )
        .where(MATCHES.c.state.in_(GIVEN), *_of(employer))
        .subquery()
    )


def _most(one: ColumnElement[Decimal], other: ColumnElement[Decimal]) -> ColumnElement[Decimal]:
    return case((one > other, one), else_=other)
