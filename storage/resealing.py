"""Encrypting anew what is kept encrypted, with the first key there is."""

from sqlalchemy import func, select, update

from bot.chat.vault import Vault
from storage.columns import table_of
from storage.follow_tables import CheckRow, EvidenceRow
from storage.install_tables import InstallationRow
from storage.unit_of_work import Storage

INSTALLATIONS = table_of(InstallationRow)
NOTED = (table_of(CheckRow), table_of(EvidenceRow))


async def reseal(storage: Storage, tokens: Vault | None) -> dict[str, int]:
    """How many of each. Notes without a key stay as they are; raises WrongKey, and changes nothing."""
    done = {"tokens": 0, "notes": 0}
    async with storage.changing() as connection:
        for row in (await connection.execute(select(INSTALLATIONS))).all() if tokens else ():
            if tokens and row.sealed:
                fresh = tokens.seal(tokens.open(row.sealed))
                this = (INSTALLATIONS.c.platform == row.platform) & (INSTALLATIONS.c.tenant == row.tenant)
                await connection.execute(update(INSTALLATIONS).where(this).values(sealed=fresh))
                done["tokens"] += 1
        for table in NOTED:
            for row in (await connection.execute(select(table).where(func.length(table.c.note) > 0))).all():
                fresh = storage.notes.seal(storage.notes.open(row.note))
                this = [column == getattr(row, column.name) for column in table.primary_key.columns]
                await connection.execute(update(table).where(*this).values(note=fresh))
                done["notes"] += 1
    return done
