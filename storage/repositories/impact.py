"""Rows behind the figures that anybody may read."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, and_, func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from bot.domain.history import Subject
from bot.domain.impact import Confirmed, Ended, Shared, Told
from bot.domain.listings import ListingKind, ListingMove, Side
from bot.domain.matches import LIVE, MatchState, Party
from bot.domain.stories import Consent, Story, publishable, unnamed
from storage.columns import table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.repositories.figures import GIVEN, was_approved
from storage.repositories.listings import LISTINGS, PEOPLE, is_open
from storage.repositories.matches import DELIVERIES, MATCHES
from storage.repositories.organisations import ORGANISATIONS
from storage.repositories.pledges import MATCH_SHARES
from storage.repositories.record import MOVES
from storage.tables import ConsentRow, StoryRow

STORIES, CONSENTS = table_of(StoryRow), table_of(ConsentRow)
STORY, CONSENT = Shape(Story, STORIES), Shape(Consent, CONSENTS)
NOTHING = Decimal(0)
CONFIRMED_AT = func.coalesce(DELIVERIES.c.verified_at, MATCHES.c.entered_at)
NOT_DONE = (
    *(MatchState.CLOSED_NOT_DELIVERED, MatchState.DISMISSED, MatchState.DECLINED_HOST, MatchState.EXPIRED),
    *(MatchState.DECLINED_VOLUNTEER, MatchState.FAILED_CHECK, MatchState.CANCELLED, MatchState.NO_SHOW),
)
"""How a match ends that came to nothing."""


class SqlImpact:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def confirmed(
        self, since: datetime | None = None, until: datetime | None = None, *, employer: str = ""
    ) -> Sequence[Confirmed]:
        within = [] if since is None else [since <= CONFIRMED_AT]
        within += [] if until is None else [until > CONFIRMED_AT]
        within += [MATCHES.c.offer.in_(_offers_of(employer))] if employer else []
        query = (
            select(
                MATCHES.c.id,
                MATCHES.c.volunteer,
                MATCHES.c.need,
                LISTINGS.c.organisation,
                DELIVERIES.c.verified,
                DELIVERIES.c.own_time,
                DELIVERIES.c.expert,
                DELIVERIES.c.additional,
                CONFIRMED_AT.label("at"),
                self._said("district").label("district"),
                self._said("kind").label("kind"),
            )
            .join(DELIVERIES, DELIVERIES.c.match == MATCHES.c.id)
            .join(LISTINGS, LISTINGS.c.id == MATCHES.c.need)
            .where(MATCHES.c.state.in_(GIVEN), DELIVERIES.c.verified > NOTHING, *within)
        )
        return [
            Confirmed(
                match=row.id,
                need=row.need,
                hours=row.verified,
                additional=row.additional,
                at=row.at,
                district=row.district or "",
                kind=ListingKind(row.kind),
                group=row.organisation,
                volunteer=row.volunteer,
                own_time=row.own_time,
                expert=row.expert,
            )
            for row in await self._door.rows(query)
        ]

    async def offered(self) -> Sequence[tuple[datetime, Decimal]]:
        first = (
            select(MOVES.c.subject_id, func.min(MOVES.c.at).label("at"))
            .where(MOVES.c.subject == Subject.LISTING, MOVES.c.move == ListingMove.APPROVE.value)
            .group_by(MOVES.c.subject_id)
            .subquery()
        )
        query = (
            select(func.coalesce(first.c.at, LISTINGS.c.created_at).label("at"), LISTINGS.c.total)
            .outerjoin(first, first.c.subject_id == LISTINGS.c.id)
            .where(LISTINGS.c.side == Side.OFFER, was_approved())
        )
        return [(row.at, row.total) for row in await self._door.rows(query)]

    async def shared(self) -> Sequence[Shared]:
        query = (
            select(
                MATCH_SHARES.c.pledge,
                (MATCH_SHARES.c.ends - MATCH_SHARES.c.starts).label("share"),
                DELIVERIES.c.verified,
                CONFIRMED_AT.label("at"),
            )
            .join(MATCHES, MATCHES.c.id == MATCH_SHARES.c.match)
            .join(DELIVERIES, DELIVERIES.c.match == MATCH_SHARES.c.match)
            .where(MATCHES.c.state.in_(GIVEN), DELIVERIES.c.verified > NOTHING)
        )
        return [
            Shared(pledge=row.pledge, hours=row.verified * row.share / 10_000, at=row.at)
            for row in await self._door.rows(query)
        ]

    async def unmet(self) -> Sequence[tuple[str, Sequence[str]]]:
        live = select(MATCHES.c.need).where(MATCHES.c.state.in_(sorted(LIVE)))
        return await self._open(Side.NEED, LISTINGS.c.id.not_in(live))

    async def on_offer(self) -> Sequence[tuple[str, Sequence[str]]]:
        return await self._open(Side.OFFER)

    async def _open(
        self, side: Side, *conditions: ColumnElement[bool]
    ) -> Sequence[tuple[str, Sequence[str]]]:
        query = select(LISTINGS.c.terms).where(*is_open(side), *conditions)
        return [(row.terms.district, row.terms.skills) for row in await self._door.rows(query)]

    async def ended(self, since: datetime, until: datetime) -> Sequence[Ended]:
        query = (
            select(MATCHES.c.state, MATCHES.c.reason, func.count().label("many"))
            .where(MATCHES.c.state.in_(NOT_DONE), MATCHES.c.entered_at >= since, MATCHES.c.entered_at < until)
            .group_by(MATCHES.c.state, MATCHES.c.reason)
        )
        return [
            Ended(state=row.state, reason=row.reason, count=row.many) for row in await self._door.rows(query)
        ]

    async def stories(self) -> Sequence[Told]:
        consents: dict[str, list[Consent]] = {}
        for row in await self._door.rows(select(*CONSENT.columns)):
            consents.setdefault(row.match, []).append(CONSENT.value(row))
        found: list[Told] = []
        for row in await self._door.rows(_stories()):
            story, given = STORY.value(row), tuple(consents.get(row.match, ()))
            if publishable(story, given):
                found.append(_told(story, {each.party: each for each in given}, row))
        return found

    def _said(self, name: str) -> ColumnElement[str]:
        """A part of a listing's terms."""
        terms = type_coerce(LISTINGS.c.terms, Text)
        if self._door.dialect == "postgresql":
            stored: ColumnElement[str] = terms.cast(JSONB)[name].astext
            return stored
        said: ColumnElement[str] = func.json_extract(terms, f"$.{name}")
        return said


def _offers_of(employer: str) -> Select[Any]:
    return select(LISTINGS.c.id).where(LISTINGS.c.side == Side.OFFER, LISTINGS.c.organisation == employer)


def _stories() -> Select[Any]:
    """The newest first, with those who told them."""
    need, offer = LISTINGS.alias("need"), LISTINGS.alias("offer")
    group, employer = ORGANISATIONS.alias("group_of"), ORGANISATIONS.alias("employer")
    host, volunteer = PEOPLE.alias("host"), PEOPLE.alias("volunteer")
    return (
        select(
            *STORY.columns,
            group.c.name.label("group"),
            employer.c.name.label("employer"),
            host.c.name.label("host"),
            volunteer.c.name.label("volunteer"),
            DELIVERIES.c.verified,
        )
        .join(MATCHES, MATCHES.c.id == STORIES.c.match)
        .join(need, need.c.id == MATCHES.c.need)
        .join(offer, offer.c.id == MATCHES.c.offer)
        .join(group, group.c.id == need.c.organisation)
        .join(host, host.c.id == MATCHES.c.host)
        .join(volunteer, volunteer.c.id == MATCHES.c.volunteer)
        .outerjoin(employer, employer.c.id == offer.c.organisation)
        .outerjoin(DELIVERIES, and_(DELIVERIES.c.match == STORIES.c.match))
        .order_by(STORIES.c.at.desc(), STORIES.c.match)
    )


def _told(story: Story, given: dict[Party, Consent], row: Row[Any]) -> Told:
    named = {party: given[party].name for party in Party}
    sides = {Party.HOST: (row.host, row.group), Party.VOLUNTEER: (row.volunteer, row.employer or "")}
    hidden = [names for party, names in sides.items() if not named[party]]

    def said(words: str) -> str:
        """Also what was typed names nobody who did not allow it."""
        return unnamed(words, [person for person, _ in hidden], [organisation for _, organisation in hidden])

    return Told(
        match=story.match,
        before=said(story.before),
        done=said(story.done),
        change=said(story.change),
        group=row.group if named[Party.HOST] else "",
        host=row.host if named[Party.HOST] else "",
        volunteer=row.volunteer if named[Party.VOLUNTEER] else "",
        employer=(row.employer or "") if named[Party.VOLUNTEER] else "",
        hours=row.verified or NOTHING,
        at=story.at,
    )
