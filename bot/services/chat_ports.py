"""What chats that move, close or fall silent ask of the storage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.chat.address import Chat
from bot.chat.outgoing import Outgoing


class Chats(Protocol):
    async def moved(self, old: Chat, new: Chat | None) -> None:
        """From now on `old` is to be looked for at `new`; None: nothing of ours arrives there any more."""

    async def opened(self, chat: Chat) -> None:
        """It is where it says again."""

    async def now_at(self, chats: Sequence[Chat]) -> Sequence[Chat]:
        """Where these are now, in their order, without those in which nothing arrives."""

    async def readdress(self, old: Chat, new: Chat) -> int:
        """What waits for the one goes to the other, and so do the conversations there; how many messages.

        What stood in the old chat cannot be changed in the new one: its next version is a new message.
        """

    async def language(self, chat: Chat) -> str:
        """The language that was chosen for a chat of several people; empty where none was."""

    async def speak(self, chat: Chat, language: str) -> None:
        """From now on what is said there is said in this language."""

    async def waiting(self, chat: Chat, *, also: str = "") -> Sequence[tuple[str, Outgoing]]:
        """What was to be sent there and was not, in order, each with the `dedupe` that it was queued under;
        `also`: the number of a letter that has just been given up."""

    async def put_aside(self, chat: Chat, why: str, now: datetime) -> int:
        """Nothing that waits for this chat is tried any more."""
