"""`makegood audit verify`: whether anybody changed what was decided."""

import json
from dataclasses import asdict
from typing import TextIO

from bot.main import storage_beside
from bot.settings import Settings


async def verify(settings: Settings, head: str, *, as_json: bool, out: TextIO) -> int:
    """0 where the chain is whole, else 1."""
    async with storage_beside(settings) as storage, storage.begin() as tx:
        found = await tx.audit.verify(head.strip())
    if as_json:
        out.write(json.dumps(asdict(found), indent=2) + "\n")
        return 1 if found.faults else 0
    for fault in found.faults:
        row = f"Row {fault.n}" if fault.n else "A missing row"
        out.write(f"{row} ({fault.id}): {fault.what}.\n")
    out.write(
        f"{found.rows} rows, {'BROKEN' if found.faults else 'whole'}. Head: {found.head or 'none yet'}\n"
    )
    return 1 if found.faults else 0
