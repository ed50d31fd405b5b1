"""What is in motion: events that came in, messages going out, nudges to come, conversations in progress."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from bot.chat.form import Answers
from bot.chat.outgoing import Card, Outgoing
from bot.domain.conversations import ConversationState, Surface
from bot.domain.history import Subject
from bot.domain.nudges import NudgeState
from bot.domain.reminding import ReminderState
from bot.services.letters import Unreadable
from storage.columns import (
    Row,
    at_least,
    counted,
    link,
    moment,
    named,
    one_of,
    perhaps,
    stored,
    whole,
    words,
    yes_or_no,
)

UNSENT = text("ended_at IS NULL")
WAITING = text("state = 'waiting'")


class InboxState(StrEnum):
    NEW = "new"  # it failed, and may come again
    DONE = "done"
    ASIDE = "aside"


class OutboxState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GAVE_UP = "gave_up"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"  # a later edit of the same message says all of it


class InboxRow(Row, table=True):
    __tablename__ = "inbox"
    __table_args__ = (
        one_of("state", InboxState),
        at_least(0, "failures"),
        Index("ix_inbox_state", "state", "received_at"),
    )
    platform: str = words(key=True)
    tenant: str = words(key=True)
    event: str = words(key=True)
    received_at: datetime = moment()
    state: InboxState = named(InboxState)
    failures: int = whole()
    trouble: str = words()


class OutboxRow(Row, table=True):
    """`not_before` is planned; `due_at` is when it may next be tried, so also after trouble or a lease.

    `id` gives the order within a chat. `ended_at` is empty as long as the message is to be sent. What nobody
    waits for, `unasked`, lets the others go first.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("state", OutboxState),
        CheckConstraint("(state IN ('waiting', 'sending')) = (ended_at IS NULL)", name="ended"),
        at_least(0, "attempt"),
        Index(
            "ix_outbox_unsent",
            *("unasked", "id", "due_at", "platform", "tenant", "chat"),
            sqlite_where=UNSENT,
            postgresql_where=UNSENT,
        ),
        Index(
            "ix_outbox_unsent_chat",
            *("platform", "tenant", "chat", "id"),
            sqlite_where=UNSENT,
            postgresql_where=UNSENT,
        ),
        Index("ix_outbox_due", "due_at", sqlite_where=UNSENT, postgresql_where=UNSENT),
        Index("ix_outbox_state", "state", "ended_at"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = counted()
    dedupe: str = words(unique=True)
    token: str = words()
    platform: str = words()
    tenant: str = words()
    chat: str = words()
    key: str = words()
    under: str = words()
    outgoing: Outgoing | Unreadable = stored(Outgoing, unread=Unreadable())
    unasked: bool = yes_or_no()
    state: OutboxState = named(OutboxState)
    created_at: datetime = moment()
    not_before: datetime = moment()
    due_at: datetime = moment()
    attempt: int = whole()
    maybe_sent: bool = yes_or_no()
    lease_owner: str = perhaps()
    lease_until: datetime | None = moment(optional=True)
    trouble: str = words()
    ended_at: datetime | None = moment(optional=True)


class PostedRow(Row, table=True):
    """Our messages as they stand in a chat; one without a key is kept as `#` and its number."""

    __tablename__ = "posted"
    __table_args__ = (Index("ix_posted_reference", "platform", "tenant", "chat", "reference"),)
    platform: str = words(key=True)
    tenant: str = words(key=True)
    chat: str = words(key=True)
    key: str = words(key=True)
    reference: str = words()
    card: Card = stored(Card)


class NudgeRow(Row, table=True):
    """`try_at` is when it may next be taken: its due time, the end of a lease, or a time after trouble."""

    __tablename__ = "nudges"
    __table_args__ = (
        one_of("subject", Subject),
        one_of("state", NudgeState),
        at_least(0, "attempt"),
        UniqueConstraint("subject", "subject_id", "code", "step", "due_at"),
        Index("ix_nudges_waiting", "try_at", sqlite_where=WAITING, postgresql_where=WAITING),
    )
    id: str = words(key=True)
    subject: Subject = named(Subject)
    subject_id: str = words()
    code: str = words()
    step: int = whole()
    due_at: datetime = moment()
    state: NudgeState = named(NudgeState)
    attempt: int = whole()
    try_at: datetime = moment()
    lease_owner: str = perhaps()
    ended_at: datetime | None = moment(optional=True)


class LeaseRow(Row, table=True):
    """What only one replica may do, and who does it until when."""

    __tablename__ = "leases"
    name: str = words(key=True)
    owner: str = words()
    until: datetime = moment()


class ChatAliasRow(Row, table=True):
    """A chat that got another id, and its id now."""

    __tablename__ = "chat_aliases"
    platform: str = words(key=True)
    tenant: str = words(key=True)
    old: str = words(key=True)
    new: str = words()


class ChatLanguageRow(Row, table=True):
    """The language that was chosen for a chat of several people."""

    __tablename__ = "chat_languages"
    platform: str = words(key=True)
    tenant: str = words(key=True)
    chat: str = words(key=True)
    language: str = words()


class ReminderRow(Row, table=True):
    """What waits for a person, and what they were told of it."""

    __tablename__ = "reminders"
    __table_args__ = (
        one_of("subject", Subject),
        one_of("state", ReminderState),
        UniqueConstraint("person", "subject", "subject_id", "code", "step", "due_at"),
        Index("ix_reminders_person", "person", "state", "sent_at"),
        Index("ix_reminders_subject", "subject", "subject_id"),
    )
    id: str = words(key=True)
    person: str = link("people.id")
    subject: Subject = named(Subject)
    subject_id: str = words()
    code: str = words()
    step: int = whole()
    due_at: datetime = moment()
    timely: bool = yes_or_no()
    state: ReminderState = named(ReminderState)
    sent_at: datetime | None = moment(optional=True)
    heard_at: datetime | None = moment(optional=True)
    moved_at: datetime | None = moment(optional=True)
    by_them: bool = yes_or_no()


class ConversationRow(Row, table=True):
    __tablename__ = "conversations"
    __table_args__ = (
        one_of("surface", Surface),
        one_of("state", ConversationState),
        Index("ix_conversations_account", "platform", "tenant", "user", "state"),
        Index("ix_conversations_expiry", "state", "expires_at"),
        Index("ix_conversations_person", "person"),
    )
    id: str = words(key=True)
    platform: str = words()
    tenant: str = words()
    user: str = words()
    chat_platform: str = words()
    chat_tenant: str = words()
    chat_id: str = words()
    person: str = link("people.id")
    flow: str = words()
    version: int = whole()
    surface: Surface = named(Surface)
    state: ConversationState = named(ConversationState)
    answers: Answers = stored(Answers)
    typed: Answers = stored(Answers)
    step: str = words()
    expires_at: datetime = moment()
    revision: int = whole()
    subject: str = words()
    option: str = words()
    troubles: int = whole()
    card: int = whole()
