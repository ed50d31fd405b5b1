"""What a platform has taken is noted: with the next claim, or by itself; and again where that fails.

A full disk, or a database that is away, must not send twice what has arrived: as long as this process lives,
it knows, holds on to the letter, and notes it as soon as it can.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.chat.outgoing import Post
from bot.services import receipts, rights
from bot.services.letters import Letter
from bot.services.ports import Transactions, Tx
from bot.services.turn import Turn
from bot.spool import Spool

log = structlog.get_logger()

REMEMBERED = timedelta(minutes=10)  # what cannot be noted for so long is a mistake of ours: sent again then


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """A letter that a platform has taken, and what it calls the message; still to be noted."""

    letter: Letter
    reference: str | None
    at: datetime
    tried: bool = False


class Arrivals:
    """`claims`: the latest claim of each letter that this process holds on to, by id."""

    def __init__(
        self,
        begin: Transactions,
        *,
        turn: Callable[[Tx], Turn],
        clock: Callable[[], datetime],
        spool: Spool,
        claims: dict[str, Letter],
    ) -> None:
        self._begin, self._turn, self._clock = begin, turn, clock
        self._spool, self._claims = spool, claims
        self._fresh: list[Arrived] = []
        self._kept: list[Arrived] = []

    def add(self, letter: Letter, reference: str | None) -> None:
        self._fresh.append(Arrived(letter=letter, reference=reference, at=self._clock()))

    @property
    def waiting(self) -> bool:
        return bool(self._fresh or self._kept)

    @property
    def kept(self) -> bool:
        """Whether some could not be noted so far."""
        return bool(self._kept)

    def fresh(self) -> Sequence[Arrived]:
        """Those that were never tried, taken out of here."""
        taken, self._fresh = self._fresh, []
        return taken

    async def noted(self, tx: Tx, one: Arrived) -> None:
        if await tx.outbox.sent(one.letter, one.reference, one.at):
            await receipts.arrived(self._turn(tx), one.letter)
        else:
            await rights.arrived_too_late(self._turn(tx), one.letter, one.reference)

    async def note_all(self) -> None:
        await self.note_each(self.fresh())
        await self.note_again()

    async def note_again(self) -> None:
        """What could not be noted before, by its latest claim: its lease may have run out meanwhile."""
        kept, self._kept = self._kept, []
        await self.note_each([replace(one, letter=self._claims.pop(one.letter.id)) for one in kept])

    async def note_each(self, arrived: Sequence[Arrived]) -> None:
        """By itself, so that one which cannot be noted spoils no other."""
        for one in arrived:
            try:
                async with self._begin() as tx:
                    await self.noted(tx, one)
                    await tx.commit()
            except Exception:  # the edge: the database may be away for a while
                if not one.tried:
                    log.exception("letter.unrecorded", letter=one.letter.id)
                self._keep(one)
            else:
                await self.done_with(one.letter)

    def _keep(self, one: Arrived) -> None:
        if self._clock() < one.at + REMEMBERED:
            self._claims[one.letter.id] = one.letter
            self._kept.append(replace(one, tried=True))

    async def done_with(self, letter: Letter) -> None:
        if isinstance(letter.outgoing, Post) and letter.outgoing.parcel is not None:
            await self._spool.drop(letter.token)
