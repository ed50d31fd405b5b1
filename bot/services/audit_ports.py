"""What the audit says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Broken:
    """Row `n` of the chain (0 where it has none), and the id of the move it is about."""

    n: int
    id: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Verified:
    """`head` is the digest of the last row: noted elsewhere, it proves later that all before it stands."""

    rows: int
    head: str
    faults: Sequence[Broken]


class Audit(Protocol):
    async def verify(self, head: str = "") -> Verified:
        """Reads the whole chain, beside the record; `head`: one that was noted earlier and must be in it."""
