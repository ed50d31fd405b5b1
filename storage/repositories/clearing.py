"""Letters of somebody who is forgotten: what is said in them, and what is being sent at that moment."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from bot.chat.address import Chat
from bot.chat.outgoing import Outgoing, SendFile
from bot.chat.redaction import Traces
from bot.services.letters import Letter
from bot.services.rights_ports import ChangeIn
from storage.repositories.claims import EMPTIED, OUTBOX, POSTED
from storage.repositories.door import Door
from storage.repositories.emptying import changed, emptied, nowhere
from storage.repositories.searching import any_of, files_about
from storage.traffic_tables import OutboxState

_FENCED = {"attempt": OUTBOX.c.attempt + 1, "trouble": EMPTIED}
"""Whoever is sending it has it as it was: it is theirs no more, and what was sent, or had been, is mended."""
_TAKEN_BACK = {"state": OutboxState.CANCELLED, "ended_at": OUTBOX.c.not_before}


async def clear(
    door: Door, left: Traces, keys: Sequence[str], about: Sequence[str], change: ChangeIn
) -> None:
    """Changes every letter that may carry a trace, and empties those of these keys. Files about these matches
    and listings are changed while they wait, and empty once they were sent.
    """
    empties = set(keys)
    letters = select(OUTBOX.c.id, OUTBOX.c.key, OUTBOX.c.outgoing, OUTBOX.c.ended_at)
    for some in (*any_of(OUTBOX, OUTBOX.c.outgoing, left, keys), *files_about(OUTBOX, about)):
        for row in await door.rows(letters.where(some)):
            goes = row.key in empties
            sent = isinstance(row.outgoing, SendFile) and row.ended_at is not None
            bare = emptied(row.outgoing) if goes or sent else changed(row.outgoing, change)
            this, waits = OUTBOX.c.id == row.id, OUTBOX.c.state == OutboxState.WAITING
            await door.write(update(OUTBOX).where(this).values(outgoing=bare))
            if goes:
                await door.write(update(OUTBOX).where(this, waits, ~OUTBOX.c.maybe_sent).values(_TAKEN_BACK))
            if bare != row.outgoing:
                perhaps = (OUTBOX.c.state == OutboxState.SENDING) | (waits & OUTBOX.c.maybe_sent)
                await door.write(update(OUTBOX).where(this, perhaps).values(_FENCED))


async def coming(door: Door, chat: Chat, key: str) -> bool:
    """Whether a later card of that message is on its way there."""
    there = {"platform": chat.platform, "tenant": chat.tenant, "chat": chat.id, "key": key}
    letters = select(OUTBOX.c.id).where(*(OUTBOX.c[name] == value for name, value in there.items()))
    soon = letters.where(OUTBOX.c.ended_at.is_(None), OUTBOX.c.not_before == OUTBOX.c.created_at)
    return await door.scalar(soon.limit(1)) is not None


async def clear_own(door: Door, chat: Chat) -> None:
    """To their own chats: nothing goes out any more, and nothing is kept of what did."""
    places = (chat.id, f"home:{chat.id}")
    theirs = (
        (OUTBOX.c.platform == chat.platform) & (OUTBOX.c.tenant == chat.tenant) & OUTBOX.c.chat.in_(places)
    )
    waits = OUTBOX.c.state == OutboxState.WAITING
    await door.write(update(OUTBOX).where(theirs, waits).values(_TAKEN_BACK))
    under_way = OUTBOX.c.state == OutboxState.SENDING
    unfenced = under_way & (OUTBOX.c.trouble != EMPTIED)
    await door.write(update(OUTBOX).where(theirs, unfenced).values(_FENCED))
    over = _TAKEN_BACK | {"lease_owner": "", "lease_until": None}
    await door.write(update(OUTBOX).where(theirs, under_way).values(over))
    for row in await door.rows(select(OUTBOX.c.id, OUTBOX.c.outgoing).where(theirs)):
        nobodys = {"outgoing": nowhere(row.outgoing), "dedupe": f"gone:{row.id}"}
        nobodys |= {"chat": "", "key": "", "under": ""}
        await door.write(update(OUTBOX).where(OUTBOX.c.id == row.id).values(nobodys))
    here = (POSTED.c.platform == chat.platform) & (POSTED.c.tenant == chat.tenant)
    await door.write(delete(POSTED).where(here, POSTED.c.chat == chat.id))


async def emptied_meanwhile(door: Door, letter: Letter) -> Outgoing | None:
    """What became of a letter that was emptied while it was being sent; it is over."""
    fenced = (OUTBOX.c.id == int(letter.id)) & (OUTBOX.c.attempt == letter.attempt + 1)
    fenced &= OUTBOX.c.trouble == EMPTIED
    found: Outgoing | None = await door.scalar(select(OUTBOX.c.outgoing).where(fenced))
    over = {"state": OutboxState.SENT, "ended_at": OUTBOX.c.not_before, "lease_until": None}
    under_way = OUTBOX.c.state == OutboxState.SENDING
    await door.write(update(OUTBOX).where(fenced, under_way).values(over | {"lease_owner": ""}))
    return found
