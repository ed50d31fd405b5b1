"""What has to be in place before a match starts, and what was seen of it afterwards."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index

from bot.chat.incoming import Enclosure
from bot.domain.checklists import Item, Owner
from bot.domain.history import Subject
from storage.columns import Row, day, link, moment, named, one_of, stored, words, yes_or_no


class CheckRow(Row, table=True):
    """A line of a match's checklist, or of an organisation's pack: that it was seen, never what it says."""

    __tablename__ = "checks"
    __table_args__ = (
        one_of("subject", Subject),
        one_of("item", Item),
        one_of("owner", Owner),
        Index("ix_checks_organisation", "organisation", "item"),
    )
    subject: Subject = named(Subject, key=True)
    subject_id: str = words(key=True)
    item: Item = named(Item, key=True)
    owner: Owner = named(Owner)
    opened_at: datetime = moment()
    organisation: str = words()
    due: date | None = day(optional=True)
    needed: bool = yes_or_no()
    level: str = words()
    seen_on: date | None = day(optional=True)
    seen_by: str = words()
    until: date | None = day(optional=True)
    note: str = words()


class EvidenceRow(Row, table=True):
    """What a coordinator went by, of a match or an instalment: a note, a photo or a file, which stays on the
    platform it was sent on.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("(match IS NULL) <> (instalment IS NULL)", name="of_one"),
        Index("ix_evidence_match", "match", "at"),
        Index("ix_evidence_instalment", "instalment", "at"),
        Index("ix_evidence_person", "person"),
    )
    id: str = words(key=True)
    match: str = link("matches.id", optional=True)
    instalment: str = link("instalments.id", optional=True)
    person: str = link("people.id")
    at: datetime = moment()
    note: str = words()
    platform: str = words()
    tenant: str = words()
    file: Enclosure | None = stored(Enclosure, optional=True)
