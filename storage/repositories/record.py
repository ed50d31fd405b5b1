"""The record of every move: added to, never changed."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select

from bot.domain.history import Moved, Subject
from storage.columns import table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.tables import MovedRow

MOVES = table_of(MovedRow)
MOVED = Shape(Moved, MOVES)


ADD = insert(MOVES).inline()
ABOUT = (
    select(*MOVED.columns)
    .where(MOVES.c.subject == bindparam("the_subject"), MOVES.c.subject_id == bindparam("the_id"))
    .order_by(MOVES.c.seq)
)


class SqlRecord:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def add(self, moved: Moved) -> None:
        """Also in the audit, at the end of the transaction."""
        await self._door.write(ADD, MOVED.row(moved))
        self._door.audited.append(moved)

    async def of(self, subject: Subject, subject_id: str) -> Sequence[Moved]:
        rows = await self._door.rows(ABOUT, {"the_subject": subject, "the_id": subject_id})
        return [MOVED.value(row) for row in rows]
