"""What was read in a transaction, for who asks the same again in it.

A use case reads what it needs and does not care who read it before: of a match its two listings, of each the
owner and their organisation, and once more for every card that is made of it. On SQLite nobody else writes
while a transaction is open, so an answer stays true until this transaction itself writes to one of the tables
that the question names. On PostgreSQL others do write meanwhile, and every question goes to the database.
"""

from collections.abc import Sequence
from typing import Any

from storage.prepared import Prepared

MOST = 50  # rows of an answer that is kept: longer ones are of reports, which ask once
Question = tuple[Prepared, tuple[Any, ...]]


class Answers:
    """Those of one transaction."""

    def __init__(self) -> None:
        self._known: dict[Question, tuple[Sequence[Any], int]] = {}
        self._writes = 0
        self._written: dict[str, int] = {}  # the last write to each table, by its number

    def of(self, question: Question) -> Sequence[Any] | None:
        """None: it was not asked yet, or something that it names was written since."""
        found = self._known.get(question)
        if found is None:
            return None
        rows, asked = found
        if asked < self._writes and any(self._written.get(each, 0) > asked for each in question[0].tables):
            return None
        return rows

    def keep(self, question: Question, rows: Sequence[Any]) -> None:
        if len(rows) <= MOST:
            self._known[question] = rows, self._writes

    def wrote(self, tables: frozenset[str]) -> None:
        self._writes += 1
        for table in tables:
            self._written[table] = self._writes

    def wrote_anything(self) -> None:
        """Nobody looked which tables it was."""
        self._known.clear()
