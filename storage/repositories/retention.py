"""Rows whose time is over: gone, or without their words. A few hundred at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    cast,
    delete,
    exists,
    or_,
    select,
    tuple_,
    update,
)

from bot.domain.conversations import ConversationState
from bot.domain.history import Subject
from bot.domain.listings import OVER, ListingState
from bot.domain.matches import LIVE, MatchState
from bot.services.rights_ports import Change
from storage.columns import table_of
from storage.detail_tables import DetailRow, DetailShareRow
from storage.follow_tables import CheckRow, EvidenceRow
from storage.pledge_tables import InstalmentRow
from storage.remark_tables import RemarkRow
from storage.repositories.claims import OUTBOX, PLACE, POSTED
from storage.repositories.door import Door
from storage.repositories.emptying import bare, nowhere
from storage.repositories.talks import NOBODYS
from storage.repositories.typed import TYPED_REASON
from storage.stuck_tables import StuckRow
from storage.tables import (
    ConsentRow,
    ContactRow,
    DeliveryRow,
    FeedbackRow,
    KeptFileRow,
    ListingRow,
    MatchRow,
    MovedRow,
    PersonRoleRow,
    PersonRow,
    StoryRow,
)
from storage.talk_tables import PassedRow, UnsentRow
from storage.traffic_tables import ConversationRow, InboxRow, InboxState, OutboxState

INBOX, STUCK, CONVERSATIONS = table_of(InboxRow), table_of(StuckRow), table_of(ConversationRow)
UNSENT, KEPT, PASSED = table_of(UnsentRow), table_of(KeptFileRow), table_of(PassedRow)
LISTINGS, MATCHES, MOVES = table_of(ListingRow), table_of(MatchRow), table_of(MovedRow)
STORIES, DELIVERIES, FEEDBACK = table_of(StoryRow), table_of(DeliveryRow), table_of(FeedbackRow)
REMARKS = table_of(RemarkRow)
CHECKS, EVIDENCE, CONSENTS = table_of(CheckRow), table_of(EvidenceRow), table_of(ConsentRow)
INSTALMENTS = table_of(InstalmentRow)
DETAILS, SHARES = table_of(DetailRow), table_of(DetailShareRow)
CONTACTS, PEOPLE, ROLES = table_of(ContactRow), table_of(PersonRow), table_of(PersonRoleRow)

AT_A_TIME = 300
LASTING = (
    *("match:", "listing:", "organisation:", "pledge:", "instalment:", "received:", "given:", "topic:"),
    *("shared:", "sharing:"),
)
"""How the keys of cards begin that are edited for as long as what they show goes on."""

CAME_TO_SOMETHING = frozenset({ListingState.MET, ListingState.PART_MET, ListingState.USED})
DONE_WITH = (InboxState.DONE, InboxState.ASIDE)
ENDED = tuple(state for state in OutboxState if state not in (OutboxState.WAITING, OutboxState.SENDING))


class SqlKeeping:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def farewells(self, begin: str) -> int:
        these = select(OUTBOX.c.id).where(OUTBOX.c.dedupe.startswith(begin, autoescape=True))
        coming = OUTBOX.alias()  # it may edit what stands there, so that has to be known until then
        same = [coming.c[part] == OUTBOX.c[part] for part in ("platform", "tenant", "chat")]
        query = select(OUTBOX.c.id, OUTBOX.c.outgoing, *PLACE).where(
            OUTBOX.c.id.in_(these),
            OUTBOX.c.state.in_(ENDED),
            ~exists().where(*same, coming.c.ended_at.is_(None)),
        )
        rows = await self._door.rows(query.limit(AT_A_TIME))
        for row in rows:
            nobodys = {"outgoing": nowhere(row.outgoing), "dedupe": f"gone:{row.id}"}
            nobodys |= {"chat": "", "key": "", "under": ""}
            await self._gone(update(OUTBOX).where(OUTBOX.c.id == row.id).values(nobodys))
            await self._nobodys_chat(row)
        return len(rows)

    async def _nobodys_chat(self, row: Row[Any]) -> None:
        """Unless they have come back."""
        there = [POSTED.c[part] == getattr(row, part) for part in ("platform", "tenant", "chat")]
        theirs = (CONTACTS.c.platform == row.platform) & (CONTACTS.c.tenant == row.tenant)
        back = exists().where(theirs, CONTACTS.c.user == row.chat)
        await self._door.write(delete(POSTED).where(*there, ~back))

    async def events(self, before: datetime) -> int:
        key = tuple_(INBOX.c.platform, INBOX.c.tenant, INBOX.c.event)
        old = select(INBOX.c.platform, INBOX.c.tenant, INBOX.c.event).where(
            INBOX.c.state.in_(DONE_WITH), INBOX.c.received_at < before
        )
        gone = await self._door.write(delete(INBOX).where(key.in_(old.limit(AT_A_TIME))))
        stuck = select(STUCK.c.id).where(STUCK.c.at < before).limit(AT_A_TIME)
        return gone + await self._gone(delete(STUCK).where(STUCK.c.id.in_(stuck)))

    async def messages(self, before: datetime) -> int:
        """The same fact may be told again after that; what tells it knows that it is long over."""
        old = select(OUTBOX.c.id, OUTBOX.c.key).where(OUTBOX.c.state.in_(ENDED), OUTBOX.c.ended_at < before)
        rows = await self._door.rows(old.limit(AT_A_TIME))
        if not rows:
            waited = select(UNSENT.c.id).where(UNSENT.c.at < before).limit(AT_A_TIME)
            return await self._gone(delete(UNSENT).where(UNSENT.c.id.in_(waited)))
        ids = [row.id for row in rows]
        keys = {row.key for row in rows if row.key and not row.key.startswith(LASTING)}
        newer = select(OUTBOX.c.key).where(OUTBOX.c.key.in_(keys), OUTBOX.c.id.not_in(ids))
        keys -= {row.key for row in await self._door.rows(newer)}
        standing = [*keys, *(f"#{id}" for id in ids)]
        await self._door.write(delete(POSTED).where(POSTED.c.key.in_(standing)))
        return await self._gone(delete(OUTBOX).where(OUTBOX.c.id.in_(ids)))

    async def drafts(self, before: datetime, done_before: datetime) -> int:
        done, ended = CONVERSATIONS.c.state == ConversationState.DONE, CONVERSATIONS.c.expires_at
        old = select(CONVERSATIONS.c.id).where(
            CONVERSATIONS.c.state.in_(tuple(ConversationState)),
            or_(~done & (ended < before), done & (ended < done_before)),
        )
        ids = await self._ids(old)
        if not ids:
            return 0
        theirs = KEPT.c.conversation.in_(ids) & KEPT.c.listing.is_(None)
        await self._door.write(delete(KEPT).where(theirs))
        return await self._gone(delete(CONVERSATIONS).where(CONVERSATIONS.c.id.in_(ids)))

    async def listings(self, before: datetime, change: Change, *, approved: bool) -> int:
        states = sorted(CAME_TO_SOMETHING if approved else OVER - CAME_TO_SOMETHING)
        under_way = exists().where(
            or_(MATCHES.c.offer == LISTINGS.c.id, MATCHES.c.need == LISTINGS.c.id),
            MATCHES.c.state.in_(sorted(LIVE)),
        )
        spoken = ~cast(LISTINGS.c.terms, Text).contains(f'"what":"{change("x")}"', autoescape=True)
        old = select(LISTINGS.c.id, LISTINGS.c.terms).where(
            LISTINGS.c.state.in_(states), LISTINGS.c.entered_at < before, spoken, ~under_way
        )
        rows = await self._door.rows(old.limit(AT_A_TIME))
        self._door.leaves_nothing = True
        for row in rows:
            silent = {"terms": bare(row.terms, change), "reason": ""}
            await self._door.write(update(LISTINGS).where(LISTINGS.c.id == row.id).values(silent))
        await self._silent(Subject.LISTING, [row.id for row in rows])
        ids = [row.id for row in rows]
        if ids:
            await self._door.write(delete(KEPT).where(KEPT.c.listing.in_(ids)))
            await self._door.write(delete(POSTED).where(POSTED.c.key.in_([f"listing:{id}" for id in ids])))
        return len(rows)

    async def matches(self, before: datetime, change: Change) -> int:
        spoken = or_(MATCHES.c.decided_by != "", MATCHES.c.doubt != "", cast(MATCHES.c.reasons, Text) != "[]")
        over = [state for state in MatchState if state not in LIVE]
        ids = await self._ids(
            select(MATCHES.c.id).where(MATCHES.c.state.in_(over), MATCHES.c.entered_at < before, spoken)
        )
        if not ids:
            return 0
        await self._silent(Subject.MATCH, ids)
        for table, silent in (
            (MATCHES, {"reasons": (), "doubt": "", "decided_by": ""}),
            (DELIVERIES, {"evidence": ""}),
            (FEEDBACK, {"sentence": ""}),
            (EVIDENCE, {"note": "", "file": None}),
            (PASSED, NOBODYS),
        ):
            of = table.c.id if table is MATCHES else table.c.match
            await self._door.write(update(table).where(of.in_(ids)).values(silent))
        await self._door.write(delete(REMARKS).where(REMARKS.c.match.in_(ids)))
        about = (CHECKS.c.subject == Subject.MATCH) & CHECKS.c.subject_id.in_(ids)
        await self._door.write(delete(CHECKS).where(about))
        await self._door.write(delete(POSTED).where(POSTED.c.key.in_(await self._cards_of(ids))))
        await self._door.write(delete(SHARES).where(SHARES.c.match.in_(ids)))
        await self._stories(ids, change)
        return len(ids)

    async def instalments(self, before: datetime) -> int:
        """What was noted and sent of deliveries that were settled long ago; how much it was stays."""
        old = select(INSTALMENTS.c.id).where(INSTALMENTS.c.settled_at < before)
        spoken = or_(EVIDENCE.c.note != "", EVIDENCE.c.file.is_not(None))
        query = select(EVIDENCE.c.id).where(EVIDENCE.c.instalment.in_(old), spoken)
        ids = await self._ids(query)
        if ids:
            silent = {"note": "", "file": None}
            await self._gone(update(EVIDENCE).where(EVIDENCE.c.id.in_(ids)).values(silent))
        return len(ids)

    async def _cards_of(self, ids: Sequence[str]) -> list[str]:
        """The keys of what stands about these matches in the chats of their sides."""
        shared = await self._door.rows(select(SHARES.c.match, SHARES.c.person).where(SHARES.c.match.in_(ids)))
        own = [f"{kind}:{id}" for kind in ("match", "sharing") for id in ids]
        return [*own, *(f"shared:{row.match}:{row.person}" for row in shared)]

    async def contacts(self, before: datetime) -> int:
        mine = or_(MATCHES.c.volunteer == DETAILS.c.person, MATCHES.c.host == DETAILS.c.person)
        busy = (
            exists().where(mine, MATCHES.c.state.in_(sorted(LIVE)) | (MATCHES.c.entered_at >= before)),
            exists().where(LISTINGS.c.owner == DETAILS.c.person, LISTINGS.c.state.not_in(sorted(OVER))),
            exists().where(SHARES.c.person == DETAILS.c.person, SHARES.c.ended_at.is_(None)),
        )
        idle = select(DETAILS.c.person).where(DETAILS.c.used_at < before, ~or_(*busy)).limit(AT_A_TIME)
        return await self._gone(delete(DETAILS).where(DETAILS.c.person.in_(idle)))

    async def away(self, since: datetime) -> Sequence[str]:
        untold = PEOPLE.c.leaving_at.is_(None) | (PEOPLE.c.leaving_at <= PEOPLE.c.seen_at)
        return await self._nobody_counts_on(PEOPLE.c.seen_at < since, untold)

    async def told_and_away(self, since: datetime) -> Sequence[str]:
        still = PEOPLE.c.seen_at < PEOPLE.c.leaving_at
        return await self._nobody_counts_on(PEOPLE.c.leaving_at < since, still)

    async def _nobody_counts_on(self, *which: ColumnElement[bool]) -> Sequence[str]:
        mine = or_(MATCHES.c.volunteer == PEOPLE.c.id, MATCHES.c.host == PEOPLE.c.id)
        here = exists().where(CONTACTS.c.person == PEOPLE.c.id)
        busy = (
            exists().where(ROLES.c.person == PEOPLE.c.id),
            exists().where(mine, MATCHES.c.state.in_(sorted(LIVE))),
            exists().where(LISTINGS.c.owner == PEOPLE.c.id, LISTINGS.c.state.not_in(sorted(OVER))),
        )
        return await self._ids(select(PEOPLE.c.id).where(*which, here, ~or_(*busy)))

    async def _stories(self, ids: Sequence[str], change: Change) -> None:
        """What nobody allowed to publish."""
        allowed = exists().where(
            CONSENTS.c.match == STORIES.c.match, CONSENTS.c.publication, CONSENTS.c.withdrawn_at.is_(None)
        )
        silent = dict.fromkeys(("before", "done", "change"), change("x"))
        await self._door.write(update(STORIES).where(STORIES.c.match.in_(ids), ~allowed).values(silent))

    async def _silent(self, subject: Subject, ids: Sequence[str]) -> None:
        """Reasons that were typed; the codes stay."""
        about = (MOVES.c.subject == subject) & MOVES.c.subject_id.in_(ids)
        if ids:
            await self._door.write(update(MOVES).where(about, TYPED_REASON).values(reason=""))

    async def _ids(self, query: Select[Any]) -> list[Any]:
        return [row.id for row in await self._door.rows(query.limit(AT_A_TIME))]

    async def _gone(self, change: Any) -> int:  # noqa: ANN401 - an UPDATE or a DELETE
        self._door.leaves_nothing = True
        return await self._door.write(change)
