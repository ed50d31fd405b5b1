"""What could not be processed: events with what they said, letters and reminders by their numbers."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import delete, exists, func, select, update

from bot.chat.incoming import Command, Dismissed, Edited, Filled, Incoming, Located, Said, Typed
from bot.chat.vault import WrongKey
from bot.domain.nudges import NudgeState
from bot.services.letters import Letter
from bot.services.stuck_ports import Stuck, StuckKind
from storage.columns import table_of
from storage.mapping import Shape
from storage.notes import Notes
from storage.repositories.claims import OUTBOX
from storage.repositories.door import Door, fresh_insert
from storage.repositories.nudges import NUDGES
from storage.stuck_tables import StuckRow
from storage.traffic_tables import InboxRow, InboxState, OutboxState

STUCK, INBOX = table_of(StuckRow), table_of(InboxRow)
SHAPE = Shape(Stuck, STUCK)
ONCE = ("kind", "platform", "tenant", "about")
KINDS: Mapping[str, type[Any]] = {kind.__name__: kind for kind in get_args(Incoming)}
INBOXES = (INBOX.c.platform == STUCK.c.platform) & (INBOX.c.tenant == STUCK.c.tenant)
MY_CONTACT = re.compile(r"\W*my\s*contact\b", re.IGNORECASE)
WAYS = "ways"  # the question of the only form that asks for it
ITS_EVENT = INBOXES & (INBOX.c.event == STUCK.c.about)


class SqlStuck:
    def __init__(self, door: Door, notes: Notes) -> None:
        self._door = door
        self._notes = notes

    async def failed(self, id: str, event: Incoming, trouble: str, now: datetime, again: datetime) -> str:
        sender = event.origin.sender
        row = _row(id, StuckKind.EVENT, (sender.platform, sender.tenant), event.origin.event, now)
        row |= {
            "user": sender.user,
            "content": self._kept(event),
            "trouble": trouble,
            "tries": 1,
            "try_at": again,
        }
        insert = fresh_insert(self._door.dialect, STUCK)
        more = {"tries": STUCK.c.tries + 1, "trouble": trouble, "try_at": again}
        await self._door.write(insert.on_conflict_do_update(index_elements=ONCE, set_=more), row)
        mine = (STUCK.c.kind == StuckKind.EVENT) & (STUCK.c.about == event.origin.event)
        there = (STUCK.c.platform == sender.platform) & (STUCK.c.tenant == sender.tenant)
        return str(await self._door.scalar(select(STUCK.c.id).where(mine, there)))

    def _kept(self, event: Incoming) -> str:
        """Sealed, as it may say how to reach somebody; without a key what is there to do so is not kept."""
        return "" if says_how(event) and not self._notes.seals else self._notes.seal(written(event))

    def _read(self, content: str) -> Incoming | None:
        """None also where the key of before is gone: one event must not stop the round for all others."""
        try:
            return read(self._notes.open(content or ""))
        except WrongKey:
            return None

    async def aside(self, id: str, now: datetime) -> None:
        over = {"aside_at": now, "try_at": None}
        await self._door.write(update(STUCK).where(STUCK.c.id == id, STUCK.c.aside_at.is_(None)).values(over))
        event = select(STUCK.c.id).where(ITS_EVENT, STUCK.c.id == id, STUCK.c.kind == StuckKind.EVENT)
        new = INBOX.c.state == InboxState.NEW
        await self._door.write(update(INBOX).where(new, exists(event)).values(state=InboxState.ASIDE))

    async def letter(self, id: str, letter: Letter, trouble: str, now: datetime) -> None:
        place = await self._door.first(
            select(OUTBOX.c.platform, OUTBOX.c.tenant).where(OUTBOX.c.id == int(letter.id))
        )
        if place is not None:
            row = _row(id, StuckKind.MESSAGE, (place.platform, place.tenant), letter.id, now)
            await self._given_up(row | {"trouble": trouble, "tries": letter.attempt})

    async def reminder(self, id: str, nudge: str, tries: int, trouble: str, now: datetime) -> None:
        row = _row(id, StuckKind.REMINDER, ("", ""), nudge, now)
        await self._given_up(row | {"trouble": trouble, "tries": tries})

    async def _given_up(self, row: Mapping[str, Any]) -> None:
        insert = fresh_insert(self._door.dialect, STUCK)
        newer = {name: row[name] for name in ("trouble", "tries")} | {"aside_at": row["at"], "told_at": None}
        await self._door.write(
            insert.on_conflict_do_update(index_elements=ONCE, set_=newer), dict(row) | {"aside_at": row["at"]}
        )

    async def due(self, now: datetime, until: datetime) -> tuple[Stuck, Incoming | None] | None:
        first = select(*SHAPE.columns, STUCK.c.content).where(STUCK.c.try_at <= now).order_by(STUCK.c.try_at)
        row = await self._door.first(first.limit(1).with_for_update(skip_locked=True))
        if row is None:
            return None
        await self._door.write(update(STUCK).where(STUCK.c.id == row.id).values(try_at=until))
        return SHAPE.value(row), self._read(row.content)

    async def done(self, id: str) -> bool:
        event = select(INBOX.c.event).where(ITS_EVENT, INBOX.c.state == InboxState.DONE)
        mine = (STUCK.c.id == id) & (STUCK.c.kind == StuckKind.EVENT)
        return bool(await self._door.write(delete(STUCK).where(mine, exists(event))))

    async def untold(self) -> Sequence[Stuck]:
        waits = STUCK.c.aside_at.is_not(None) & STUCK.c.told_at.is_(None)
        rows = await self._door.rows(
            select(*SHAPE.columns).where(waits).order_by(STUCK.c.at).with_for_update(skip_locked=True)
        )
        return [SHAPE.value(row) for row in rows]

    async def told(self, ids: Sequence[str], now: datetime) -> None:
        await self._door.write(update(STUCK).where(STUCK.c.id.in_(ids)).values(told_at=now))

    async def count_since(self, since: datetime) -> int:
        return int(
            await self._door.scalar(select(func.count()).select_from(STUCK).where(STUCK.c.aside_at >= since))
        )

    async def all(self) -> Sequence[Stuck]:
        rows = await self._door.rows(select(*SHAPE.columns).order_by(STUCK.c.at, STUCK.c.id))
        return [SHAPE.value(row) for row in rows]

    async def get(self, id: str) -> Stuck | None:
        row = await self._door.first(select(*SHAPE.columns).where(STUCK.c.id == id))
        return None if row is None else SHAPE.value(row)

    async def content(self, id: str) -> str:
        row = await self._door.first(
            select(STUCK.c.kind, STUCK.c.about, STUCK.c.content).where(STUCK.c.id == id)
        )
        if row is None or row.kind is not StuckKind.MESSAGE:
            return "" if row is None else self._notes.open(row.content or "")
        outgoing = select(OUTBOX.c.outgoing).where(OUTBOX.c.id == int(row.about))
        letter = await self._door.scalar(outgoing)
        return "" if letter is None else _written("", TypeAdapter(type(letter)), letter)

    async def again(self, id: str, now: datetime) -> bool:
        stuck = await self.get(id)
        match stuck.kind if stuck else None:
            case StuckKind.EVENT:
                return await self._event_again(id, now)
            case StuckKind.MESSAGE:
                return stuck is not None and await self._letter_again(stuck, now)
            case StuckKind.REMINDER:
                return stuck is not None and await self._reminder_again(stuck, now)
        return False

    async def _event_again(self, id: str, now: datetime) -> bool:
        fresh = {"tries": 0, "try_at": now, "aside_at": None, "told_at": None}
        kept = (STUCK.c.id == id) & STUCK.c.content.is_not(None)
        if not await self._door.write(update(STUCK).where(kept).values(fresh)):
            return False
        event = select(STUCK.c.id).where(ITS_EVENT, STUCK.c.id == id)
        new = {"state": InboxState.NEW, "failures": 0}
        await self._door.write(
            update(INBOX).where(INBOX.c.state == InboxState.ASIDE, exists(event)).values(new)
        )
        return True

    async def _letter_again(self, stuck: Stuck, now: datetime) -> bool:
        fresh = {"state": OutboxState.WAITING, "attempt": 0, "ended_at": None, "trouble": ""}
        fresh |= {"lease_owner": "", "lease_until": None, "not_before": now, "due_at": now}
        given_up = (OUTBOX.c.id == int(stuck.about)) & (OUTBOX.c.state == OutboxState.GAVE_UP)
        sent = await self._door.write(update(OUTBOX).where(given_up).values(fresh))
        return bool(sent) and await self.drop(stuck.id)

    async def _reminder_again(self, stuck: Stuck, now: datetime) -> bool:
        fresh = {"state": NudgeState.WAITING, "attempt": 0, "try_at": now}
        given_up = (NUDGES.c.id == stuck.about) & (NUDGES.c.state == NudgeState.STUCK)
        waits = await self._door.write(update(NUDGES).where(given_up).values(fresh))
        return bool(waits) and await self.drop(stuck.id)

    async def drop(self, id: str) -> bool:
        return bool(await self._door.write(delete(STUCK).where(STUCK.c.id == id)))


def _row(id: str, kind: StuckKind, place: tuple[str, str], about: str, now: datetime) -> dict[str, Any]:
    platform, tenant = place
    row = {
        "id": id,
        "kind": kind,
        "platform": platform,
        "tenant": tenant,
        "user": "",
        "about": about,
        "at": now,
    }
    return row | {"content": "", "try_at": None, "aside_at": None, "told_at": None}


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[name])


def written(event: Incoming) -> str:
    """Empty for a place that somebody shared, which is in no row."""
    name = type(event).__name__
    return "" if isinstance(event, Located) else _written(name, _adapter(name), event)


def says_how(event: Incoming) -> bool:
    """Whether it is there to say how to reach somebody: those words lie nowhere in clear."""
    match event:
        case Command():
            return bool(MY_CONTACT.match(f"{event.name} {event.rest}"))
        case Said() | Edited():
            return bool(MY_CONTACT.match(event.text))
        case Filled() | Typed() | Dismissed():
            return WAYS in event.answers
    return False


def _written(name: str, adapter: TypeAdapter[Any], value: object) -> str:
    return json.dumps({"is": name, "said": adapter.dump_python(value, mode="json")})


def read(content: str) -> Incoming | None:
    """None where nothing was kept, or what an older program kept is nothing that this one knows."""
    if not content:
        return None
    document = json.loads(content)
    try:
        event: Incoming = _adapter(document["is"]).validate_python(document["said"])
    except (KeyError, ValidationError):
        return None
    return event
