"""One chain of all decisions: every row holds the digest of the one before it.

A decision's row is written in its own transaction, last before the commit: only there do replicas
wait for each other, for as long as a commit takes.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select

from bot.domain.history import Moved
from bot.services.audit_ports import Broken, Verified
from storage.audit_tables import AuditRow
from storage.columns import table_of
from storage.repositories.door import Door
from storage.tables import MovedRow

AUDIT, MOVES = table_of(AuditRow), table_of(MovedRow)
NOTHING = ""  # the digest before the first row
TOLD = ("id", "subject", "subject_id", "move", "before", "after", "person", "platform")
AT_A_TIME = 5000
MOST_FAULTS = 20

LAST = select(AUDIT.c.n, AUDIT.c.digest).order_by(AUDIT.c.n.desc()).limit(1)
ADD = insert(AUDIT).inline()
ADD_THERE = select(
    func.audit_add(*(bindparam(name, type_=AUDIT.c[name].type) for name in (*TOLD, "at")), bindparam("said"))
)


def said(row: Mapping[str, Any]) -> str:
    """What a row says, in one line."""
    return json.dumps([*(str(row[name]) for name in TOLD), row["at"].isoformat(timespec="microseconds")])


def digest(previous: str, row: Mapping[str, Any]) -> str:
    """Of what the row says, its number and the digest before it; PostgreSQL computes the same."""
    return hashlib.sha256(f"{previous}\n{row['n']}\n{said(row)}".encode()).hexdigest()


async def append(door: Door, moves: Sequence[Moved]) -> None:
    """To be called last in a transaction: whoever else appends waits until it has ended.

    On PostgreSQL the database does it, so that the lock is held for one trip and the commit.
    """
    rows = [{name: getattr(moved, name) for name in (*TOLD, "at")} for moved in moves]
    if door.dialect == "postgresql":
        for row in rows:
            await door.first(ADD_THERE, row | {"said": said(row)})
        return
    last = await door.first(LAST)
    n, before = (last.n, last.digest) if last else (0, NOTHING)
    for row in rows:
        n += 1
        row |= {"n": n, "previous": before}
        row["digest"] = before = digest(before, row)
        await door.write(ADD, row)


@dataclass(kw_only=True)
class _Chain:
    """As far as it was read."""

    n: int = 0
    digest: str = NOTHING
    rows: int = 0
    head_seen: bool = False

    def follow(self, row: dict[str, Any]) -> str:
        """What is wrong with this row; empty if it follows the one before."""
        fault = self._fault(row)
        self.n, self.digest, self.rows = row["n"], row["digest"], self.rows + 1
        return fault

    def _fault(self, row: dict[str, Any]) -> str:
        if row["n"] != self.n + 1:
            return f"rows {self.n + 1} to {row['n'] - 1} were removed"
        if row["digest"] != digest(row["previous"], row):
            return "was changed or inserted"
        if row["previous"] != self.digest:
            return f"does not follow row {self.n}: one of the two was changed, inserted or removed"
        return ""


class SqlAudit:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def verify(self, head: str = "") -> Verified:
        chain, faults = _Chain(head_seen=not head), list[Broken]()
        while rows := await self._after(chain.n):
            for row in rows:
                fault = chain.follow(row)
                faults += [Broken(n=row["n"], id=row["id"], what=fault)] if fault else []
                chain.head_seen |= row["digest"] == head
        if not chain.head_seen:
            faults.append(
                Broken(n=chain.n, id="", what="the head that was noted is not in the chain any more")
            )
        faults += await self._beside_the_record()
        return Verified(rows=chain.rows, head=chain.digest, faults=tuple(faults[:MOST_FAULTS]))

    async def _after(self, n: int) -> list[dict[str, Any]]:
        some = select(AUDIT).where(AUDIT.c.n > n).order_by(AUDIT.c.n).limit(AT_A_TIME)
        return [row._asdict() for row in await self._door.rows(some)]

    async def _beside_the_record(self) -> list[Broken]:
        """The record of moves says the same, row by row: so the end of the chain cannot be cut off alone."""
        both = MOVES.outerjoin(AUDIT, AUDIT.c.id == MOVES.c.id)
        lost = select(MOVES.c.id).select_from(both).where(AUDIT.c.id.is_(None))
        same = [AUDIT.c[name] == MOVES.c[name] for name in (*TOLD, "at")]
        other = select(AUDIT.c.n, AUDIT.c.id).join(MOVES, MOVES.c.id == AUDIT.c.id).where(~and_(*same))
        alone = (
            select(AUDIT.c.n, AUDIT.c.id)
            .outerjoin(MOVES, MOVES.c.id == AUDIT.c.id)
            .where(MOVES.c.id.is_(None))
        )
        found = [
            Broken(n=0, id=row.id, what="this move of the record has no row: it was removed")
            for row in await self._door.rows(lost.limit(MOST_FAULTS))
        ]
        for query, what in (
            (other, "the record says otherwise: one of the two was changed"),
            (alone, "the record has no such move: one was inserted here or removed there"),
        ):
            rows = await self._door.rows(query.order_by(AUDIT.c.n).limit(MOST_FAULTS))
            found += [Broken(n=row.n, id=row.id, what=what) for row in rows]
        return found
