"""The list of commands that a platform shows before anybody has typed one. It grants nothing."""

from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    PRIVATE = "private"
    SHARED = "shared"  # any chat of several people
    DESK = "desk"  # the coordinators' own chat


@dataclass(frozen=True, kw_only=True)
class Menu:
    """`language` as two letters; empty for everybody whose language has no menu of its own."""

    where: Where
    commands: tuple[tuple[str, str], ...]  # name and what it does
    language: str = ""
