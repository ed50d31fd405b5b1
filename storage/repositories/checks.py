"""Checklists, and what was seen of a delivery."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, insert, or_, select

from bot.domain.checklists import Check, Item
from bot.domain.evidence import Evidence
from bot.domain.history import Subject
from storage.columns import table_of
from storage.follow_tables import CheckRow, EvidenceRow
from storage.mapping import Shape
from storage.notes import Notes
from storage.repositories.door import Door

CHECKS = table_of(CheckRow)
CHECK = Shape(Check, CHECKS)
EVIDENCE = table_of(EvidenceRow)
KEPT = Shape(Evidence, EVIDENCE)

# Asked for every view of a match and every morning, so built once.
OF = (
    select(*CHECK.columns)
    .where(CHECKS.c.subject == bindparam("the_subject"))
    .where(CHECKS.c.subject_id.in_(bindparam("the_ids", expanding=True)))
    .order_by(CHECKS.c.opened_at)
)
AROUND = select(*CHECK.columns).where(
    or_(
        and_(CHECKS.c.subject == Subject.MATCH, CHECKS.c.subject_id == bindparam("the_match")),
        and_(
            CHECKS.c.subject == Subject.ORGANISATION,
            CHECKS.c.subject_id.in_(bindparam("the_organisations", expanding=True)),
        ),
    )
)
IN_PACK = (
    select(CHECKS.c.subject_id)
    .where(CHECKS.c.subject == Subject.MATCH)
    .where(CHECKS.c.organisation == bindparam("organisation"), CHECKS.c.item == bindparam("item"))
    .order_by(CHECKS.c.subject_id)
)
UNSEEN = (
    select(CHECKS.c.subject_id)
    .where(CHECKS.c.subject == Subject.MATCH, CHECKS.c.seen_on.is_(None), CHECKS.c.needed)
    .where(CHECKS.c.due <= bindparam("the_day"), CHECKS.c.item.in_(bindparam("the_items", expanding=True)))
    .distinct()
    .order_by(CHECKS.c.subject_id)
)


class SqlChecks:
    def __init__(self, door: Door, notes: Notes) -> None:
        self._door = door
        self._notes = notes

    async def put(self, check: Check) -> None:
        row = CHECK.row(check) | {"note": self._notes.seal(check.note)}
        await self._door.put(CHECKS, row, "subject", "subject_id", "item")
        if check.subject is Subject.MATCH:
            self._door.touched.matches.add(check.subject_id)

    async def of(self, subject: Subject, *ids: str) -> Sequence[Check]:
        rows = await self._door.rows(OF, {"the_subject": subject, "the_ids": ids}) if ids else ()
        return [self._check(row) for row in rows]

    async def around(self, match: str, *organisations: str) -> tuple[Sequence[Check], Sequence[Check]]:
        asked = {"the_match": match, "the_organisations": organisations}
        rows = await self._door.rows(AROUND, asked)
        found = [self._check(row) for row in rows]
        lines = [each for each in found if each.subject is Subject.MATCH]
        return lines, [each for each in found if each.subject is Subject.ORGANISATION]

    def _check(self, row: Row[Any]) -> Check:
        check = CHECK.value(row)
        note = self._notes.open(check.note)
        return check if note == check.note else replace(check, note=note)

    async def in_pack(self, organisation: str, item: Item) -> Sequence[str]:
        rows = await self._door.rows(IN_PACK, {"organisation": organisation, "item": item})
        return [row[0] for row in rows]

    async def unseen(self, *items: Item, due: date) -> Sequence[str]:
        rows = await self._door.rows(UNSEEN, {"the_day": due, "the_items": items})
        return [row[0] for row in rows]


class SqlEvidence:
    def __init__(self, door: Door, notes: Notes) -> None:
        self._door = door
        self._notes = notes

    async def add(self, evidence: Evidence) -> None:
        row = KEPT.row(evidence) | {"note": self._notes.seal(evidence.note)}
        await self._door.write(insert(EVIDENCE).inline(), row)

    async def of(self, match: str) -> Sequence[Evidence]:
        return await self._where(EVIDENCE.c.match == match)

    async def of_instalment(self, instalment: str) -> Sequence[Evidence]:
        return await self._where(EVIDENCE.c.instalment == instalment)

    async def _where(self, about: ColumnElement[bool]) -> Sequence[Evidence]:
        query = select(*KEPT.columns).where(about)
        rows = await self._door.rows(query.order_by(EVIDENCE.c.at, EVIDENCE.c.id))
        found = [KEPT.value(row) for row in rows]
        return [replace(each, note=self._notes.open(each.note)) for each in found]
