"""What Telegram's refusals mean for a message of ours.

The words carry no content of the message and never the token.
"""

import httpx
import telegram.error as errors

from bot.chat.ports import AnswerLost, Moved, RateLimited, Refused, SendTrouble, Unavailable, Unreachable

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_GONE_MESSAGE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_GONE_CHAT = ("chat not found", "user not found", "peer_id_invalid", "group chat was deactivated")


def unchanged(error: errors.TelegramError) -> bool:
    """An edit that would change nothing: the message already shows the card."""
    return isinstance(error, errors.BadRequest) and "message is not modified" in error.message.lower()


def no_topic(error: errors.BadRequest) -> bool:
    """The topic was deleted or closed."""
    said = error.message.lower()
    return "thread not found" in said or "topic_closed" in said or "topic_deleted" in said


def no_photo(error: errors.BadRequest) -> bool:
    """A picture that Telegram takes as a document only: too long, too narrow, or of a kind it cannot read."""
    said = error.message.lower()
    return any(sign in said for sign in ("photo_", "image_process", "as a photo"))


def of_post(error: errors.TelegramError) -> SendTrouble:
    return _known(error) or _network(error) or AnswerLost(_cause(error))


def of_edit(error: errors.TelegramError) -> SendTrouble:
    """Showing a card twice is no trouble, so a lost answer is only a reason to try again."""
    return _known(error) or Unavailable(_cause(error))


def _known(error: errors.TelegramError) -> SendTrouble | None:
    """What Telegram said in so many words."""
    match error:
        case errors.RetryAfter():
            return RateLimited(seconds_to_wait(error))
        case errors.Forbidden():
            return Unreachable(_clause(error))
        case errors.ChatMigrated():
            return Moved(str(error.new_chat_id))
        case errors.BadRequest():
            return _refused(error)
        case _:
            return None


def _network(error: errors.TelegramError) -> SendTrouble | None:
    """What certainly never reached a chat."""
    if isinstance(error, errors.InvalidToken):
        return Unavailable("Telegram does not accept the bot's token")
    if isinstance(error.__cause__, _NEVER_SENT):
        return Unavailable(_cause(error))
    return None


def _refused(error: errors.BadRequest) -> SendTrouble:
    said = error.message.lower()
    if any(sign in said for sign in _GONE_CHAT):
        return Unreachable(_clause(error))
    if any(sign in said for sign in _GONE_MESSAGE):
        return Refused("gone")
    return Refused(_clause(error))


def seconds_to_wait(error: errors.RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


def _clause(error: errors.TelegramError) -> str:
    """The first clause: the later ones may quote the message."""
    return error.message.removeprefix("Forbidden: ").partition(":")[0][:80]


def _cause(error: errors.TelegramError) -> str:
    return type(error.__cause__ or error).__name__
