"""What the use cases ask of the storage about outcomes of needs."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Tags(Protocol):
    async def put(self, need: str, codes: Sequence[str]) -> None:
        """In place of what it was tagged with."""

    async def of(self, need: str) -> Sequence[str]: ...
    async def of_all(self) -> Mapping[str, Sequence[str]]:
        """Of every need that has any."""
