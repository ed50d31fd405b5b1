"""What the use cases ask of the storage about thanks and notes."""

from typing import Protocol

from bot.domain.matches import Party
from bot.domain.remarks import Remark, RemarkKind


class Remarks(Protocol):
    async def get(self, match: str, party: Party, kind: RemarkKind) -> Remark | None: ...
    async def put(self, remark: Remark) -> None: ...
