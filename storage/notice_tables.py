"""Chats in which the menu is posted."""

from datetime import datetime

from sqlalchemy import UniqueConstraint

from storage.columns import Row, moment, words


class NoticeboardRow(Row, table=True):
    __tablename__ = "noticeboards"
    __table_args__ = (UniqueConstraint("platform", "tenant", "chat"),)
    id: str = words(key=True)
    platform: str = words()
    tenant: str = words()
    chat: str = words()
    since: datetime = moment()
