"""The real program in a process of its own, started and killed at will."""

import asyncio
import json
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
RUNNING = 1000  # what `forking.py` says of one that has not ended


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
class Source:
    """A process that has done the imports, from which programs are forked."""

    env: Mapping[str, str]
    folder: Path
    _process: asyncio.subprocess.Process | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def asked(self, line: str) -> int:
        async with self._turn:
            if self._process is None:
                with (self.folder / "program.log").open("a") as log:
                    self._process = await asyncio.create_subprocess_exec(
                        sys.executable, "-P", FORKING, env=dict(self.env), cwd=self.folder,
                        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
                    )  # fmt: skip
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(f"{line}\n".encode())
            return int(await self._process.stdout.readline())

    async def close(self) -> None:
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            await self._process.wait()


@dataclass(kw_only=True)
class Forked:
    """The same, forked from a source, where it is started a hundred times. `more`: of its own environment."""

    source: Source
    more: Mapping[str, str] = field(default_factory=dict)
    starts: int = 0
    process: int = 0
    """Its id; 0 while there is none."""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self) -> None:
        self.process = await self.source.asked(f"run {json.dumps(dict(self.more))}")
        self.starts += 1

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        return await asyncio.wait_for(self._end(signal.SIGTERM), STOPPED_WITHIN)

    async def close(self) -> None:
        await self.kill()

    async def _end(self, how: signal.Signals) -> int:
        async with self._turn:
            if not self.process:
                return 0
            process, self.process = self.process, 0
            os.kill(process, how)
            while (code := await self.source.asked(f"ended {process}")) == RUNNING:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            return code


async def invite(env: Mapping[str, str], folder: Path) -> str:
    """A coordinator's one-time code, made by the program itself."""
    made = await asyncio.create_subprocess_exec(
        MAKEGOOD, "invite", "coordinator", env=dict(env), cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await made.communicate()
    return out.decode().split()[0]
