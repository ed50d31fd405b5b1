"""What Slack's refusals mean for a message of ours. The words are Slack's error codes, never content."""

import logging

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.chat.ports import AnswerLost, RateLimited, Refused, SendTrouble, Unavailable, Unreachable

log = logging.getLogger(__name__)

TROUBLE = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, AttributeError, ValueError)
"""All that a call can raise; the last two come from the client itself, for an answer that is not JSON."""

TOKEN = {
    "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired",
    "missing_scope", "no_permission", "org_login_required", "ekm_access_denied",
    "not_allowed_token_type",
}  # fmt: skip
"""The bot itself is not let in: nothing is wrong with the message, and it must not be given up."""
_NEVER = {
    "user_not_found", "user_disabled", "user_not_visible", "channel_not_found", "is_archived",
    "not_in_channel", "cannot_dm_bot", "restricted_action", "messages_tab_disabled",
}  # fmt: skip
_GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}
_UNKNOWN = {"fatal_error", "internal_error", "request_timeout"}
_LATER = {"service_unavailable", "accesslimited", "team_added_to_org"}
UNDRAWN = {"invalid_arguments", "invalid_blocks", "invalid_blocks_format", "view_too_large"}
"""Slack does not take what we drew: the same again would be refused again."""
_SLOWER = {"ratelimited", "rate_limited"}


def code(error: Exception) -> str:
    """Slack's own word for it, e.g. "channel_not_found", or the kind of error."""
    return _code(error) or type(error).__name__


def of_post(error: Exception) -> SendTrouble:
    return _said(error) or _never_sent(error) or AnswerLost(code(error))


def of_edit(error: Exception) -> SendTrouble:
    """Of anything that may be done twice: a lost answer is only a reason to try again."""
    return _said(error) or Unavailable(code(error))


def looked(meant: SendTrouble) -> SendTrouble:
    """Of a look for a message: it cannot be known now, or it never can."""
    later = isinstance(meant, RateLimited | Unavailable)
    return Unavailable(str(meant)) if later else Refused(str(meant))


def _said(error: Exception) -> SendTrouble | None:
    """What Slack said in so many words."""
    found = _code(error)
    if _status(error) == 429 or found in _SLOWER:
        return RateLimited(_seconds(error))
    if not found or _status(error) >= 500 or found in _UNKNOWN:
        return None
    if found in TOKEN or found in _LATER:
        return Unavailable(found)
    if found in _NEVER:
        return Unreachable(found)
    return Refused("gone" if found in _GONE else found)


def _never_sent(error: Exception) -> SendTrouble | None:
    return Unavailable(code(error)) if isinstance(error, aiohttp.ClientConnectorError) else None


def _code(error: Exception) -> str:
    answer = getattr(error, "response", None) if isinstance(error, SlackApiError) else None
    content = getattr(answer, "data", None)
    return str(content.get("error") or "") if isinstance(content, dict) else ""


def _status(error: Exception) -> int:
    """The client hands out its own kind of response, or aiohttp's where the body was no JSON."""
    answer = getattr(error, "response", None)
    return int(getattr(answer, "status_code", None) or getattr(answer, "status", None) or 0)


def _seconds(error: Exception) -> float:
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        return max(float(headers.get("Retry-After", "1")), 0.0)
    except ValueError:
        return 1.0


def told(error: Exception, meant: SendTrouble) -> SendTrouble:
    """`meant`; a token that Slack does not take any more is also for whoever runs the bot."""
    if code(error) in TOKEN:
        log.critical("slack.token_refused error=%s", code(error))
    return meant
