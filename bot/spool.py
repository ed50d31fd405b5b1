"""Files on their way from one platform to another: on disk, a bounded number of bytes, gone once delivered.

Nothing here is named by what people typed. A file that is lost from the spool is fetched again.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.chat.ports import Unavailable

MOST = 512 * 1024 * 1024  # bytes of all files together
KEPT = 24 * 3600.0  # seconds after which a file that nobody asked for again is thrown away

Fetch = Callable[[Path], Awaitable[None]]


class Spool:
    """One folder. A file there is whole: it is written beside, and renamed."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._folder = folder
        self._most = most

    async def fetched(self, token: str, size: int, fetch: Fetch) -> Path:
        """The file of this letter: as it lies here, else as `fetch` writes it; Unavailable while full."""
        whole, part = self._folder / token, self._folder / f"{token}.part"
        if await asyncio.to_thread(self._there, whole, size):
            return whole
        try:
            await fetch(part)
            await asyncio.to_thread(os.replace, part, whole)
        finally:
            await asyncio.to_thread(part.unlink, missing_ok=True)
        return whole

    def _there(self, whole: Path, size: int) -> bool:
        if whole.exists():
            return True
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if sum(each.stat().st_size for each in self._folder.iterdir()) + size > self._most:
            raise Unavailable("the spool is full")
        return False

    async def drop(self, token: str) -> None:
        """Delivered, or never to be: nobody needs it any more."""
        await asyncio.to_thread((self._folder / token).unlink, missing_ok=True)

    def sweep(self) -> int:
        """Throws away what has lain there for long: an earlier process left it behind, or whoever
        wrote it or waits for it was forgotten first. Returns how many files that was.
        """
        if not self._folder.is_dir():
            return 0
        old = [each for each in self._folder.iterdir() if time.time() - each.stat().st_mtime > KEPT]
        for each in old:
            each.unlink(missing_ok=True)
        return len(old)
