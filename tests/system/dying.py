"""A program that dies by itself: before the first commit of every kind, and after the second."""

import asyncio
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from storage.unit_of_work import UnitOfWork
from tests.system.program import RUNNING, Forked

SAID = "said"


def dies_at_commits(record: Path, one_of: int) -> None:
    """In the process that is to die. What is written, statement by statement, makes the kind of a commit;
    `record` says which ones it died at. Only every so manyth kind counts.
    """
    event.listen(Engine, "begin", _begun)
    event.listen(Engine, "before_cursor_execute", _said)
    plainly = UnitOfWork.commit

    async def commit(work: UnitOfWork) -> None:
        kind = _kind(work)
        wanted = int(kind, 16) % one_of == 0
        deaths = _deaths(record, kind)
        if wanted and deaths == 0:
            _die(record, kind)
        await plainly(work)
        if wanted and deaths == 1:
            _die(record, kind)

    UnitOfWork.commit = commit  # type: ignore[method-assign]


def _begun(connection: Connection) -> None:
    connection.info[SAID] = set()


def _said(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    if not statement.lstrip().upper().startswith(("SELECT", "BEGIN", "PRAGMA")):
        connection.info.setdefault(SAID, set()).add(statement)


def _kind(work: UnitOfWork) -> str:
    inner = work._connection.sync_connection
    said = inner.info.get(SAID, set()) if inner is not None else set()
    return sha256("\n".join(sorted(said)).encode()).hexdigest()[:12]


def _deaths(record: Path, kind: str) -> int:
    return record.read_text().split().count(kind) if record.exists() else 0


def _die(record: Path, kind: str) -> None:
    with record.open("a") as written:
        written.write(f"{kind}\n")
        written.flush()
        os.fsync(written.fileno())
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(kw_only=True)
class Dying(Forked):
    """Started again at once whenever it died; `died` is called in between."""

    died: Callable[[], None] = lambda: None
    deaths: int = 0
    _watching: "asyncio.Task[None] | None" = None

    async def start(self) -> None:
        await super().start()
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watched())

    async def stop(self) -> int:
        """What it dies of while it ends leaves something behind as well."""
        code = await super().stop()
        if code:
            self.died()
        return code

    async def _watched(self) -> None:
        while True:
            await asyncio.sleep(0.02)
            async with self._turn:
                if not self.process:
                    return
                code = await self.source.asked(f"ended {self.process}")
                if code == RUNNING:
                    continue
                assert code == -signal.SIGKILL, f"it ended with {code}"
                self.process = 0
                self.deaths += 1
                self.died()
                await super().start()
