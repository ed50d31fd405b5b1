"""What people see.

Cards travel through the outbox: they are stored in the event's transaction and sent after it.
Replies are performed at once with the platform's live handle, expire in seconds, and are never stored.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from bot.chat.action import Action
from bot.chat.address import Account, Chat
from bot.chat.form import Form
from bot.chat.incoming import Enclosure
from bot.chat.markup import Markup, plain_text


class Look(StrEnum):
    """Emphasis only: nothing is said by colour alone."""

    MAIN = "main"
    QUIET = "quiet"
    DANGER = "danger"


@dataclass(frozen=True, kw_only=True)
class Button:
    """`label`: a verb, at most 40 characters; `spoken`: the same in full for a screen reader, at most 75."""

    label: str
    action: Action
    spoken: str = ""
    look: Look = Look.QUIET


@dataclass(frozen=True, kw_only=True)
class Para:
    text: Markup
    line: Literal["para"] = "para"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A label and its value, one line: "When: Thursday 3 December, 14:00"."""

    label: str
    value: Markup
    line: Literal["fact"] = "fact"


Line = Para | Fact


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line of a graph: an amount at each of its points."""

    name: str
    amounts: tuple[Decimal, ...]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Lines over the same points, in their order, for platforms that draw them themselves.

    What it shows stands in the card's words too.
    """

    title: str
    unit: str
    points: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, kw_only=True)
class Card:
    """A message: a title (or none), lines, and at most a few rows of buttons.

    `answers` says that the buttons are the possible answers to one question: there may be more than three.
    `more`: what is seldom wanted, such as "Snooze 1 week"; a menu where the platform has one.
    `section`: in which part of a shared chat it belongs, where the chat has such; empty: anywhere.
    """

    title: str = ""
    lines: tuple[Line, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    answers: bool = False
    more: tuple[Button, ...] = ()
    section: str = ""
    graph: Graph | None = None

    def words(self) -> str:
        """The whole card as sentences, without layout: the text fallback."""
        said = [self.title] if self.title else []
        for line in self.lines:
            said.append(plain_text(line.text) if isinstance(line, Para) else _fact_words(line))
        return "\n".join(said)


def _fact_words(fact: Fact) -> str:
    return f"{fact.label}: {plain_text(fact.value)}"


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A file to pass on. It is fetched from the platform it came to when its letter is sent, not before."""

    platform: str
    tenant: str
    file: Enclosure


@dataclass(frozen=True, kw_only=True)
class Post:
    """A card for a chat. With a `key`, the chat has one message of that key and later posts edit it.

    `under` is the key of the message this one answers, `answering` the platform's own reference of one that
    is not ours. Where both are given, a platform with threads shows it in the thread of the first, with
    `aloud` in the chat as well, and one without shows it as a reply to the second. With a `parcel` the card
    is what is said about the file. `fresh` names what is looked up when it is sent, and stored nowhere with
    the letter: the card is what stands there without it.
    """

    chat: Chat
    card: Card
    key: str = ""
    under: str = ""
    answering: str = ""
    aloud: bool = False
    parcel: Parcel | None = None
    fresh: str = ""
    what: Literal["post"] = "post"


@dataclass(frozen=True, kw_only=True)
class OpenTopic:
    """A part of a shared chat, with a name of its own; what has its `key` as `under` stands in it.

    Refused where the chat has no such parts, or lets us open none.
    """

    chat: Chat
    name: str
    key: str
    under: str = ""
    what: Literal["topic"] = "topic"


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file. `name` ends in what it is, as "visit.ics"; `mime` says it to programs."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class SendFile:
    """A file for a chat, with a sentence of our own beside it; `under` as of a Post.

    Its name should be its own in the chat: a file whose answer was lost is looked for by it. `fresh` as of a
    Post: the content is made when it is sent.
    """

    chat: Chat
    attachment: Attachment
    caption: str
    under: str = ""
    fresh: str = ""
    what: Literal["file"] = "file"


@dataclass(frozen=True, kw_only=True)
class ShowHome:
    """A person's own page, on platforms that have one: drawn when it is sent, so it is never out of date.

    `first`: they have opened it for the first time.
    """

    account: Account
    first: bool = False
    what: Literal["home"] = "home"


ToChat = Post | SendFile | OpenTopic
"""What goes to a chat, so also to where that has moved."""

Outgoing = ToChat | ShowHome


@dataclass(frozen=True, kw_only=True)
class ShowForm:
    """Open the form, or replace the one just submitted."""

    form: Form


@dataclass(frozen=True, kw_only=True)
class CloseForm:
    """The form just submitted is done with; what it did is told by a card."""


@dataclass(frozen=True, kw_only=True)
class Hint:
    """A short note that only the person who acted sees, and that may get lost."""

    text: str


Reply = ShowForm | CloseForm | Hint
