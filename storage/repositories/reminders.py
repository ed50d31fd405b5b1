"""Reminders: what waits for people, what they were told of it, and what came of that."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median
from typing import Any

from sqlalchemy import Row, Select, func, select, update

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


class SqlReminders:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def add(self, reminder: Reminder) -> int:
        if not await self._door.add_once(REMINDERS, REMINDER.row(reminder)):
            return 0
        return int(await self._door.scalar(_count(reminder.person)) or 0)

    async def waiting(self, person: str) -> Sequence[Reminder]:
        mine = select(*REMINDER.columns).where(
            REMINDERS.c.person == person, REMINDERS.c.state == ReminderState.WAITING
        )
        rows = await self._door.rows(mine.order_by(REMINDERS.c.due_at, REMINDERS.c.id))
        return [REMINDER.value(row) for row in rows]

    async def sent(self, ids: Sequence[str], now: datetime) -> None:
        said = update(REMINDERS).where(REMINDERS.c.id.in_(ids))
        await self._door.write(said.values(state=ReminderState.SENT, sent_at=now))

    async def drop(self, ids: Sequence[str]) -> None:
        await self._door.write(
            update(REMINDERS).where(REMINDERS.c.id.in_(ids)).values(state=ReminderState.DROPPED)
        )

    async def moved(self, subject: Subject, subject_id: str, by: str, now: datetime) -> None:
        about = update(REMINDERS).where(REMINDERS.c.subject == subject, REMINDERS.c.subject_id == subject_id)
        waits = REMINDERS.c.state == ReminderState.WAITING
        await self._door.write(about.where(waits).values(state=ReminderState.DROPPED))
        told = about.where(REMINDERS.c.state == ReminderState.SENT, REMINDERS.c.moved_at.is_(None))
        await self._door.write(told.values(moved_at=now, by_them=REMINDERS.c.person == by))

    async def heard(self, person: str, now: datetime) -> None:
        mine = update(REMINDERS).where(REMINDERS.c.person == person, REMINDERS.c.state == ReminderState.SENT)
        await self._door.write(mine.where(REMINDERS.c.heard_at.is_(None)).values(heard_at=now))

    async def quiet(self, person: str) -> Quiet:
        told = (
            select(REMINDERS.c.sent_at, REMINDERS.c.heard_at, REMINDERS.c.code, REMINDERS.c.timely)
            .where(REMINDERS.c.person == person, REMINDERS.c.state == ReminderState.SENT)
            .order_by(REMINDERS.c.sent_at.desc())
            .limit(REMEMBERED)
        )
        messages = [
            (moment, list(rows))
            for moment, rows in groupby(await self._door.rows(told), lambda row: row.sent_at)
        ]
        silent = 0
        asked = False
        for _, rows in messages:
            if any(row.heard_at is not None for row in rows):
                break
            silent += not all(row.timely for row in rows)
            asked = asked or any(row.code == SHALL_I_STOP for row in rows)
        return Quiet(sent=[moment for moment, _ in reversed(messages)], silent=silent, asked_to_stop=asked)

    async def unheard(self, person: str, subject_id: str, code: str) -> int:
        asked = _count(person).where(REMINDERS.c.subject_id == subject_id, REMINDERS.c.code == code)
        told = asked.where(REMINDERS.c.state == ReminderState.SENT, REMINDERS.c.heard_at.is_(None))
        return int(await self._door.scalar(told) or 0)

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


def _count(person: str) -> Select[int]:
    return select(func.count()).select_from(REMINDERS).where(REMINDERS.c.person == person)


def _figures(code: str, rows: Sequence[Row[Any]]) -> CodeFigures:
    days = [(row.moved_at - row.sent_at) / timedelta(days=1) for row in rows if row.moved_at is not None]
    return CodeFigures(
        code=code,
        sent=len(rows),
        heard=sum(row.heard_at is not None and row.heard_at - row.sent_at <= SOON for row in rows),
        moved=sum(row.by_them for row in rows),
        days=median(days) if days else None,
    )
