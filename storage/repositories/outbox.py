"""Messages on their way out, and how they stand in their chats."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Text,
    Update,
    bindparam,
    func,
    select,
    type_coerce,
    update,
)

from bot.chat.address import Chat
from bot.chat.outgoing import Card, OpenTopic, Outgoing, Post, SendFile, ToChat
from bot.chat.pace import NOWHERE, Pacing, Sending, Sent
from bot.services.letters import Letter
from storage.repositories.claims import EMPTIED, HOME, OUTBOX, POSTED, Claimable, hurry, next_due
from storage.repositories.door import Door, fresh_insert
from storage.traffic_tables import OutboxState

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
CLAIMS = 0x6D616B65  # the advisory lock under which letters are claimed: "make"


class SqlOutbox:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._unasked = False
        self._hurried: set[tuple[str, ...]] = set()

    def unasked(self) -> None:
        self._unasked = True

    async def put(
        self, outgoing: Outgoing, *, dedupe: str, now: datetime, not_before: datetime | None = None
    ) -> None:
        when = max(now, not_before or now)
        times = {"created_at": now, "not_before": when, "due_at": when}
        there = _destination(outgoing)
        row = there | times | {"outgoing": outgoing, "dedupe": dedupe, "token": _token(dedupe)}
        await self._door.add_once(OUTBOX, row | _UNTRIED | {"unasked": self._unasked})
        if not self._unasked:
            await self._hurry(there)

    async def _hurry(self, there: Mapping[str, str]) -> None:
        """What waits in the same chat goes before it, so that has to hurry too."""
        chat = {part: there[part] for part in ("platform", "tenant", "chat")}
        if tuple(chat.values()) not in self._hurried:
            self._hurried.add(tuple(chat.values()))
            await self._door.write(hurry(), {f"the_{part}": its for part, its in chat.items()})

    async def keep_back(self, outgoing: Outgoing, *, dedupe: str, now: datetime) -> None:
        times = {"created_at": now, "not_before": now, "due_at": now, "ended_at": now}
        row = _destination(outgoing) | {"outgoing": outgoing, "dedupe": dedupe, "token": _token(dedupe)}
        aside = {"state": OutboxState.GAVE_UP, "trouble": "nobody to be reached"}
        await self._door.add_once(OUTBOX, row | _UNTRIED | times | aside | {"unasked": self._unasked})

    async def again(self, key: str, now: datetime) -> int:
        fresh = _UNTRIED | {"created_at": now, "not_before": now, "due_at": now}
        given_up = (OUTBOX.c.key == key) & (OUTBOX.c.state == OutboxState.GAVE_UP)
        return await self._door.write(update(OUTBOX).where(given_up).values(fresh))

    async def extend(self, letter: Letter, until: datetime) -> bool:
        return await self._mine(_fenced(letter).values({"lease_until": until, "due_at": until}))

    async def cancel(self, dedupe: str) -> bool:
        """The row stays, so that the same `dedupe` does nothing for ever."""
        untried = (OUTBOX.c.state == OutboxState.WAITING) & (OUTBOX.c.attempt == 0)
        taken_back = {"state": OutboxState.CANCELLED, "ended_at": OUTBOX.c.not_before}
        change = update(OUTBOX).where(OUTBOX.c.dedupe == dedupe, untried).values(taken_back)
        return bool(await self._door.write(change))

    async def claim(
        self, owner: str, *, now: datetime, lease: timedelta, most: int, pacing: Pacing | None = None
    ) -> Sequence[Letter]:
        await self._door.one_at_a_time(CLAIMS)
        claimable, resting = Claimable(now=now), NOWHERE
        if pacing is not None:
            traffic = await self._door.rows(*claimable.traffic(pacing.since(now)))
            resting = pacing.learn(list(map(_sent, traffic)), now)
        heads = await self._door.rows(*claimable.heads(resting, most))
        if any(row.superseded for row in heads):
            await self._door.write(*claimable.drop_superseded())
            heads = await self._door.rows(*claimable.heads(resting, most))
        if pacing is not None:
            heads = [row for row in heads if pacing.admits(str(row.id), _chat(row), _sending(row))]
        if not heads:
            return []
        ids = [row.id for row in heads]
        await self._door.write(*claimable.take(ids, owner, now + lease))
        if any(row.key == HOME for row in heads):
            await self._door.write(*claimable.drop_later_homes(ids))
        return [_letter(row) for row in heads]

    async def sent(self, letter: Letter, reference: str | None, now: datetime) -> bool:
        this = {"the_id": int(letter.id), "the_attempt": letter.attempt}
        mine = await self._mine(SENT, this | {"the_now": now})
        stands_as = reference or letter.reference
        match letter.outgoing:
            case _ if not mine or not stands_as:
                pass
            case Post() as post:
                await self._stands(post.chat, post.key or f"#{letter.id}", stands_as, post.card, letter.id)
            case OpenTopic() as topic:
                await self._stands(topic.chat, topic.key, stands_as, Card(title=topic.name))
        return mine

    async def later(self, letter: Letter, until: datetime, trouble: str, *, maybe_sent: bool) -> bool:
        again = {"state": OutboxState.WAITING, "due_at": until, "maybe_sent": maybe_sent}
        again["trouble"] = EMPTIED if letter.emptied else trouble
        return await self._mine(_fenced(letter).values(_UNLEASED | again))

    async def gave_up(self, letter: Letter, trouble: str, now: datetime) -> bool:
        over = {"state": OutboxState.GAVE_UP, "ended_at": now, "trouble": trouble}
        return await self._mine(_fenced(letter).values(_UNLEASED | over))

    async def _mine(self, change: Update, values: Mapping[str, Any] | None = None) -> bool:
        return bool(await self._door.write(change, dict(values or {})))

    async def release(self, owner_except: str) -> int:
        return await self._freed(OUTBOX.c.lease_owner != owner_except)

    async def let_go(self, owner: str) -> int:
        return await self._freed(OUTBOX.c.lease_owner == owner)

    async def _freed(self, whose: ColumnElement[bool]) -> int:
        held = (OUTBOX.c.state == OutboxState.SENDING) & (OUTBOX.c.lease_until > LONG_AGO)
        ended = {"lease_until": LONG_AGO, "due_at": OUTBOX.c.not_before}
        change = update(OUTBOX).where(OUTBOX.c.ended_at.is_(None), held, whose)
        return await self._door.write(change.values(ended))

    async def next_due(self) -> datetime | None:
        earliest: datetime | None = await self._door.scalar(next_due())
        return earliest

    async def put_aside(self, platform: str, tenant: str, why: str, now: datetime) -> int:
        """What is being sent right now is left to whoever sends it."""
        waits = (OUTBOX.c.state == OutboxState.WAITING) & OUTBOX.c.ended_at.is_(None)
        there = (OUTBOX.c.platform == platform) & (OUTBOX.c.tenant == tenant)
        over = {"state": OutboxState.GAVE_UP, "ended_at": now, "trouble": why}
        return await self._door.write(update(OUTBOX).where(waits, there).values(over))

    async def posted(self, chat: Chat, reference: str) -> tuple[str, Card] | None:
        there = _chat_parts(chat) | {"reference": reference}
        row = await self._door.first(STANDING, there)
        return None if row is None else (row.key, row.card)

    async def standing(self, chat: Chat, key: str) -> Card | None:
        there = _chat_parts(chat) | {"key": key}
        card: Card | None = await self._door.scalar(UNDER_KEY, there)
        return card

    async def _stands(self, chat: Chat, key: str, reference: str, card: Card, letter: str = "") -> None:
        """`letter`: the id of the one that it came with."""
        row = _chat_parts(chat) | {"key": key, "reference": reference}
        if letter and self._door.dialect == "sqlite":
            named = {f"the_{part}": its for part, its in row.items()}
            await self._door.write(AS_IT_WAS_SENT, named | {"the_id": int(letter)})
        else:
            await self._door.put(POSTED, row | {"card": card}, *IN_CHAT)


_UNLEASED: dict[str, Any] = {"lease_owner": "", "lease_until": None}
_UNTRIED: dict[str, Any] = _UNLEASED | {
    "state": OutboxState.WAITING,
    "attempt": 0,
    "maybe_sent": False,
    "trouble": "",
    "ended_at": None,
}


def _destination(outgoing: Outgoing) -> dict[str, str]:
    """Where it goes: the order of messages is kept within one such place."""
    if isinstance(outgoing, ToChat):
        chat, key = outgoing.chat, "" if isinstance(outgoing, SendFile) else outgoing.key
        return _chat_parts(chat) | {"key": key, "under": outgoing.under}
    account = outgoing.account
    home = {"platform": account.platform, "tenant": account.tenant, "chat": f"home:{account.user}"}
    return home | {"key": HOME, "under": ""}


def _chat_parts(chat: Chat) -> dict[str, str]:
    return {"platform": chat.platform, "tenant": chat.tenant, "chat": chat.id}


def _token(dedupe: str) -> str:
    return sha256(dedupe.encode(errors="replace")).hexdigest()[:20]


def _chat(row: Row[Any]) -> Chat:
    return Chat(platform=row.platform, tenant=row.tenant, id=row.chat)


def _sending(row: Row[Any]) -> Sending:
    if row.key == HOME:
        return Sending.HOME
    return Sending.EDIT if row.reference is not None else Sending.POST


def _sent(row: Row[Any]) -> Sent:
    """A sending by whomever; whether it was an edit is not kept, so it counts as a message."""
    sending = Sending.HOME if row.key == HOME else Sending.POST
    return Sent(id=str(row.id), chat=_chat(row), sending=sending, ended_at=row.ended_at)


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        id=str(row.id),
        token=row.token,
        outgoing=row.outgoing,
        attempt=row.attempt + 1,
        maybe_sent=bool(row.maybe_sent),
        created_at=row.created_at,
        reference=row.reference,
        under=row.under,
        language=row.language,
        emptied=bool(row.emptied),
    )


def _fenced(letter: Letter) -> Update:
    """The row, unless its lease ended and another took it: every claim has its own attempt."""
    mine = (OUTBOX.c.id == int(letter.id)) & (OUTBOX.c.attempt == letter.attempt)
    return update(OUTBOX).where(mine, OUTBOX.c.state == OutboxState.SENDING)


# Run for every letter, and for every press, so built once.
SENT = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("the_id"), OUTBOX.c.attempt == bindparam("the_attempt"))
    .where(OUTBOX.c.state == OutboxState.SENDING)
    .values(_UNLEASED | {"state": OutboxState.SENT, "ended_at": bindparam("the_now"), "trouble": ""})
)


IN_CHAT = ("platform", "tenant", "chat", "key")
STANDS_AS = (*IN_CHAT, "reference")
_POSTED_NOW = fresh_insert("sqlite", POSTED)
AS_IT_WAS_SENT = _POSTED_NOW.from_select(
    [*STANDS_AS, "card"],
    select(
        *(bindparam(f"the_{part}") for part in STANDS_AS),
        func.json_extract(type_coerce(OUTBOX.c.outgoing, Text), "$.card"),
    ).where(OUTBOX.c.id == bindparam("the_id")),
    include_defaults=False,
).on_conflict_do_update(
    index_elements=IN_CHAT,
    set_={name: _POSTED_NOW.excluded[name] for name in ("reference", "card")},
)
"""The card is taken over from the letter and not written once more; for a database that can do so. PostgreSQL
takes no text apart in which somebody wrote a NUL.
"""
UNDER_KEY = select(POSTED.c.card).where(*(POSTED.c[part] == bindparam(part) for part in IN_CHAT))
STANDING = select(POSTED.c.key, POSTED.c.card).where(
    *(POSTED.c[name] == bindparam(name) for name in ("platform", "tenant", "chat", "reference"))
)
