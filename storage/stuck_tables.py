"""What could not be processed: kept until somebody looks at it."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text

from bot.services.stuck_ports import StuckKind
from storage.columns import Row, at_least, moment, named, one_of, perhaps, whole, words

DUE = text("try_at IS NOT NULL")
UNTOLD = text("aside_at IS NOT NULL AND told_at IS NULL")


class StuckRow(Row, table=True):
    """`about` names the event, the letter or the reminder; `content` is an event as it came, for another try.

    `user` is whose event it was. It is put aside from `aside_at` on; until then it may come again.
    """

    __tablename__ = "stuck"
    __table_args__ = (
        one_of("kind", StuckKind),
        at_least(0, "tries"),
        UniqueConstraint("kind", "platform", "tenant", "about"),
        Index("ix_stuck_account", "platform", "tenant", "user"),
        Index("ix_stuck_due", "try_at", sqlite_where=DUE, postgresql_where=DUE),
        Index("ix_stuck_untold", "aside_at", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
    )
    id: str = words(key=True)
    kind: StuckKind = named(StuckKind)
    platform: str = words()
    tenant: str = words()
    user: str = words()
    about: str = words()
    content: str = perhaps()
    trouble: str = words()
    tries: int = whole()
    at: datetime = moment()
    try_at: datetime | None = moment(optional=True)
    aside_at: datetime | None = moment(optional=True)
    told_at: datetime | None = moment(optional=True)
