"""What the use cases ask of the storage about all that is held of one person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chat.address import Chat
from bot.chat.outgoing import Card, Outgoing
from bot.chat.redaction import Traces
from bot.services.letters import Letter

Change = Callable[[str], str]
ChangeIn = Callable[[str], Change]
"""The change that a message needs, by its key and what its buttons are about (`redaction.redacted_as`)."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message of ours that stands in a chat: `key` edits it, `reference` is its platform's. `changes`: a
    later card of it is on its way.
    """

    chat: Chat
    key: str
    reference: str
    card: Card
    changes: bool = False


class Rights(Protocol):
    """A person's own data, as a whole."""

    async def held(self, person: str) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Every row about this person that is theirs to see, by what it is; values as JSON knows them."""

    async def traces(self, person: str) -> Traces:
        """Their name, and all that they wrote and that is still held."""

    async def about(self, person: str) -> Sequence[str]:
        """Ids of their listings and matches: they stand in the key of a message that is about one."""

    async def passed(self, person: str) -> Mapping[str, int]:
        """Messages that were passed on for them, by id: how many letters each became."""

    async def shown(self, left: Traces, keys: Sequence[str]) -> Sequence[Shown]:
        """Messages that may carry such a trace, or that have such a key."""

    async def shows(self, one: Shown) -> None:
        """This card is kept of that message, whatever it shows until it is edited."""

    async def clear_letters(
        self,
        left: Traces,
        keys: Sequence[str],
        about: Sequence[str],
        own: Sequence[Chat],
        change: ChangeIn,
    ) -> None:
        """Changes the words of every message on its way or sent that may carry a trace, and of files `about`
        their matches, and empties those passed on for them and those to their own chats, of which none goes
        out any more. What is being sent is its sender's no more: see `emptied_meanwhile`.
        """

    async def emptied_meanwhile(self, letter: Letter) -> Outgoing | None:
        """What became of a letter from which something was taken out while it was being sent; it is over."""

    async def erase(self, person: str, change: Change, now: datetime, group: str = "") -> None:
        """Takes out of every row what says who they were; what they gave and got stays, nobody's.

        `group`: the organisation that they acted for.
        """
