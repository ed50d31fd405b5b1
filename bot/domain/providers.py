"""The provider list: what community organisations have for hire or for sale, and how true that still is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class ProviderKind(StrEnum):
    SPACE = "space"
    CATERING = "catering"
    GOODS = "goods"
    SERVICES = "services"


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One line of the list. `district`: empty where they come to you. `sector`, `ethos` and `accreditation`
    are the organisation's own words. `confirmed_at`: when its people last said that it is true.
    """

    id: str
    organisation: str
    entered_by: str
    kind: ProviderKind
    what: str
    district: str
    sector: str
    ethos: str
    accreditation: str
    entered_at: datetime
    confirmed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A line with the name of its organisation: what everybody may read."""

    provider: Provider
    name: str


STAYS = timedelta(days=425)
"""How long a line is shown after its people last said that it is true: a year, and time to answer."""
