"""The answer of every reader that could not make a value."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Unread:
    """`reason` is one or two sentences for the person: what was wrong, and what to type instead."""

    reason: str
