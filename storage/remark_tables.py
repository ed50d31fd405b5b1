"""What the sides of a match wrote after it."""

from datetime import datetime

from bot.domain.matches import Party
from bot.domain.remarks import RemarkKind
from storage.columns import Row, link, moment, named, one_of, words


class RemarkRow(Row, table=True):
    __tablename__ = "remarks"
    __table_args__ = (one_of("party", Party), one_of("kind", RemarkKind))
    match: str = link("matches.id", key=True)
    party: Party = named(Party, key=True)
    kind: RemarkKind = named(RemarkKind, key=True)
    said: str = words()
    at: datetime = moment()
