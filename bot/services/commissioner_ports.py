"""What the use cases ask of the storage about those who buy for public bodies."""

from collections.abc import Sequence
from typing import Protocol


class Commissioners(Protocol):
    async def put(self, person: str, name: str) -> None:
        """They buy for whoever is called so on a pledge."""

    async def of(self, person: str) -> Sequence[str]: ...
    async def all(self) -> Sequence[tuple[str, str]]:
        """Person and name."""

    async def drop(self, person: str) -> None: ...
