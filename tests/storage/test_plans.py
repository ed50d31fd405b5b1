"""No question reads a whole table: each has its index, so that it is as quick with a million rows."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.chat.pace import Over, Rate, Sending, Sent
from bot.domain.history import Subject
from bot.domain.listings import ListingState, Side
from bot.domain.matches import MatchState, Party
from bot.pacer import Pacer
from bot.services.ports import Tx
from storage.columns import Row
from storage.engine import open_engine
from storage.unit_of_work import Storage
from tests.storage.examples import ANA, ANAS_CHAT, NEED, SLACK, at, post

LEASE = timedelta(seconds=30)
TABLES = {*Row.metadata.tables, "beside", "later", "ahead", "leased"}
PARTIAL = re.compile(r"USING (COVERING )?INDEX ix_(outbox_unsent|outbox_due|nudges_waiting)")
"""Indexes that hold only what is still to be done, which may be walked from end to end."""


def full() -> Pacer:
    """With a chat and a tenant that rest."""
    rates = tuple(Rate(over=over, most=1, seconds=60) for over in (Over.TENANT, Over.CHAT))
    pacing = Pacer({ANAS_CHAT.platform: lambda chat, sending: rates})
    pacing.learn([Sent(id="0", chat=ANAS_CHAT, sending=Sending.POST, ended_at=at(1))], at(1))
    return pacing


Question = Callable[[Tx], Awaitable[Any]]
QUESTIONS: dict[str, Question] = {
    "people.of": lambda tx: tx.people.of(SLACK, lock=True),
    "people.contacts": lambda tx: tx.people.contacts("p"),
    "people.coordinators": lambda tx: tx.people.coordinators(without=["slack"]),
    "people.team": lambda tx: tx.people.team("p"),
    "people.put": lambda tx: tx.people.put(ANA),
    "organisations.of_workspace": lambda tx: tx.organisations.of_workspace("w"),
    "organisations.members": lambda tx: tx.organisations.members("o"),
    "organisations.pending": lambda tx: tx.organisations.pending(),
    "listings.of_owner": lambda tx: tx.listings.of_owner("p"),
    "listings.of_organisation": lambda tx: tx.listings.of_organisation("o"),
    "listings.seeking": lambda tx: tx.listings.seeking(Side.NEED),
    "listings.in_state": lambda tx: tx.listings.in_state(ListingState.OPEN, ListingState.PAUSED),
    "listings.alike": lambda tx: tx.listings.alike(NEED, ListingState.OPEN, ListingState.PAUSED),
    "matches.of_listing": lambda tx: tx.matches.of_listing("l"),
    "matches.of_listing in a state": lambda tx: tx.matches.of_listing("l", MatchState.SUGGESTED),
    "matches.paired": lambda tx: tx.matches.paired(
        Side.NEED, "l", unless=frozenset({MatchState.CLOSED_PART})
    ),
    "matches.suggested": lambda tx: tx.matches.suggested(Side.NEED, ["l", "m"]),
    "matches.partners_of": lambda tx: tx.matches.partners_of("o"),
    "listings.still_seeking": lambda tx: tx.listings.still_seeking(["l", "m"]),
    "matches.of_person": lambda tx: tx.matches.of_person("p"),
    "matches.in_state": lambda tx: tx.matches.in_state(MatchState.SUGGESTED),
    "matches.reserving of a host": lambda tx: tx.matches.reserving("p", Party.HOST),
    "matches.reserving of a volunteer": lambda tx: tx.matches.reserving("p", Party.VOLUNTEER),
    "sessions.of_all": lambda tx: tx.sessions.of_all(["m", "n"]),
    "outcomes.deliveries": lambda tx: tx.outcomes.deliveries(["m", "n"]),
    "sessions.of": lambda tx: tx.sessions.of("m"),
    "outcomes.consents": lambda tx: tx.outcomes.consents("m"),
    "capacities.get": lambda tx: tx.capacities.get("p", Party.HOST),
    "outcomes.feedback": lambda tx: tx.outcomes.feedback("m", Party.HOST),
    "conversations.current": lambda tx: tx.conversations.current(SLACK, ANAS_CHAT),
    "conversations.of_person": lambda tx: tx.conversations.of_person("p"),
    "kept.of_conversation": lambda tx: tx.kept.of_conversation("c"),
    "kept.of_listing": lambda tx: tx.kept.of_listing("l"),
    "kept.belong": lambda tx: tx.kept.belong("c", "l"),
    "kept.drop": lambda tx: tx.kept.drop("c"),
    "record.of": lambda tx: tx.record.of(Subject.MATCH, "m"),
    "nudges.waiting": lambda tx: tx.nudges.waiting(Subject.MATCH, "m", "N2"),
    "nudges.cancel": lambda tx: tx.nudges.cancel(Subject.MATCH, "m"),
    "nudges.claim": lambda tx: tx.nudges.claim("o", now=at(1), lease=LEASE, most=2),
    "nudges.release": lambda tx: tx.nudges.release("o"),
    "nudges.let_go": lambda tx: tx.nudges.let_go("o"),
    "nudges.next_due": lambda tx: tx.nudges.next_due(),
    "inbox.first_time": lambda tx: tx.inbox.first_time(SLACK, "e", at(1)),
    "inbox.failed": lambda tx: tx.inbox.failed(SLACK, "f", "x", at(1)),
    "outbox.put": lambda tx: tx.outbox.put(post("b"), dedupe="b", now=at(0)),
    "outbox.cancel": lambda tx: tx.outbox.cancel("b"),
    "outbox.claim": lambda tx: tx.outbox.claim("o", now=at(1), lease=LEASE, most=9),
    "outbox.claim, paced": lambda tx: tx.outbox.claim("o", now=at(1), lease=LEASE, most=9, pacing=full()),
    "outbox.release": lambda tx: tx.outbox.release("o"),
    "outbox.let_go": lambda tx: tx.outbox.let_go("o"),
    "outbox.next_due": lambda tx: tx.outbox.next_due(),
    "outbox.posted": lambda tx: tx.outbox.posted(ANAS_CHAT, "r"),
}


@pytest.fixture
async def sqlite_engine(sqlite_template: Path) -> Any:
    engine = open_engine(f"sqlite:///{sqlite_template}")
    yield engine
    await engine.dispose()


NOT_BY_STATE = (
    "matches.of_listing in a state",
    "matches.suggested",
    "matches.partners_of",
    "listings.still_seeking",
)
"""Asked with every search: by the state they would read what thousands of others left behind."""


@pytest.mark.parametrize("name", QUESTIONS)
async def test_no_question_reads_a_whole_table(sqlite_engine: AsyncEngine, name: str):
    asked: list[str] = []
    async with sqlite_engine.connect() as connection:
        raw = await connection.get_raw_connection()
        driver: Any = raw.driver_connection

    storage = Storage(sqlite_engine)
    async with storage.begin() as tx:
        await tx.outbox.put(post("a"), dedupe="a", now=at(0))
        driver._conn.set_trace_callback(asked.append)
        await QUESTIONS[name](tx)
        driver._conn.set_trace_callback(None)

    assert asked
    async with sqlite_engine.connect() as connection:
        for statement in asked:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")
            steps = [row.detail for row in plan]
            whole = [step for step in steps if step.startswith("SCAN") and step.split()[1] in TABLES]
            assert not [step for step in whole if not PARTIAL.search(step)], steps
            assert name not in NOT_BY_STATE or not [step for step in steps if "(state=?" in step], steps
