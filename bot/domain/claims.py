"""What was delivered for a pledge, as it is claimed: a line a match or instalment."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.pledges import Pledge


@dataclass(frozen=True, kw_only=True)
class Claim:
    """`delivered`: confirmed hours by the match's share, or what arrived of an instalment; a pledge without
    any has one line, of 0. `evidence`: the number of the match or the instalment.
    """

    pledge: Pledge
    supplier: str
    evidence: str = ""
    beneficiary: str = ""
    district: str = ""
    delivered: Decimal = Decimal(0)
    verified_by: str = ""  # receiver, or coordinator
    verified_on: date | None = None
