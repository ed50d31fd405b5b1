"""`makegood providers export`: the provider list as Open Referral UK, for whoever keeps a directory."""

import asyncio
from pathlib import Path

from adapters.web.open_referral import as_csv, as_json
from bot.domain.refusal import Refusal
from bot.services.providers import Sought, found
from bot.services.turn import Turn


async def write_providers(turn: Turn, out: Path) -> int:
    """How many lines. JSON or CSV, by the file's name."""
    drawn = {".json": as_json, ".csv": as_csv}.get(out.suffix.lower())
    if drawn is None:
        raise Refusal("provider.format")
    if not turn.house.address:
        raise Refusal("provider.no_address")
    listed = await found(turn, Sought())
    text = drawn(listed, turn.house.address)
    try:
        await asyncio.to_thread(out.write_text, text, "utf-8")
    except OSError:
        raise Refusal("report.not_written", file=str(out)) from None
    return len(listed)
