"""What people do, as every platform's reader says it."""

from dataclasses import dataclass, field
from typing import Literal

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
    language: str = ""  # empty where the platform does not say it
    zone: str = ""  # the name of their time zone, likewise
    within: str = ""  # the part of the chat where it was, as its platform names it: a topic
    organisation: str = ""  # the name of the sender's workspace, where the platform has one


@dataclass(frozen=True, kw_only=True)
class Command:
    """`/makegood offer` and `/offer` are both name "offer"; the words after it are `rest`."""

    origin: Origin
    name: str
    rest: str = ""


FileKind = Literal["photo", "voice", "file"]


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """A file that came with a message; `id` is what its platform fetches it by.

    `name` and `mime` are the sender's own and may be hostile, or empty; `size` is 0 where it is not known.
    """

    id: str
    kind: FileKind = "file"
    name: str = ""
    mime: str = ""
    size: int = 0


@dataclass(frozen=True, kw_only=True)
class Said:
    """Words in a chat, or files with or without words; never neither.

    `message` is the platform's reference of this message, `reply_to` of the one answered, if any.
    """

    origin: Origin
    text: str
    reply_to: str = ""
    message: str = ""
    files: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Located:
    """A place that somebody shared on purpose.

    The point goes no further than to be cut to its district, unless it answers what the other side of a match
    said: it is in no row and no log, and this does not show it either.
    """

    origin: Origin
    latitude: float = field(repr=False)
    longitude: float = field(repr=False)
    message: str = ""
    reply_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Edited:
    """The words of an earlier message now read like this."""

    origin: Origin
    message: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """An earlier message of the sender's is gone from their chat."""

    origin: Origin
    message: str


@dataclass(frozen=True, kw_only=True)
class Reacted:
    """Marks put on a message, or taken away, each in words: "thumbs up"."""

    origin: Origin
    message: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


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
class Typed:
    """All that stands in a form which is still open. Said at every change, so the newest says everything."""

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


@dataclass(frozen=True, kw_only=True)
class ChatMoved:
    """The shared chat in which this happened has another id from now on."""

    origin: Origin
    to: Chat


@dataclass(frozen=True, kw_only=True)
class ChatJoined:
    """We were brought into a shared chat."""

    origin: Origin


@dataclass(frozen=True, kw_only=True)
class ChatClosed:
    """We were taken out of a shared chat."""

    origin: Origin


@dataclass(frozen=True, kw_only=True)
class MemberLeft:
    """Somebody, perhaps not the sender, is no longer in a shared chat."""

    origin: Origin
    account: Account


Incoming = (
    Command
    | Said
    | Located
    | Edited
    | TakenBack
    | Reacted
    | Pressed
    | Filled
    | Typed
    | Dismissed
    | OpenedHome
    | Unreadable
    | Left
    | ChatMoved
    | ChatJoined
    | ChatClosed
    | MemberLeft
)
