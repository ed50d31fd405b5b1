"""The answer of every reader that could not make a value."""

from dataclasses import dataclass
from datetime import date

from bot.chat.wording import Dated, DateStyle, Said, late


@dataclass(frozen=True)
class Unread:
    """`reason` is one or two sentences for the person: what was wrong, and what to type instead."""

    reason: str


def unread(key: str, /, **parts: str) -> Unread:
    """`key` is one under "unread". Examples are parts: what is typed is read in English only."""
    return Unread(late(Said(key=f"unread.{key}", parts=parts)))


def full(day: date) -> str:
    """ "Thursday 3 December 2026"."""
    return late(Dated(day=day, style=DateStyle.FULL))
