"""The embedded database has one owner: a second process on the same folder is told so, at once."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class AlreadyRunning(RuntimeError):
    """Another process owns the folder. Its words may be shown to the operator."""


class OneOwner:
    """Holds the folder from `with` to its end; the system frees it should the process die."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "makegood.lock"
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Raises AlreadyRunning where another process, or another owner in this one, holds the folder."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise AlreadyRunning(
                f"Makegood already runs on the data in {self._path.parent}. Stop it first, "
                "give this one another DATA_DIR, or use PostgreSQL to run several at once."
            ) from None
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
