"""What the coordinators' desk keeps: who takes care of what, lists to approve at once, and the mornings."""

from datetime import datetime

from sqlalchemy import Index

from bot.domain.keys import Opens
from storage.columns import Row, link, moment, named, one_of, perhaps, stored, whole, words, yes_or_no


class ClaimRow(Row, table=True):
    """Whose hands a group, a listing or a match is in; every number is given once, whatever it is of."""

    __tablename__ = "claims"
    __table_args__ = (Index("ix_claims_person", "person"),)
    subject_id: str = words(key=True)
    person: str = link("people.id")
    at: datetime = moment()


class BatchRow(Row, table=True):
    """Suggestions shown together, each with the revision in which it was shown."""

    __tablename__ = "batches"
    id: str = words(key=True)
    items: tuple[tuple[str, int], ...] = stored(tuple[tuple[str, int], ...])
    revision: int = whole()
    over: bool = yes_or_no()
    decided_by: str = words()
    at: datetime = moment()


class MorningRow(Row, table=True):
    """A day whose digest was made, by whichever replica was first; `lines`: what each of them is about."""

    __tablename__ = "mornings"
    day: str = words(key=True)
    lines: tuple[str, ...] = stored(tuple[str, ...])
    at: datetime = moment()


class DeskKeyRow(Row, table=True):
    """A way into the desk, or a person's own pages, in a browser: the link given in chat and, once it
    was used, the browser's own key. Of both only digests are kept.
    """

    __tablename__ = "desk_keys"
    __table_args__ = (one_of("opens", Opens), Index("ix_desk_keys_person", "person"))
    given: str = words(key=True)
    browser: str = perhaps(unique=True)
    opens: Opens = named(Opens)
    person: str = link("people.id")
    expires_at: datetime = moment()
    ended_at: datetime | None = moment(optional=True)
