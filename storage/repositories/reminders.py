"""Reminders: what waits for people, what they were told of it, and what came of that."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from bot.domain.history import Subject
from bot.domain.reminding import SHALL_I_STOP, Quiet, Reminder, ReminderState
from bot.services.clock_ports import CodeFigures
from storage.columns import table_of
from storage.mapping import Shape
from storage.repositories.door import Door
from storage.traffic_tables import ReminderRow

REMINDERS = table_of(ReminderRow)
REMINDER = Shape(Reminder, REMINDERS)
SOON = timedelta(days=3)
REMEMBERED = 60
"""Newest reminders that are looked at to see what a person was told: far more than a week can bring."""


# Run with nearly every event, so built once.
MINE = REMINDERS.c.person == bindparam("the_person")
SAID, WAITS = REMINDERS.c.state == ReminderState.SENT, REMINDERS.c.state == ReminderState.WAITING
THESE = update(REMINDERS).where(REMINDERS.c.id.in_(bindparam("the_ids", expanding=True)))
ABOUT = update(REMINDERS).where(
    REMINDERS.c.subject == bindparam("the_subject"), REMINDERS.c.subject_id == bindparam("the_id")
)
COUNT = select(func.count()).select_from(REMINDERS).where(MINE)
WAITING = select(*REMINDER.columns).where(MINE, WAITS).order_by(REMINDERS.c.due_at, REMINDERS.c.id)
SEND = THESE.values(state=ReminderState.SENT, sent_at=bindparam("the_now"))
DROP = THESE.values(state=ReminderState.DROPPED)
OVERTAKEN = ABOUT.where(WAITS).values(state=ReminderState.DROPPED)
MOVED = ABOUT.where(SAID, REMINDERS.c.moved_at.is_(None)).values(
    moved_at=bindparam("the_now"), by_them=REMINDERS.c.person == bindparam("the_mover")
)
HEARD = (
    update(REMINDERS).where(MINE, SAID, REMINDERS.c.heard_at.is_(None)).values(heard_at=bindparam("the_now"))
)
TOLD = (
    select(REMINDERS.c.sent_at, REMINDERS.c.heard_at, REMINDERS.c.code, REMINDERS.c.timely)
    .where(MINE, SAID)
    .order_by(REMINDERS.c.sent_at.desc())
    .limit(REMEMBERED)
)


class SqlReminders:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def add(self, reminder: Reminder) -> int:
        if not await self._door.add_once(REMINDERS, REMINDER.row(reminder)):
            return 0
        return int(await self._door.scalar(COUNT, {"the_person": reminder.person}) or 0)

    async def waiting(self, person: str) -> Sequence[Reminder]:
        rows = await self._door.rows(WAITING, {"the_person": person})
        return [REMINDER.value(row) for row in rows]

    async def sent(self, ids: Sequence[str], now: datetime) -> None:
        await self._door.write(SEND, {"the_ids": ids, "the_now": now})

    async def drop(self, ids: Sequence[str]) -> None:
        if ids:
            await self._door.write(DROP, {"the_ids": ids})

    async def moved(self, subject: Subject, subject_id: str, by: str, now: datetime) -> None:
        about = {"the_subject": subject, "the_id": subject_id}
        await self._door.write(OVERTAKEN, about)
        await self._door.write(MOVED, about | {"the_now": now, "the_mover": by})

    async def heard(self, person: str, now: datetime) -> None:
        await self._door.write(HEARD, {"the_person": person, "the_now": now})

    async def quiet(self, person: str) -> Quiet:
        told = await self._door.rows(TOLD, {"the_person": person})
        messages = [(moment, list(rows)) for moment, rows in groupby(told, lambda row: row.sent_at)]
        silent = 0
        asked = False
        for _, rows in messages:
            if any(row.heard_at is not None for row in rows):
                break
            silent += not all(row.timely for row in rows)
            asked = asked or any(row.code == SHALL_I_STOP for row in rows)
        return Quiet(sent=[moment for moment, _ in reversed(messages)], silent=silent, asked_to_stop=asked)

    async def unheard(self, person: str, subject_id: str, code: str) -> int:
        asked = COUNT.where(REMINDERS.c.subject_id == subject_id, REMINDERS.c.code == code)
        told = asked.where(SAID, REMINDERS.c.heard_at.is_(None))
        return int(await self._door.scalar(told, {"the_person": person}) or 0)

    async def figures(self) -> Sequence[CodeFigures]:
        told = (
            select(
                REMINDERS.c.code,
                REMINDERS.c.sent_at,
                REMINDERS.c.heard_at,
                REMINDERS.c.moved_at,
                REMINDERS.c.by_them,
            )
            .where(REMINDERS.c.state == ReminderState.SENT)
            .order_by(REMINDERS.c.code)
        )
        rows = await self._door.rows(told)
        return [_figures(code, list(of_code)) for code, of_code in groupby(rows, lambda row: row.code)]


def _figures(code: str, rows: Sequence[Row[Any]]) -> CodeFigures:
    days = [(row.moved_at - row.sent_at) / timedelta(days=1) for row in rows if row.moved_at is not None]
    return CodeFigures(
        code=code,
        sent=len(rows),
        heard=sum(row.heard_at is not None and row.heard_at - row.sent_at <= SOON for row in rows),
        moved=sum(row.by_them for row in rows),
        days=median(days) if days else None,
    )
