"""Phone numbers and e-mail addresses that people keep here, and the matches that they share them for."""

from datetime import datetime

from sqlalchemy import Index

from storage.columns import Row, link, moment, words


class DetailRow(Row, table=True):
    """`sealed` is encrypted: never written without a key. `used_at`: when it was kept or shared last."""

    __tablename__ = "details"
    person: str = link("people.id", key=True)
    sealed: str = words()
    used_at: datetime = moment()


class DetailShareRow(Row, table=True):
    __tablename__ = "detail_shares"
    __table_args__ = (Index("ix_detail_shares_person", "person"),)
    match: str = link("matches.id", key=True)
    person: str = link("people.id", key=True)
    at: datetime = moment()
    ended_at: datetime | None = moment(optional=True)
