"""What community organisations have for hire or for sale."""

from datetime import datetime

from sqlalchemy import Index

from bot.domain.providers import ProviderKind
from storage.columns import Row, link, moment, named, one_of, words


class ProviderRow(Row, table=True):
    __tablename__ = "providers"
    __table_args__ = (
        one_of("kind", ProviderKind),
        Index("ix_providers_organisation", "organisation", "entered_at"),
        Index("ix_providers_confirmed", "confirmed_at"),
        Index("ix_providers_entered_by", "entered_by"),
    )
    id: str = words(key=True)
    organisation: str = link("organisations.id")
    entered_by: str = link("people.id")
    kind: ProviderKind = named(ProviderKind)
    what: str = words()
    district: str = words()
    sector: str = words()
    ethos: str = words()
    accreditation: str = words()
    entered_at: datetime = moment()
    confirmed_at: datetime = moment()
