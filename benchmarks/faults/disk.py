"""A disk that is full for a while."""

import asyncio
import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.crowd import Crowd
from benchmarks.faults.deaths import asked
from benchmarks.faults.table import Found

SIZE = 24 * 1024 * 1024
FULL = 8.0  # seconds
CHUNK = 64 * 1024

Fill = Callable[[Crowd], Callable[[], None]]


async def disk_full(folder: Path, times: int) -> Found:
    """The folder of the database, its journal and the log takes no byte more; then there is room again."""
    with _small_disk(folder / "replica0") as (fill, how):
        async with asked(folder, 1) as (at, found):
            (replica,) = at.replicas
            for _ in range(times):
                await asyncio.sleep(3)
                at.tries += 1
                empty = fill(at)
                await asyncio.sleep(FULL)
                empty()
            told = await found()
            note = how if replica.program.starts == 1 and replica.alive else f"{how}, the process ended"
    return told.noting(note)


@contextlib.contextmanager
def _small_disk(folder: Path) -> Iterator[tuple[Fill, str]]:
    """A file system of its own where that is allowed, else a limit to how far the process' files may grow."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        yield _no_file_grows, "by a limit of file size"
        return
    try:
        yield lambda _: _ballast(folder / "ballast"), "a file system of 24 MB"
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _ballast(file: Path) -> Callable[[], None]:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT)
    size = CHUNK
    while size:
        try:
            os.write(descriptor, bytes(size))
        except OSError:
            size //= 2
    os.close(descriptor)
    return file.unlink


def _no_file_grows(at: Crowd) -> Callable[[], None]:
    process = at.replicas[0].program.process
    was = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, was[1]))
    return lambda: resource.prlimit(process, resource.RLIMIT_FSIZE, was) and None
