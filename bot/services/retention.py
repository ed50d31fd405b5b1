"""What is not needed any more is forgotten by itself, a little at a time, so that nobody waits for it."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

from bot.domain.retention import Retention
from bot.services.ports import Transactions, Tx
from bot.services.rights import FAREWELL
from bot.texts.catalogue import words
from bot.texts.drawing import english

Step = Callable[[Tx], Awaitable[int]]


async def sweep(begin: Transactions, keep: Retention, now: datetime) -> int:
    """Everything whose time is over; how many rows that were."""
    swept = 0
    for step in _steps(keep, now):
        while found := await _one(begin, step):
            swept += found
    return swept


async def _one(begin: Transactions, step: Step) -> int:
    async with begin() as tx:
        found = await step(tx)
        if found:
            await tx.commit()
    return found


def _steps(keep: Retention, now: datetime) -> Iterator[Step]:
    yield lambda tx: tx.keeping.farewells(FAREWELL)
    yield lambda tx: tx.keeping.events(now - keep.events)
    yield lambda tx: tx.keeping.messages(now - keep.messages)
    yield lambda tx: tx.keeping.drafts(now - keep.drafts, now - max(keep.drafts, keep.messages))
    yield lambda tx: tx.keeping.listings(now - keep.unapproved, _removed, approved=False)
    yield lambda tx: tx.keeping.listings(now - keep.matches, _removed, approved=True)
    yield lambda tx: tx.keeping.matches(now - keep.matches, _removed)
    yield lambda tx: tx.keeping.instalments(now - keep.matches)
    yield lambda tx: tx.keeping.contacts(now - keep.contacts)


def _removed(said: str) -> str:
    return english(words("rights.removed")) if said else ""
