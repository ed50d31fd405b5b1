"""`makegood keys rotate`: after it the older keys can be taken out of the environment."""

import json
from typing import TextIO

from bot.chat.vault import Vault, WrongKey
from bot.main import storage_beside
from bot.settings import Settings
from storage.resealing import reseal


async def rotate(settings: Settings, *, as_json: bool, out: TextIO) -> int:
    """Everything in one transaction: all of it, or nothing. 1 where a key is missing."""
    tokens = Vault(settings.slack.token_key) if settings.slack and settings.slack.token_key else None
    try:
        async with storage_beside(settings) as storage:
            found = await reseal(storage, tokens)
    except WrongKey as trouble:
        out.write(f"{trouble}. Nothing was changed.\n")
        return 1
    if as_json:
        out.write(json.dumps(found, indent=2) + "\n")
    else:
        kinds = f"{found['tokens']} workspaces' tokens, {found['notes']} notes, {found['contacts']} contacts"
        kinds = f"{kinds}, {found['events']} events that failed"
        out.write(f"Encrypted anew: {kinds}.\n")
    return 0
