"""What checklists and evidence ask of the storage."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from bot.domain.checklists import Check, Item
from bot.domain.evidence import Evidence
from bot.domain.history import Subject


class Checks(Protocol):
    """Lines of checklists: of matches, and of organisations' packs."""

    async def put(self, check: Check) -> None: ...
    async def of(self, subject: Subject, *ids: str) -> Sequence[Check]:
        """All lines of these."""

    async def around(self, match: str, *organisations: str) -> tuple[Sequence[Check], Sequence[Check]]:
        """The lines of a match, and the packs of these organisations."""

    async def in_pack(self, organisation: str, item: Item) -> Sequence[str]:
        """The matches whose checklist has this line of that organisation's pack."""

    async def unseen(self, *items: Item, due: date) -> Sequence[str]:
        """The matches with such a line that was due on that day, or before, and that nobody has ticked."""


class EvidenceKept(Protocol):
    async def add(self, evidence: Evidence) -> None: ...
    async def of(self, match: str) -> Sequence[Evidence]:
        """Oldest first."""

    async def of_instalment(self, instalment: str) -> Sequence[Evidence]:
        """Oldest first."""
