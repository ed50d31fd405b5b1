"""What follows from a letter that was not sent: another try, another address, or giving up, loudly."""

from dataclasses import replace
from datetime import timedelta

import structlog

from bot.chat.address import Chat
from bot.chat.outgoing import ToChat
from bot.chat.ports import AnswerLost, Moved, RateLimited, Refused, SendTrouble, Unreachable
from bot.services import chats, receipts, stuck
from bot.services.letters import Letter
from bot.services.ports import Tx
from bot.services.turn import Turn

log = structlog.get_logger()

LONGEST_WAIT = 300.0  # seconds between two tries
MOST_TRIES = 40  # about three hours of trying
OUR_TRIES = 5  # where the trouble is a mistake of ours, which time does not mend


async def not_sent(turn: Turn, letter: Letter, trouble: SendTrouble, most: int) -> bool:
    """Whether it never will be. Nothing follows where another has claimed the letter meanwhile."""
    if isinstance(trouble, Moved) and isinstance(letter.outgoing, ToChat):
        await _follow(turn, letter, letter.outgoing.chat, trouble.to)
        return False
    log.warning("letter.not_sent", letter=letter.id, attempt=letter.attempt, why=type(trouble).__name__)
    if isinstance(trouble, Unreachable | Refused) or letter.attempt >= most:
        await stuck.give_up(turn, letter, trouble)
        return True
    maybe_sent = letter.maybe_sent or isinstance(trouble, AnswerLost)
    until = turn.now + timedelta(seconds=seconds_until_next(letter, trouble))
    if await turn.tx.outbox.later(letter, until, str(trouble), maybe_sent=maybe_sent):
        await receipts.late(turn, letter)
    return False


async def put_back(tx: Tx, letter: Letter) -> None:
    """Nothing was sent: its lease was over. Due at once by any clock, as ours may have jumped."""
    await tx.outbox.later(letter, letter.created_at, "", maybe_sent=letter.maybe_sent)


async def _follow(turn: Turn, letter: Letter, chat: Chat, to: str) -> None:
    """The chat has another id: this letter, and what else waits for it, goes there."""
    log.info("letter.follows", letter=letter.id)
    if await turn.tx.outbox.later(letter, turn.now, "the chat has another id now", maybe_sent=False):
        await turn.tx.chats.readdress(chat, replace(chat, id=to))
        await chats.moved(turn, chat, replace(chat, id=to))


def seconds_until_next(letter: Letter, trouble: SendTrouble) -> float:
    """What the platform asks for, or 1, 2, 4 ... 300 with jitter, the same for the same letter."""
    if isinstance(trouble, RateLimited):
        return max(trouble.seconds, 0.05)
    doubled = min(LONGEST_WAIT, 2.0 ** min(letter.attempt - 1, 10))
    return doubled * (0.75 + int(letter.token[:2], 16) / 512)
