"""Who of several replicas does what only one may do: a row that its holder renews, and that runs out."""

from datetime import timedelta

from bot.services.ports import Transactions

LASTS = timedelta(seconds=12)
"""So long a dead holder keeps the others out. Whoever holds it asks every few seconds."""


class StoredLease:
    """A `bot.chat.ports.Lease` in the database, by the database's own clock."""

    def __init__(self, begin: Transactions, name: str, owner: str) -> None:
        self._begin = begin
        self._name = name
        self._owner = owner

    async def taken(self) -> bool:
        async with self._begin() as tx:
            mine = await tx.leases.take(self._name, self._owner, LASTS)
            if mine:
                await tx.commit()
            return mine

    async def given_up(self) -> None:
        async with self._begin() as tx:
            await tx.leases.drop(self._name, self._owner)
            await tx.commit()
