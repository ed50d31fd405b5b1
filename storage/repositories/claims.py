"""Which letters may be sent now: of every chat the oldest unsent one that is due, and none beside it.

A letter planned for later holds up nobody; one that is to be tried again holds up its chat, as order matters.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)

from bot.chat.pace import Resting
from storage.columns import table_of
from storage.tables import ContactRow, PersonRow
from storage.traffic_tables import ChatLanguageRow, OutboxRow, OutboxState, PostedRow

OUTBOX, POSTED = table_of(OutboxRow), table_of(PostedRow)
SPOKEN, CONTACTS, PEOPLE = table_of(ChatLanguageRow), table_of(ContactRow), table_of(PersonRow)
EMPTIED = "emptied while it was being sent"
HOME = "home"  # the key of letters that are a person's own page: drawn when they are sent


def _unsent_beside(beside: FromClause) -> ColumnElement[bool]:
    """Another unsent letter to the same destination."""
    same = [beside.c[part] == OUTBOX.c[part] for part in ("platform", "tenant", "chat")]
    return and_(*same, beside.c.ended_at.is_(None))


def _held_up(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    beside = OUTBOX.alias("beside")
    earlier = (beside.c.id < OUTBOX.c.id) & (beside.c.not_before <= now)
    return exists().where(_unsent_beside(beside), or_(earlier, beside.c.lease_until > now))


def _superseded(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """An untried edit, with a later one of the same message due as well.

    The later one must not have been planned: what was planned may yet be taken back.
    """
    later = OUTBOX.alias("later")
    standing = exists().where(_posted_as(POSTED, OUTBOX.c.key))
    return and_(
        OUTBOX.c.key != "",
        OUTBOX.c.attempt == 0,
        exists().where(
            _unsent_beside(later),
            later.c.id > OUTBOX.c.id,
            later.c.key == OUTBOX.c.key,
            later.c.not_before == later.c.created_at,
            later.c.due_at <= now,
        ),
        standing,
    )


def _posted_as(posted: FromClause, key: ColumnElement[str]) -> ColumnElement[bool]:
    same = [posted.c[part] == OUTBOX.c[part] for part in ("platform", "tenant", "chat")]
    return and_(*same, posted.c.key == key)


def _reference_of(key: ColumnElement[str]) -> ScalarSelect[Any]:
    posted = POSTED.alias(f"posted_{key.key}")
    return select(posted.c.reference).where(_posted_as(posted, key), key != "").scalar_subquery()


def _language() -> ColumnElement[str]:
    """What is read there: of a shared chat what was chosen for it, else of whoever's private chat it is."""
    spoken = [SPOKEN.c[part] == OUTBOX.c[part] for part in ("platform", "tenant", "chat")]
    of_chat = select(SPOKEN.c.language).where(*spoken).scalar_subquery()
    theirs = case((PEOPLE.c.chosen_language != "", PEOPLE.c.chosen_language), else_=PEOPLE.c.language)
    account = [CONTACTS.c[part] == OUTBOX.c[part] for part in ("platform", "tenant")]
    of_person = (
        select(theirs)
        .join(CONTACTS, CONTACTS.c.person == PEOPLE.c.id)
        .where(*account, CONTACTS.c.user == OUTBOX.c.chat)
        .scalar_subquery()
    )
    return func.coalesce(of_chat, of_person, "").label("language")


NOW: ColumnElement[datetime] = bindparam("now", type_=OUTBOX.c.due_at.type)
PLACE = (OUTBOX.c.platform, OUTBOX.c.tenant, OUTBOX.c.chat)


@cache
def _heads(tenants_rest: bool, chats_rest: bool) -> Select[Any]:
    """Made once: to make it costs more than to ask it."""
    awake = [
        *([tuple_(*PLACE[:2]).not_in(bindparam("tenants", expanding=True))] if tenants_rest else []),
        *([tuple_(*PLACE).not_in(bindparam("chats", expanding=True))] if chats_rest else []),
    ]
    return (
        select(
            OUTBOX.c.id,
            OUTBOX.c.key,
            *PLACE,
            OUTBOX.c.token,
            OUTBOX.c.outgoing,
            OUTBOX.c.attempt,
            or_(OUTBOX.c.maybe_sent, OUTBOX.c.state == OutboxState.SENDING).label("maybe_sent"),
            OUTBOX.c.created_at,
            _reference_of(OUTBOX.c.key).label("reference"),
            _reference_of(OUTBOX.c.under).label("under"),
            _language(),
            (OUTBOX.c.trouble == EMPTIED).label("emptied"),
            _superseded(NOW).label("superseded"),
        )
        .where(OUTBOX.c.ended_at.is_(None), OUTBOX.c.due_at <= NOW, *awake, ~_held_up(NOW))
        .order_by(OUTBOX.c.unasked, OUTBOX.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(of=OUTBOX, skip_locked=True)
    )


@cache
def _traffic() -> Select[Any]:
    since = bindparam("since", type_=OUTBOX.c.ended_at.type)
    sent = (OUTBOX.c.state == OutboxState.SENT) & (OUTBOX.c.ended_at > since)
    under_way = (OUTBOX.c.state == OutboxState.SENDING) & (OUTBOX.c.lease_until > NOW)
    return select(OUTBOX.c.id, *PLACE, OUTBOX.c.key, OUTBOX.c.ended_at).where(or_(sent, under_way))


@cache
def hurry() -> Update:
    """What waits in a chat and nobody asked for, because something that is waited for comes after it."""
    there = [each == bindparam(f"the_{each.key}") for each in PLACE]
    return update(OUTBOX).where(*there, OUTBOX.c.ended_at.is_(None), OUTBOX.c.unasked).values(unasked=False)


Question = tuple[Select[Any], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Claimable:
    """The statements of one claim at `now`."""

    now: datetime

    def heads(self, resting: Resting, most: int) -> Question:
        """The letters to send, with all that sending them takes, locked against other claims: first what
        somebody waits for, the oldest first.

        None where nothing may be sent now: what waits there must not stand before the others.
        """
        tenants, chats = sorted(resting.tenants), sorted(resting.chats)
        values = {"now": self.now, "most": most, "tenants": tenants, "chats": chats}
        asked = _heads(bool(tenants), bool(chats))
        return asked, {name: value for name, value in values.items() if value != []}

    def traffic(self, since: datetime) -> Question:
        """What was sent since then, and what is being sent."""
        return _traffic(), {"since": since, "now": self.now}

    def drop_superseded(self) -> tuple[Update, dict[str, Any]]:
        return _drop_superseded(), {"now": self.now}

    def drop_later_homes(self, ids: list[int]) -> tuple[Update, dict[str, Any]]:
        """Ten changes make one page: what was committed by now is on the page that is drawn after this.

        Nothing that is committed later is dropped, as its letter cannot be seen here.
        """
        return _drop_later_homes(), {"the_ids": ids, "now": self.now}

    def take(self, ids: list[int], owner: str, until: datetime) -> tuple[Update, dict[str, Any]]:
        return _take(), {"the_ids": ids, "the_owner": owner, "the_end": until}


_OVER = {"state": OutboxState.SUPERSEDED, "ended_at": NOW}


@cache
def _drop_superseded() -> Update:
    due = (OUTBOX.c.state == OutboxState.WAITING) & (OUTBOX.c.due_at <= NOW)
    return update(OUTBOX).where(due, OUTBOX.c.ended_at.is_(None), _superseded(NOW)).values(_OVER)


@cache
def _drop_later_homes() -> Update:
    taken = OUTBOX.alias("taken")
    same = [taken.c[part] == OUTBOX.c[part] for part in ("platform", "tenant", "chat")]
    these = taken.c.id.in_(bindparam("the_ids", expanding=True))
    drawn_anyway = exists().where(these, taken.c.key == HOME, *same)
    waiting = (OUTBOX.c.state == OutboxState.WAITING) & OUTBOX.c.ended_at.is_(None)
    return update(OUTBOX).where(OUTBOX.c.key == HOME, waiting, drawn_anyway).values(_OVER)


@cache
def _take() -> Update:
    sending = {
        "maybe_sent": or_(OUTBOX.c.maybe_sent, OUTBOX.c.state == OutboxState.SENDING),
        "state": OutboxState.SENDING,
        "attempt": OUTBOX.c.attempt + 1,
        "lease_owner": bindparam("the_owner"),
        "lease_until": bindparam("the_end"),
        "due_at": bindparam("the_end"),
    }
    return update(OUTBOX).where(OUTBOX.c.id.in_(bindparam("the_ids", expanding=True))).values(sending)


@cache
def next_due() -> Select[Any]:
    """When the first letter that no other one holds up may be tried, leases of its chat being over."""
    ahead, leased = OUTBOX.alias("ahead"), OUTBOX.alias("leased")
    earlier = (ahead.c.id < OUTBOX.c.id) & (ahead.c.not_before <= OUTBOX.c.due_at)
    lease = select(func.max(leased.c.lease_until)).where(_unsent_beside(leased)).scalar_subquery()
    free_at = case((lease > OUTBOX.c.due_at, lease), else_=OUTBOX.c.due_at)
    held_up = exists().where(_unsent_beside(ahead), earlier)
    return select(func.min(free_at)).where(OUTBOX.c.ended_at.is_(None), ~held_up)
