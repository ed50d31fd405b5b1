"""What came of a year: counted from the database, and from what reached people's hands."""

import statistics
from collections import Counter, defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.history import Subject
from bot.domain.matches import MatchState
from bot.services.figure_ports import Funnel
from bot.services.ports import Tx
from bot.year.agenda import Agenda
from bot.year.outcome import STEPS
from storage.columns import table_of
from storage.tables import MovedRow

MOVES = table_of(MovedRow)
PATIENCE = 20  # working days after which a question still open counts as unanswered
ASKING = (
    MatchState.ASKED_HOST,
    MatchState.ASKED_VOLUNTEER,
    MatchState.INTRODUCED,
    MatchState.REARRANGING,
    MatchState.IN_DELIVERY,
    MatchState.CLAIMED,
)


def steps_of(funnel: Funnel) -> dict[str, float]:
    return {step: float(getattr(funnel, step)) for step in STEPS}


async def states_of(tx: Tx, agenda: Agenda) -> tuple[dict[str, int], int]:
    """How many matches ended in each state, and how many of all for want of an answer."""
    states: Counter[str] = Counter()
    unanswered = 0
    long_ago = agenda.calendar.shift(agenda.now, -PATIENCE)
    for match in await tx.matches.in_state(*MatchState):
        states[match.state.value] += 1
        given_up = match.state is MatchState.EXPIRED or match.reason == "unconfirmed"
        unanswered += given_up or (match.state in ASKING and match.entered_at < long_ago)
    return dict(sorted(states.items())), unanswered


async def days_between(connection: AsyncConnection) -> dict[str, tuple[float, int]]:
    """From each state of a match to the next, in the order in which they first came."""
    query = (
        select(MOVES.c.subject_id, MOVES.c.before, MOVES.c.after, MOVES.c.at)
        .where(MOVES.c.subject == Subject.MATCH)
        .order_by(MOVES.c.seq)
    )
    entered: dict[str, datetime] = {}
    found: defaultdict[str, list[float]] = defaultdict(list)
    for row in (await connection.execute(query)).all():
        since = entered.get(row.subject_id)
        if since is not None and row.before != row.after:
            found[f"{row.before} to {row.after}"].append((row.at - since).total_seconds() / 86400)
        if row.before != row.after:
            entered[row.subject_id] = row.at
    return {step: (statistics.median(days), len(days)) for step, days in found.items()}
