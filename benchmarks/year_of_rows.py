"""A year of a city as rows, as many as asked for: for measuring reports, and for testing their figures.

Nobody acted here: the rows only stand as they could after a year, spread over states, districts and months by
a seed. `makegood simulate` is what plays people.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.history import Moved, Subject
from bot.domain.instalments import Instalment, InstalmentState, Seen
from bot.domain.listings import Listing, ListingKind, ListingState, Quantity, Side, Terms
from bot.domain.matches import Delivery, Match, MatchState, Party, Session, SessionState
from bot.domain.organisations import Organisation, OrganisationKind, OrganisationState
from bot.domain.people import Person
from bot.domain.pledges import Pledge, PledgeState
from bot.domain.pledges import Terms as Promise
from bot.domain.stories import Consent, Story
from bot.measure_list import shipped
from matching.places import known
from storage.repositories.impact import CONSENT, CONSENTS, STORIES, STORY
from storage.repositories.instalments import INSTALMENT, INSTALMENTS
from storage.repositories.listings import LISTING, LISTINGS, PEOPLE
from storage.repositories.matches import DELIVERIES, DELIVERY, MATCH, MATCHES, SESSION, SESSIONS
from storage.repositories.organisations import ORGANISATION, ORGANISATIONS
from storage.repositories.people import PERSON
from storage.repositories.pledges import MATCH_SHARES, PLEDGE, PLEDGES
from storage.repositories.record import MOVED, MOVES

STARTS = datetime(2026, 1, 5, 9, tzinfo=UTC)
ENDS = datetime(2026, 12, 20, 9, tzinfo=UTC)
S = MatchState
STATES = (
    *[S.CLOSED] * 8, *[S.CLOSED_PART] * 2, *[S.CLOSED_NOT_DELIVERED] * 2, *[S.EXPIRED] * 4, S.NO_SHOW,
    *[S.DECLINED_HOST] * 3, *[S.DECLINED_VOLUNTEER] * 3, *[S.CANCELLED] * 3, *[S.SCHEDULED] * 2, S.CLAIMED,
    *[S.ASKED_HOST] * 2,
)  # fmt: skip
DATED = {S.CLOSED, S.CLOSED_PART, S.SCHEDULED, S.CLAIMED, S.NO_SHOW}
CONFIRMED = {S.CLOSED, S.CLOSED_PART}
REASONS = ("", "no_time", "ill", "too_far", "not_now", "date")
DISTRICTS = [each for each in (f"LS{n}" for n in range(1, 30)) if known(each)]
SKILLS = ("bookkeeping", "gardening", "web design", "driving", "cooking", "translation", "fundraising")
UNITS = ("laptops", "meals")
"""In no list of measures: as people type them."""
PRIORITIES = ("Digital inclusion", "Health", "")


@dataclass(kw_only=True)
class YearOfRows:
    matches: int
    seed: int = 1
    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._numbers: Iterator[int] = iter(range(10**9))
        self._firms = [self._organisation(OrganisationKind.EMPLOYER) for _ in range(8)]
        self._groups = [self._organisation(OrganisationKind.COMMUNITY) for _ in range(40)]
        self._pledges = [self._pledge(firm, at) for at, firm in enumerate(self._firms)]
        for at in range(self.matches):
            self._match(at)
        for _ in range(max(20, self.matches // 10)):
            self._listing(Side.NEED, self._chance.choice(self._groups), ListingState.OPEN, NONE)
        for at, firm in enumerate(self._firms[:4]):
            self._otherwise(self._pledge(firm, at, unit=UNITS[at % 2]), at)

    async def write(self, engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            for table, rows in self.rows.items():
                await connection.execute(insert(table), rows)

    def _id(self) -> str:
        return f"R{next(self._numbers):09d}"

    def _put(self, table: Table, row: dict[str, Any]) -> None:
        self.rows.setdefault(table, []).append(row)

    def _organisation(self, kind: OrganisationKind) -> tuple[str, str]:
        """With one person who acts for it."""
        id = self._id()
        state = OrganisationState.VERIFIED
        one = Organisation(id=id, name=f"{kind.value.title()} {id}", kind=kind, state=state)
        self._put(ORGANISATIONS, ORGANISATION.row(one))
        person = Person(id=self._id(), name=f"Person of {id}", organisation=id)
        self._put(PEOPLE, PERSON.row(person))
        return id, person.id

    def _moment(self, since: datetime = STARTS) -> datetime:
        return since + (ENDS - since) * self._chance.random()

    def _listing(
        self, side: Side, whose: tuple[str, str], state: ListingState, delivered: Decimal, hours: int = 4
    ) -> Listing:
        organisation, owner = whose
        skill = self._chance.choice(SKILLS)
        made = self._moment()
        terms = Terms(
            kind=self._chance.choice(list(ListingKind)),
            what=skill,
            skills=(skill,),
            district=self._chance.choice([*DISTRICTS, *DISTRICTS[:6] * 3, ""]),
            hours=Decimal(hours),
        )
        one = Listing(
            id=self._id(),
            side=side,
            owner=owner,
            organisation=organisation,
            terms=terms,
            quantity=Quantity(total=Decimal(hours), delivered=delivered),
            state=state,
            created_at=made,
            entered_at=made,
        )
        self._put(LISTINGS, LISTING.row(one) | {"changed_at": made})
        self._moved(Subject.LISTING, one.id, ("approve", "submitted", "open"), made + timedelta(hours=3))
        return one

    def _moved(self, of: Subject, id: str, step: tuple[str, str, str], at: datetime) -> None:
        move, before, after = step
        moved = Moved(
            id=self._id(),
            subject=of,
            subject_id=id,
            move=move,
            before=before,
            after=after,
            person="",
            platform="",
            at=at,
        )
        self._put(MOVES, MOVED.row(moved))

    def _match(self, at: int) -> None:
        state = self._chance.choice(STATES)
        firm = self._chance.randrange(len(self._firms))
        hours = self._chance.choice((2, 4, 6, 8))
        done = Decimal(hours) if state in CONFIRMED else NONE
        over = done == hours
        offer = self._listing(
            Side.OFFER, self._firms[firm], ListingState.USED if over else ListingState.OPEN, done, hours
        )
        group = self._chance.choice(self._groups)
        need = self._listing(Side.NEED, group, ListingState.MET if over else ListingState.OPEN, done, hours)
        made = self._moment(max(offer.created_at, need.created_at))
        match = Match(
            id=self._id(),
            offer=offer.id,
            need=need.id,
            volunteer=offer.owner,
            host=need.owner,
            hours=Decimal(hours),
            score=0.5,
            reasons=("both say so",),
            doubt="",
            state=state,
            created_at=made,
            entered_at=made,
            reason=self._chance.choice(REASONS),
        )
        self._put(MATCHES, MATCH.row(match))
        self._moved(Subject.MATCH, match.id, ("introduce", "accepted", "introduced"), made)
        if state in DATED:
            self._dated(match)
        if state in CONFIRMED:
            self._confirmed(match, at)
        if at % 2 and state in {*CONFIRMED, S.SCHEDULED}:
            share = {
                "match": match.id,
                "pledge": self._pledges[firm],
                "starts": 0,
                "ends": 5000,
                "follows": None,
            }
            self._put(MATCH_SHARES, share)

    def _dated(self, match: Match) -> None:
        held = match.state is not S.SCHEDULED
        one = Session(
            id=self._id(),
            match=match.id,
            starts_at=match.created_at,
            ends_at=match.created_at + timedelta(hours=float(match.hours)),
            state=SessionState.DONE if held else SessionState.AGREED,
            proposed_by=Party.HOST,
        )
        self._put(SESSIONS, SESSION.row(one))

    def _confirmed(self, match: Match, at: int) -> None:
        verified = match.hours if match.state is S.CLOSED else match.hours / 2
        delivery = Delivery(
            match=match.id,
            claimed=match.hours,
            verified=verified,
            verified_at=self._moment(match.created_at),
            drawn=match.hours,
            own_time=bool(at % 3),
            expert=not at % 5,
        )
        self._put(DELIVERIES, DELIVERY.row(delivery))
        self._moved(Subject.MATCH, match.id, ("verify", "claimed", "verified"), match.created_at)
        if not at % 50:
            self._story(match, at)

    def _story(self, match: Match, at: int) -> None:
        """Every other one is not to be published."""
        story = Story(
            match=match.id,
            before=f"Before {match.id}",
            done=f"Done {match.id}",
            change=f"Changed {match.id}",
            told_by=Party.HOST,
            at=match.created_at,
        )
        self._put(STORIES, STORY.row(story))
        for party in Party:
            allowed = party is Party.HOST or at % 100 == 0
            consent = Consent(
                match=match.id,
                party=party,
                revision=1,
                name=party is Party.HOST,
                photo=False,
                publication=allowed,
                at=match.created_at,
            )
            self._put(CONSENTS, CONSENT.row(consent))

    def _otherwise(self, pledge: str, at: int) -> None:
        """Instalments of every state, to one group each; of the last pledge more than it promised."""
        for number, state in enumerate((*InstalmentState, InstalmentState.VERIFIED) * 2):
            group, person = self._groups[number]
            quantity = Decimal(self._chance.randrange(2, 9 if at < 3 else 90))
            verified = quantity - number % 2 if state is InstalmentState.VERIFIED else NONE
            made = self._moment()
            one = Instalment(
                id=self._id(),
                pledge=pledge,
                organisation=group,
                quantity=quantity,
                only_whole=True,
                day=made.date() if state is not InstalmentState.PLANNED or number % 2 else None,
                state=state,
                said_by="",
                said_at=made,
                verified=verified,
                settled_as=Seen.RECEIVER if verified else None,
                settled_by=person if verified else "",
                settled_at=made if verified else None,
            )
            self._put(INSTALMENTS, INSTALMENT.row(one))

    def _pledge(self, firm: tuple[str, str], at: int, unit: str = "hours") -> str:
        in_hours = "time_general" if at % 2 else "hours"
        terms = Promise(
            contract=f"C-{at}",
            commissioner="Leeds City Council",
            measure=in_hours if unit == "hours" else "",
            unit=unit,
            quantity=Decimal(40 + 30 * at),
            starts=date(2026, 1, 1),
            ends=date(2026, 12, 31),
            priority=PRIORITIES[at % len(PRIORITIES)],
            area=("LS9", "")[at % 2],
        )
        made = self._moment()
        pledge = Pledge(
            id=self._id(),
            organisation=firm[0],
            terms=terms,
            state=PledgeState.ACTIVE,
            entered_by="",
            created_at=made,
            entered_at=made,
            frozen=shipped().frozen(terms.measure, date(2026, 1, 1)),
        )
        self._put(PLEDGES, PLEDGE.row(pledge))
        return pledge.id


NONE = Decimal(0)
