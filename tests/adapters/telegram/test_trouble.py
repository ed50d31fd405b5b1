import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from adapters.telegram import trouble
from bot.chat.ports import AnswerLost, Moved, RateLimited, Refused, Unavailable, Unreachable


def caused(error, cause):
    error.__cause__ = cause
    return error


NEVER_SENT = [
    caused(NetworkError("httpx.ConnectError: "), httpx.ConnectError("")),
    caused(TimedOut(), httpx.ConnectTimeout("")),
    caused(TimedOut(), httpx.PoolTimeout("")),
]
PERHAPS_SENT = [
    caused(TimedOut(), httpx.ReadTimeout("")),
    caused(NetworkError("httpx.ReadError: "), httpx.ReadError("")),
    NetworkError("Bad Gateway"),
    NetworkError("Internal Server Error (500)"),
]


def test_a_429_names_the_seconds_to_wait():
    for meant in (trouble.of_post(RetryAfter(17)), trouble.of_edit(RetryAfter(17))):
        assert isinstance(meant, RateLimited) and meant.seconds == 17


@pytest.mark.parametrize("error", NEVER_SENT)
def test_what_never_left_may_be_sent_again(error):
    assert isinstance(trouble.of_post(error), Unavailable)
    assert isinstance(trouble.of_edit(error), Unavailable)


@pytest.mark.parametrize("error", PERHAPS_SENT)
def test_a_post_without_an_answer_is_perhaps_there_and_an_edit_may_be_repeated(error):
    assert isinstance(trouble.of_post(error), AnswerLost)
    assert isinstance(trouble.of_edit(error), Unavailable)


@pytest.mark.parametrize(
    "error",
    [
        Forbidden("Forbidden: bot was blocked by the user"),
        Forbidden("Forbidden: bot was kicked from the supergroup chat"),
        BadRequest("Bad Request: chat not found"),
    ],
)
def test_a_closed_chat_is_unreachable(error):
    assert isinstance(trouble.of_post(error), Unreachable)
    assert isinstance(trouble.of_edit(error), Unreachable)


def test_a_group_that_moved_says_where():
    meant = trouble.of_post(ChatMigrated(-100123))

    assert isinstance(meant, Moved) and meant.to == "-100123"


@pytest.mark.parametrize("words", ["message to edit not found", "message can't be edited"])
def test_a_message_that_is_gone_is_refused_as_gone(words):
    meant = trouble.of_edit(BadRequest(f"Bad Request: {words}"))

    assert isinstance(meant, Refused) and str(meant) == "gone"


def test_a_refusal_does_not_quote_the_message():
    meant = trouble.of_post(BadRequest('Bad Request: can\'t parse entities: Unsupported start tag "secret"'))

    assert isinstance(meant, Refused) and str(meant) == "Can't parse entities"


def test_a_token_that_is_refused_is_not_repeated_in_words():
    meant = trouble.of_post(InvalidToken("The token `1:secret` was rejected by the server."))

    assert isinstance(meant, Unavailable) and "secret" not in str(meant)


def test_only_an_edit_that_changes_nothing_is_no_trouble():
    assert trouble.unchanged(BadRequest("Message is not modified: specified new message content ..."))
    assert not trouble.unchanged(BadRequest("Bad Request: message text is empty"))
