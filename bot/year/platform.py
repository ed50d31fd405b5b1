"""Where messages go in the simulated year: into people's hands, without a wire.

It stands in the place of an adapter and its platform; everything up to the claimed letter is real.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from starlette.routing import Route

from bot.chat.address import Account, Chat
from bot.chat.incoming import Enclosure
from bot.chat.outgoing import Attachment, Card
from bot.chat.ports import Handle, Limits, Refused, Unreachable

Shown = Callable[[str, Card, str | None], None]
"""The message of this reference now reads like this; the last is the message that it answers, if any."""


@dataclass(kw_only=True)
class InHand:
    """A chat platform. `watch` says who reads a chat; whoever is in `gone` cannot be written to."""

    name: str
    tenant: str
    limits: Limits
    watching: dict[Chat, Shown] = field(default_factory=dict)
    gone: set[Chat] = field(default_factory=set)
    posts: dict[Chat, int] = field(default_factory=dict)
    _count: int = 0

    def watch(self, chat: Chat, shown: Shown) -> None:
        self.watching[chat] = shown

    async def post(
        self, chat: Chat, card: Card, *, token: str, under: str | None, aloud: bool = False
    ) -> str:
        self._must_be_there(chat)
        self._count += 1
        reference = f"{self._count}"
        self.posts[chat] = self.posts.get(chat, 0) + 1
        self.watching[chat](reference, card, under)
        return reference

    async def edit(self, chat: Chat, reference: str, card: Card) -> None:
        self._must_be_there(chat)
        self.watching[chat](reference, card, None)

    async def send_file(self, chat: Chat, file: Attachment, *, caption: str, under: str | None) -> None:
        self._must_be_there(chat)
        self.posts[chat] = self.posts.get(chat, 0) + 1

    def _must_be_there(self, chat: Chat) -> None:
        if chat in self.gone or chat not in self.watching:
            raise Unreachable("gone")

    async def post_file(
        self, chat: Chat, card: Card, file: Path, named: Enclosure, *, token: str, under: str | None
    ) -> str:
        raise Refused("nobody sends files in this city")

    async def fetch(self, tenant: str, file: Enclosure, into: Path) -> None:
        raise Refused("nobody sends files in this city")

    async def find(self, chat: Chat, token: str, *, since: datetime) -> str | None:
        raise Refused("no answer is ever lost here")

    async def has_file(self, chat: Chat, name: str, *, since: datetime) -> bool:
        raise Refused("no answer is ever lost here")

    def link(self, payload: str) -> str:
        """There is nothing to click here."""
        return ""

    async def open_topic(self, chat: Chat, name: str) -> str:
        raise Refused("no topics here")

    async def show_home(self, account: Account, cards: tuple[Card, ...]) -> None:
        """Nobody opens it here."""

    async def start(self, handle: Handle) -> None:
        """Nothing comes from outside."""

    async def rest(self) -> None:
        """Nothing to stop."""

    async def stop(self) -> None:
        """Nothing to stop."""

    def routes(self) -> list[Route]:
        return []

    def healthy(self) -> bool:
        return True
