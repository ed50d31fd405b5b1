"""What the use cases ask of the storage about pledges."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.domain.instalments import Instalment, InstalmentState
from bot.domain.organisations import Organisation
from bot.domain.pledges import Change, ChangeState, Pledge, PledgeState, Share
from bot.domain.progress import Counted


class Pledges(Protocol):
    async def get(self, id: str, *, lock: bool = False) -> Pledge: ...
    async def put(self, pledge: Pledge) -> None: ...
    async def some(self, ids: Sequence[str]) -> Sequence[Pledge]:
        """Those of these that there are."""

    async def of_organisation(self, organisation: str) -> Sequence[Pledge]:
        """Oldest first."""

    async def in_state(self, *states: PledgeState) -> Sequence[Pledge]:
        """Oldest first."""

    async def referred(self, reference: str) -> Pledge | None:
        """The one that an importing system calls so."""

    async def counted(self, pledges: Sequence[str]) -> Sequence[Counted]:
        """Every match that has a share in one of these, as far as it came."""

    async def shares_of_match(self, match: str) -> Sequence[Share]: ...
    async def put_shares_of_match(self, match: str, shares: Sequence[Share]) -> None: ...
    async def shares_of_offer(self, offer: str) -> Sequence[Share]: ...
    async def put_shares_of_offer(self, offer: str, shares: Sequence[Share]) -> None: ...
    async def change(self, id: str, *, lock: bool = False) -> Change: ...
    async def put_change(self, change: Change) -> None: ...
    async def changes(self, pledge: str, *states: ChangeState) -> Sequence[Change]:
        """Of all states where none is named; oldest first."""

    async def networks(self) -> Mapping[str, Sequence[str]]:
        """Of each organisation that is in one."""

    async def put_networks(self, organisation: str, names: Sequence[str]) -> None: ...
    async def employers_called(self, name: str) -> Sequence[str]:
        """Ids of employers of that name, whatever its capitals."""


class Instalments(Protocol):
    async def get(self, id: str, *, lock: bool = False) -> Instalment: ...
    async def put(self, instalment: Instalment) -> None: ...
    async def some(self, ids: Sequence[str]) -> Sequence[Instalment]:
        """Those of these that there are."""

    async def of_pledges(self, pledges: Sequence[str]) -> Sequence[Instalment]:
        """Oldest first."""

    async def in_state(self, *states: InstalmentState) -> Sequence[Instalment]:
        """Oldest first."""

    async def groups(self, called: str = "") -> Sequence[Organisation]:
        """Verified community groups: all, or those of that name, whatever its capitals, or number."""
