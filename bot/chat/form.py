"""Questions as values: the same field is an input in a modal, a row of buttons in a chat, or typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.chat.markup import Markup


@dataclass(frozen=True, kw_only=True)
class Option:
    """`value` is at most 20 bytes (it travels in a button), `label` at most 75 characters."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Text:
    """`files`: a photo or a file may be sent in the place of words, where it is asked in a message.

    `open`: others may read it before anybody is introduced, so it says nobody's number or address; `public`:
    everybody may, after it too.
    `secret`: such a number or address is asked for; it is not shown again, nor kept with the conversation.
    """

    most: int = 200
    lines: int = 1
    files: bool = False
    open: bool = False
    public: bool = False
    secret: bool = False

    @property
    def read_by_others(self) -> bool:
        return self.open or self.public


@dataclass(frozen=True, kw_only=True)
class Choice:
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class Choices:
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class Skills(Choices):
    """The skills that somebody's words may speak of, `names` beside their options; others may be typed."""

    options: tuple[Option, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Number:
    least: Decimal
    most: Decimal
    unit: Literal["hours", "people", "count", "amount"] = "people"
    offered: tuple[Option, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Date:
    """A day, a range or a pattern, in the words people use; read back before it counts."""

    exact: bool = False  # a day and a time are needed, as for a session
    repeats: bool = False  # with `exact`: what comes back is meant as well, each time at that hour
    single: bool = False  # one day still to come is meant, as for the end of a pause
    ends: bool = False  # with `single`: of several days the last, as for what is valid until then
    on_paper: bool = False  # one day of any year, past or to come, as it stands in a contract
    done: bool = False  # with `on_paper`: of something that was done, so the last such day
    offered: tuple[Option, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Place:
    """A postcode or a part of the city; only its district is kept. `several`: more than one may be named."""

    offered: tuple[Option, ...] = ()
    several: bool = False


Kind = Text | Choice | Choices | Number | Date | Place
Values = tuple[str, ...]  # what a person gave for one field: typed words, or option values
Answers = Mapping[str, Values]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One field as it is asked now. `given` is what was answered before, `trouble` what was wrong with it."""

    name: str
    label: str  # at most 150 characters
    kind: Kind
    hint: str = ""
    optional: bool = False
    given: Values = ()
    trouble: str = ""


@dataclass(frozen=True, kw_only=True)
class Form:
    """One page of a conversation. Platforms with forms show it whole; others ask through a Card.

    `keeps`: what is put into it is told as `Typed` while it is open, as closing it may tell nothing.
    """

    conversation: str
    revision: int
    title: str  # at most 24 characters
    submit: str  # at most 24 characters
    intro: Markup = ()
    questions: tuple[Question, ...] = ()
    keeps: bool = False
