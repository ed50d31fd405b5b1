"""The provider list."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.domain.organisations import OrganisationState
from bot.domain.providers import Listed, Provider
from bot.domain.refusal import Refusal
from storage.columns import table_of
from storage.mapping import Shape
from storage.provider_tables import ProviderRow
from storage.repositories.door import Door
from storage.repositories.organisations import ORGANISATIONS

PROVIDERS = table_of(ProviderRow)
PROVIDER = Shape(Provider, PROVIDERS)
OF_ORGANISATION = (
    select(*PROVIDER.columns)
    .where(PROVIDERS.c.organisation == bindparam("organisation"))
    .order_by(PROVIDERS.c.entered_at, PROVIDERS.c.id)
)


class SqlProviders:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def get(self, id: str, *, lock: bool = False) -> Provider:
        query = select(*PROVIDER.columns).where(PROVIDERS.c.id == id)
        row = await self._door.first(query.with_for_update(key_share=True) if lock else query)
        if row is None:
            raise Refusal("provider.gone")
        return PROVIDER.value(row)

    async def put(self, provider: Provider) -> None:
        await self._door.put(PROVIDERS, PROVIDER.row(provider), "id")

    async def drop(self, id: str) -> None:
        await self._door.write(delete(PROVIDERS).where(PROVIDERS.c.id == id))

    async def of_organisation(self, organisation: str) -> Sequence[Provider]:
        rows = await self._door.rows(OF_ORGANISATION, {"organisation": organisation})
        return [PROVIDER.value(row) for row in rows]

    async def shown(self, since: datetime) -> Sequence[Listed]:
        query = (
            select(*PROVIDER.columns, ORGANISATIONS.c.name)
            .join(ORGANISATIONS, ORGANISATIONS.c.id == PROVIDERS.c.organisation)
            .where(ORGANISATIONS.c.state == OrganisationState.VERIFIED, PROVIDERS.c.confirmed_at >= since)
            .order_by(ORGANISATIONS.c.name, PROVIDERS.c.entered_at, PROVIDERS.c.id)
        )
        return [Listed(provider=PROVIDER.value(row), name=row.name) for row in await self._door.rows(query)]
