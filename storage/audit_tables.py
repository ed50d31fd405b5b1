"""The audit: what was decided, by which number, when. Rows are only added: the database refuses the rest."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field

from bot.domain.history import Subject
from storage.columns import Row, at_least, moment, named, words


class AuditRow(Row, table=True):
    """`n` counts from 1 without a gap; `digest` is of the row and of the digest before it.

    It has ids and codes only, no name, no contact and nothing that anybody typed.
    """

    __tablename__ = "audit"
    __table_args__ = (at_least(1, "n"),)
    n: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    id: str = words(unique=True)
    subject: Subject = named(Subject)
    subject_id: str = words()
    move: str = words()
    before: str = words()
    after: str = words()
    person: str = words()
    platform: str = words()
    at: datetime = moment()
    previous: str = words()
    digest: str = words()
