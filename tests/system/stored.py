"""What a play has written, read beside the bot, which keeps the one connection that writes."""

import sqlite3
from contextlib import closing
from typing import Any

from bot.stage import Stage


def stored(on: Stage, query: str) -> list[Any]:
    """The rows that have been committed, as tuples."""
    path = on.bot.storage._engine.url.database
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()
