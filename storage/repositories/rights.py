"""All that is held about one person: read as a whole, and taken out as a whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic_core import to_jsonable_python
from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy import Table as SqlTable

from bot.chat.address import Chat
from bot.chat.outgoing import Outgoing
from bot.chat.redaction import Traces, traces
from bot.domain.history import Subject
from bot.domain.matches import Party
from bot.services.letters import Letter
from bot.services.rights_ports import Change, ChangeIn, Shown
from matching.lexicon import standard_lexicon
from storage.columns import Row, table_of
from storage.commissioner_tables import CommissionerRow
from storage.desk_tables import BatchRow, ClaimRow, DeskKeyRow
from storage.detail_tables import DetailRow, DetailShareRow
from storage.follow_tables import CheckRow, EvidenceRow
from storage.matcher_tables import PriorityRow, SynonymRow, VectorRow
from storage.notes import Notes
from storage.pledge_tables import InstalmentRow, PledgeChangeRow, PledgeRow
from storage.provider_tables import ProviderRow
from storage.remark_tables import RemarkRow
from storage.repositories.claims import POSTED
from storage.repositories.clearing import clear, clear_own, coming, emptied_meanwhile
from storage.repositories.door import Door
from storage.repositories.emptying import bare
from storage.repositories.searching import any_of
from storage.repositories.talks import NOBODYS
from storage.repositories.typed import TYPED_REASON, answered, silence
from storage.stuck_tables import StuckRow
from storage.tables import (
    CapacityRow,
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
    SessionRow,
    StoryRow,
    TeamInviteRow,
)
from storage.talk_tables import PassedRow, UnsentRow
from storage.traffic_tables import ConversationRow, ReminderRow

Whose = Callable[[str], ColumnElement[bool]]
ACCOUNT = ("platform", "tenant", "user")
PEOPLE, LISTINGS, MATCHES = table_of(PersonRow), table_of(ListingRow), table_of(MatchRow)
STORIES, DELIVERIES, FEEDBACK = table_of(StoryRow), table_of(DeliveryRow), table_of(FeedbackRow)
CONSENTS, PASSED = table_of(ConsentRow), table_of(PassedRow)
MOVES, VECTORS = table_of(MovedRow), table_of(VectorRow)
SESSIONS, CHANGES = table_of(SessionRow), table_of(PledgeChangeRow)
CHECKS, EVIDENCE = table_of(CheckRow), table_of(EvidenceRow)
CONTACTS, STUCK = table_of(ContactRow), table_of(StuckRow)
PROVIDERS, INSTALMENTS = table_of(ProviderRow), table_of(InstalmentRow)
REMARKS = table_of(RemarkRow)


def _column(table: SqlTable, name: str = "person") -> Whose:
    return lambda person: table.c[name] == person


def _of_matches(table: SqlTable) -> Whose:
    def theirs(person: str) -> ColumnElement[bool]:
        return table.c.match.in_(select(MATCHES.c.id).where(_their_match(person)))

    return theirs


def _their_match(person: str) -> ColumnElement[bool]:
    return (MATCHES.c.volunteer == person) | (MATCHES.c.host == person)


def _about_their_instalments(person: str, group: str) -> ColumnElement[bool]:
    """What others noted of deliveries to the group, or of those that they said or settled."""
    theirs = or_(
        INSTALMENTS.c.said_by == person,
        INSTALMENTS.c.settled_by == person,
        INSTALMENTS.c.organisation == group,
    )
    return EVIDENCE.c.instalment.in_(select(INSTALMENTS.c.id).where(theirs))


def _lines_of_matches(person: str) -> ColumnElement[bool]:
    matches = select(MATCHES.c.id).where(_their_match(person))
    return (CHECKS.c.subject == Subject.MATCH) & CHECKS.c.subject_id.in_(matches)


def _by_party(table: SqlTable, column: str = "party") -> Whose:
    """Rows that one side of a match wrote; `column` says which."""

    def theirs(person: str) -> ColumnElement[bool]:
        mine = {party: select(MATCHES.c.id).where(MATCHES.c[party.value] == person) for party in Party}
        return or_(*((table.c[column] == party) & table.c.match.in_(ids) for party, ids in mine.items()))

    return theirs


@dataclass(frozen=True, kw_only=True)
class Held:
    """One kind of what is held. `goes`: its rows vanish with the person; of the others what they typed does,
    and a number that is nobody's stays.
    """

    what: str
    table: SqlTable
    whose: Whose
    goes: bool = False


def _by_account(table: SqlTable, names: Sequence[str] = ACCOUNT) -> Whose:
    def theirs(person: str) -> ColumnElement[bool]:
        same = (CONTACTS.c[ours] == table.c[its] for ours, its in zip(ACCOUNT, names, strict=True))
        return exists().where(CONTACTS.c.person == person, *same)

    return theirs


_said_in_their_chat = _by_account(PASSED, ("chat_platform", "chat_tenant", "chat_id"))
"""Not by the side of the match: of a group several people write."""


def _own(what: str, row: type[Row], column: str = "person", *, goes: bool = False) -> Held:
    table = table_of(row)
    return Held(what=what, table=table, whose=_column(table, column), goes=goes)


HELD = (
    _own("you", PersonRow, "id"),
    _own("roles", PersonRoleRow, goes=True),
    Held(what="what could not be processed", table=STUCK, whose=_by_account(STUCK), goes=True),
    _own("accounts", ContactRow, goes=True),
    _own("whom you buy for", CommissionerRow, goes=True),
    _own("offers and needs", ListingRow, "owner"),
    _own("files", KeptFileRow, goes=True),
    _own("what you can take on", CapacityRow, goes=True),
    Held(what="matches", table=MATCHES, whose=_their_match),
    Held(what="dates", table=SESSIONS, whose=_of_matches(SESSIONS)),
    Held(what="deliveries", table=DELIVERIES, whose=_of_matches(DELIVERIES)),
    Held(what="feedback that you gave", table=FEEDBACK, whose=_by_party(FEEDBACK)),
    Held(what="thanks, and what you learned", table=REMARKS, whose=_by_party(REMARKS), goes=True),
    Held(what="stories", table=STORIES, whose=_of_matches(STORIES)),
    Held(what="what you allowed", table=CONSENTS, whose=_by_party(CONSENTS)),
    Held(what="messages passed on for you", table=PASSED, whose=_said_in_their_chat),
    _own("messages kept for you", UnsentRow, goes=True),
    _own("conversations with the bot", ConversationRow, goes=True),
    _own("reminders", ReminderRow, goes=True),
    _own("what you keep here of how to reach you", DetailRow, goes=True),
    _own("matches for which you shared it", DetailShareRow, goes=True),
    _own("what you did", MovedRow),
    Held(what="checks of your matches", table=CHECKS, whose=_lines_of_matches, goes=True),
    _own("checks that you have seen", CheckRow, "seen_by"),
    _own("evidence that you sent", EvidenceRow),
    _own("what you took in hand", ClaimRow, goes=True),
    _own("keys of your desk in a browser", DeskKeyRow, goes=True),
    _own("pledges that you entered", PledgeRow, "entered_by"),
    _own("lines of the provider list that you entered", ProviderRow, "entered_by"),
    _own("deliveries for pledges that you said", InstalmentRow, "said_by"),
    _own("deliveries for pledges that you settled", InstalmentRow, "settled_by"),
    _own("changes of pledges that you asked for", PledgeChangeRow, "asked_by"),
    _own("words that you taught", SynonymRow),
    _own("priorities that you set", PriorityRow),
    _own("invitations that you made", TeamInviteRow, "made_by"),
)
"""Every table that names a person; a test finds one that is missing here."""


class SqlRights:
    def __init__(self, door: Door, notes: Notes) -> None:
        self._door = door
        self._notes = notes

    async def held(self, person: str) -> Mapping[str, Sequence[Mapping[str, object]]]:
        found = {}
        for kind in HELD:
            rows = await self._door.rows(select(kind.table).where(kind.whose(person)))
            if rows:
                told = [self._notes.open_in(row._asdict()) for row in rows]
                found[kind.what] = [_but_sealed(to_jsonable_python(each)) for each in told]
        return found

    async def traces(self, person: str) -> Traces:
        names = await self._door.rows(select(PEOPLE.c.name).where(PEOPLE.c.id == person))
        terms = await self._door.rows(select(LISTINGS.c.terms).where(LISTINGS.c.owner == person))
        given = await self._door.rows(select(FEEDBACK.c.sentence).where(_by_party(FEEDBACK)(person)))
        noted = await self._door.rows(select(REMARKS.c.said).where(_by_party(REMARKS)(person)))
        told = await self._door.rows(
            select(STORIES.c.before, STORIES.c.done, STORIES.c.change).where(
                _by_party(STORIES, "told_by")(person)
            )
        )
        why = await self._door.rows(select(MOVES.c.reason).where(MOVES.c.person == person, TYPED_REASON))
        asked = await self._door.rows(
            select(CHANGES.c.reason, CHANGES.c.value).where(CHANGES.c.asked_by == person)
        )
        sent = await self._door.rows(select(EVIDENCE.c.note).where(EVIDENCE.c.person == person))
        seen = (self._notes.open(row.note) for row in sent)
        rows = (*given, *noted, *told, *why, *asked)
        typed = (
            *(text for row in rows for text in row),
            *seen,
            *await answered(self._door, self._notes, person),
        )
        said = (text for row in terms for text in row.terms.typed)
        return traces(tuple(row.name for row in names), (*said, *typed), _is_a_skill)

    async def about(self, person: str) -> Sequence[str]:
        listings = await self._door.rows(select(LISTINGS.c.id).where(LISTINGS.c.owner == person))
        matches = await self._door.rows(select(MATCHES.c.id).where(_their_match(person)))
        return [row.id for row in (*listings, *matches)]

    async def passed(self, person: str) -> Mapping[str, int]:
        query = select(PASSED.c.id, PASSED.c.letters).where(_said_in_their_chat(person))
        return {row.id: row.letters for row in await self._door.rows(query)}

    async def shown(self, left: Traces, keys: Sequence[str]) -> Sequence[Shown]:
        found: dict[tuple[Chat, str], Shown] = {}
        for some in any_of(POSTED, POSTED.c.card, left, keys):
            for row in await self._door.rows(select(POSTED).where(some)):
                chat = Chat(platform=row.platform, tenant=row.tenant, id=row.chat)
                changes = await coming(self._door, chat, row.key)
                there = {"chat": chat, "key": row.key, "reference": row.reference, "card": row.card}
                found[chat, row.key] = Shown(**there, changes=changes)
        return list(found.values())

    async def shows(self, one: Shown) -> None:
        chat = {"platform": one.chat.platform, "tenant": one.chat.tenant, "chat": one.chat.id}
        row = chat | {"key": one.key, "reference": one.reference, "card": one.card}
        await self._door.put(POSTED, row, "platform", "tenant", "chat", "key")

    async def clear_letters(
        self, left: Traces, keys: Sequence[str], about: Sequence[str], own: Sequence[Chat], change: ChangeIn
    ) -> None:
        await clear(self._door, left, keys, about, change)
        for chat in own:
            await clear_own(self._door, chat)

    async def emptied_meanwhile(self, letter: Letter) -> Outgoing | None:
        return await emptied_meanwhile(self._door, letter)

    async def erase(self, person: str, change: Change, now: datetime, group: str = "") -> None:
        self._door.leaves_nothing = True
        owned = select(LISTINGS.c.id).where(LISTINGS.c.owner == person)
        await self._door.write(delete(VECTORS).where(VECTORS.c.listing.in_(owned)))
        await self._listings(person, change)
        await self._told(person, change, now)
        await self._seen(person, change, group)
        await self._moves(person, change)
        await self._decisions(person, change)
        for kind in HELD:
            if kind.goes:
                await self._door.write(delete(kind.table).where(kind.whose(person)))
        nobody = {"name": "", "language": "", "chosen_language": "", "zone": "", "stopped_at": now}
        nobody |= {"seen_at": None, "leaving_at": None}
        await self._door.write(update(PEOPLE).where(PEOPLE.c.id == person).values(nobody))

    async def _listings(self, person: str, change: Change) -> None:
        """Kind, district, hours and skills stay: they say what was given, and not by whom."""
        theirs = select(LISTINGS.c.id, LISTINGS.c.terms).where(LISTINGS.c.owner == person)
        for row in await self._door.rows(theirs):
            silent = {"terms": bare(row.terms, change), "reason": ""}
            await self._door.write(update(LISTINGS).where(LISTINGS.c.id == row.id).values(silent))
        said = {"reasons": (), "doubt": ""}
        await self._door.write(update(MATCHES).where(_their_match(person)).values(said))

    async def _told(self, person: str, change: Change, now: datetime) -> None:
        words = ("before", "done", "change")
        for row in await self._door.rows(select(STORIES).where(_of_matches(STORIES)(person))):
            bare = {name: change(getattr(row, name)) for name in words}
            await self._door.write(update(STORIES).where(STORIES.c.match == row.match).values(bare))
        for row in await self._door.rows(select(DELIVERIES).where(_of_matches(DELIVERIES)(person))):
            bare = {"evidence": change(row.evidence)}
            await self._door.write(update(DELIVERIES).where(DELIVERIES.c.match == row.match).values(bare))
        mine = _by_party(FEEDBACK)(person)
        await self._door.write(update(FEEDBACK).where(mine).values(sentence=""))
        none = {"name": False, "photo": False, "publication": False, "withdrawn_at": now}
        await self._door.write(update(CONSENTS).where(_by_party(CONSENTS)(person)).values(none))
        mine = _said_in_their_chat(person)
        await self._door.write(update(PASSED).where(mine).values(NOBODYS))

        entered = PROVIDERS.c.entered_by == person
        for row in await self._door.rows(select(PROVIDERS).where(entered)):
            bare = {name: change(getattr(row, name)) for name in ("what", "sector", "ethos", "accreditation")}
            await self._door.write(update(PROVIDERS).where(PROVIDERS.c.id == row.id).values(bare))
        asked = CHANGES.c.asked_by == person
        for row in await self._door.rows(select(CHANGES).where(asked)):
            bare = {name: change(getattr(row, name)) for name in ("reason", "value")}
            await self._door.write(update(CHANGES).where(CHANGES.c.id == row.id).values(bare))

    async def _seen(self, person: str, change: Change, group: str) -> None:
        """Contacts and notes that they gave, and files that may show them."""
        theirs = CHECKS.c.seen_by == person
        await self._door.write(update(CHECKS).where(theirs).values(note="", seen_by=""))
        mine = EVIDENCE.c.person == person
        await self._door.write(update(EVIDENCE).where(mine).values(note="", file=None))
        about = _of_matches(EVIDENCE)(person) | _about_their_instalments(person, group)
        async with self._door.for_the_house():  # also what coordinators noted, which they do not see
            for row in await self._door.rows(select(EVIDENCE).where(about)):
                bare = {"note": self._notes.seal(change(self._notes.open(row.note))), "file": None}
                await self._door.write(update(EVIDENCE).where(EVIDENCE.c.id == row.id).values(bare))

    async def _decisions(self, person: str, change: Change) -> None:
        """Cards say by name who decided; of two coordinators with one name both become somebody."""
        name = await self._door.scalar(select(PEOPLE.c.name).where(PEOPLE.c.id == person))
        for table in (MATCHES, table_of(BatchRow)):
            theirs = (table.c.decided_by == name) & (table.c.decided_by != "")
            await self._door.write(update(table).where(theirs).values(decided_by=change(name)))

    async def _moves(self, person: str, change: Change) -> None:
        """Reasons that they typed, also where they stand with what they decided, and what others typed about
        them.
        """
        await silence(self._door, person)
        listings = select(LISTINGS.c.id).where(LISTINGS.c.owner == person)
        matches = select(MATCHES.c.id).where(_their_match(person))
        about = MOVES.c.subject_id.in_(listings) | MOVES.c.subject_id.in_(matches)
        for row in await self._door.rows(
            select(MOVES.c.id, MOVES.c.reason).where(about, MOVES.c.reason != "")
        ):
            await self._door.write(
                update(MOVES).where(MOVES.c.id == row.id).values(reason=change(row.reason))
            )


def _but_sealed(row: dict[str, object]) -> dict[str, object]:
    """What is encrypted for one function only is told by that one."""
    return {name: value for name, value in row.items() if name != "sealed"}


def _is_a_skill(text: str) -> bool:
    """No more than the name by which everybody knows it."""
    return " ".join(text.split()).casefold() in standard_lexicon().names
