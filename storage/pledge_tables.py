"""What organisations have promised, and what counts for it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text

from bot.domain.instalments import STANDING, InstalmentState, Seen
from bot.domain.measures import Adjustment, Frozen
from bot.domain.pledges import ChangeState, Corrects, Lever, Novelty, PledgeMove, PledgeState, Rhythm
from storage.columns import (
    Row,
    day,
    hours,
    link,
    moment,
    named,
    one_of,
    perhaps,
    stored,
    whole,
    words,
    yes_or_no,
)


class PledgeRow(Row, table=True):
    __tablename__ = "pledges"
    __table_args__ = (
        one_of("state", PledgeState),
        one_of("novelty", Novelty),
        one_of("rhythm", Rhythm),
        one_of("lever", Lever),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("starts < ends AND (review IS NULL OR review <= ends)", name="dates"),
        CheckConstraint(
            "to_fund >= 0 AND substituted >= 0 AND to_fund + substituted <= quantity", name="left"
        ),
        Index("ix_pledges_organisation", "organisation", "created_at"),
        Index("ix_pledges_state", "state", "created_at"),
    )
    id: str = words(key=True)
    organisation: str = link("organisations.id")
    contract: str = words()
    commissioner: str = words()
    measure: str = words()
    unit: str = words()
    quantity: Decimal = hours()
    starts: date = day()
    ends: date = day()
    review: date | None = day(optional=True)
    novelty: Novelty = named(Novelty)
    rhythm: Rhythm = named(Rhythm)
    in_core: bool = yes_or_no()
    priority: str = words()
    area: str = words()
    adjustments: tuple[Adjustment, ...] = stored(tuple[Adjustment, ...])
    lever: Lever | None = named(Lever, optional=True)
    state: PledgeState = named(PledgeState)
    entered_by: str = words()
    created_at: datetime = moment()
    entered_at: datetime = moment()
    revision: int = whole()
    reference: str = perhaps(unique=True)
    reason: str = words()
    frozen: Frozen | None = stored(Frozen, optional=True)
    to_fund: Decimal = hours()
    substituted: Decimal = hours()
    instead_of: str = link("pledges.id", optional=True)


def _shared(table: str, of: str) -> tuple[Any, ...]:
    """Shares of one match, or offer, lie end to end from 0: each begins where another ends, and none ends
    beyond 100. So they cannot come to more than 100 % together, whoever writes them, and when.
    """
    return (
        CheckConstraint(
            "(starts = 0 AND follows IS NULL) OR (starts > 0 AND follows IS NOT NULL AND follows = starts)",
            name="follows",
        ),
        CheckConstraint("starts >= 0 AND starts < ends", name="order"),
        CheckConstraint("ends <= 10000", name="whole"),
        UniqueConstraint(of, "starts"),
        UniqueConstraint(of, "ends"),
        ForeignKeyConstraint(
            [of, "follows"],
            [f"{table}.{of}", f"{table}.ends"],
            name=f"fk_{table}_follows",
            deferrable=True,
            initially="DEFERRED",
        ),
        Index(f"ix_{table}_pledge", "pledge"),
    )


class MatchShareRow(Row, table=True):
    __tablename__ = "match_shares"
    __table_args__ = _shared("match_shares", "match")
    match: str = link("matches.id", key=True)
    pledge: str = link("pledges.id", key=True)
    starts: int = whole()
    ends: int = whole()
    follows: int | None = whole(optional=True)


class OfferShareRow(Row, table=True):
    """What the matches of an offer begin with."""

    __tablename__ = "offer_shares"
    __table_args__ = _shared("offer_shares", "offer")
    offer: str = link("listings.id", key=True)
    pledge: str = link("pledges.id", key=True)
    starts: int = whole()
    ends: int = whole()
    follows: int | None = whole(optional=True)


class PledgeChangeRow(Row, table=True):
    """Another way to keep a promise: what was asked, by whom, why, and what was decided."""

    __tablename__ = "pledge_changes"
    __table_args__ = (
        one_of("move", PledgeMove),
        one_of("state", ChangeState),
        one_of("corrects", Corrects),
        CheckConstraint("amount >= 0 AND quantity >= 0", name="least"),
        Index("ix_pledge_changes_pledge", "pledge", "asked_at"),
    )
    id: str = words(key=True)
    pledge: str = link("pledges.id")
    move: PledgeMove = named(PledgeMove)
    asked_by: str = words()
    asked_at: datetime = moment()
    reason: str = words()
    amount: Decimal = hours()
    measure: str = words()
    quantity: Decimal = hours()
    ends: date | None = day(optional=True)
    corrects: Corrects | None = named(Corrects, optional=True)
    value: str = words()
    was: str = words()
    state: ChangeState = named(ChangeState)
    decided_by: str = words()
    decided_at: datetime | None = moment(optional=True)
    revision: int = whole()


STANDS = text(f"state IN ({', '.join(repr(state.value) for state in sorted(STANDING))})")
BY_DIALECT = {
    "sqlite": ("quantity <= 100000000", "NOT only_whole OR (quantity % 100 = 0 AND verified % 100 = 0)"),
    "postgresql": (
        "quantity <= 1000000",
        "NOT only_whole OR (quantity = trunc(quantity) AND verified = trunc(verified))",
    ),
}
"""SQLite, which has no decimals, keeps hundredths."""


class InstalmentRow(Row, table=True):
    """What was given of a pledge in another unit than hours, to whom, when, and who saw that it was."""

    __tablename__ = "instalments"
    __table_args__ = (
        one_of("state", InstalmentState),
        one_of("settled_as", Seen),
        CheckConstraint("quantity > 0 AND verified >= 0 AND verified <= quantity", name="amounts"),
        CheckConstraint("(state = 'verified') = (verified > 0)", name="verified"),
        CheckConstraint(
            "state <> 'verified' OR (settled_as IS NOT NULL AND settled_at IS NOT NULL AND settled_by <> '')",
            name="seen",
        ),
        CheckConstraint(
            "settled_as IS NULL OR settled_as <> 'receiver' OR settled_by <> said_by", name="not_alone"
        ),
        CheckConstraint("day IS NOT NULL OR state IN ('planned', 'taken_back')", name="day"),
        *(
            CheckConstraint(rule, name=name).ddl_if(dialect=dialect)
            for dialect, rules in BY_DIALECT.items()
            for name, rule in zip(("most", "whole"), rules, strict=True)
        ),
        Index(
            "ux_instalments_once",
            "pledge",
            "organisation",
            "day",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index("ix_instalments_organisation", "organisation"),
    )
    id: str = words(key=True)
    pledge: str = link("pledges.id")
    organisation: str = link("organisations.id")
    quantity: Decimal = hours()
    only_whole: bool = yes_or_no()
    day: date | None = day(optional=True)
    state: InstalmentState = named(InstalmentState)
    said_by: str = words()
    said_at: datetime = moment()
    verified: Decimal = hours()
    settled_as: Seen | None = named(Seen, optional=True)
    settled_by: str = words()
    settled_at: datetime | None = moment(optional=True)
    revision: int = whole()


class NetworkRow(Row, table=True):
    """The networks that an organisation belongs to."""

    __tablename__ = "networks"
    organisation: str = link("organisations.id", key=True)
    name: str = words(key=True)
