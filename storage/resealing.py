"""Encrypting anew what is kept encrypted, with the first key there is."""

from sqlalchemy import Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.vault import Vault
from storage.columns import table_of
from storage.detail_tables import DetailRow
from storage.follow_tables import CheckRow, EvidenceRow
from storage.install_tables import InstallationRow
from storage.notes import Notes
from storage.stuck_tables import StuckRow
from storage.unit_of_work import Storage

INSTALLATIONS = table_of(InstallationRow)
NOTED = ((table_of(CheckRow), "note", "notes"), (table_of(EvidenceRow), "note", "notes"))
KEPT = (table_of(DetailRow), "sealed", "contacts")
FAILED = (table_of(StuckRow), "content", "events")


async def reseal(storage: Storage, tokens: Vault | None) -> dict[str, int]:
    """How many of each. Notes without a key stay as they are; raises WrongKey, and changes nothing."""
    done = {"tokens": 0, "notes": 0, "contacts": 0, "events": 0}
    async with storage.changing() as connection:
        for row in (await connection.execute(select(INSTALLATIONS))).all() if tokens else ():
            if tokens and row.sealed:
                fresh = tokens.seal(tokens.open(row.sealed))
                this = (INSTALLATIONS.c.platform == row.platform) & (INSTALLATIONS.c.tenant == row.tenant)
                await connection.execute(update(INSTALLATIONS).where(this).values(sealed=fresh))
                done["tokens"] += 1
        for table, column, what in (*NOTED, KEPT, FAILED):
            done[what] += await _anew(connection, storage.notes, table, column)
    return done


async def _anew(connection: AsyncConnection, notes: Notes, table: Table, column: str) -> int:
    rows = (await connection.execute(select(table).where(func.length(table.c[column]) > 0))).all()
    for row in rows:
        fresh = notes.seal(notes.open(getattr(row, column)))
        this = [key == getattr(row, key.name) for key in table.primary_key.columns]
        await connection.execute(update(table).where(*this).values({column: fresh}))
    return len(rows)
