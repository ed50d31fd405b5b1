"""Whoever does not come any more is told so once, and forgotten a month later, unless they come by then.

Nobody with a role, an open listing or a match under way: they are counted on, and hear of it in other ways.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.people import By
from bot.domain.reminding import Quiet
from bot.services.clocks import may_hear_at
from bot.services.ports import Transactions, Tx
from bot.services.rights import forget
from bot.services.tell import tell_alone, wants_messages
from bot.services.turn import Turn
from bot.texts import rights_cards
from bot.texts.times import day_of

NOTICE = timedelta(days=30)

TurnIn = Callable[[Tx, datetime], Turn]


async def look(begin: Transactions, turn_in: TurnIn, patience: timedelta, now: datetime) -> int:
    """`patience`: how long somebody may stay away. Returns how many were told or forgotten."""
    async with begin() as tx:
        leaving = await tx.keeping.told_and_away(now - NOTICE)
        away = await tx.keeping.away(now - patience)
    done = 0
    for act, ids in ((_forget, leaving), (_tell, away)):
        for id in ids:
            async with begin() as tx:
                done += await act(turn_in(tx, now), id, patience)
                await tx.commit()
    return done


async def _tell(turn: Turn, id: str, patience: timedelta) -> bool:
    """In their working hours; whoever wants no messages, or is out of reach, is not told."""
    person = await turn.tx.people.get(id, lock=True)
    seen = person.seen_at
    late = may_hear_at(turn, person, Quiet(), turn.now, timely=False) > turn.now
    if late or seen is None or seen >= turn.now - patience:
        return False
    await turn.tx.people.put(replace(person, leaving_at=turn.now))
    if wants_messages(person):
        turn.tx.outbox.unasked()
        days = (day_of(seen, turn.house.zone), day_of(turn.now + NOTICE, turn.house.zone))
        await tell_alone(turn, id, rights_cards.unseen(id, *days), fact=f"unseen:{id}:{seen:%Y-%m-%d}")
    return True


async def _forget(turn: Turn, id: str, patience: timedelta) -> bool:
    """As if they had asked for it."""
    person = await turn.tx.people.get(id, lock=True)
    if person.seen_at is None or person.leaving_at is None or person.seen_at >= person.leaving_at:
        return False
    await forget(turn.acting(By(person=id, name=person.name, platform=turn.by.platform)))
    return True
