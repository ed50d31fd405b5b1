"""What Telegram allows, and how long we wait for it.

Sizes are those of core.telegram.org/bots/api; python-telegram-bot keeps the same in `telegram.constants`.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from bot.chat.pace import Over, Rate, Sending
from bot.chat.ports import Limits


def pace(chat: str, sending: Sending) -> tuple[Rate, ...]:
    """core.telegram.org/bots/faq: 30 a second, one a second in a chat, 20 a minute in a group.

    A change of a message in a private chat is seen by no limit that Telegram speaks of, but for the first.
    """
    group = chat.startswith("-")
    if sending is not Sending.POST and not group:
        return (OVERALL,)
    return (OVERALL, IN_A_CHAT, IN_A_GROUP) if group else (OVERALL, IN_A_CHAT)


OVERALL = Rate(over=Over.TENANT, most=30, seconds=1)
IN_A_CHAT = Rate(over=Over.CHAT, most=1, seconds=1)
IN_A_GROUP = Rate(over=Over.CHAT, most=20, seconds=60)
LIMITS = Limits(
    questions=1, forms=False, homes=False, points=True, topics=True, text=4096, caption=1024, pace=pace
)

MOST_TEXT = 4096  # UTF-16 units, counted after the markup is parsed
MOST_CAPTION = 1024  # the same, beside a file
MOST_PHOTO = 10 * 1024 * 1024  # bytes; a larger picture is sent as a document
MOST_MESSAGES = 10  # of one card: more than any platform lets a person write at once
MOST_TOPIC_NAME = 128
MOST_LABEL = 64  # of a button; Telegram takes more, but phones cut it
MOST_HINT = 200  # of the answer to a button
MOST_IN_A_ROW = 8
MOST_BUTTONS = 100
MOST_COMMANDS = 100
MOST_COMMAND_WORDS = 256
MOST_BODY = 1_000_000  # bytes of a webhook request

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")
MOST_CHATS_AT_ONCE = 16

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
POOL_SECONDS = 5.0
POOL_SIZE = 32
TRANSFER_SECONDS = 200.0  # for 20 MB
ANSWER_SECONDS = 5.0  # a pressed button spins until it is answered


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds to wait for Telegram, and after trouble."""

    poll: float = 25
    again: tuple[float, ...] = (0.1, 0.5, 1, 2)  # before each repetition of an event that failed
    first: float = 1  # after network trouble, doubled each time ...
    most: float = 30  # ... up to this
    conflict: float = 5
    renew: float = 4  # between two looks at the lease, where several replicas share one bot
    standby: float = 3  # before a replica that may not poll asks again
    unauthorised: float = 30
    finish: float = 4  # for events under way when the bot stops
    press: float = 0.7  # until a press is answered without words, while it is still handled
    part: float = 1.05  # between two messages of one long card
    silence: float = 90  # without an answer, beyond `poll`, before the loop counts as unhealthy
    jitter: Callable[[], float] = random.random  # from 0 to 1

    def after(self, troubles: int) -> float:
        """How long to wait after so many troubles in a row."""
        wait = min(self.first * 2.0 ** min(troubles - 1, 10), self.most)
        return wait * (0.75 + 0.5 * self.jitter())
