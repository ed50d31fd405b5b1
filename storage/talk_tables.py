"""What the two sides of a match say to each other: whether they can, what became of it, never the words."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text

from bot.chat.incoming import Said
from bot.domain.matches import Party
from bot.domain.talks import Fate
from storage.columns import (
    Row,
    at_least,
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

LOST = text("fate = 'lost'")


class TalkRow(Row, table=True):
    __tablename__ = "talks"
    match: str = link("matches.id", key=True)
    opened_at: datetime = moment()
    closed_at: datetime | None = moment(optional=True)
    closed_by: str = words()
    volunteer_picks: datetime | None = moment(optional=True)
    host_picks: datetime | None = moment(optional=True)


class PassedRow(Row, table=True):
    __tablename__ = "passed"
    __table_args__ = (
        one_of("party", Party),
        one_of("fate", Fate),
        at_least(0, "letters", "arrived", "files"),
        UniqueConstraint("chat_platform", "chat_tenant", "chat_id", "source"),
        Index("ix_passed_match", "match", "at"),
        Index("ix_passed_run", "run"),
        Index("ix_passed_lost", "match", sqlite_where=LOST, postgresql_where=LOST),
    )
    id: str = words(key=True)
    match: str = link("matches.id")
    party: Party = named(Party)
    chat_platform: str = words()
    chat_tenant: str = words()
    chat_id: str = words()
    source: str = words()
    digest: str = words()
    letters: int = whole()
    run: str = words()
    at: datetime = moment()
    files: int = whole()
    threaded: bool = yes_or_no()
    arrived: int = whole()
    fate: Fate = named(Fate)
    reactions: tuple[str, ...] = stored(tuple[str, ...])


class UnsentRow(Row, table=True):
    """A message that waits until its sender says for whom it is; gone as soon as they do."""

    __tablename__ = "unsent"
    __table_args__ = (Index("ix_unsent_person", "person"),)
    id: str = words(key=True)
    person: str = link("people.id")
    match: str = perhaps()
    said: Said = stored(Said)
    at: datetime = moment()
