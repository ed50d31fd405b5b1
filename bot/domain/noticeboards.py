"""Chats of several people in which the menu is posted: they chose so, and can end it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.chat.address import Chat


class NoticeboardState(StrEnum):
    """One that is there no more was taken off."""

    ON = "on"


@dataclass(frozen=True, kw_only=True)
class Noticeboard:
    id: str
    chat: Chat
    since: datetime
