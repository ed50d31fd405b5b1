"""Matches, the sessions they are held in, and what came of them."""

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from bot.domain.capacity import Capacity, usual
from bot.domain.listings import Side
from bot.domain.matches import (
    RESERVING,
    Delivery,
    Feedback,
    Match,
    MatchState,
    Party,
    Session,
    SessionState,
)
from bot.domain.refusal import Refusal
from bot.domain.stories import Consent, Story
from storage.columns import passed_by, table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.repositories.listings import LISTINGS
from storage.tables import CapacityRow, ConsentRow, DeliveryRow, FeedbackRow, MatchRow, SessionRow, StoryRow

MATCHES, SESSIONS = table_of(MatchRow), table_of(SessionRow)
DELIVERIES, FEEDBACK = table_of(DeliveryRow), table_of(FeedbackRow)
MATCH, SESSION = Shape(Match, MATCHES), Shape(Session, SESSIONS)
STORIES, CONSENTS, CAPACITIES = table_of(StoryRow), table_of(ConsentRow), table_of(CapacityRow)
STORY, CONSENT, CAPACITY = Shape(Story, STORIES), Shape(Consent, CONSENTS), Shape(Capacity, CAPACITIES)
DELIVERY, OPINION = Shape(Delivery, DELIVERIES), Shape(Feedback, FEEDBACK)
OLDEST = (MATCHES.c.created_at, MATCHES.c.id)
NEWEST = (MATCHES.c.created_at.desc(), MATCHES.c.id.desc())
OF_PERSON = (  # asked at every plain sentence, so built once
    select(*MATCH.columns)
    .where(or_(MATCHES.c.volunteer == bindparam("person"), MATCHES.c.host == bindparam("person")))
    .order_by(*NEWEST)
)
# So are these, which are asked again and again about whatever match it is.
ONE = select(*MATCH.columns).where(MATCHES.c.id == bindparam("id"))
ONE_LOCKED = ONE.with_for_update(key_share=True)
SOME = select(*MATCH.columns).where(MATCHES.c.id.in_(bindparam("ids", expanding=True))).order_by(*OLDEST)
IN_STATE = (
    select(*MATCH.columns).where(MATCHES.c.state.in_(bindparam("states", expanding=True))).order_by(*OLDEST)
)
ENTERED_SINCE = (
    select(*MATCH.columns)
    .where(MATCHES.c.entered_at >= bindparam("since"))
    .where(MATCHES.c.state.in_(bindparam("states", expanding=True)))
    .order_by(MATCHES.c.entered_at, MATCHES.c.id)
)
CAPACITY_OF = select(*CAPACITY.columns).where(
    CAPACITIES.c.person == bindparam("person"), CAPACITIES.c.party == bindparam("party")
)
OF_LISTING = (
    select(*MATCH.columns)
    .where(or_(MATCHES.c.offer == bindparam("listing"), MATCHES.c.need == bindparam("listing")))
    .order_by(*NEWEST)
)
OF_LISTING_IN = OF_LISTING.where(passed_by(MATCHES.c.state).in_(bindparam("states", expanding=True)))
OTHER_SIDE = {Side.OFFER: MATCHES.c.need, Side.NEED: MATCHES.c.offer}
PAIRED = {
    side: select(other)
    .distinct()
    .where(
        MATCHES.c[side.value] == bindparam("listing"),
        MATCHES.c.state.not_in(bindparam("unless", expanding=True)),
    )
    for side, other in OTHER_SIDE.items()
}
SUGGESTED = {
    side: select(MATCHES.c[side.value], func.count())
    .where(
        MATCHES.c[side.value].in_(bindparam("listings", expanding=True)),
        passed_by(MATCHES.c.state) == MatchState.SUGGESTED.value,
    )
    .group_by(MATCHES.c[side.value])
    for side in Side
}
THAT_RESERVE = {  # asked for every suggestion, of whoever it is about
    party: select(MATCHES.c.id).where(
        MATCHES.c[party.value] == bindparam("person"), MATCHES.c.state.in_(sorted(RESERVING))
    )
    for party in Party
}
SESSIONS_OF = (
    select(*SESSION.columns)
    .where(SESSIONS.c.match == bindparam("match"))
    .order_by(SESSIONS.c.starts_at, SESSIONS.c.seq)
)
SESSIONS_OF_ALL = (
    select(*SESSION.columns)
    .where(SESSIONS.c.match.in_(bindparam("matches", expanding=True)))
    .order_by(SESSIONS.c.starts_at, SESSIONS.c.seq)
)
DELIVERIES_OF = select(*DELIVERY.columns).where(DELIVERIES.c.match.in_(bindparam("matches", expanding=True)))
DELIVERY_OF = select(*DELIVERY.columns).where(DELIVERIES.c.match == bindparam("match"))
FEEDBACK_OF = select(*OPINION.columns).where(
    FEEDBACK.c.match == bindparam("match"), FEEDBACK.c.party == bindparam("party")
)
STORY_OF = select(*STORY.columns).where(STORIES.c.match == bindparam("match"))
STORY_OF_LOCKED = STORY_OF.with_for_update(key_share=True)
CONSENTS_OF = (
    select(*CONSENT.columns).where(CONSENTS.c.match == bindparam("match")).order_by(CONSENTS.c.party)
)
DELIVERED = (MatchState.VERIFIED, MatchState.CLOSED, MatchState.CLOSED_PART)
OFFERED, NEEDED = LISTINGS.alias(), LISTINGS.alias()
PARTNERS = (  # whose help this organisation had, unless it said that once was enough
    select(OFFERED.c.organisation)
    .distinct()
    .select_from(MATCHES)
    .join(OFFERED, OFFERED.c.id == MATCHES.c.offer)
    .join(NEEDED, NEEDED.c.id == MATCHES.c.need)
    .outerjoin(FEEDBACK, and_(FEEDBACK.c.match == MATCHES.c.id, FEEDBACK.c.party == Party.HOST))
    .where(
        NEEDED.c.organisation == bindparam("organisation"),
        passed_by(MATCHES.c.state).in_([each.value for each in DELIVERED]),
        or_(FEEDBACK.c.again.is_(None), FEEDBACK.c.again.is_(True)),
    )
)


class SqlMatches:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, id: str, *, lock: bool = False) -> Match:
        row = await self._door.first(ONE_LOCKED if lock else ONE, {"id": id})
        if row is None:
            raise Refusal("unknown.match", id=id)
        return MATCH.value(row)

    async def put(self, match: Match) -> None:
        """Raises Overtaken unless its revision is higher than the stored one."""
        await self._door.put_newer(MATCHES, MATCH.row(match))
        self._door.touched.people |= {match.volunteer, match.host}

    async def some(self, ids: Sequence[str]) -> Sequence[Match]:
        rows = await self._door.rows(SOME, {"ids": list(ids)}) if ids else ()
        return [MATCH.value(row) for row in rows]

    async def of_listing(self, listing: str, *states: MatchState) -> Sequence[Match]:
        asked: dict[str, Any] = {"listing": listing}
        query = OF_LISTING
        if states:
            query, asked["states"] = OF_LISTING_IN, sorted(states)
        return [MATCH.value(row) for row in await self._door.rows(query, asked)]

    async def paired(self, side: Side, listing: str, *, unless: Set[MatchState]) -> Set[str]:
        rows = await self._door.rows(PAIRED[side], {"listing": listing, "unless": sorted(unless)})
        return frozenset(row[0] for row in rows)

    async def suggested(self, side: Side, listings: Collection[str]) -> Mapping[str, int]:
        rows = await self._door.rows(SUGGESTED[side], {"listings": sorted(listings)}) if listings else ()
        return dict(map(tuple, rows))

    async def of_person(self, person: str) -> Sequence[Match]:
        rows = await self._door.rows(OF_PERSON, {"person": person})
        return [MATCH.value(row) for row in rows]

    async def reserving(self, person: str, party: Party) -> Set[str]:
        rows = await self._door.rows(THAT_RESERVE[party], {"person": person})
        return frozenset(row.id for row in rows)

    async def partners_of(self, organisation: str) -> Set[str]:
        async with self._door.for_the_house():
            rows = await self._door.rows(PARTNERS, {"organisation": organisation})
        return frozenset(row[0] for row in rows)

    async def in_state(self, *states: MatchState) -> Sequence[Match]:
        rows = await self._door.rows(IN_STATE, {"states": list(states)})
        return [MATCH.value(row) for row in rows]

    async def entered_since(self, since: datetime, *states: MatchState) -> Sequence[Match]:
        rows = await self._door.rows(ENTERED_SINCE, {"since": since, "states": list(states)})
        return [MATCH.value(row) for row in rows]


class SqlSessions:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def put(self, session: Session) -> None:
        await self._door.put(SESSIONS, SESSION.row(session), "id")
        self._door.touched.matches.add(session.match)

    async def of(self, match: str) -> Sequence[Session]:
        rows = await self._door.rows(SESSIONS_OF, {"match": match})
        return [SESSION.value(row) for row in rows]

    async def of_all(self, matches: Sequence[str]) -> Mapping[str, tuple[Session, ...]]:
        found: dict[str, list[Session]] = {match: [] for match in matches}
        rows = await self._door.rows(SESSIONS_OF_ALL, {"matches": list(matches)}) if matches else ()
        for session in map(SESSION.value, rows):
            found[session.match].append(session)
        return {match: tuple(sessions) for match, sessions in found.items()}

    async def waited_for_no_longer(self, since: datetime) -> Sequence[str]:
        unsaid = SESSIONS.c.state == SessionState.UNCONFIRMED
        query = select(SESSIONS.c.match).where(unsaid, SESSIONS.c.ends_at > since)
        return [match for (match,) in await self._door.rows(query)]


class SqlOutcomes:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def delivery(self, match: str) -> Delivery | None:
        row = await self._door.first(DELIVERY_OF, {"match": match})
        return None if row is None else DELIVERY.value(row)

    async def deliveries(self, matches: Sequence[str]) -> Mapping[str, Delivery]:
        rows = await self._door.rows(DELIVERIES_OF, {"matches": list(matches)}) if matches else ()
        return {each.match: each for each in map(DELIVERY.value, rows)}

    async def put_delivery(self, delivery: Delivery) -> None:
        await self._door.put(DELIVERIES, DELIVERY.row(delivery), "match")
        self._door.touched.matches.add(delivery.match)

    async def feedback(self, match: str, party: Party) -> Feedback | None:
        row = await self._door.first(FEEDBACK_OF, {"match": match, "party": party})
        return None if row is None else OPINION.value(row)

    async def put_feedback(self, feedback: Feedback) -> None:
        await self._door.put(FEEDBACK, OPINION.row(feedback), "match", "party")
        self._door.touched.matches.add(feedback.match)

    async def story(self, match: str, *, lock: bool = False) -> Story | None:
        row = await self._door.first(STORY_OF_LOCKED if lock else STORY_OF, {"match": match})
        return None if row is None else STORY.value(row)

    async def put_story(self, story: Story) -> None:
        await self._door.put(STORIES, STORY.row(story), "match")

    async def consents(self, match: str) -> Sequence[Consent]:
        return [CONSENT.value(row) for row in await self._door.rows(CONSENTS_OF, {"match": match})]

    async def put_consent(self, consent: Consent) -> None:
        await self._door.put(CONSENTS, CONSENT.row(consent), "match", "party")


class SqlCapacities:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, person: str, party: Party) -> Capacity:
        row = await self._door.first(CAPACITY_OF, {"person": person, "party": party})
        return usual(person, party) if row is None else CAPACITY.value(row)

    async def put(self, capacity: Capacity) -> None:
        await self._door.put(CAPACITIES, CAPACITY.row(capacity), "person", "party")
