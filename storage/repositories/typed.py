"""What somebody typed that stands in messages, and in no row that says it is theirs."""

from sqlalchemy import select

from bot.flows.catalogue import FLOWS
from storage.columns import table_of
from storage.follow_tables import CheckRow
from storage.notes import Notes
from storage.repositories.door import Door
from storage.tables import CapacityRow
from storage.traffic_tables import ConversationRow

CONVERSATIONS, CAPACITIES = table_of(ConversationRow), table_of(CapacityRow)
CHECKS = table_of(CheckRow)


async def answered(door: Door, notes: Notes, person: str) -> list[str]:
    """What they wrote to somebody where they were asked to, who looks after volunteers, and contacts that
    they named.
    """
    found: list[str] = []
    talks = select(CONVERSATIONS.c.flow, CONVERSATIONS.c.answers, CONVERSATIONS.c.typed)
    for row in await door.rows(talks.where(CONVERSATIONS.c.person == person)):
        for name in FLOWS[row.flow].own_words if row.flow in FLOWS else ():
            found += (*row.answers.get(name, ()), *row.typed.get(name, ()))
    kept = select(CAPACITIES.c.supervision).where(CAPACITIES.c.person == person)
    found += [row.supervision for row in await door.rows(kept)]
    noted = select(CHECKS.c.note).where(CHECKS.c.seen_by == person)
    return found + [notes.open(row.note) for row in await door.rows(noted)]
