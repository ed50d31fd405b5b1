"""What the coordinators' desk keeps."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from bot.chat.address import Chat
from bot.chat.outgoing import Card
from bot.domain.batches import Batch
from bot.domain.history import Subject
from bot.domain.keys import Key
from bot.domain.listings import ListingMove, Side
from bot.domain.matches import MatchMove
from bot.services.desk_ports import Pace
from storage.columns import table_of
from storage.desk_tables import BatchRow, ClaimRow, DeskKeyRow, MorningRow
from storage.mapping import Shape
from storage.repositories.claims import POSTED
from storage.repositories.door import Door, add_once
from storage.repositories.listings import LISTINGS
from storage.repositories.matches import MATCHES
from storage.repositories.record import MOVES

CLAIMED, BATCHES, MORNINGS = table_of(ClaimRow), table_of(BatchRow), table_of(MorningRow)
BATCH = Shape(Batch, BATCHES)
NEWEST = select(MORNINGS.c.lines).order_by(MORNINGS.c.day.desc()).limit(1)
WHERE = ("platform", "tenant", "chat", "key")
THERE = select(POSTED.c.reference, POSTED.c.card).where(
    *(POSTED.c[part] == bindparam(part) for part in WHERE)
)
LET_GO = delete(POSTED).where(*(POSTED.c[part] == bindparam(f"the_{part}") for part in WHERE))
CLAIMER = select(CLAIMED.c.person).where(CLAIMED.c.subject_id == bindparam("subject"))
KEYS = table_of(DeskKeyRow)
KEY = Shape(Key, KEYS)
ROLES = 0x726F6C65  # the advisory lock under which roles are taken away: "role"
ANSWERS = [move.value for move in (ListingMove.APPROVE, ListingMove.ASK, ListingMove.DECLINE)]
STEPS = {MatchMove.INTRODUCE.value: "introduced", MatchMove.VERIFY.value: "delivered"}


class SqlDesk:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def claim(self, subject_id: str, person: str, at: datetime) -> None:
        row = {"subject_id": subject_id, "person": person, "at": at}
        await self._door.put(CLAIMED, row, "subject_id")

    async def claimed_by(self, subject_id: str) -> str:
        return await self._door.scalar(CLAIMER, {"subject": subject_id}) or ""

    async def drop_claims(self, person: str) -> None:
        await self._door.write(delete(CLAIMED).where(CLAIMED.c.person == person))

    async def put_key(self, key: Key) -> None:
        await self._door.put(KEYS, KEY.row(key), "given")

    async def key_of_link(self, digest: str) -> Key | None:
        query = select(*KEY.columns).where(KEYS.c.given == digest)
        row = await self._door.first(query.with_for_update(key_share=True))
        return None if row is None else KEY.value(row)

    async def key_of_browser(self, digest: str) -> Key | None:
        row = await self._door.first(select(*KEY.columns).where(KEYS.c.browser == digest))
        return None if row is None else KEY.value(row)

    async def end_keys(self, person: str, at: datetime) -> int:
        ended = update(KEYS).where(KEYS.c.person == person, KEYS.c.ended_at.is_(None), KEYS.c.expires_at > at)
        return await self._door.write(ended.values(ended_at=at))

    async def put_batch(self, batch: Batch) -> None:
        await self._door.put(BATCHES, BATCH.row(batch), "id")

    async def batch(self, id: str) -> Batch | None:
        query = select(*BATCH.columns).where(BATCHES.c.id == id).with_for_update(key_share=True)
        row = await self._door.first(query)
        return None if row is None else BATCH.value(row)

    async def first_morning(self, day: date, lines: Sequence[str], at: datetime) -> bool:
        row = {"day": day.isoformat(), "lines": tuple(lines), "at": at}
        return bool(await self._door.write(add_once(self._door.dialect, MORNINGS), row))

    async def newest_morning(self) -> Sequence[str]:
        return await self._door.scalar(NEWEST) or ()

    async def one_role_at_a_time(self) -> None:
        await self._door.one_at_a_time(ROLES)

    async def paces(self) -> Sequence[Pace]:
        needs = await self._door.rows(
            select(LISTINGS.c.id, LISTINGS.c.created_at).where(LISTINGS.c.side == Side.NEED)
        )
        found = {row.id: Pace(posted=row.created_at) for row in needs}
        for row in await self._door.rows(_first_answers()):
            found[row.need] = replace(found[row.need], answered=row.at)
        for row in await self._door.rows(_first_steps()):
            found[row.need] = replace(found[row.need], **{STEPS[row.move]: row.at})
        return list(found.values())


def _first_answers() -> Any:  # noqa: ANN401 - a SELECT
    about = (MOVES.c.subject == Subject.LISTING) & (MOVES.c.subject_id == LISTINGS.c.id)
    return (
        select(LISTINGS.c.id.label("need"), func.min(MOVES.c.at).label("at"))
        .join(MOVES, about)
        .where(LISTINGS.c.side == Side.NEED, MOVES.c.move.in_(ANSWERS))
        .group_by(LISTINGS.c.id)
    )


def _first_steps() -> Any:  # noqa: ANN401 - a SELECT
    about = (MOVES.c.subject == Subject.MATCH) & (MOVES.c.subject_id == MATCHES.c.id)
    return (
        select(MATCHES.c.need.label("need"), MOVES.c.move, func.min(MOVES.c.at).label("at"))
        .join(MOVES, about)
        .where(MOVES.c.move.in_(list(STEPS)))
        .group_by(MATCHES.c.need, MOVES.c.move)
    )


class SqlCards:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def adopt(self, chat: Chat, reference: str, card: Card, key: str) -> str:
        taken = await self._reference(chat, key) is not None
        known_as = f"~{reference}" if taken or not key else key
        await self._stands(chat, known_as, reference, card)
        return known_as

    async def let_go(self, chat: Chat, key: str) -> str | None:
        row = await self._door.first(THERE, _at(chat, key))
        if row is None:
            return None
        await self._door.write(LET_GO, {f"the_{part}": its for part, its in _at(chat, key).items()})
        await self._stands(chat, f"~{row.reference}", row.reference, row.card)
        return f"~{row.reference}"

    async def _reference(self, chat: Chat, key: str) -> str | None:
        row = await self._door.first(THERE, _at(chat, key))
        return None if row is None else row.reference

    async def _stands(self, chat: Chat, key: str, reference: str, card: Card) -> None:
        where = {"platform": chat.platform, "tenant": chat.tenant, "chat": chat.id}
        row = where | {"key": key, "reference": reference, "card": card}
        await self._door.put(POSTED, row, *where, "key")


def _at(chat: Chat, key: str) -> dict[str, str]:
    return dict(zip(WHERE, (chat.platform, chat.tenant, chat.id, key), strict=True))
