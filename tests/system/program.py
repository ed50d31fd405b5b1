"""The real program in a process of its own, started and killed at will."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

MAKEGOOD = Path(sys.executable).with_name("makegood")
FORKING = Path(__file__).with_name("forking.py")
STOPPED_WITHIN = 15.0  # seconds


class Program(Protocol):
    """`makegood run`: one process at a time."""

    starts: int

    async def start(self) -> None: ...
    async def kill(self) -> None:
        """As hard as can be; returns when it is dead."""

    async def stop(self) -> int:
        """Asks it to end, once it listens; returns its exit code."""

    async def close(self) -> None: ...


@dataclass(kw_only=True)
class Started:
    """The console script, started anew each time."""

    env: Mapping[str, str]
    folder: Path
    starts: int = 0
    _process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with (self.folder / "program.log").open("a") as log:
            self._process = await asyncio.create_subprocess_exec(
                MAKEGOOD, "run", env=dict(self.env), cwd=self.folder, stderr=log
            )
        self.starts += 1

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()

    async def stop(self) -> int:
        assert self._process is not None
        self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), STOPPED_WITHIN)

    async def close(self) -> None:
        await self.kill()


@dataclass(kw_only=True)
class Forked:
    """The same, forked from a process that has done the imports, where it is started a hundred times."""

    env: Mapping[str, str]
    folder: Path
    starts: int = 0
    _source: asyncio.subprocess.Process | None = None
    _process: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self) -> None:
        source = await self._forking()
        assert source.stdin is not None
        source.stdin.write(b"run\n")
        self._process = await self._told(source)
        self.starts += 1

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        return await asyncio.wait_for(self._end(signal.SIGTERM), STOPPED_WITHIN)

    async def close(self) -> None:
        await self.kill()
        if self._source is not None:
            assert self._source.stdin is not None
            self._source.stdin.close()
            await self._source.wait()

    async def _end(self, how: signal.Signals) -> int:
        async with self._turn:
            if not self._process or self._source is None:
                return 0
            os.kill(self._process, how)
            self._process = 0
            return await self._told(self._source)

    async def _forking(self) -> asyncio.subprocess.Process:
        if self._source is None:
            with (self.folder / "program.log").open("a") as log:
                self._source = await asyncio.create_subprocess_exec(
                    sys.executable, "-P", FORKING, env=dict(self.env), cwd=self.folder,
                    stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
                )  # fmt: skip
        return self._source

    async def _told(self, source: asyncio.subprocess.Process) -> int:
        assert source.stdout is not None
        return int(await source.stdout.readline())


async def invite(env: Mapping[str, str], folder: Path) -> str:
    """A coordinator's one-time code, made by the program itself."""
    made = await asyncio.create_subprocess_exec(
        MAKEGOOD, "invite", "coordinator", env=dict(env), cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await made.communicate()
    return out.decode().split()[0]
