"""What the use cases ask of the storage about hours: promised, and how far they came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from bot.domain.matches import Source
from bot.domain.views import Helped, KindOfHours, Year


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """Hours at each step, each counted once; a later step is part of the one before."""

    promised: Decimal
    allocated: Decimal
    scheduled: Decimal
    claimed: Decimal
    verified: Decimal
    additional: Decimal = Decimal(0)  # verified beyond what was agreed: in none of the steps


class Figures(Protocol):
    async def kinds(self) -> Sequence[KindOfHours]: ...
    async def helped(self, volunteer: str) -> Sequence[Helped]:
        """The groups that this person has helped, most hours first."""

    async def year(self, volunteer: str, since: datetime, until: datetime) -> Year:
        """What this person did and had confirmed from then until then."""

    async def funnel(self, employer: str = "") -> Funnel:
        """Of the whole city, or of one employer's people.

        promised: hours of offers a coordinator approved; allocated: of matches approved and not given up
        (delivered ones included); scheduled: of those, the ones with an agreed or held session, or further;
        claimed: hours said to be done by either side; verified: hours confirmed by the receiver."""

    async def sources(self) -> Mapping[Source, int]:
        """Matches approved and not given up, by who put the two together."""
