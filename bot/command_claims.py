"""`makegood pledges claims`: what was delivered for each pledge, as a neutral CSV file."""

import asyncio
from pathlib import Path

from bot.domain.refusal import Refusal
from bot.services.pledge_claims import claims
from bot.services.turn import Turn
from bot.texts.claim_table import claim_table


async def write_claims(turn: Turn, out: Path) -> int:
    """How many lines; a cell that a spreadsheet would take for a formula is made text."""
    found = await claims(turn)
    try:
        text = claim_table(found)
        await asyncio.to_thread(out.write_text, text, "utf-8-sig", newline="")
    except OSError:
        raise Refusal("report.not_written", file=str(out)) from None
    return len(found)
