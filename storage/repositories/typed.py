"""What somebody typed that stands in messages, and in no row that says it is theirs."""

from sqlalchemy import func, select, update

from bot.flows.catalogue import FLOWS
from storage.columns import table_of
from storage.follow_tables import CheckRow
from storage.notes import Notes
from storage.repositories.door import Door
from storage.tables import CapacityRow, ListingRow, MatchRow, MovedRow, OrganisationRow
from storage.traffic_tables import ConversationRow

CONVERSATIONS, CAPACITIES = table_of(ConversationRow), table_of(CapacityRow)
CHECKS = table_of(CheckRow)
LISTINGS, MATCHES, ORGANISATIONS = table_of(ListingRow), table_of(MatchRow), table_of(OrganisationRow)
MOVES = table_of(MovedRow)
TYPED = 24
"""Reasons up to so many letters without a space are codes of ours; longer ones were typed."""
TYPED_REASON = (func.length(MOVES.c.reason) > TYPED) | MOVES.c.reason.contains(" ")


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


async def silence(door: Door, person: str) -> None:
    """Takes out the reasons that they typed, in the record and where they stand with what was decided."""
    typed = MOVES.c.person == person, TYPED_REASON
    async with door.for_the_house():
        for table in (LISTINGS, MATCHES, ORGANISATIONS):
            theirs = table.c.id.in_(select(MOVES.c.subject_id).where(*typed))
            same = table.c.reason.in_(select(MOVES.c.reason).where(*typed))
            await door.write(update(table).where(theirs, same).values(reason=""))
    await door.write(update(MOVES).where(*typed).values(reason=""))
