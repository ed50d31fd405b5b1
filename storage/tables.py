"""The brokerage itself: who there is, what they offer and need, and what came of it."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, text

from bot.chat.incoming import Enclosure
from bot.domain.history import Subject
from bot.domain.listings import ListingState, Side, Terms
from bot.domain.matches import LIVE, MatchState, Party, SessionState, Source
from bot.domain.organisations import OrganisationKind, OrganisationState
from bot.domain.people import Role
from storage.columns import (
    Row,
    at_least,
    counted,
    hours,
    link,
    moment,
    named,
    number,
    one_of,
    perhaps,
    stored,
    whole,
    words,
    yes_or_no,
)

IS_LIVE = text("state IN ({})".format(", ".join(f"'{state}'" for state in sorted(LIVE))))


class OrganisationRow(Row, table=True):
    __tablename__ = "organisations"
    __table_args__ = (
        one_of("kind", OrganisationKind),
        one_of("state", OrganisationState),
        Index("ix_organisations_state", "state"),
    )
    id: str = words(key=True)
    name: str = words()
    kind: OrganisationKind = named(OrganisationKind)
    state: OrganisationState = named(OrganisationState)
    revision: int = whole()
    workspace: str = perhaps(unique=True)
    reason: str = words()
    causes: str = words()


class PersonRow(Row, table=True):
    __tablename__ = "people"
    __table_args__ = (Index("ix_people_organisation", "organisation"),)
    id: str = words(key=True)
    name: str = words()
    language: str = words()
    chosen_language: str = words()
    zone: str = words()
    organisation: str = link("organisations.id", optional=True)
    noticed_at: datetime | None = moment(optional=True)
    paused_until: datetime | None = moment(optional=True)
    stopped_at: datetime | None = moment(optional=True)
    snoozed_until: datetime | None = moment(optional=True)
    seen_at: datetime | None = moment(optional=True)
    leaving_at: datetime | None = moment(optional=True)


class PersonRoleRow(Row, table=True):
    __tablename__ = "person_roles"
    __table_args__ = (one_of("role", Role), Index("ix_person_roles_role", "role"))
    person: str = link("people.id", key=True)
    role: Role = named(Role, key=True)


class ContactRow(Row, table=True):
    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_person", "person"),)
    platform: str = words(key=True)
    tenant: str = words(key=True)
    user: str = words(key=True)
    person: str = link("people.id")
    unreachable: str = words()
    home_at: datetime | None = moment(optional=True)
    rests_until: datetime | None = moment(optional=True)
    rest_asked_at: datetime | None = moment(optional=True)


class InviteRow(Row, table=True):
    __tablename__ = "invites"
    __table_args__ = (one_of("role", Role),)
    digest: str = words(key=True)
    role: Role = named(Role)
    expires_at: datetime = moment()
    used_by: str = perhaps()
    commissioner: str = words()


class TeamInviteRow(Row, table=True):
    """A one-time code with which a colleague joins a group's team; only its digest is kept."""

    __tablename__ = "team_invites"
    __table_args__ = (Index("ix_team_invites_made_by", "made_by"),)
    digest: str = words(key=True)
    organisation: str = link("organisations.id")
    made_by: str = link("people.id")
    expires_at: datetime = moment()
    used_by: str = perhaps()


class ListingRow(Row, table=True):
    __tablename__ = "listings"
    __table_args__ = (
        one_of("side", Side),
        one_of("state", ListingState),
        at_least(0, "total", "reserved", "delivered"),
        CheckConstraint("reserved <= total", name="reserved"),
        Index("ix_listings_side_state", "side", "state", "created_at"),
        Index("ix_listings_state", "state", "created_at"),
        Index("ix_listings_owner", "owner", "created_at"),
        Index("ix_listings_organisation", "organisation", "created_at"),
        Index("ix_listings_changed", "changed_at"),
    )
    id: str = words(key=True)
    side: Side = named(Side)
    owner: str = link("people.id")
    organisation: str = link("organisations.id", optional=True)
    terms: Terms = stored(Terms, again=True)
    total: Decimal = hours()
    reserved: Decimal = hours()
    delivered: Decimal = hours()
    state: ListingState = named(ListingState)
    created_at: datetime = moment()
    entered_at: datetime = moment()
    revision: int = whole()
    reason: str = words()
    meant_for: str = perhaps()
    expires_at: datetime | None = moment(optional=True)
    changed_at: datetime = moment()


class KeptFileRow(Row, table=True):
    """A picture or a voice note that belongs to a draft, and to the listing that the draft becomes.

    `file` says how its platform names it; its content stays there until it is shown.
    """

    __tablename__ = "kept_files"
    __table_args__ = (
        Index("ix_kept_files_conversation", "conversation"),
        Index("ix_kept_files_listing", "listing"),
        Index("ix_kept_files_person", "person"),
    )
    id: str = words(key=True)
    conversation: str = words()
    listing: str = link("listings.id", optional=True)
    person: str = link("people.id")
    platform: str = words()
    tenant: str = words()
    file: Enclosure = stored(Enclosure)
    at: datetime = moment()


class MatchRow(Row, table=True):
    __tablename__ = "matches"
    __table_args__ = (
        one_of("state", MatchState),
        one_of("source", Source),
        at_least(0, "hours"),
        Index(
            "ux_matches_live_pair",
            "need",
            "offer",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
        Index("ix_matches_offer", "offer", "created_at"),
        Index("ix_matches_need", "need", "created_at"),
        Index("ix_matches_volunteer", "volunteer", "created_at"),
        Index("ix_matches_host", "host", "created_at"),
        Index("ix_matches_state", "state", "created_at"),
        Index("ix_matches_entered", "state", "entered_at"),
    )
    id: str = words(key=True)
    offer: str = link("listings.id")
    need: str = link("listings.id")
    volunteer: str = link("people.id")
    host: str = link("people.id")
    hours: Decimal = hours()
    score: float = number()
    reasons: tuple[str, ...] = stored(tuple[str, ...], again=True)
    doubt: str = words()
    state: MatchState = named(MatchState)
    created_at: datetime = moment()
    entered_at: datetime = moment()
    revision: int = whole()
    decided_by: str = words()
    decided_at: datetime | None = moment(optional=True)
    reason: str = words()
    parts: dict[str, float] = stored(dict[str, float])
    weights: str = words()
    source: Source = named(Source)


class SessionRow(Row, table=True):
    """`seq` tells which came first."""

    __tablename__ = "sessions"
    __table_args__ = (
        one_of("state", SessionState),
        one_of("proposed_by", Party),
        at_least(0, "sequence"),
        Index("ix_sessions_match", "match", "seq"),
    )
    seq: int | None = counted()
    id: str = words(unique=True)
    match: str = link("matches.id")
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    state: SessionState = named(SessionState)
    proposed_by: Party = named(Party)
    sequence: int = whole()
    series: str = words()
    claimed: Decimal | None = hours(optional=True)
    confirmed: Decimal | None = hours(optional=True)
    verified: Decimal | None = hours(optional=True)


class DeliveryRow(Row, table=True):
    __tablename__ = "deliveries"
    __table_args__ = (at_least(0, "claimed", "verified"),)
    match: str = link("matches.id", key=True)
    claimed: Decimal | None = hours(optional=True)
    claimed_by: str = words()
    claimed_at: datetime | None = moment(optional=True)
    verified: Decimal | None = hours(optional=True)
    verified_by: str = words()
    verified_at: datetime | None = moment(optional=True)
    additional: Decimal = hours()
    drawn: Decimal = hours()
    own_time: bool = yes_or_no()
    expert: bool = yes_or_no()
    evidence: str = words()


class StoryRow(Row, table=True):
    """What came of a match, told by the two sides together."""

    __tablename__ = "stories"
    match: str = link("matches.id", key=True)
    before: str = words()
    done: str = words()
    change: str = words()
    revision: int = whole()
    told_by: Party = named(Party)
    at: datetime = moment()


class ConsentRow(Row, table=True):
    """What each side allows; of the story as it stood at `revision`."""

    __tablename__ = "consents"
    __table_args__ = (one_of("party", Party),)
    match: str = link("matches.id", key=True)
    party: Party = named(Party, key=True)
    revision: int = whole()
    name: bool = yes_or_no()
    photo: bool = yes_or_no()
    publication: bool = yes_or_no()
    at: datetime = moment()
    withdrawn_at: datetime | None = moment(optional=True)


class CapacityRow(Row, table=True):
    """What a person can take on, as a volunteer or as a host."""

    __tablename__ = "capacities"
    __table_args__ = (one_of("party", Party), at_least(0, "at_once", "largest", "notice"))
    person: str = link("people.id", key=True)
    party: Party = named(Party, key=True)
    at_once: int = whole()
    month: Decimal | None = hours(optional=True)
    largest: int = whole()
    notice: int | None = whole(optional=True)
    supervision: str = words()
    standby: bool = yes_or_no()
    at: datetime = moment()


class FeedbackRow(Row, table=True):
    __tablename__ = "feedback"
    __table_args__ = (one_of("party", Party), CheckConstraint("stars BETWEEN 1 AND 5", name="stars"))
    match: str = link("matches.id", key=True)
    party: Party = named(Party, key=True)
    stars: int = whole()
    sentence: str = words()
    again: bool = yes_or_no()
    at: datetime = moment()


class MovedRow(Row, table=True):
    """The record. It refers to nothing by foreign key: it stays when what it tells of is erased."""

    __tablename__ = "moves"
    __table_args__ = (
        one_of("subject", Subject),
        Index("ix_moves_subject", "subject", "subject_id", "seq"),
    )
    seq: int | None = counted()
    id: str = words(unique=True)
    subject: Subject = named(Subject)
    subject_id: str = words()
    move: str = words()
    before: str = words()
    after: str = words()
    person: str = words()
    platform: str = words()
    at: datetime = moment()
    reason: str = words()
