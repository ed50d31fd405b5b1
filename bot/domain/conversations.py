"""A conversation in progress: what is answered, what is asked now. It lives in a row, not in memory."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.chat.address import Account, Chat
from bot.chat.form import Answers


class Surface(StrEnum):
    FORM = "form"
    MESSAGE = "message"


class ConversationState(StrEnum):
    ASKING = "asking"
    REVIEW = "review"
    CHOOSING = "choosing"  # which answer to change
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """`step` is the field asked now (the first of the page). `subject` is the row it is about, if any."""

    id: str
    account: Account
    chat: Chat
    person: str
    flow: str
    version: int
    surface: Surface
    state: ConversationState
    answers: Answers
    step: str
    expires_at: datetime
    revision: int = 1
    subject: str = ""
    option: str = ""  # what the button that began it said, such as a move waiting for its reason
    troubles: int = 0  # answers not understood in a row
    typed: Answers = field(default_factory=dict)  # into the form that is open, and not submitted yet
    card: int = 1  # which of its messages shows the question now; a typed answer moves on to a new one
