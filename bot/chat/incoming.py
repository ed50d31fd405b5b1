"""What people do, as every platform's reader says it."""

from dataclasses import dataclass

from bot.chat.action import Action
from bot.chat.address import Account, Chat
from bot.chat.form import Answers


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Who did it, where, and the platform's own id of the event: the same id twice is the same event.

    `live` says that a form can be opened right now in answer to it.
    """

    event: str
    sender: Account
    name: str  # as the platform shows it; may be hostile, may be empty
    chat: Chat
    private: bool
    live: bool = False
    language: str = "en"
    organisation: str = ""  # the name of the sender's workspace, where the platform has one


@dataclass(frozen=True, kw_only=True)
class Command:
    """`/makegood offer` and `/offer` are both name "offer"; the words after it are `rest`."""

    origin: Origin
    name: str
    rest: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """Words in a chat. `reply_to` is the platform's reference of the message answered, if any."""

    origin: Origin
    text: str
    reply_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """A button. `message` is the platform's reference of the message it stands on, if any."""

    origin: Origin
    action: Action
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form was submitted."""

    origin: Origin
    conversation: str
    revision: int
    answers: Answers


@dataclass(frozen=True, kw_only=True)
class Dismissed:
    """A form was closed without submitting it; what was typed so far may come with it."""

    origin: Origin
    conversation: str
    answers: Answers


@dataclass(frozen=True, kw_only=True)
class OpenedHome:
    origin: Origin


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """Something arrived that a person did and we cannot read: an unknown button, a sticker, a voice note."""

    origin: Origin
    what: str


@dataclass(frozen=True, kw_only=True)
class Left:
    """The person blocked the bot or left: no more messages reach them until they come back."""

    origin: Origin


Incoming = Command | Said | Pressed | Filled | Dismissed | OpenedHome | Unreadable | Left
