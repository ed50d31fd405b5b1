"""Suggestions that a coordinator approves at once, each as it was shown."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Batch:
    """`items`: match and the revision in which it was shown, in the order of their numbers, from 1."""

    id: str
    items: tuple[tuple[str, int], ...]
    at: datetime
    revision: int = 1
    over: bool = False
    decided_by: str = ""  # the coordinator's name

    def without(self, numbers: frozenset[int]) -> "Batch":
        kept = tuple(item for number, item in enumerate(self.items, start=1) if number not in numbers)
        return replace(self, items=kept, revision=self.revision + 1)

    def decided(self, by: str, at: datetime) -> "Batch":
        return replace(self, over=True, decided_by=by, at=at, revision=self.revision + 1)
