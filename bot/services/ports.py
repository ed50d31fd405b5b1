"""What the use cases ask of the storage: one transaction is one `Tx`; leaving it uncommitted undoes all."""

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.chat.address import Account, Chat
from bot.chat.installing import InstallationRows
from bot.chat.outgoing import Card, Outgoing
from bot.domain.conversations import Conversation
from bot.domain.history import Moved, Subject
from bot.domain.listings import Listing, ListingState, Side
from bot.domain.matches import Match, MatchState, Party
from bot.domain.organisations import Organisation
from bot.domain.people import By, Contact, Invite, Person, TeamInvite
from bot.services.audit_ports import Audit
from bot.services.chat_ports import Chats
from bot.services.check_ports import Checks, EvidenceKept
from bot.services.clock_ports import Leases, Nudges, Reminders, Rests
from bot.services.commissioner_ports import Commissioners
from bot.services.desk_ports import Cards, Desk, Register
from bot.services.detail_ports import DetailsKept
from bot.services.figure_ports import Figures
from bot.services.kept_ports import KeptFiles
from bot.services.letters import Claims, Letter
from bot.services.matcher_ports import MatcherStore
from bot.services.noticeboard_ports import Noticeboards
from bot.services.outcome_ports import Capacities, Outcomes, Sessions
from bot.services.page_ports import Gauges, Impact, Pages
from bot.services.pledge_ports import Instalments, Pledges
from bot.services.provider_ports import Providers
from bot.services.remark_ports import Remarks
from bot.services.retention_ports import Keeping
from bot.services.rights_ports import Rights
from bot.services.stuck_ports import StuckThings
from bot.services.tag_ports import Tags
from bot.services.talk_ports import KeepsForLater, Talks


class Inbox(Protocol):
    """Every event of a platform is taken once; of one that is put aside `first_time` says False too."""

    async def first_time(self, account: Account, event: str, now: datetime) -> bool:
        """Notes the event; False if it was handled, or put aside, before."""

    async def failed(self, account: Account, event: str, trouble: str, now: datetime) -> int:
        """Counts a failure of an event whose transaction was rolled back; returns how many there were."""


class Outbox(Claims, KeepsForLater, Protocol):
    """Messages on their way. In order within a chat, side by side across chats."""

    def unasked(self) -> None:
        """What is put from now on nobody waits for: it lets everything else go first."""

    async def put(
        self, outgoing: Outgoing, *, dedupe: str, now: datetime, not_before: datetime | None = None
    ) -> None:
        """Queues a message once: the same `dedupe` again does nothing."""

    async def cancel(self, dedupe: str) -> bool:
        """Takes back a message that was not tried yet; False if it is too late."""

    async def sent(self, letter: Letter, reference: str | None, now: datetime) -> bool:
        """Delivered; with a key, the reference becomes the chat's message of that key.

        This and the next three: False, and nothing is changed, where the claim was taken over meanwhile.
        """

    async def later(self, letter: Letter, until: datetime, trouble: str, *, maybe_sent: bool) -> bool:
        """Try again then."""

    async def extend(self, letter: Letter, until: datetime) -> bool:
        """Holds a claimed letter longer, for one that takes long to send."""

    async def gave_up(self, letter: Letter, trouble: str, now: datetime) -> bool:
        """Never to be delivered; kept for the operator, blocks nobody."""

    async def release(self, owner_except: str) -> int:
        """Ends every lease not held by this owner: for the embedded database, whose last owner is dead."""

    async def let_go(self, owner: str) -> int:
        """Ends this owner's leases, who stops: whoever claims next need not wait for their ends."""

    async def next_due(self) -> datetime | None:
        """When something unsent may be tried, the earliest."""

    async def put_aside(self, platform: str, tenant: str, why: str, now: datetime) -> int:
        """Nothing that waits for this tenant is tried any more; how many messages that were."""

    async def posted(self, chat: Chat, reference: str) -> tuple[str, Card] | None:
        """The key and the present card of a message of ours."""

    async def standing(self, chat: Chat, key: str) -> Card | None:
        """The present card of the message of that key in this chat, if there is one."""


class People(Rests, Protocol):
    async def of(self, account: Account, *, lock: bool = False) -> Person | None:
        """With `lock`, for the one who acts right now: held, and whoever acts is within reach again."""

    async def get(self, id: str, *, lock: bool = False) -> Person: ...
    async def some(self, ids: Sequence[str]) -> Sequence[Person]:
        """Those of these that there are."""

    async def put(self, person: Person) -> None: ...
    async def join(self, contact: Contact) -> None:
        """A new account of a person."""

    async def contacts(self, person: str) -> Sequence[Contact]: ...
    async def unreachable(self, account: Account, why: str) -> None:
        """Marks an account as out of reach, or back in reach with an empty `why`."""

    async def mark_all(self, platform: str, tenant: str, *, was: str, why: str) -> None:
        """Marks every account of a tenant that is marked `was`, as `unreachable` does for one."""

    async def coordinators(self, *, without: Sequence[str] = ()) -> Sequence[Person]: ...
    async def act_for(self, person: str, organisation: str) -> None:
        """Whom the person acts for from now on (empty: nobody); touches nothing else of theirs."""

    async def team(self, person: str) -> Sequence[Person]:
        """The person, then whoever else acts for the same community group, in order of name."""


class Organisations(Protocol):
    async def get(self, id: str, *, lock: bool = False) -> Organisation: ...
    async def put(self, organisation: Organisation) -> None: ...
    async def of_workspace(self, workspace: str) -> Organisation | None: ...
    async def install(self, organisation: Organisation) -> Organisation:
        """Adds a workspace's organisation, unless somebody else was first; returns the one that stands."""

    async def some(self, ids: Sequence[str]) -> Sequence[Organisation]:
        """Those of these that there are."""

    async def members(self, id: str) -> Sequence[Person]: ...
    async def pending(self) -> Sequence[Organisation]: ...
    async def led(self) -> Sequence[str]:
        """Ids of those that have a champion."""


class Listings(Protocol):
    async def get(self, id: str, *, lock: bool = False) -> Listing: ...
    async def put(self, listing: Listing) -> None: ...
    async def some(self, ids: Sequence[str]) -> Sequence[Listing]:
        """Those of these that there are."""

    async def of_owner(self, person: str) -> Sequence[Listing]:
        """Newest first."""

    async def of_organisation(self, organisation: str) -> Sequence[Listing]: ...
    async def seeking(self, side: Side, *, shown_at: datetime | None = None) -> Sequence[Listing]:
        """Open with hours remaining, oldest first; with a moment, only of owners who may be asked then and of
        verified organisations."""

    async def still_seeking(self, ids: Sequence[str]) -> Set[str]:
        """Those of these that are open with hours remaining."""

    async def shown(self, side: Side, now: datetime, *, only: str = "") -> str:
        """What `seeking` with that moment would find, or `only` that one, as "id:revision id:revision": the
        same text as long as that is the same.
        """

    async def in_state(self, *states: ListingState) -> Sequence[Listing]:
        """Oldest first."""

    async def posted_since(self, side: Side, since: datetime) -> Sequence[Listing]:
        """Posted at that moment or later, whatever became of them; oldest first."""

    async def alike(self, listing: Listing, *states: ListingState) -> Sequence[Listing]:
        """In one of these states, of the same side, of the same organisation or district; oldest first."""


class Matches(Protocol):
    async def get(self, id: str, *, lock: bool = False) -> Match: ...
    async def put(self, match: Match) -> None: ...
    async def some(self, ids: Sequence[str]) -> Sequence[Match]:
        """Those of these that there are."""

    async def of_listing(self, listing: str, *states: MatchState) -> Sequence[Match]:
        """Newest first; those in one of these states, or all."""

    async def paired(self, side: Side, listing: str, *, unless: Set[MatchState]) -> Set[str]:
        """The listings that this one of that side has a match with, whatever came of it, apart from matches
        in these states."""

    async def suggested(self, side: Side, listings: Collection[str]) -> Mapping[str, int]:
        """Of each of these of that side how many suggestions wait to be decided; one without is left out."""

    async def of_person(self, person: str) -> Sequence[Match]:
        """Newest first."""

    async def reserving(self, person: str, party: Party) -> Set[str]:
        """The ids of what this person has under way on that side, whose hours are taken."""

    async def partners_of(self, organisation: str) -> Set[str]:
        """Organisations whose help this one had, and would have again as far as it said."""

    async def in_state(self, *states: MatchState) -> Sequence[Match]:
        """Oldest first."""

    async def entered_since(self, since: datetime, *states: MatchState) -> Sequence[Match]:
        """Those that came into one of these states since then, the earliest first."""


class Conversations(Protocol):
    async def get(self, id: str) -> Conversation | None: ...
    async def current(self, account: Account, chat: Chat) -> Conversation | None:
        """The one in progress in this chat, if any."""

    async def put(self, conversation: Conversation) -> None: ...
    async def of_person(self, person: str) -> Sequence[Conversation]:
        """Those in progress; the one that ends next comes first."""


class Record(Protocol):
    async def add(self, moved: Moved) -> None: ...
    async def of(self, subject: Subject, subject_id: str) -> Sequence[Moved]:
        """Oldest first."""


class Invites(Protocol):
    async def put(self, invite: Invite) -> None: ...
    async def get(self, digest: str, *, lock: bool = False) -> Invite | None: ...
    async def put_team(self, invite: TeamInvite) -> None: ...
    async def get_team(self, digest: str, *, lock: bool = False) -> TeamInvite | None: ...


class Tx(Protocol):
    """One transaction. Locks are taken in this order: person, organisation, listing (by id), match."""

    inbox: Inbox
    outbox: Outbox
    people: People
    organisations: Organisations
    listings: Listings
    matches: Matches
    sessions: Sessions
    outcomes: Outcomes
    capacities: Capacities
    checks: Checks
    evidence: EvidenceKept
    nudges: Nudges
    reminders: Reminders
    conversations: Conversations
    record: Record
    invites: Invites
    figures: Figures
    gauges: Gauges
    impact: Impact
    register: Register
    desk: Desk
    cards: Cards
    matcher: MatcherStore
    leases: Leases
    pages: Pages
    installations: InstallationRows
    talks: Talks
    rights: Rights
    kept: KeptFiles
    chats: Chats
    pledges: Pledges
    instalments: Instalments
    commissioners: Commissioners
    providers: Providers
    tags: Tags
    noticeboards: Noticeboards
    remarks: Remarks
    stuck: StuckThings
    audit: Audit
    keeping: Keeping
    details: DetailsKept

    async def acts_for(self, by: By, chat: Chat | None = None) -> None:
        """From now on it sees none of others' private rows, where the database can see to that."""

    async def commit(self) -> None: ...


Transactions = Callable[[], AbstractAsyncContextManager[Tx]]
