"""`makegood poster`: a sheet to print and the picture of its code, as files."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.chat.outgoing import Attachment
from bot.services import posters
from bot.services.ports import Transactions
from bot.texts.locales import ENGLISH, locale


async def write_poster(begin: Transactions, id: str, username: str, folder: Path) -> Sequence[Path]:
    """The files, written. Raises Refusal for an id that nobody could be led to."""
    async with begin() as tx:
        made = await posters.poster_of(tx, id, lambda payload: f"https://t.me/{username}?start={payload}")
    return await asyncio.to_thread(
        _written, [file for file, _ in posters.files(made, id, locale(ENGLISH))], folder
    )


def _written(files: Sequence[Attachment], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.name).write_bytes(file.content)
    return [folder / file.name for file in files]
