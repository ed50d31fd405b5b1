"""What the core asks of a platform, and what a platform asks of the core."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from bot.chat.address import Account, Chat
from bot.chat.incoming import Enclosure, Incoming
from bot.chat.outgoing import Attachment, Card, Reply
from bot.chat.pace import Pace, at_will

MOST_FILE = 20 * 1024 * 1024
"""Bytes of a file that is passed on: what the narrowest platform lets a bot fetch."""

Handle = Callable[[Incoming], Awaitable[tuple[Reply, ...]]]
"""Handles one event in one transaction. Returns after the commit; raises Failed if nothing was done.

The same event again (its platform repeats it) does nothing and returns no replies.
"""


class Failed(Exception):
    """Our mistake: the event was rolled back and logged under `id`; `sentence` may be shown to the person."""

    def __init__(self, id: str, sentence: str) -> None:
        super().__init__(f"event failed, logged as {id}")
        self.id = id
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True)
class Limits:
    """`questions` is how many fields a page holds; `forms` says that the platform can open a Form.

    `graphs`: it draws the Graph of a card; where it does not, a picture is sent instead.

    `pace` is how fast it takes messages. `points`: people can share a place. `topics`: a shared chat may
    have parts with names of their own.

    `text` and `caption` are how many UTF-16 units surely fit into one message, and beside a file.
    """

    questions: int
    forms: bool
    homes: bool
    threads: bool = False
    points: bool = False
    topics: bool = False
    graphs: bool = False
    text: int = 3000
    caption: int = 1000
    pace: Pace = at_will


class Lease(Protocol):
    """The right to do what only one of several replicas may do. Whoever has it renews it; it runs out."""

    async def taken(self) -> bool:
        """Takes it, or keeps it for a while longer; False while another replica has it."""

    async def given_up(self) -> None:
        """Lets another have it at once."""


class SendTrouble(Exception):
    """A message was not, or perhaps not, delivered. The words say why, without any of its content."""


class RateLimited(SendTrouble):
    """Not delivered; ask again after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = seconds


class Unavailable(SendTrouble):
    """Certainly not delivered, and worth trying again soon."""


class AnswerLost(SendTrouble):
    """Perhaps delivered: the request went out and no answer came back."""


class Unreachable(SendTrouble):
    """Never to be delivered: the person blocked the bot, left, or the chat is gone."""


class Moved(SendTrouble):
    """Not delivered: the chat has another id now."""

    def __init__(self, to: str) -> None:
        super().__init__("the chat has another id now")
        self.to = to


class Refused(SendTrouble):
    """The platform will not take this message, now or later: ours is the mistake."""


class Platform(Protocol):
    """Draws cards for one platform. References to messages are strings only the platform reads."""

    name: str
    limits: Limits

    async def post(
        self, chat: Chat, card: Card, *, token: str, under: str | None, aloud: bool = False
    ) -> str:
        """A new message, marked with `token` where the platform can carry one; returns its reference.

        With `aloud` an answer in a thread is shown in the chat as well.
        """

    async def post_file(
        self, chat: Chat, card: Card, file: Path, named: Enclosure, *, token: str, under: str | None
    ) -> str:
        """The same with a file, which is called as in `named`; the card is what is said beside it."""

    async def fetch(self, tenant: str, file: Enclosure, into: Path) -> None:
        """Writes a file that came in here to that path, which is new.

        Raises Refused for one of more than `MOST_FILE` bytes, and for one that is gone.
        """

    async def edit(self, chat: Chat, reference: str, card: Card) -> None:
        """That message of the chat now shows this card; showing it twice is no trouble."""

    async def find(self, chat: Chat, token: str, *, since: datetime) -> str | None:
        """The reference of a message posted with `token` whose answer was lost.

        None: it is certainly not there. Raises Unavailable where that cannot be known now,
        and Refused where this platform never can know.
        """

    async def send_file(self, chat: Chat, file: Attachment, *, caption: str, under: str | None) -> None:
        """A new message with this file."""

    async def has_file(self, chat: Chat, name: str, *, since: datetime) -> bool:
        """Whether we sent a file of that name since then; raises as `find` does."""

    def link(self, payload: str) -> str:
        """The address that opens a private chat with us and says `payload`; empty where there is none."""

    async def open_topic(self, chat: Chat, name: str) -> str:
        """A new part of a shared chat; its reference, for `under`. Refused where there can be none."""

    async def show_home(self, account: Account, cards: tuple[Card, ...]) -> None:
        """The person's own page; nothing where the platform has none."""


@runtime_checkable
class Presence(Protocol):
    """A platform that knows who wants no notices for a while."""

    async def resting(self, tenant: str, users: Sequence[str], now: datetime) -> Mapping[str, datetime]:
        """Until when each of them is not to be disturbed; whoever may be is left out.

        Raises SendTrouble where that cannot be known now.
        """
