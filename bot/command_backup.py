"""`makegood backup`: a copy of the database file, whole, beside a bot that runs."""

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import TextIO

ELSEWHERE = (
    "The database is PostgreSQL, which has its own means: pg_dump --format=custom --file=FILE DATABASE_URL. "
    "See docs/deploy.md."
)


def file_of(url: str) -> Path:
    """Where an embedded database lies."""
    return Path(url.partition("///")[2].partition("?")[0])


def back_up(database: Path, into: Path, *, out: TextIO, beside: TextIO) -> int:
    """Copies with SQLite's own means, page by page in one transaction; nothing that is there is replaced."""
    if not database.exists():
        beside.write(f"There is no database yet at {database}. The bot makes it when it starts.\n")
        return 1
    try:
        os.close(os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as trouble:
        beside.write(f"Nothing can be written to {into} ({trouble.strerror}). Choose a new file.\n")
        return 1
    try:
        _copied(database, into)
    except sqlite3.Error as trouble:
        into.unlink()
        beside.write(f"The database could not be copied ({trouble.sqlite_errorname}). Is the disk full?\n")
        return 1
    out.write(f"Copied to {into}, {into.stat().st_size} bytes, and read again: it is whole.\n")
    return 0


def _copied(database: Path, into: Path) -> None:
    """Raises sqlite3.Error, also where the copy is not whole."""
    source = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    with contextlib.closing(source), contextlib.closing(sqlite3.connect(into)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a journal beside it
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the copy is not whole")
